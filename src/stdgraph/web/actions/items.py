"""What a steward does to the items of its system: which standards it lists, where, and under which number."""

from __future__ import annotations

from stdgraph.domain.terms import LABEL_TERMS, Term
from stdgraph.web.actions.declared import ActionField, FieldKind, PageAction
from stdgraph.web.actions.steward_fields import ITEM_NUMBER, NOTE, WHEN, now
from stdgraph.web.actions.steward_subjects import ITEM, SUBSYSTEM, in_subsystem, of_item, sent_as

_NUMBER_NOW = ActionField(
    "itemNumber", ITEM_NUMBER.label, initial=now("listing", "itemNumber"), hint=Term("不填则没有。", "Empty: none.")
)

LIST_STANDARD = PageAction(
    "list-standard",
    Term("列入标准", "List a standard"),
    SUBSYSTEM,
    (
        ActionField(
            "standard",
            LABEL_TERMS["Standard"],
            required=True,
            hint=Term("标准编号或计划号，如 GB/T 39857-2021。", "Its number or plan number, such as GB/T 39857-2021."),
        ),
        ITEM_NUMBER,
        WHEN,
        NOTE,
    ),
    items=sent_as("listStandard", in_subsystem, guarded=False, makes=True),
)
UNLIST_STANDARD = PageAction(
    "unlist-standard",
    Term("移出体系", "Take the standard off"),
    ITEM,
    (WHEN, NOTE),
    items=sent_as("unlistStandard", of_item),
    explained=Term(
        "标准本身不变，只是不再列入此子体系。", "The standard stays as it is; it is not listed here any more."
    ),
)
MOVE_ITEM = PageAction(
    "move-item",
    Term("移动项目", "Move the item"),
    ITEM,
    (
        ActionField(
            "into",
            Term("移入", "Into"),
            FieldKind.CODE,
            required=True,
            codes="subsystems",
            hint=Term("子体系的代码。", "Code of the subsystem."),
        ),
        ITEM_NUMBER,
        WHEN,
        NOTE,
    ),
    items=sent_as("moveItem", of_item),
)
NUMBER_ITEM = PageAction(
    "number-item",
    Term("条目编号", "Number the item"),
    ITEM,
    (
        _NUMBER_NOW,
        ActionField(
            "effectiveOn",
            WHEN.label,
            WHEN.kind,
            hint=Term(
                "自何日起；不填表示以前记错了。", "From which day on; left empty: it was recorded wrongly before."
            ),
        ),
        NOTE,
    ),
    items=sent_as("numberItem", of_item),
)
