"""A generated system beside the seed, the same each time: sizes follow power laws, as those of real catalogues do."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from random import Random
from typing import Any

from bench.operations import Operation
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.stored_state import findable, opening_moves, project
from stdgraph.domain.vocabulary import Level, Nature
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import mark_structure_changed

SYSTEM = "LARGE"
BATCH = 1000
STAGES = ("00.00", "10.99", "20.20", "30.20", "40.20", "60.60", "60.60", "60.60", "60.60", "90.60", "95.99")
DAY = date(2010, 1, 1)

DEMAND = (
    "UNWIND $rows AS row MATCH (u:Subsystem {id: row.u}) MATCH (c:ProductCategory {code: row.c}) "
    "CREATE (d:Demand {id: row.id, priority: 'HIGH'}) CREATE (d)-[:MET_IN]->(u) CREATE (d)-[:DEMANDS_FOR]->(c)"
)

Rows = list[dict[str, Any]]


async def enlarge(graph: Graph, standards: int, operations: Sequence[Operation]) -> list[Operation]:
    """Write the system with so many standards, and aim the operations at it."""
    await graph.write(mark_structure_changed)
    for text, rows in _statements(standards):
        for start in range(0, len(rows), BATCH):
            await _write(graph, text, rows[start : start + BATCH])
    return [_aimed(operation) for operation in operations]


async def _write(graph: Graph, text: str, rows: Rows) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run(text, rows=rows)

    await graph.write(work)


def _statements(standards: int) -> list[tuple[str, Rows]]:
    random = Random(7)  # noqa: S311  no secret: the same catalogue each time
    subsystems, parents = _tree(max(10, standards // 20), random)
    categories = [f"LARGE_{n}" for n in range(max(20, standards // 20))]
    numbers = [f"LARGE-{n}" for n in range(standards)]
    replaced = [{"a": numbers[n], "b": numbers[n - 1]} for n in range(1, standards, 9)]
    pairs = {(categories[n], _skewed(categories[:n], random)) for n in range(1, len(categories)) for _ in range(3)}
    pairs |= {(categories[n], categories[n + 1]) for n in range(0, len(categories) - 1, 50)}  # and a few cycles
    depends = [{"a": a, "b": b} for a, b in sorted(pairs)]
    demands = [
        {"id": f"LARGE-D{n}", "u": _skewed(subsystems, random)["id"], "c": _skewed(categories, random)}
        for n in range(standards // 50)
    ]
    return [
        ("UNWIND $rows AS row CREATE (n:StandardsSystem) SET n = row", [_named(SYSTEM, id=SYSTEM, declared=standards)]),
        (
            "UNWIND $rows AS row CREATE (n:ProductCategory) SET n = row",
            [_named(code, id=code, kind="PRODUCT") for code in categories],
        ),
        ("UNWIND $rows AS row CREATE (n:Subsystem) SET n = row", subsystems),
        (_join("Subsystem", "PART_OF", "StandardsSystem"), [{"a": subsystems[0]["id"], "b": SYSTEM}]),
        (_join("Subsystem", "PART_OF", "Subsystem"), parents),
        ("UNWIND $rows AS row CREATE (n:Standard) SET n = row", [_standard(number, random) for number in numbers]),
        (
            _join("Standard", "LISTED_IN", "Subsystem"),
            [{"a": number, "b": _skewed(subsystems, random)["id"]} for number in numbers],
        ),
        (
            _join("Standard", "APPLIES_TO", "ProductCategory"),
            [{"a": number, "b": _skewed(categories, random)} for number in numbers],
        ),
        (_join("Standard", "REPLACES", "Standard", " {extent: 'WHOLE'}"), replaced),
        (_join("ProductCategory", "DEPENDS_ON", "ProductCategory"), depends),
        (DEMAND, demands),
    ]


def _join(left: str, kind: str, right: str, properties: str = "") -> str:
    keys = {name: "code" if name in ("ProductCategory", "StandardsSystem") else "id" for name in (left, right)}
    return (
        f"UNWIND $rows AS row MATCH (a:{left} {{{keys[left]}: row.a}}) MATCH (b:{right} {{{keys[right]}: row.b}}) "
        f"CREATE (a)-[:{kind}{properties}]->(b)"
    )


def _named(code: str, **others: Any) -> dict[str, Any]:
    return {"code": code, "titleZh": f"示例 {code}", "titleEn": f"Sample {code}", "confidence": "HIGH", **others}


def _tree(size: int, random: Random) -> tuple[Rows, Rows]:
    """Subsystems, each but the first below an earlier one, and the pairs of a subsystem and the one above it."""
    nodes: Rows = []
    parents: Rows = []
    for n in range(size):
        above = _skewed(nodes, random) if nodes else None
        depth = above["depth"] + 1 if above else 1
        nodes.append(_named(f"S{n}", id=f"{SYSTEM}/S{n}", system=SYSTEM, depth=depth, order=n))
        if above:
            parents.append({"a": nodes[n]["id"], "b": above["id"]})
    return nodes, parents


def _standard(number: str, random: Random) -> dict[str, Any]:
    stage, level = random.choice(STAGES), random.choice((Level.NATIONAL, Level.INDUSTRY, Level.GROUP))
    day = DAY + timedelta(days=random.randrange(5000))
    published = day if stage >= "60" else None
    properties = _named(number, id=number, number=number, level=level.value, nature=Nature.RECOMMENDED.value)
    properties |= {"publishedOn": published, "inForceOn": published and published + timedelta(days=180), "revision": 1}
    exactly = PartialDate(day.isoformat())
    moves = opening_moves(stage, stage_on=exactly, published=exactly if published else None, withdrawn=exactly)
    return properties | findable(properties) | project(moves, properties)


def _skewed(items: Sequence[Any], random: Random) -> Any:
    """One of the items, the first ones far more often: the share of the n-th falls about as 1/n."""
    return items[int(len(items) ** random.random()) - 1]


def _aimed(operation: Operation) -> Operation:
    """The same question about the generated system."""
    variables = json.dumps(operation.variables)
    for code, other in (("PV2024", SYSTEM), ("ICN2024", SYSTEM), ("BAB", "S1"), ("LI_BATTERY", "LARGE_9")):
        variables = variables.replace(f'"{code}"', f'"{other}"')
    document = operation.document.replace('"PV2024"', f'"{SYSTEM}"')
    wider = {"depth": 1} if operation.name.startswith("06") else {}  # more is refused: 200,000 cells are the most
    return Operation(operation.name, document, json.loads(variables) | wider)
