"""The facts of things that actions change, as people read them, so that what a change leads to can be told: before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from stdgraph.domain.terms import FACT_TERMS, FIELD_TERMS, LABEL_TERMS, RELATION_TERMS, Term, fact_term, term
from stdgraph.domain.vocabulary import (
    EventKind,
    GapStatus,
    Language,
    Level,
    Nature,
    Priority,
    Status,
    TargetCounts,
    TitleBasis,
)
from stdgraph.web.actions.declared import Node

Reading = Callable[[Node, Language], object]


class ThingFact(NamedTuple):
    """A fact of things of a kind: what it is called, and how it is read off a node."""

    label: Term
    read: Reading


class FactChange(NamedTuple):
    """A fact that a change leads to."""

    label: str
    before: str
    after: str


def plain(name: str) -> Reading:
    """A field as it is; a list with its parts in a row."""

    def read(node: Node, language: Language) -> object:
        value = node.get(name)
        return ("、" if language is Language.ZH else "; ").join(value) if isinstance(value, list) else value

    return read


def below(name: str, field: str) -> Reading:
    """A field of a node that a field is; of each where there are several."""

    def read(node: Node, _: Language) -> object:
        value = node.get(name)
        if isinstance(value, list):
            return " ".join(str(one[field]) for one in value)
        return value and value[field]

    return read


def worded(name: str, kind: type[StrEnum]) -> Reading:
    """A value of a vocabulary in words."""

    def read(node: Node, language: Language) -> object:
        value = node.get(name)
        return value and term(kind[value], language)

    return read


def yes_or_no(name: str) -> Reading:
    """A truth value in words; nothing where it is not decided."""

    def read(node: Node, language: Language) -> object:
        value = node.get(name)
        words = ("是", "否") if language is Language.ZH else ("yes", "no")
        return None if value is None else words[0 if value else 1]

    return read


_CHINESE = re.compile("[\u3400-\u9fff]")


def title_in(language: Language) -> Reading:
    """The title that a standard has in a language; the API answers with the other one's where it has none."""

    def read(node: Node, _: Language) -> object:
        own, other = node.get("titleZh"), node.get("titleEn")
        if own != other or own is None:
            return own if language is Language.ZH else other
        return own if bool(_CHINESE.search(own)) == (language is Language.ZH) else None

    return read


_KEPT_FOR_UNDOING = frozenset(
    {"kind", "sequence", "timeline", "parts", "id", "requestId", "itemStatus", "stateFrom", "stateUntil"}
)
"""What a change keeps so that it can be taken back; it says nothing to people."""


def _differences(node: Node, language: Language) -> object:
    before, after = node.get("before") or {}, node.get("after") or {}
    shown = [
        f"{fact_term(name, language)}: {_shown(before.get(name))} → {_shown(after.get(name))}"
        for name in dict.fromkeys((*before, *after))
        if name not in _KEPT_FOR_UNDOING
    ]
    return "\n".join(shown)


def _stage(node: Node, _: Language) -> object:
    stage = node.get("stage")
    return stage and f"{stage['code']} {stage['title']}"


def _replaced(node: Node, _: Language) -> object:
    rows = node.get("replacedBy") or ()
    return " ".join(str(one["standard"]["number"] or one["standard"]["planNumber"] or "") for one in rows)


def _listed(node: Node, language: Language) -> object:
    found = [
        f"{one['subsystem']['system']['code']}/{one['subsystem']['code']} {one['itemNumber'] or ''}".strip()
        for one in node.get("listedIn") or ()
    ]
    return ("、" if language is Language.ZH else "; ").join(found)


def _levels(node: Node, language: Language) -> object:
    return " ".join(term(Level[one], language) for one in node.get("levels") or ())


def day_or_less(day: str, less_exact: str) -> Reading:
    """A day, or the month or year that is known of it."""

    def read(node: Node, _: Language) -> object:
        return node.get(less_exact) or node.get(day)

    return read


RETIRED = Term("撤出日期", "off the plan from")

FACTS: Mapping[str, Sequence[ThingFact]] = {
    "Standard": (
        ThingFact(FACT_TERMS["stage"], _stage),
        ThingFact(FACT_TERMS["status"], worded("status", Status)),
        ThingFact(FIELD_TERMS["number"], plain("number")),
        ThingFact(FIELD_TERMS["planNumber"], plain("planNumber")),
        ThingFact(FIELD_TERMS["titleZh"], title_in(Language.ZH)),
        ThingFact(FIELD_TERMS["titleEn"], title_in(Language.EN)),
        ThingFact(FIELD_TERMS["titleBasis"], worded("titleBasis", TitleBasis)),
        ThingFact(FIELD_TERMS["printedNumber"], plain("printedNumber")),
        ThingFact(FIELD_TERMS["level"], worded("level", Level)),
        ThingFact(FIELD_TERMS["nature"], worded("nature", Nature)),
        ThingFact(FIELD_TERMS["publishedOn"], below("publication", "text")),
        ThingFact(FIELD_TERMS["inForceOn"], below("entryIntoForce", "text")),
        ThingFact(FIELD_TERMS["withdrawnOn"], below("withdrawal", "text")),
        ThingFact(FACT_TERMS["dueOn"], plain("dueOn")),
        ThingFact(FIELD_TERMS["projectDueOn"], plain("projectDueOn")),
        ThingFact(FACT_TERMS["reviewDueOn"], plain("reviewDueOn")),
        ThingFact(FACT_TERMS["replacedBy"], _replaced),
        ThingFact(Term("归口单位", "committees"), below("committees", "code")),
        ThingFact(Term("拟移交", "offered to"), lambda node, _: (node.get("transfer") or {}).get("to", {}).get("code")),
        ThingFact(RELATION_TERMS["LISTED_IN"], _listed),
        ThingFact(FIELD_TERMS["department"], plain("department")),
        ThingFact(FIELD_TERMS["draftingBodies"], plain("draftingBodies")),
        ThingFact(FIELD_TERMS["note"], plain("note")),
    ),
    "GapRecord": (
        ThingFact(Term("处理情况", "status"), worded("status", GapStatus)),
        ThingFact(Term("优先级", "priority"), worded("priority", Priority)),
        ThingFact(Term("需先行研究", "research first"), yes_or_no("needsResearch")),
        ThingFact(Term("负责单位", "owner"), below("owner", "code")),
        ThingFact(Term("建议", "recommendation"), plain("recommendation")),
    ),
    "Change": (
        ThingFact(Term("事件", "event"), worded("kindOfChange", EventKind)),
        ThingFact(Term("日期", "day"), lambda node, _: node["at"] or node["effectiveIn"]),
        ThingFact(FACT_TERMS["stage"], _stage),
        ThingFact(Term("改动", "what it changed"), _differences),
        ThingFact(Term("何人", "by"), plain("actor")),
        ThingFact(Term("记录时间", "recorded"), lambda node, _: str(node["recordedAt"])[:16].replace("T", " ")),
        ThingFact(Term("说明", "note"), plain("note")),
    ),
    "StandardsSystem": (
        ThingFact(FACT_TERMS["code"], plain("code")),
        ThingFact(FIELD_TERMS["titleZh"], plain("titleZh")),
        ThingFact(FIELD_TERMS["titleEn"], plain("titleEn")),
        ThingFact(FACT_TERMS["issuer"], plain("issuer")),
        ThingFact(FACT_TERMS["documentNumber"], plain("documentNumber")),
        ThingFact(FACT_TERMS["issuedOn"], day_or_less("issuedOn", "issuedIn")),
        ThingFact(FACT_TERMS["announcedOn"], day_or_less("announcedOn", "announcedIn")),
        ThingFact(FACT_TERMS["declared"], plain("declared")),
        ThingFact(FACT_TERMS["horizonText"], plain("horizonText")),
        ThingFact(FACT_TERMS["related"], plain("related")),
        ThingFact(FACT_TERMS["remark"], plain("note")),
        ThingFact(RETIRED, plain("retiredOn")),
    ),
    "Subsystem": (
        ThingFact(FACT_TERMS["code"], plain("code")),
        ThingFact(FIELD_TERMS["titleZh"], plain("titleZh")),
        ThingFact(FIELD_TERMS["titleEn"], plain("titleEn")),
        ThingFact(Term("上级子体系", "part of"), below("parent", "code")),
        ThingFact(FACT_TERMS["remark"], plain("note")),
        ThingFact(RETIRED, plain("retiredOn")),
    ),
    "Demand": (
        ThingFact(LABEL_TERMS["Subsystem"], below("subsystem", "code")),
        ThingFact(LABEL_TERMS["ProductCategory"], below("productCategory", "title")),
        ThingFact(Term("优先级", "priority"), worded("priority", Priority)),
        ThingFact(Term("提出日期", "demanded on"), day_or_less("on", "onIn")),
        ThingFact(Term("截止", "until"), day_or_less("until", "untilIn")),
        ThingFact(FACT_TERMS["remark"], plain("note")),
        ThingFact(RETIRED, plain("retiredOn")),
    ),
    "Target": (
        ThingFact(FACT_TERMS["statement"], plain("statement")),
        ThingFact(FACT_TERMS["measure"], plain("measure")),
        ThingFact(Term("计量方式", "what is counted"), worded("counts", TargetCounts)),
        ThingFact(Term("标准层级", "levels"), _levels),
        ThingFact(Term("比较方式", "compared by"), plain("operator")),
        ThingFact(Term("应达数量", "number required"), plain("required")),
        ThingFact(Term("期限", "by"), plain("by")),
        ThingFact(Term("起算日期", "counted from"), plain("baseline")),
        ThingFact(RETIRED, plain("retiredOn")),
    ),
}
"""By the type of the node."""


def known_facts(node: Node, language: Language) -> list[FactChange]:
    """All that is known of a thing."""
    return changed_facts(None, node, language)


def changed_facts(before: Node | None, after: Node, language: Language) -> list[FactChange]:
    """What is different afterwards; everything there is where there was nothing before."""
    found = []
    for fact in FACTS.get(str(after["kind"]), ()):
        was, now = (_shown(fact.read(node, language)) if node else "–" for node in (before, after))
        if was != now:
            found.append(FactChange(fact.label.in_language(language), was, now))
    return found


def _shown(value: object) -> str:
    return "–" if value is None or value == "" else str(value)
