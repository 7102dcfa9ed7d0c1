"""The desk of a committee as a workbook: its open projects, and what is offered to it, with columns to fill in that are read back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from stdgraph.catalogue.listing import list_standard_ids
from stdgraph.catalogue.transfers import transfers_of_committees
from stdgraph.commands.advance import project_of
from stdgraph.commands.preload import load_standards
from stdgraph.datasets.filled.desk_columns import IDENTIFYING, ITEM_ID, ITEM_REVISION, MOVE_TO, TO_FILL_IN, DeskColumn
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.stages import STAGES, stage_title
from stdgraph.domain.terms import Term
from stdgraph.domain.transitions import PHASES, allowed
from stdgraph.domain.vocabulary import Language, Status
from stdgraph.errors import BadInput
from stdgraph.exports.columns import ExportColumn, Row, at, day, figure, joined, standard_name, text, title_of
from stdgraph.exports.export import ExportRequest
from stdgraph.exports.row_export import RowExport
from stdgraph.exports.source import PAGE, ExportSource
from stdgraph.exports.standard_columns import TITLES
from stdgraph.exports.workbook import Appendix
from stdgraph.graphql.types.fields import global_id
from stdgraph.store.session import Transaction

DESK = f"""
query ExportDesk($ids: [ID!]!, $on: Date!) {{
  nodes(ids: $ids) {{
    ... on Standard {{
      id number planNumber {TITLES} revision dueOn
      stage(on: $on) {{ code {TITLES} enteredOn dueOn }}
      owners {{ committee {{ code }} }}
      transfer {{ fromCommittee {{ code }} toCommittee {{ code }} since }}
    }}
  }}
}}
"""
OPEN = {"status": {"in": [Status.PLANNED.value, Status.DRAFTING.value]}}
"""What is under way."""


async def desk_pages(source: ExportSource, request: ExportRequest) -> AsyncIterator[Sequence[Row]]:
    """The open items of a committee and its subcommittees, and those that are offered to it: what is due first, first.

    Raises BadInput for another day than today: what is filled in is about today.
    """
    if request.as_of is not None:
        raise BadInput("asOf: the desk is that of today (expected none)")
    keys = await source.read(lambda tx: _keys(tx, request))
    rows = []
    for start in range(0, len(keys), PAGE):
        rows += await _rows(source, keys[start : start + PAGE], request.on)
    yield sorted(rows, key=lambda row: (row["dueOn"] is None, row["dueOn"] or ""))


async def _keys(tx: Transaction, request: ExportRequest) -> list[str]:
    """The items in the order of their numbers, whether a system lists them or not; then those that are offered to the committee."""
    items = await list_standard_ids(tx, OPEN, ScopeFilter(committee=request.code), request.on)
    (transfers,) = await transfers_of_committees(tx, [request.code or ""])
    return list(dict.fromkeys([*items, *(str(one["standard"].key) for one in transfers["incoming"])]))


async def _rows(source: ExportSource, keys: Sequence[str], on: date) -> list[Row]:
    asked = [global_id("Standard", key) for key in keys]
    answer = await source.ask(DESK, {"ids": asked, "on": on.isoformat()})
    following = await source.read(lambda tx: _following(tx, keys, on))
    rows: list[Row] = []
    for key, row in zip(keys, answer["nodes"], strict=True):
        if row is not None:
            left = None if row["dueOn"] is None else (date.fromisoformat(row["dueOn"]) - on).days
            rows.append({**row, "daysLeft": left, "allowed": following.get(key, ())})
    return rows


async def _following(tx: Transaction, keys: Sequence[str], on: date) -> dict[str, tuple[str, ...]]:
    """The stages that may follow the one of each item."""
    loaded = await load_standards(tx, keys)
    return {key: allowed(one.stage_on(on), project_of(one, {})) for key, one in loaded.items()}


def _allowed(row: Row, language: Language) -> list[str]:
    """A line a stage: ``征求意见阶段 30.00 30.20 30.60 30.99``."""
    lines = []
    for main, codes in groupby(row["allowed"], key=lambda code: code[:2]):
        lines.append(joined(Term(STAGES[main].zh, STAGES[main].en).in_language(language), *codes))
    return lines


async def _stages(source: ExportSource) -> Mapping[str, Appendix]:
    """What the codes of stages mean."""
    codes = [f"{main}.{sub}" for main, subs in PHASES.items() for sub in subs]
    headings = (Term("阶段代码", "Stage"), Term("中文名称", "Chinese title"), Term("英文名称", "English title"))
    rows = [[code, stage_title(code), stage_title(code, Language.EN)] for code in codes]
    return {"allowed": Appendix(Term("阶段", "Stages"), headings, rows)}


def _offer(row: Row, _: Language) -> str | None:
    offer = row["transfer"]
    if offer is None:
        return None
    return joined(f"{offer['fromCommittee']['code']} → {offer['toCommittee']['code']}", offer["since"])


def _to_fill_in(column: DeskColumn) -> ExportColumn:
    return ExportColumn(
        column.name,
        column.heading,
        lambda _row, _language: None,
        column.width,
        editable=True,
        holds="day" if column.is_day else "text",
        hint=column.hint,
        choices_of=(lambda row: row["allowed"]) if column.name == MOVE_TO else None,
    )


COLUMNS: tuple[ExportColumn, ...] = (
    ExportColumn("name", Term("编号", "Number"), lambda row, _: standard_name(row), 20),
    ExportColumn("title", Term("名称", "Title"), title_of, 28),
    text("stage", "阶段代码", "Stage", "stage.code", 9),
    ExportColumn("stageTitle", Term("阶段", "Stage title"), lambda row, lang: title_of(row["stage"], lang), 16),
    day("since", "进入阶段日期", "In the stage since", "stage.enteredOn"),
    day("stageDueOn", "阶段到期日", "Stage due", "stage.dueOn"),
    day("projectDueOn", "报批截止日", "Due for approval", "dueOn"),
    figure("daysLeft", "剩余天数", "Days left"),
    ExportColumn("allowed", Term("可转入的阶段", "Stages that may follow"), _allowed, 38),
    *(_to_fill_in(column) for column in TO_FILL_IN),
    ExportColumn(
        "committees",
        Term("技术委员会", "Committees"),
        lambda row, _: [one["committee"]["code"] for one in at(row, "owners") or ()],
        16,
    ),
    ExportColumn("offered", Term("移交", "Offered"), _offer, 26),
    ExportColumn(ITEM_REVISION, IDENTIFYING[ITEM_REVISION], lambda row, _: row["revision"], 9),
    ExportColumn(ITEM_ID, IDENTIFYING[ITEM_ID], lambda row, _: row["id"], 24),
)

DESK_ROWS = RowExport("committees", Term("工作台", "Desk"), desk_pages, COLUMNS, ("asOf", "language"), _stages)
