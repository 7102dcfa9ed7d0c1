"""Filled workbooks for programs: a plan first, then that plan is carried out, for the catalogue that it was made for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from stdgraph.datasets.filled.carrying_out import apply_filled, plan_filled
from stdgraph.datasets.filled.kind import FilledKind
from stdgraph.datasets.importing.order import ImportOrder, current_revision
from stdgraph.datasets.importing.plans import ImportPlan, ImportPlans
from stdgraph.datasets.importing.service import check_maker
from stdgraph.datasets.loader import CatalogueMovedOn
from stdgraph.domain.identity import Identity
from stdgraph.domain.vocabulary import Language
from stdgraph.store.session import Graph


async def plan_workbook(
    graph: Graph,
    plans: ImportPlans,
    who: Identity,
    kind: FilledKind,
    language: Language,
    name: str | None,
    write: Callable[[Path], None],
) -> dict[str, Any]:
    """Make a plan of a filled workbook, which ``write`` puts in its place; what it would change, row by row. Nothing is changed."""
    plan, file = plans.place(name)
    try:
        write(file)
        revision = await graph.read(current_revision)
        report = await plan_filled(graph, file, who, language)
        order = ImportOrder(f"filled-{kind}", language=language)
        kept = plans.keep(plan, file, order, who.name, revision, report.document())
    except BaseException:
        plans.discard(plan)
        raise
    return {**report.document(), "plan": kept.id, "revision": revision, "changed": False}


async def apply_workbook(graph: Graph, plans: ImportPlans, who: Identity, plan: ImportPlan) -> dict[str, Any]:
    """Carry out the plan of a filled workbook. Raises Forbidden, and CatalogueMovedOn where anything has changed since it was made."""
    check_maker(plan, who)
    now = await graph.read(current_revision)
    if now != plan.revision:
        raise CatalogueMovedOn(plan.revision, now)
    report = await apply_filled(graph, plan.file, who, plan.order.language)
    done = {
        **report.document(),
        "plan": plan.id,
        "revision": await graph.read(current_revision),
        "changed": report.applied and bool(report.taken),
    }
    plans.finish(plan, done)
    return done
