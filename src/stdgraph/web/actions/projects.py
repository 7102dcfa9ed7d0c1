"""What becomes of standards: their course from plan to withdrawal, the decisions on it, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from stdgraph.domain import calendar
from stdgraph.domain.terms import FIELD_TERMS, Term
from stdgraph.web.actions.declared import ActedOn, ActionField, FieldKind, PageAction
from stdgraph.web.actions.subjects import STANDARDS

NOTE = ActionField("note", Term("说明", "Note"), FieldKind.TEXT)
_LESS_EXACT = Term("也可只填年月或年份，如 2026-03、2026。", "A month or a year will do: 2026-03, 2026.")


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
        ActionField("inForceOn", FIELD_TERMS["inForceOn"], FieldKind.DATE, hint=_LESS_EXACT),
        NOTE,
    ),
    member="advanceStandard",
)
