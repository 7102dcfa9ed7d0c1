"""The page of a plan: what it would do, coloured by kind; then what carrying it out came to."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from starlette.responses import Response

from stdgraph.datasets.filled.kind import FilledKind
from stdgraph.datasets.filled.service import apply_workbook, plan_workbook
from stdgraph.datasets.importing.order import ImportOrder
from stdgraph.datasets.importing.plans import ImportPlan
from stdgraph.datasets.importing.service import plan_or_draft
from stdgraph.datasets.loader import CatalogueMovedOn
from stdgraph.datasets.registry import list_loads
from stdgraph.datasets.system_table import SheetRole, read_mapping
from stdgraph.errors import BadInput, Forbidden
from stdgraph.exports.text_formats import BOM
from stdgraph.web.importing.sheets import ROLE_TERMS, field_name
from stdgraph.web.importing.visit import Visit
from stdgraph.web.pages.answering import HEADERS

SHOWN = 200
"""Rows of each kind on the page; all that was not taken is in the CSV."""


async def show_plan(visit: Visit) -> Response:
    """What a plan would do, or what carrying it out came to."""
    return await plan_page(visit, visit.plan())


async def back_to_plan(visit: Visit) -> Response:
    """Send whoever opens the address of a button to the plan: a page that it answered with may be reloaded, or asked for in another language."""
    return visit.to(visit.plan().id)


async def plan_page(visit: Visit, plan: ImportPlan, problem: str | None = None, status: int = 200) -> Response:
    """The page of a plan, above it what is wrong."""
    told = plan.told()
    filled = "kind" in told
    done: Mapping[str, Any] | None = plan.done
    load = str(done["load"]) if done and done.get("load") else None
    found = await visit.answer("import")
    revision = found.data["catalogue"]["revision"] if found.data["catalogue"] else 0
    return visit.page(
        "import_filled.html" if filled else "import_plan.html",
        status=status,
        plan=plan,
        thing=done or told,
        draft=told.get("problem"),
        sheets=_sheets(visit, told.get("mapping")),
        load=load,
        undone=load is not None and await _is_undone(visit, load),
        stale=done is None and revision != plan.revision,
        problem=problem,
        shown=SHOWN,
    )


async def _is_undone(visit: Visit, load: str) -> bool:
    return any(one.id == load and one.state == "UNDONE" for one in await list_loads(visit.graph))


def _sheets(visit: Visit, mapping: str | None) -> list[dict[str, Any]]:
    """Which sheets were read as what, column by column."""
    if mapping is None:
        return []
    return [
        {
            "name": name,
            "role": visit.t(*ROLE_TERMS[sheet.role or SheetRole.IGNORED]),
            "read": sheet.role is not SheetRole.IGNORED,
            "header": sheet.header_row,
            "columns": [
                {
                    "letters": letters,
                    "heading": column.heading,
                    "field": field_name(column.field, visit.reader.language) if column.field else None,
                    "ignored": column.ignored,
                }
                for letters, column in (sheet.columns or {}).items()
            ],
        }
        for name, sheet in read_mapping(mapping).sheets.items()
    ]


async def download_findings(visit: Visit) -> Response:
    """All that would not be taken, as CSV."""
    return _download(BOM + visit.plan().findings(), "text/csv", "findings.csv")


async def download_mapping(visit: Visit) -> Response:
    """How the table is read, as a mapping file. Raises BadInput for a plan without one."""
    text = visit.plan().told().get("mapping")
    if text is None:
        raise BadInput("a mapping says how a table is read: nothing of this file was read as one (expected a table)")
    return _download(text, "application/yaml", "mapping.yaml")


def _download(text: str, kind: str, name: str) -> Response:
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type=f"{kind}; charset=utf-8", headers=headers)


async def apply_plan(visit: Visit) -> Response:
    """Carry out a plan, and show what it came to; or say on its page why it cannot be."""
    plan = visit.plan()
    async with visit.turn.taken():
        if "kind" in plan.told():
            return await _apply_workbook(visit, plan)
        found = await visit.answer("import_apply", plan=plan.id)
    outcome = found.data["applyImport"]
    if outcome["outcome"] == "NotPermitted":
        raise Forbidden(outcome["message"])
    if outcome["outcome"] == "ImportRefused":
        return await plan_page(visit, plan, outcome["message"], 409 if outcome["expired"] else 400)
    return visit.to(plan.id, told="applied", bookmark=found.bookmark)


async def _apply_workbook(visit: Visit, plan: ImportPlan) -> Response:
    context = visit.context()
    try:
        if plan.done is None:
            await apply_workbook(visit.graph, visit.plans, visit.reader.who, plan)
            await context.reconcile()
    except CatalogueMovedOn as error:
        return await plan_page(visit, plan, str(error), 409)
    await context.wrote()
    return visit.to(plan.id, told="applied", bookmark=context.written)


async def plan_again(visit: Visit) -> Response:
    """Make a new plan of the same file for the catalogue as it is now, in place of the old one."""
    plan = visit.plan()
    return await plan_anew(visit, plan, plan.order)


async def plan_anew(visit: Visit, plan: ImportPlan, order: ImportOrder) -> Response:
    """Plan the file of a plan anew, and go to the new plan, which takes the place of the old one.

    Raises BadInput for a plan that was carried out.
    """
    refuse_done(plan)

    def write(at: Path) -> None:
        shutil.copyfile(plan.file, at)

    who, name = visit.reader.who, plan.file.name
    async with visit.turn.taken():
        kind = plan.told().get("kind")
        if kind is not None:
            filled = FilledKind(kind)
            told = await plan_workbook(visit.graph, visit.plans, who, filled, order.language, name, write)
            new = str(told["plan"])
        else:
            new = (await plan_or_draft(visit.graph, visit.plans, who, order, name, write)).id
    visit.plans.discard(plan.id)
    return visit.to(new, told="planned")


def refuse_done(plan: ImportPlan) -> None:
    """Raises BadInput for a plan that was carried out: its file is not kept."""
    if plan.done is not None:
        raise BadInput("the plan was carried out (expected a new upload)")


async def discard_plan(visit: Visit) -> Response:
    """Forget a plan and its file."""
    plan = visit.plan()
    visit.plans.discard(plan.id)
    return visit.to(told="discarded")
