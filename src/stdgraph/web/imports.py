"""``POST /import``: a file is planned first, then that plan is carried out."""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from stdgraph.datasets.filled.kind import kind_of_workbook
from stdgraph.datasets.filled.service import apply_workbook, plan_workbook
from stdgraph.datasets.importing.order import ImportOrder
from stdgraph.datasets.importing.plans import ImportPlan, ImportPlans, NoSuchPlan
from stdgraph.datasets.importing.service import apply_import, plan_import, same_file
from stdgraph.datasets.loader import CatalogueMovedOn
from stdgraph.datasets.system_table import UnreadableTable
from stdgraph.errors import BadInput, Forbidden, LimitExceeded, StdgraphError, TimedOut, Unauthenticated, Unavailable
from stdgraph.graphql.context import Context
from stdgraph.graphql.planning import PlanCache
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.import_turn import ImportTurn
from stdgraph.web.middleware import refusal

PARAMETERS = ("dataset", "system", "apply", "filename", "mapping", "title", "statedOn", "rank", "retire", "language")
"""What the address may say."""
_STATUSES: tuple[tuple[type[StdgraphError], int], ...] = (
    (NoSuchPlan, 404),
    (CatalogueMovedOn, 409),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (LimitExceeded, 413),
    (TimedOut, 503),
    (Unavailable, 503),
    (BadInput, 400),
)
_FILE_NAME = re.compile(r"""filename\*=UTF-8''([^;]+)|filename="([^"]+)"|filename=([^;\s]+)""", re.IGNORECASE)


class ImportRoute:
    """The endpoint of imports."""

    def __init__(self, turn: ImportTurn) -> None:
        self._turn = turn

    async def answer(self, request: Request) -> Response:
        """A plan, what carrying it out came to, or a refusal in the shape of a GraphQL error."""
        try:
            return await self._answer(request)
        except StdgraphError as error:
            return refused(error)

    async def _answer(self, request: Request) -> Response:
        graph: Graph = request.app.state.graph
        settings: Settings = request.app.state.settings
        context = Context(graph, settings, PlanCache(), request, reconciler=request.app.state.reconciler)
        await context.admit_change()
        asked = _parameters(request)
        plans = ImportPlans(settings.data_dir)
        with tempfile.TemporaryDirectory(prefix="stdgraph-import-") as folder:
            file = Path(folder) / "body"
            size = await _receive(request, file, settings.max_import)
            async with self._turn.taken():
                if "apply" in asked:
                    return await _apply(context, plans, asked, file if size else None)
                if not size:
                    raise BadInput("the request has no body (expected the file itself)")
                return await self._plan(request, context, plans, asked, file)

    async def _plan(
        self, request: Request, context: Context, plans: ImportPlans, asked: Mapping[str, str], file: Path
    ) -> Response:
        def place(at: Path) -> None:
            shutil.move(file, at)

        name = asked.get("filename") or _named(request) or asked.get("dataset")
        kind = await asyncio.to_thread(kind_of_workbook, file)
        if kind is not None:
            language = ImportOrder.of({"dataset": kind, "language": asked.get("language")}).language
            who = await context.identity()
            return JSONResponse(await plan_workbook(context.graph, plans, who, kind, language, name, place))
        order = ImportOrder.of(asked)
        try:
            planned = await plan_import(context.graph, plans, await context.identity(), order, name, place)
        except UnreadableTable as error:
            raise BadInput(f"{name}: {error.message.text(order.language)}") from None
        if "text/csv" in request.headers.get("accept", ""):
            return Response(planned.findings, media_type="text/csv; charset=utf-8")
        return JSONResponse(planned.document())


async def _apply(context: Context, plans: ImportPlans, asked: Mapping[str, str], file: Path | None) -> Response:
    """Carry out a plan; a body, and what else the address says, must be those of the plan."""

    def check(plan: ImportPlan) -> None:
        held, now = plan.order.values(), ImportOrder.of({"dataset": plan.order.dataset, **asked}).values()
        for name in sorted(asked.keys() - {"apply", "filename"}):
            if held[name] != now[name]:
                raise BadInput(f"{name}: the plan was made with {held[name]!r} (expected the same, or none)")
        if file is not None:
            same_file(file)(plan)

    plan, who = plans.find(asked["apply"]), await context.identity()
    if plan.done is None and await asyncio.to_thread(kind_of_workbook, plan.file) is not None:
        if file is not None:
            same_file(file)(plan)
        done = await apply_workbook(context.graph, plans, who, plan)
    else:
        done = await apply_import(context.graph, plans, who, plan.id, check)
    await context.reconcile()
    response = JSONResponse(done)
    context.response = response
    await context.wrote()
    return response


def _parameters(request: Request) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in PARAMETERS:
            raise BadInput(f"unknown parameter {name!r}: /import takes {', '.join(PARAMETERS)}")
        if name in found:
            raise BadInput(f"{name}: given twice")
        found[name] = value
    return found


async def _receive(request: Request, file: Path, limit: int) -> int:
    """Write the body of a request into a file, and say how many bytes it has. Raises LimitExceeded, and BadInput for a form."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        raise BadInput(
            "the body is a form (expected the file itself as the body, such as curl --data-binary @FILE sends it)"
        )
    too_large = LimitExceeded(f"the file is larger than {limit} bytes (STDGRAPH_MAX_IMPORT)")
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise too_large
    size = 0
    try:
        with file.open("wb") as out:
            async for piece in request.stream():
                size += len(piece)
                if size > limit:
                    raise too_large
                await asyncio.to_thread(out.write, piece)
    except ClientDisconnect:
        raise BadInput("the connection ended before the whole file had come") from None
    return size


def _named(request: Request) -> str | None:
    """The name of the file, by ``Content-Disposition`` (RFC 6266)."""
    found = _FILE_NAME.search(request.headers.get("content-disposition", ""))
    if found is None:
        return None
    return unquote(found[1]) if found[1] else found[2] or found[3]


def refused(error: StdgraphError) -> Response:
    """The response to an import that is refused."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    response = refusal(error, status)
    if status == 503:
        response.headers["Retry-After"] = "10"
    return response
