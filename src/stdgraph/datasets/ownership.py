"""Whether the catalogue holds what its datasets state: every fact has an owner, and follows from what the owners say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypedDict

from stdgraph.datasets.comparison import compare
from stdgraph.datasets.load_report import ReportBuilder
from stdgraph.datasets.planner import LoadContext, LoadPlanner
from stdgraph.datasets.statements import LABELS, Statement, parse_content
from stdgraph.datasets.stored import GraphReader, Reader, read_datasets
from stdgraph.domain import calendar
from stdgraph.store.session import Graph

PAGE = 1000

STATED = (
    "MATCH (a:Statement {dataset: $dataset}) WHERE a.label = $label AND a.local > $after WITH a ORDER BY a.local LIMIT $size "
    "OPTIONAL MATCH (a)-[:STATES]->(n) RETURN a.local AS local, a.content AS content, n.id AS node ORDER BY local"
)


class StatedRow(TypedDict):
    """What a dataset states of a thing, and the thing's node."""

    local: str
    content: str
    node: str | None


@dataclass(frozen=True, slots=True)
class OwnerDifference:
    """A fact that the catalogue holds and its owners do not state, or the reverse."""

    label: str
    key: str
    field: str
    stored: str | None
    stated: str | None

    def __str__(self) -> str:
        return f"{self.label} {self.key}: {self.field} is {self.stored or 'unknown'}, its datasets say {self.stated or 'nothing'}"


async def owner_differences(graph: Graph) -> list[OwnerDifference]:
    """Every fact that differs from what datasets state and people entered, dataset by dataset; empty when all agree."""
    reader = GraphReader(graph)
    found: dict[OwnerDifference, None] = {}
    datasets = await read_datasets(reader)
    for name in datasets:
        rows = [row for label in LABELS for row in await _stated(reader, name, label)]
        externals = {
            ("Standard", one.local): node
            for one, node in ((parse_content(label, local, content), node) for label, local, content, node in rows)
            if one.bare and node is not None
        }

        def statements(rows: list[tuple[str, str, str, str | None]] = rows) -> Iterator[Statement]:
            return (parse_content(label, local, content) for label, local, content, _ in rows)

        comparison = await compare(reader, name, statements(), externals, whole=False, all_changed=True)
        report = ReportBuilder(name)
        ranks = {one: row["rank"] for one, row in datasets.items()}
        stated_on = {one: row["statedOn"] for one, row in datasets.items()}
        planner = LoadPlanner(
            reader, LoadContext("audit", name, ranks, stated_on, calendar.today(), externals, None), report
        )
        await planner.plan(statements, comparison)
        built = report.build()
        found |= {OwnerDifference(one.label, one.key, one.field, one.before, one.after): None for one in built.changes}
        found |= {OwnerDifference(one.label, one.key, "id", None, one.title): None for one in built.new_things}
    return list(found)


async def _stated(reader: Reader, dataset: str, label: str) -> list[tuple[str, str, str, str | None]]:
    found: list[tuple[str, str, str, str | None]] = []
    while True:
        after = found[-1][1] if found else ""
        rows = await reader.rows(STATED, StatedRow, dataset=dataset, label=label, after=after, size=PAGE)
        found += [(label, row["local"], row["content"], row["node"]) for row in rows]
        if len(rows) < PAGE:
            return found
