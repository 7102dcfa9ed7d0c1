"""Fields that the forms of stewards share, and what stands in them at first."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stdgraph.domain.terms import ENTERED_TERMS, FIELD_TERMS, Term
from stdgraph.web.actions.declared import ActedOn, ActionField, FieldKind

LESS_EXACT = Term("也可只填年月或年份，如 2026-03、2026。", "A month or a year will do: 2026-03, 2026.")
WHEN = ActionField(
    "effectiveOn", Term("生效日期", "On"), FieldKind.DAY, hint=Term("不填为今天。", "Left empty: today.")
)
NOTE = ActionField("note", Term("说明", "Note"), FieldKind.TEXT)
CORRECTION = ActionField(
    "correction",
    Term("更正：从来不是原来所说的那样", "A correction: it never was as it is said to be"),
    FieldKind.CHECK,
    hint=Term(
        "勾选则对所有日期更正；否则自生效日期起改变。",
        "Ticked: it is put right for all days; else it is so from that day on.",
    ),
)
AFTER = ActionField(
    "after",
    Term("排在其后", "Behind"),
    FieldKind.CODE,
    codes="subsystems",
    hint=Term("同级子体系的代码；不填则排在最后。", "Code of a sibling; left empty: last."),
)
FIRST = ActionField("first", Term("排在最前", "Before all of them"), FieldKind.CHECK)
PARENT = ActionField(
    "parent",
    Term("上级子体系", "Part of"),
    FieldKind.CODE,
    codes="subsystems",
    hint=Term("上级子体系的代码；不填则在顶层。", "Code of the subsystem above it; left empty: at the top."),
)
CATEGORY = ActionField(
    "productCategory", Term("产品类别", "Product category"), FieldKind.CODE, required=True, codes="categories"
)
ITEM_NUMBER = ActionField("itemNumber", ENTERED_TERMS["itemNumber"])
TITLE_ZH = FIELD_TERMS["titleZh"]
TITLE_EN = FIELD_TERMS["titleEn"]


def now(name: str, *below: str) -> Callable[[Sequence[ActedOn]], object]:
    """What a field of the one thing is at present; of what ``below`` names within it."""

    def read(things: Sequence[ActedOn]) -> object:
        value: object = things[0].node.get(name)
        for one in below:
            value = value.get(one) if isinstance(value, dict) else None
        return value

    return read


def day_now(day: str, less_exact: str) -> Callable[[Sequence[ActedOn]], object]:
    """What a day is at present, or the month or year that is known of it."""

    def read(things: Sequence[ActedOn]) -> object:
        node = things[0].node
        return node.get(less_exact) or node.get(day)

    return read


def english_title(things: Sequence[ActedOn]) -> object:
    """The English title; nothing where the Chinese one stands in for it."""
    node = things[0].node
    return None if node["titleEn"] == node["titleZh"] else node["titleEn"]
