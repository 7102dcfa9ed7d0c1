"""``python -m bench growth``: the same page while the catalogue around it grows a hundredfold; its cost is to follow the page.

The scope is the first generated system, which is the same in every size. Nothing is counted: a total would look at all that it counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.catalogues import MeasuredCatalogue, filled
from bench.engines import Place
from bench.national import National, write_national
from bench.peers import HttpWay
from bench.report import Row, Section
from bench.samples import Variables
from bench.service import Service, processor_seconds
from bench.turns import Pace, Taken, in_turn
from stdgraph.domain import calendar

LARGEST = 500_000
STEPS = (100, 10, 1)
"""The sizes are these parts of the largest."""
NODE = "number title status publishedOn committees { code } listedIn { subsystem { code } }"
SCOPE = "N0000"


@dataclass(frozen=True, slots=True)
class GrowingPage:
    """A page that is asked for at every size."""

    name: str
    where: str = ""
    order: str = "NUMBER"

    @property
    def document(self) -> str:
        """Its document."""
        where = f"where: {self.where}, " if self.where else ""
        asked = f"standards(first: 50, {where}orderBy: [{{ field: {self.order} }}])"
        return f"query Grown($again: ID!) {{ {asked} {{ edges {{ node {{ {NODE} }} }} }} again: node(id: $again) @skip(if: true) {{ id }} }}"


PAGES: Sequence[GrowingPage] = (
    GrowingPage("50 of a branch", f'{{ listedIn: {{ within: {{ system: "{SCOPE}", code: "01" }} }} }}'),
    GrowingPage("50 of a system", f'{{ listedIn: {{ system: {{ eq: "{SCOPE}" }} }} }}'),
    GrowingPage("50 of a system, by publication", f'{{ listedIn: {{ system: {{ eq: "{SCOPE}" }} }} }}', "PUBLISHED_ON"),
    GrowingPage("50 of the catalogue"),
    GrowingPage("50 of the catalogue, by publication", order="PUBLISHED_ON"),
    GrowingPage("50 of the catalogue that are in force", "{ standing: { eq: IN_FORCE } }"),
)


async def measure_growth(where: Place, largest: int, pace: Pace, tell: Callable[[str], None]) -> list[Section]:
    """A row a page: its p50 at each size, and the last one by the first."""
    national = National(calendar.today(), events=False)
    figures: dict[str, dict[int, Taken]] = {page.name: {} for page in PAGES}
    async with filled(where, MeasuredCatalogue("empty")) as (running, graph):
        for part in STEPS:
            await write_national(graph, largest // part, national)
            tell(f"{national.standards} standards")
            for page in PAGES:
                figures[page.name][national.standards] = await _measured(where, running, page, pace)
        version = graph.engine.version
    return [Section(f"A page in catalogues of several sizes ({version})", [_row(*one) for one in figures.items()])]


async def _measured(where: Place, running: Service, page: GrowingPage, pace: Pace) -> Taken:
    variables = Variables([{}], page.document)
    way = HttpWay(running.port, "/graphql", page.document, variables, running.pid)
    await way.check()
    await way.turn(1, pace.warm)
    (taken,) = await in_turn([way], 1, pace, lambda: processor_seconds(where.pid() or 0) or 0.0)
    assert taken is not None
    return taken


def _row(name: str, taken: Mapping[int, Taken]) -> Row:
    p50 = {size: one.milliseconds(0.5) for size, one in taken.items()}
    first, *_, last = [one or 0.0 for one in p50.values()]
    engine = [one.each(one.engine) or 0.0 for one in taken.values()]
    row: dict[str, Any] = {"page": name, **{f"{size} p50 ms": one for size, one in p50.items()}}
    return row | {
        "ratio": last / first if first else None,
        **{f"{size} engine CPU ms": one for size, one in zip(taken, engine, strict=True)},
        "ratio of these": engine[-1] / engine[0] if engine[0] else None,
    }
