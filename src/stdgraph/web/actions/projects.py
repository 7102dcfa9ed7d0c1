"""The course of standards: on to another stage, to publication, review, withdrawal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from stdgraph.domain import calendar
from stdgraph.domain.stages import NAMED
from stdgraph.domain.terms import FIELD_TERMS, Term
from stdgraph.web.actions.declared import ActedOn, ActionField, FieldKind, PageAction
from stdgraph.web.actions.subjects import ONE_STANDARD, STANDARDS

NOTE = ActionField("note", Term("说明", "Note"), FieldKind.TEXT)
REASON = ActionField("note", Term("理由", "Reason"), FieldKind.TEXT)
LESS_EXACT = Term("也可只填年月或年份，如 2026-03、2026。", "A month or a year will do: 2026-03, 2026.")


def today(_: Sequence[ActedOn]) -> date:
    """Today, as forms propose it."""
    return calendar.today()


def present(name: str, below: str | None = None) -> Callable[[Sequence[ActedOn]], object]:
    """What a field of the one thing is at present."""

    def read(things: Sequence[ActedOn]) -> object:
        value = things[0].node.get(name) if len(things) == 1 else None
        return value[below] if below and value else value

    return read


EFFECTIVE = ActionField("effectiveOn", Term("生效日期", "On"), FieldKind.DAY, initial=today)
IN_FORCE = ActionField(
    "inForceOn", FIELD_TERMS["inForceOn"], FieldKind.DATE, initial=present("entryIntoForce", "text"), hint=LESS_EXACT
)

ADVANCE = PageAction(
    "advance",
    Term("推进阶段", "Advance"),
    STANDARDS,
    (
        ActionField(
            "to",
            Term("进入阶段", "To stage"),
            FieldKind.STAGE,
            required=True,
            hint=Term(
                "所列为所选标准均可进入的阶段。", "These are the stages that all the selected standards may enter."
            ),
        ),
        EFFECTIVE,
        ActionField(
            "planNumber",
            FIELD_TERMS["planNumber"],
            each=True,
            initial=present("planNumber"),
            hint=Term("国家标准离开计划阶段时须有。", "A national project needs one where it leaves the plan."),
        ),
        ActionField(
            "number",
            FIELD_TERMS["number"],
            each=True,
            initial=present("number"),
            hint=Term("进入出版阶段（60）时须有。", "Needed to enter stage 60."),
        ),
        ActionField(
            "publishedOn",
            FIELD_TERMS["publishedOn"],
            FieldKind.DATE,
            hint=Term("进入出版阶段（60）时须有。", "Needed to enter stage 60."),
        ),
        IN_FORCE,
        NOTE,
    ),
    member="advanceStandard",
)

PUBLISH = PageAction(
    "publish",
    Term("发布", "Publish"),
    STANDARDS,
    (
        ActionField("publishedOn", FIELD_TERMS["publishedOn"], FieldKind.DATE, True, LESS_EXACT, initial=today),
        IN_FORCE,
        ActionField("number", FIELD_TERMS["number"], required=True, each=True, initial=present("number")),
        NOTE,
    ),
    member="publishStandard",
    explained=Term(
        "只有处于批准阶段（50）或出版阶段的项目可以发布；更早的项目先推进阶段。实施日期不填即不详。",
        "Only a project at approval (stage 50) or publication can be published: advance an earlier one first. A day of entry into force "
        "that is left out is unknown.",
    ),
)

REVIEW = PageAction(
    "review",
    Term("记录复审", "Record a review"),
    STANDARDS,
    (
        ActionField(
            "outcome",
            Term("复审结论", "Outcome"),
            FieldKind.CHOICE,
            required=True,
            options=tuple(
                (value, Term(*NAMED[stage]))
                for value, stage in (("CONFIRMED", "90.93"), ("TO_BE_REVISED", "90.92"), ("TO_BE_WITHDRAWN", "90.99"))
            ),
        ),
        EFFECTIVE,
        NOTE,
    ),
    member="recordReview",
)

EXTEND = PageAction(
    "extend",
    Term("延期", "Extend"),
    STANDARDS,
    (
        ActionField("dueOn", Term("新的报批期限", "Due on"), FieldKind.DAY, required=True),
        ActionField(
            "approval",
            Term("批准文件", "Approval"),
            required=True,
            hint=Term("批准延期的文件或决定，如文号。", "The document or decision that it rests on."),
        ),
        ActionField("approvedOn", Term("批准日期", "Approved on"), FieldKind.DAY, initial=today),
        NOTE,
    ),
    member="extendProject",
)

ABANDON = PageAction("abandon", Term("终止", "Abandon"), STANDARDS, (EFFECTIVE, REASON), member="abandonStandard")

WITHDRAW = PageAction(
    "withdraw",
    Term("废止", "Withdraw"),
    STANDARDS,
    (
        ActionField("effectiveOn", FIELD_TERMS["withdrawnOn"], FieldKind.DATE, True, LESS_EXACT, initial=today),
        REASON,
    ),
    member="withdrawStandard",
    explained=Term("废止日期可以晚于今天。", "The day may lie ahead."),
)

SUPERSEDE = PageAction(
    "supersede",
    Term("被代替", "Supersede"),
    ONE_STANDARD,
    (
        ActionField(
            "successor",
            Term("代替它的标准", "Successor"),
            required=True,
            hint=Term("标准编号或计划号；可以尚未发布。", "A number or plan number; it need not be published yet."),
        ),
        ActionField(
            "since",
            Term("自何日起", "Since"),
            FieldKind.DATE,
            hint=Term("不填则为代替标准的实施日期。", "Left empty: the day on which the successor takes force."),
        ),
        ActionField("withdraw", Term("同时废止", "Withdraw it on that day, too"), FieldKind.CHECK),
        NOTE,
    ),
    member="supersedeStandard",
)
