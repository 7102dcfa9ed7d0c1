"""What a steward does to the demands of its system."""

from __future__ import annotations

from stdgraph.domain.terms import ENTERED_TERMS, Term
from stdgraph.domain.vocabulary import Priority
from stdgraph.web.actions.declared import ActionField, FieldKind, PageAction
from stdgraph.web.actions.steward_fields import CATEGORY, CORRECTION, LESS_EXACT, NOTE, WHEN, day_now, now
from stdgraph.web.actions.steward_subjects import DEMAND, SUBSYSTEM, in_subsystem, of_demand, sent_as

_PRIORITY = Term("优先级", "Priority")
_UNTIL = Term("截止（不含当日）", "Until (the first day without it)")

ADD_DEMAND = PageAction(
    "add-demand",
    Term("提出标准需求", "Add a demand"),
    SUBSYSTEM,
    (
        CATEGORY,
        ActionField("priority", _PRIORITY, FieldKind.CHOICE, vocabulary=Priority),
        WHEN,
        ActionField("until", _UNTIL, FieldKind.DATE, hint=LESS_EXACT),
        ActionField(
            "source", ENTERED_TERMS["source"], hint=Term("来源编号或网址。", "The id of a source, or an address.")
        ),
        ActionField("locator", ENTERED_TERMS["locator"]),
        NOTE,
    ),
    items=sent_as("addDemand", in_subsystem, makes=True),
    explained=Term(
        "该产品类别需要此子体系的标准：没有现行标准之前即为缺口。",
        "The category needs a standard of this subsystem: as long as none is in force, that is a gap.",
    ),
)
CHANGE_DEMAND = PageAction(
    "change-demand",
    Term("修改标准需求", "Change the demand"),
    DEMAND,
    (
        ActionField("priority", _PRIORITY, FieldKind.CHOICE, vocabulary=Priority, initial=now("priority")),
        ActionField("until", _UNTIL, FieldKind.DATE, hint=LESS_EXACT, initial=day_now("until", "untilIn")),
        ActionField("remark", ENTERED_TERMS["remark"], FieldKind.TEXT, initial=now("note"), emptied=""),
        WHEN,
        CORRECTION,
        NOTE,
    ),
    items=sent_as("changeDemand", of_demand, clears=("priority", "until"), changes=True),
    changed_only=True,
)
WITHDRAW_DEMAND = PageAction(
    "withdraw-demand",
    Term("撤回标准需求", "Withdraw the demand"),
    DEMAND,
    (WHEN, CORRECTION, NOTE),
    items=sent_as("withdrawDemand", of_demand),
)
