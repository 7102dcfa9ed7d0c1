"""The page on which an import begins: a form for the file, and the imports of the last day."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from starlette.responses import Response

from stdgraph.datasets.filled.kind import kind_of_workbook
from stdgraph.datasets.filled.service import plan_workbook
from stdgraph.datasets.importing.order import ImportOrder
from stdgraph.datasets.importing.plans import ImportPlan, NoSuchPlan
from stdgraph.datasets.importing.service import plan_or_draft
from stdgraph.datasets.system_table import UnreadableTable
from stdgraph.domain import zone
from stdgraph.domain.identity import Role
from stdgraph.errors import BadInput, Forbidden, LimitExceeded, StdgraphError, Unavailable
from stdgraph.web.importing.upload import Upload, received
from stdgraph.web.importing.visit import Visit

FIELDS = ("dataset", "system", "newSystem", "title", "statedOn", "rank", "retire")
"""Fields of the form beside its files, with the names that ``POST /import`` gives them; ``newSystem`` is for a code that is none yet."""
_STATUSES: tuple[tuple[type[StdgraphError], int], ...] = (
    (LimitExceeded, 413),
    (Forbidden, 403),
    (Unavailable, 503),
    (BadInput, 400),
)


async def show_start(visit: Visit) -> Response:
    """The form, and what was planned or carried out."""
    return await _start(visit, {"system": visit.request.query_params.get("system", "")})


async def take_upload(visit: Visit) -> Response:
    """Plan what was uploaded, and go to the plan; or show the form again with what is wrong."""
    values: Mapping[str, str] = {}
    try:
        async with received(visit.request, visit.settings.max_import) as upload:
            values = upload.values
            async with visit.turn.taken():
                return visit.to(await _planned(visit, upload))
    except (LimitExceeded, Forbidden, Unavailable, BadInput) as error:
        status = next(status for kind, status in _STATUSES if isinstance(error, kind))
        return await _start(visit, values, str(error), status)


async def _planned(visit: Visit, upload: Upload) -> str:
    """The id of the plan of an upload. Raises Forbidden, and BadInput for what cannot be read at all."""
    if upload.write is None:
        raise BadInput(visit.t("没有选择文件", "file: missing (expected the file that is to be imported)"))
    who, language = visit.reader.who, visit.reader.language
    with tempfile.TemporaryDirectory(prefix="stdgraph-import-") as folder:
        file = Path(folder) / "body"
        await asyncio.to_thread(upload.write, file)

        def place(at: Path) -> None:
            shutil.move(file, at)

        kind = await asyncio.to_thread(kind_of_workbook, file)
        if kind is not None:
            told = await plan_workbook(visit.graph, visit.plans, who, kind, language, upload.name, place)
            return str(told["plan"])
        order = _order(visit, upload)
        try:
            return (await plan_or_draft(visit.graph, visit.plans, who, order, upload.name, place)).id
        except UnreadableTable as error:
            raise BadInput(f"{upload.name}: {error.message.text(language)}") from None


def _order(visit: Visit, upload: Upload) -> ImportOrder:
    values = upload.values
    system = values.get("newSystem") or values.get("system")
    return ImportOrder.of(
        {
            **{name: values.get(name) for name in ("dataset", "title", "statedOn", "rank", "retire")},
            "system": system,
            "mapping": upload.mapping,
            "language": visit.reader.language.value,
        }
    )


async def _start(visit: Visit, values: Mapping[str, str], problem: str | None = None, status: int = 200) -> Response:
    found = await visit.answer("import")
    who = visit.reader.who
    systems = [
        one for one in found.data["systems"] or () if who.role is Role.ADMINISTRATOR or one["code"] in who.systems
    ]
    plans = await asyncio.to_thread(_kept, visit)
    return visit.page(
        "import.html",
        status=status,
        systems=systems,
        values={name: values.get(name, "") for name in FIELDS},
        problem=problem,
        plans=plans,
        limit=visit.settings.max_import,
    )


def _kept(visit: Visit) -> list[dict[str, Any]]:
    """The plans that the reader may see, the latest first."""
    who = visit.reader.who
    mine = [one for one in visit.plans.all() if who.role is Role.ADMINISTRATOR or one.actor == who.name]
    rows = []
    for one in mine:
        with suppress(NoSuchPlan):  # cleared away since it was listed
            rows.append(_row(one))
    return rows


def _row(plan: ImportPlan) -> dict[str, Any]:
    told = plan.told()
    return {
        "id": plan.id,
        "file": plan.file.name,
        "dataset": plan.order.dataset,
        "system": told.get("system") or plan.order.system,
        "actor": plan.actor,
        "at": zone.local(plan.made_at),
        "filled": "kind" in told,
        "state": "draft" if "problem" in told else "planned" if plan.done is None else "applied",
    }
