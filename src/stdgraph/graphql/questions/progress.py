"""Questions about how far things are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stdgraph.catalogue.reader import Pick
from stdgraph.domain.scope import Scope
from stdgraph.gaps.pages import count_open_gaps
from stdgraph.graphql.questions.arguments import bounded, scope_of, wants
from stdgraph.graphql.resolvers import Asking, Row, question
from stdgraph.progress.coverage import compute_coverage
from stdgraph.progress.readiness import compute_readiness
from stdgraph.progress.tally import compute_progress, load_trees
from stdgraph.progress.workload import compute_workloads, list_due_items

SCOPES: dict[str, Callable[[Row], Scope]] = {
    "StandardsSystem": lambda row: Scope(system=row["code"]),
    "Subsystem": lambda row: Scope(subsystem=(row["system"], row["code"])),
    "Committee": lambda row: Scope(committee=row["code"]),
    "ProductCategory": lambda row: Scope(product_category=row["code"]),
}
"""The scope that a node stands for."""


def _progress_of(label: str) -> None:
    @question(label, "progress")
    async def find(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
        on = asking.on(asking.arguments(pick))
        return await compute_progress(asking.tx, [SCOPES[label](row) for row in rows], on)


for _label in ("StandardsSystem", "Subsystem", "Committee"):
    _progress_of(_label)


@question("Query", "progress")
async def progress_of_scope(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """Progress of any scope."""
    given = asking.arguments(pick)
    return await compute_progress(asking.tx, [scope_of(given.get("scope"))], asking.on(given))


@question("StandardsSystem", "tree")
async def tree(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """The tree of each system; gaps are counted only where they are wanted."""
    on = asking.on(asking.arguments(pick))
    answer = await load_trees(asking.tx, [row["code"] for row in rows], on)
    if wants(pick, "openGaps"):
        counts = await count_open_gaps(asking.tx, [row["code"] for row in rows], on)
        for nodes in answer:
            for node in nodes:
                node["openGaps"] = counts.get(node["subsystem"].key, 0)
    return answer


@question("Query", "coverage")
async def coverage_of_system(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """The matrix of a system."""
    given = asking.arguments(pick)
    depth = bounded("depth", given["depth"], 1, 100)
    return [await compute_coverage(asking.tx, given["system"], depth, asking.on(given))]


@question("ProductCategory", "readiness")
async def readiness_of_categories(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """The chain behind each product."""
    given = asking.arguments(pick)
    subsystem = (given["subsystem"]["system"], given["subsystem"]["code"])
    depth = bounded("maxDepth", given["maxDepth"], 1, 100)
    told = wants(pick, "next", "reason") or wants(pick, "next", "standards")
    codes = [row["code"] for row in rows]
    return await compute_readiness(asking.tx, codes, subsystem, depth, asking.on(given), detailed=told)


@question("Committee", "workload")
async def workload(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """Open items by stage."""
    return await compute_workloads(asking.tx, [SCOPES["Committee"](row) for row in rows], asking.today)


@question("Committee", "due")
async def due(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """Deadlines."""
    within = asking.arguments(pick)["within"]
    return await list_due_items(asking.tx, [SCOPES["Committee"](row) for row in rows], within, asking.today)
