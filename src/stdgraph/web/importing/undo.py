"""Taking an import back: first what that would change, then the same for good."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from stdgraph.errors import BadInput, Forbidden
from stdgraph.web.importing.plan_page import plan_page
from stdgraph.web.importing.visit import Visit


async def preview_undo(visit: Visit) -> Response:
    """What taking the load of a plan back would change, and the button that does it."""
    return await _undo(visit, dry_run=True)


async def carry_out_undo(visit: Visit) -> Response:
    """Take the load of a plan back, and say so on the page of the plan."""
    return await _undo(visit, dry_run=False)


async def _undo(visit: Visit, *, dry_run: bool) -> Response:
    plan = visit.plan()
    load = plan.done and plan.done.get("load")
    if not load:
        raise BadInput("nothing was written by this plan (expected one that was carried out and changed something)")
    async with visit.turn.taken():
        found = await visit.answer("import_undo", load=load, dryRun=dry_run)
    outcome: Mapping[str, Any] = found.data["undoLoad"]
    if outcome["outcome"] == "NotPermitted":
        raise Forbidden(outcome["message"])
    if outcome["outcome"] == "ImportRefused":
        return await plan_page(visit, plan, outcome["message"], 400)
    if dry_run:
        return visit.page("import_undo.html", plan=plan, report=outcome["report"])
    return visit.to(plan.id, told="undone", bookmark=found.bookmark)
