"""Imports for programs: a plan first, then that plan is carried out, for the catalogue that it was made for."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.importing.importer import Importer, ImportReport
from stdgraph.datasets.importing.order import ImportForbidden, ImportOrder, current_revision, permitted
from stdgraph.datasets.importing.plans import ImportPlan, ImportPlans, digest_of
from stdgraph.datasets.loader import CatalogueMovedOn
from stdgraph.datasets.system_table import InvalidMapping
from stdgraph.datasets.system_table.look import opens_as_table
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import BadInput
from stdgraph.store.session import Graph


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what it would do."""

    plan: ImportPlan
    report: ImportReport
    mapping: str | None
    """How a table was read, as a mapping file; None for a register."""
    findings: str
    """All that was not taken, as CSV."""

    def document(self) -> dict[str, Any]:
        """All of it, for programs."""
        whole = self.report.document()
        return {
            **whole,
            "plan": self.plan.id,
            "revision": self.plan.revision,
            "file": self.plan.file.name,
            "mapping": self.mapping,
        }


async def plan_import(
    graph: Graph, plans: ImportPlans, who: Identity, order: ImportOrder, name: str | None, write: Callable[[Path], None]
) -> Planned:
    """Make a plan of a file, which ``write`` puts in its place. Nothing of the catalogue is changed.

    Raises Forbidden, and BadInput for what cannot be read at all.
    """
    plan, file = plans.place(name)
    try:
        write(file)
        return await _planned(graph, plans, who, order, plan, file)
    except BaseException:
        plans.discard(plan)
        raise


async def _planned(
    graph: Graph, plans: ImportPlans, who: Identity, order: ImportOrder, plan: str, file: Path
) -> Planned:
    request = await permitted(graph, who, order, file)
    revision = await graph.read(current_revision)
    importer = await Importer.read(graph, request)
    try:
        report = await importer.plan(graph)
        mapping, findings = io.StringIO(), io.StringIO()
        if report.table is not None:
            importer.mapping_text(mapping)
        importer.findings_csv(findings)
        text, csv = mapping.getvalue() or None, findings.getvalue()
        told = {**report.document(), "mapping": text}
        return Planned(plans.keep(plan, file, order, who.name, revision, told, csv), report, text, csv)
    finally:
        importer.close()


async def plan_or_draft(
    graph: Graph, plans: ImportPlans, who: Identity, order: ImportOrder, name: str | None, write: Callable[[Path], None]
) -> ImportPlan:
    """Like ``plan_import``, but a table that can be opened and of which nothing can be taken is kept, with the reason: a draft, for
    which somebody may say how it is read.
    """
    plan, file = plans.place(name)
    try:
        await asyncio.to_thread(write, file)
        await permitted(graph, who, order, file)
        try:
            return (await _planned(graph, plans, who, order, plan, file)).plan
        except BadInput as error:
            if not await asyncio.to_thread(opens_as_table, file):
                raise
            words = error.message.text(order.language) if isinstance(error, InvalidMapping) else str(error)
            revision = await graph.read(current_revision)
            return plans.keep(plan, file, order, who.name, revision, {"problem": words})
    except BaseException:
        plans.discard(plan)
        raise


async def apply_import(
    graph: Graph, plans: ImportPlans, who: Identity, name: str, check: Callable[[ImportPlan], None] = lambda plan: None
) -> dict[str, Any]:
    """Carry out a plan; the same request sent again answers the same. ``check`` raises where the request names something else.

    Raises NoSuchPlan, Forbidden, and CatalogueMovedOn where anything has changed since the plan was made.
    """
    plan = plans.find(name)
    check_maker(plan, who)
    check(plan)
    if plan.done is not None:
        return plan.done
    request = await permitted(graph, who, plan.order, plan.file)
    now = await graph.read(current_revision)
    if now != plan.revision:
        raise CatalogueMovedOn(plan.revision, now)
    importer = await Importer.read(graph, request)
    try:
        report = await importer.apply(graph, who.name, revision=plan.revision)
    finally:
        importer.close()
    done = {**report.document(), "plan": plan.id, "file": plan.file.name}
    plans.finish(plan, done)
    return done


def check_maker(plan: ImportPlan, who: Identity) -> None:
    """Raises Forbidden for anybody but the maker of a plan and administrators."""
    if plan.actor != who.name and who.role is not Role.ADMINISTRATOR:
        told = Message(
            f"该计划由“{plan.actor}”制定，只有其本人或系统管理员可以执行",
            f"the plan was made by {plan.actor!r}: only whoever made it, or an administrator, may carry it out",
        )
        raise ImportForbidden(told, Role.ADMINISTRATOR.value, plan.order.language)


def same_file(file: Path) -> Callable[[ImportPlan], None]:
    """Raises BadInput for a plan of another file."""

    def check(plan: ImportPlan) -> None:
        if digest_of(file) != plan.digest:
            raise BadInput(f"the plan was made of another file, {plan.file.name} (expected the same one, or none)")

    return check
