"""What a standard is said to be: correcting its facts, and registering one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stdgraph.domain.terms import FIELD_TERMS, Term
from stdgraph.domain.vocabulary import Language, Level, Nature, TitleBasis
from stdgraph.web.actions.declared import ActedOn, ActionField, ActionItem, FieldKind, Given, PageAction, guard
from stdgraph.web.actions.facts import title_in
from stdgraph.web.actions.projects import EFFECTIVE, LESS_EXACT, NOTE, present
from stdgraph.web.actions.subjects import NOTHING_YET, ONE_STANDARD

_EXPLAINED = ("source", "reason")
"""What is said of a correction as a whole."""


def _title(language: Language) -> Callable[[Sequence[ActedOn]], object]:
    return lambda things: title_in(language)(things[0].node, language)


def _corrected(name: str, kind: FieldKind = FieldKind.LINE) -> ActionField:
    return ActionField(name, FIELD_TERMS[name], kind, initial=present(name))


def _corrections(given: Given) -> Sequence[ActionItem]:
    """A correction for each field that differs; the first one has the guard, for each of the others follows it."""
    (standard,) = given.things
    said = {name: given.values[name] for name in _EXPLAINED}
    items: list[ActionItem] = []
    for field, value in given.values.items():
        if field not in _EXPLAINED:
            text = "|".join(value) if isinstance(value, list) else value
            guarded = {} if items else guard(standard)
            correction = {"standard": standard.key, "field": field, "value": text, **said, **guarded}
            items.append(ActionItem("correctStandard", correction, standard, field))
    return items


CORRECT = PageAction(
    "correct",
    Term("更正", "Correct"),
    ONE_STANDARD,
    (
        ActionField("titleZh", FIELD_TERMS["titleZh"], initial=_title(Language.ZH)),
        ActionField("titleEn", FIELD_TERMS["titleEn"], initial=_title(Language.EN)),
        ActionField(
            "titleBasis",
            FIELD_TERMS["titleBasis"],
            FieldKind.CHOICE,
            vocabulary=TitleBasis,
            initial=present("titleBasis"),
        ),
        _corrected("number"),
        _corrected("printedNumber"),
        _corrected("planNumber"),
        ActionField("level", FIELD_TERMS["level"], FieldKind.CHOICE, vocabulary=Level, initial=present("level")),
        ActionField("nature", FIELD_TERMS["nature"], FieldKind.CHOICE, vocabulary=Nature, initial=present("nature")),
        ActionField(
            "publishedOn",
            FIELD_TERMS["publishedOn"],
            FieldKind.DATE,
            hint=LESS_EXACT,
            initial=present("publication", "text"),
        ),
        ActionField(
            "inForceOn",
            FIELD_TERMS["inForceOn"],
            FieldKind.DATE,
            hint=LESS_EXACT,
            initial=present("entryIntoForce", "text"),
        ),
        _corrected("projectDueOn", FieldKind.DAY),
        _corrected("department"),
        ActionField(
            "draftingBodies",
            FIELD_TERMS["draftingBodies"],
            FieldKind.LINES,
            hint=Term("每行一个。", "One a line."),
            initial=present("draftingBodies"),
        ),
        _corrected("note", FieldKind.TEXT),
        ActionField(
            "source",
            Term("来源", "Source"),
            required=True,
            hint=Term("载明此事的网址，或来源的标识。", "Who states it: an address, or the id of a source."),
        ),
        ActionField("reason", Term("理由", "Reason"), FieldKind.TEXT, required=True),
    ),
    items=_corrections,
    explained=Term(
        "只提交改动过的各项；原值保留为来源说法。",
        "Only what you change is sent; the old value stays, as what its source says.",
    ),
    changed_only=True,
)

REGISTER = PageAction(
    "register",
    Term("登记标准", "Register a standard"),
    NOTHING_YET,
    (
        ActionField(
            "title",
            FIELD_TERMS["titleZh"],
            hint=Term("至少须有一种语言的名称。", "A title in one language is needed."),
        ),
        ActionField("titleEn", FIELD_TERMS["titleEn"]),
        ActionField("committees", Term("归口单位", "Committees"), FieldKind.CODES, codes="committees"),
        ActionField("level", FIELD_TERMS["level"], FieldKind.CHOICE, vocabulary=Level),
        ActionField("nature", FIELD_TERMS["nature"], FieldKind.CHOICE, vocabulary=Nature),
        ActionField("planNumber", FIELD_TERMS["planNumber"]),
        ActionField("projectDueOn", FIELD_TERMS["projectDueOn"], FieldKind.DAY),
        ActionField("department", FIELD_TERMS["department"]),
        ActionField(
            "draftingBodies",
            FIELD_TERMS["draftingBodies"],
            FieldKind.LINES,
            hint=Term("每行一个。", "One a line."),
        ),
        ActionField(
            "productCategories", Term("适用的产品类别", "Product categories"), FieldKind.CODES, codes="categories"
        ),
        ActionField(
            "number",
            FIELD_TERMS["number"],
            hint=Term(
                "已发布的标准填写，层级与性质随之确定。", "Of one that is published; level and nature follow from it."
            ),
        ),
        ActionField("publishedOn", FIELD_TERMS["publishedOn"], FieldKind.DATE, hint=LESS_EXACT),
        ActionField("inForceOn", FIELD_TERMS["inForceOn"], FieldKind.DATE, hint=LESS_EXACT),
        ActionField(
            EFFECTIVE.name,
            EFFECTIVE.label,
            EFFECTIVE.kind,
            hint=Term("不填则为今天；已发布的为发布日期。", "Left empty: today, or the day of publication."),
        ),
        NOTE,
    ),
    member="registerStandard",
)
