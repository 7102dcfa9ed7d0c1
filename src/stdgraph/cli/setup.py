"""Makes the catalogue ready to be served, and shows what was done."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rich.cells import cell_len, set_cell_size

from stdgraph import __version__
from stdgraph.cli import texts
from stdgraph.cli.client import census
from stdgraph.cli.output import answers, busy, load_progress
from stdgraph.settings import Settings
from stdgraph.store.migrations import schema_version
from stdgraph.store.session import Graph

WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104  recognised, not listened on


@dataclass(frozen=True, slots=True)
class Screen:
    """What a start did, line by line: a name and its value."""

    lines: tuple[tuple[str, str], ...]

    def show(self) -> None:
        """Print it: a panel on a terminal, plain lines elsewhere."""
        width = max(cell_len(name) for name, _ in self.lines)
        text = "\n".join(f"{set_cell_size(name, width)} {words}" for name, words in self.lines)
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
            (texts.SCREEN_ENGINE(), _engine(graph, facts, begun)),
            (texts.SCREEN_SCHEMA(), texts.SCHEMA_VERSION(version=await schema_version(graph))),
            (texts.SCREEN_CATALOGUE(), await _catalogue(graph, settings)),
            (texts.SCREEN_DATA(), facts.get("data directory") or texts.DATABASE(name=settings.graph_database)),
            (texts.SCREEN_OPEN(), _address(settings)),
            (texts.SCREEN_STOP(), "Ctrl-C"),
        )
    )


def _engine(graph: Graph, facts: Mapping[str, str], begun: datetime) -> str:
    """The engine, and whether it was started since or ran before; it gives its start to the second."""
    started = facts.get("started")
    just_now = started is not None and datetime.fromisoformat(started) >= begun.replace(microsecond=0)
    how = texts.STARTED_AT if just_now else texts.ATTACHED_AT
    return how(version=graph.engine.version, address=graph.engine.address)


async def _catalogue(graph: Graph, settings: Settings) -> str:
    held = await census(graph)
    if held.get("Standard") or held.get("StandardsSystem"):
        return texts.CATALOGUE_HOLDS(counts=_counts(held))
    if not settings.seed:
        return texts.CATALOGUE_EMPTY()
    from stdgraph.datasets.loader import load_seed
    from stdgraph.datasets.reader import bundled_seed, read_seed

    with busy() as bar:
        bar(texts.READING_SEED())
        seed = read_seed(bundled_seed())
        report = await load_seed(graph, seed, progress=load_progress(bar))
    return texts.CATALOGUE_SEEDED(counts=_counts(report.created))


def _counts(held: Mapping[str, int]) -> str:
    names = {"systems": "StandardsSystem", "subsystems": "Subsystem", "standards": "Standard"}
    return texts.COUNTS(**{name: held.get(label, 0) for name, label in names.items()})


def _address(settings: Settings) -> str:
    host = WILDCARDS.get(settings.host, f"[{settings.host}]" if ":" in settings.host else settings.host)
    url = f"http://{host}:{settings.port}/"
    return (texts.EVERY_ADDRESS if settings.host in WILDCARDS else texts.ONE_ADDRESS)(url=url)
