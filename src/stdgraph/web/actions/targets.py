"""What a steward does to the targets of its system."""

from __future__ import annotations

from stdgraph.domain.terms import ENTERED_TERMS, Term
from stdgraph.domain.vocabulary import TargetCounts
from stdgraph.web.actions.declared import ActionField, FieldKind, PageAction
from stdgraph.web.actions.steward_fields import CORRECTION, LESS_EXACT, NOTE, WHEN, now
from stdgraph.web.actions.steward_subjects import SYSTEM, TARGET, of_system, of_target, sent_as

_COUNTS = Term("计量方式", "What is counted")
_REQUIRED = Term("应达数量", "Number required")
_OPERATOR = Term("比较方式", "Compared by")
_OPERATOR_HINT = Term(">=（至少）或 =（恰好）。", ">= (at least) or = (exactly).")
_BY = Term("期限", "By")
_BASELINE = Term("起算日期", "Counted from")
_LEVELS = Term("计入的标准层级", "Levels that count")
_LEVELS_HINT = Term(
    "如 NATIONAL SECTOR，以空格分隔；不填则全部计入。", "Such as NATIONAL SECTOR, with blanks between; none: all."
)

ADD_TARGET = PageAction(
    "add-target",
    Term("设定目标", "Add a target"),
    SYSTEM,
    (
        ActionField("statement", ENTERED_TERMS["statement"], FieldKind.TEXT, required=True),
        ActionField("counts", _COUNTS, FieldKind.CHOICE, vocabulary=TargetCounts),
        ActionField("measure", ENTERED_TERMS["measure"]),
        ActionField("operator", _OPERATOR, hint=_OPERATOR_HINT),
        ActionField("required", _REQUIRED, FieldKind.INTEGER),
        ActionField("by", _BY, FieldKind.DATE, hint=LESS_EXACT),
        ActionField("baseline", _BASELINE, FieldKind.DATE, hint=LESS_EXACT),
        ActionField("levels", _LEVELS, FieldKind.CODES, hint=_LEVELS_HINT),
        WHEN,
        NOTE,
    ),
    items=sent_as("addTarget", of_system, makes=True),
)
CHANGE_TARGET = PageAction(
    "change-target",
    Term("修改目标", "Change the target"),
    TARGET,
    (
        ActionField("statement", ENTERED_TERMS["statement"], FieldKind.TEXT, required=True, initial=now("statement")),
        ActionField("counts", _COUNTS, FieldKind.CHOICE, vocabulary=TargetCounts, initial=now("counts")),
        ActionField("measure", ENTERED_TERMS["measure"], initial=now("measure"), emptied=""),
        ActionField("operator", _OPERATOR, hint=_OPERATOR_HINT, initial=now("operator")),
        ActionField("required", _REQUIRED, FieldKind.INTEGER, initial=now("required")),
        ActionField("by", _BY, FieldKind.DATE, hint=LESS_EXACT, initial=now("by")),
        ActionField("baseline", _BASELINE, FieldKind.DATE, hint=LESS_EXACT, initial=now("baseline")),
        ActionField("levels", _LEVELS, FieldKind.CODES, hint=_LEVELS_HINT, initial=now("levels"), emptied=()),
        WHEN,
        CORRECTION,
        NOTE,
    ),
    items=sent_as("changeTarget", of_target, clears=("counts", "operator", "required", "by", "baseline"), changes=True),
    changed_only=True,
)
WITHDRAW_TARGET = PageAction(
    "withdraw-target",
    Term("撤回目标", "Withdraw the target"),
    TARGET,
    (WHEN, CORRECTION, NOTE),
    items=sent_as("withdrawTarget", of_target),
)
