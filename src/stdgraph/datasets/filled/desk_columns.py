"""The columns of a committee's desk that people fill in, and those by which a row is found again: what exports write is read back here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stdgraph.domain.terms import Term

ITEM_ID = "itemId"
"""Names the item: the id of the standard in the API."""
ITEM_REVISION = "itemRevision"
"""Its revision when the workbook was made."""

IDENTIFYING: Mapping[str, Term] = {
    ITEM_ID: Term("项目标识", "Item id"),
    ITEM_REVISION: Term("项目修订号", "Item revision"),
}
"""The headings of the columns by which a row is found again."""


@dataclass(frozen=True, slots=True)
class DeskColumn:
    """A column that people fill in; it begins empty."""

    name: str
    heading: Term
    hint: Term
    """What to enter, as a program shows it beside the cell: at most 255 characters."""
    width: int = 12
    is_day: bool = False


MOVE_TO, DAY, NUMBER, PLAN_NUMBER = "to", "effectiveOn", "number", "planNumber"
PUBLISHED_ON, IN_FORCE_ON, DUE_ON, APPROVAL, NOTE = "publishedOn", "inForceOn", "dueOn", "approval", "note"

TO_FILL_IN: tuple[DeskColumn, ...] = (
    DeskColumn(
        MOVE_TO,
        Term("转入阶段", "Move to"),
        Term(
            "阶段代码，如 30.20；可转入的阶段见左侧",
            "A stage code such as 30.20: those that may follow are listed on the left",
        ),
    ),
    DeskColumn(
        DAY,
        Term("日期", "Day"),
        Term(
            "进入该阶段的日期；不填即为发布日期或导入当日。只填延期时为批准日期",
            "The day of the move; without one that of publication, or of the import. Of an extension alone: the day of the approval",
        ),
        is_day=True,
    ),
    DeskColumn(
        NUMBER,
        Term("赋予标准号", "Number given"),
        Term("发布时填写，如 GB/T 12345-2026", "On publication, such as GB/T 12345-2026"),
        18,
    ),
    DeskColumn(
        PLAN_NUMBER,
        Term("下达计划号", "Plan number given"),
        Term("国家标准进入起草阶段时填写（尚无计划号的）", "Where a national project without one enters drafting"),
        18,
    ),
    DeskColumn(
        PUBLISHED_ON,
        Term("发布日期", "Published on"),
        Term("进入出版阶段时填写；可只到月或年", "On entering publication; a month or a year will do"),
        is_day=True,
    ),
    DeskColumn(
        IN_FORCE_ON,
        Term("实施日期", "In force on"),
        Term("进入出版阶段时填写；可只到月或年", "On entering publication; a month or a year will do"),
        is_day=True,
    ),
    DeskColumn(
        DUE_ON,
        Term("延期至", "Extended to"),
        Term("新的到期日；同时填写批准依据", "The later day by which it is due; with the approval it rests on"),
        is_day=True,
    ),
    DeskColumn(
        APPROVAL,
        Term("批准依据", "Approval"),
        Term("批准延期的文件或决定", "The document or decision that allows the extension"),
        18,
    ),
    DeskColumn(
        NOTE,
        Term("备注", "Note"),
        Term("记入该变动；无变动时作为评论", "Goes with the change; without one it is a comment"),
        28,
    ),
)
"""In the order in which they stand, named as the fields of the mutations."""
