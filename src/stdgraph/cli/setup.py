"""Making the catalogue ready to be served, and the screen that says what was done."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from stdgraph import __version__
from stdgraph.cli.output import answers, busy
from stdgraph.settings import Settings
from stdgraph.store.migrations import schema_version
from stdgraph.store.session import Graph, Transaction

NODES = "MATCH (n) UNWIND labels(n) AS label WITH label, count(*) AS nodes RETURN label, nodes ORDER BY label"


async def census(graph: Graph) -> dict[str, int]:
    """How many nodes each label has; labels without a node are absent."""

    async def work(transaction: Transaction) -> dict[str, int]:
        return {str(row["label"]): int(row["nodes"]) for row in await transaction.rows(NODES)}

    return await graph.read(work)


WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  told apart, not listened on


@dataclass(frozen=True, slots=True)
class Screen:
    """What a start did, line by line: a name and what is to be said of it."""

    lines: tuple[tuple[str, str], ...]

    def show(self) -> None:
        """Print it: a panel on a terminal, plain lines elsewhere."""
        text = "\n".join(f"{name:<10} {words}" for name, words in self.lines)
        console = answers()
        if console.is_terminal:
            from rich.markup import escape
            from rich.panel import Panel

            console.print(Panel(escape(text), title=f"stdgraph {__version__}", title_align="left", expand=False))
        else:
            print(f"stdgraph {__version__}\n{text}")
        sys.stdout.flush()


async def make_ready(graph: Graph, settings: Settings, begun: datetime) -> Screen:
    """Load the seed where the catalogue is empty and the settings want it; what was found and done since ``begun``."""
    facts = graph.engine.facts()
    return Screen(
        (
            ("engine", f"{graph.engine.version}, {_how(facts, begun)} {graph.engine.address}"),
            ("schema", f"version {await schema_version(graph)}"),
            ("catalogue", await _catalogue(graph, settings)),
            ("data", facts.get("data directory") or f"database {settings.graph_database} of that server"),
            ("open", _address(settings)),
            ("stop", "Ctrl-C"),
        )
    )


def _how(facts: Mapping[str, str], begun: datetime) -> str:
    """Whether the engine was started since, or ran before; it tells its start to the second."""
    started = facts.get("started")
    just_now = started is not None and datetime.fromisoformat(started) >= begun.replace(microsecond=0)
    return "started at" if just_now else "attached at"


async def _catalogue(graph: Graph, settings: Settings) -> str:
    held = await census(graph)
    if held.get("Standard") or held.get("StandardsSystem"):
        return f"holds {_counts(held)}; the seed was not loaded"
    if not settings.seed:
        return "empty; stdgraph seed loads the seed"
    from stdgraph.datasets.loader import load_seed
    from stdgraph.datasets.reader import bundled_seed, read_seed

    with busy() as bar:
        bar("reading the seed")
        seed = read_seed(bundled_seed())
        report = await load_seed(graph, seed, progress=lambda what, done, total: bar(f"loading: {what}", done, total))
    return f"seed loaded: {_counts(report.created)}"


def _counts(held: Mapping[str, int]) -> str:
    names = {"StandardsSystem": "systems", "Subsystem": "subsystems", "Standard": "standards"}
    return ", ".join(f"{held.get(label, 0)} {name}" for label, name in names.items())


def _address(settings: Settings) -> str:
    host = WILDCARDS.get(settings.host, f"[{settings.host}]" if ":" in settings.host else settings.host)
    elsewhere = ", and at every other address of this machine" if settings.host in WILDCARDS else ""
    return f"http://{host}:{settings.port}/graphql{elsewhere}"
