"""CONFLICTING_CLAIMS: sources state different values for one field of a subject, and the catalogue does not follow them all.

INFO where one of the values is followed, LOW where none is.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.terms import TERMS
from stdgraph.domain.vocabulary import Language, Level, Nature, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.kind import Cites, DetectorQuery, Kind, Reach, title_in
from stdgraph.store.plan_cypher import claimed, on_plan, planned, upwards
from stdgraph.store.scope_cypher import subsystems

_OF_CATEGORY = f"EXISTS {{ MATCH (s){upwards('KIND_OF', 'ku')}(:ProductCategory {{code: scope.category}}) }}"

_STATED = "EXISTS { (k)-[:STATED_BY]->(:Source) }"
"""A claim without a source is the value before a correction: nobody disputes it, so it makes no conflict."""
_BEGUN = "(NOT EXISTS { MATCH (:StandardsSystem) } OR EXISTS { MATCH (by:StandardsSystem) WHERE by.since IS NULL OR by.since <= $on })"
"""What is part of no system is the subject of gaps from the day on which the first system is on the plan."""
_CLAIMED = f"MATCH (:Claim)-[:ABOUT]->(s:Standard) WITH DISTINCT scope, s WHERE {on_plan('s')} AND {_BEGUN}"
_CLAIMED_AMONG = f"UNWIND $among AS one MATCH (s:Standard {{id: one}}) WHERE {on_plan('s')} AND {_BEGUN}"

_FIELDS = {
    "titleZh": ("中文名称", "the Chinese title"),
    "titleEn": ("英文名称", "the English title"),
    "number": ("标准号", "the number"),
    "printedNumber": ("印刷标准号", "the printed number"),
    "planNumber": ("计划号", "the plan number"),
    "level": ("级别", "the level"),
    "nature": ("性质", "the nature"),
    "publishedOn": ("发布日期", "the publication date"),
    "inForceOn": ("实施日期", "the in-force date"),
    "withdrawnOn": ("废止日期", "the withdrawal date"),
    "projectDueOn": ("项目周期", "the project's due date"),
    "committee": ("归口单位", "the responsible committee"),
    "replacedBy": ("代替标准", "the replacing standard"),
    "issuedOn": ("成文日期", "the date of issue"),
    "announcedOn": ("公布日期", "the date of announcement"),
    "declared": ("所列项数", "the declared number of items"),
    "composition": ("构成", "the composition"),
    "predecessor": ("前一版本", "the previous edition"),
    "reportedProgress": ("已报告的进展", "the reported progress"),
    "relatedTarget": ("相关目标", "a related target"),
    "encourages": ("鼓励事项", "what is encouraged"),
    "sectionNumbers": ("章节编号", "the section numbers"),
    "labelPilotKinds": ("标识认证试点产品", "the products in the label pilot"),
    "documentNumber": ("文号", "the document number"),
    "title": ("名称", "the title"),
    "url": ("网址", "the address"),
    "reviewPeriodOfGroupStandards": ("团体标准复审周期", "the review period of group standards"),
}
"""The names of fields in Chinese and English; any other field is quoted as the source names it."""

_VALUES = {"(none)": ("无", "none"), **TERMS[Level], **TERMS[Nature]}
"""The names of coded values; any other value is quoted as the source states it."""


def _of_standards(reach: Reach) -> tuple[DetectorQuery, ...]:
    start = reach.having("<-[:ABOUT]-(:Claim)")
    if not reach.shape:  # the whole catalogue includes standards that no subsystem lists
        start = _CLAIMED_AMONG if reach.among else _CLAIMED
    return (_about("Standard", start, "s.id"),)


def _of_others(shape: frozenset[str]) -> tuple[DetectorQuery, ...]:
    found = []
    if shape <= {"system", "subsystem"}:
        found.append(_about("Subsystem", subsystems(shape, "s"), "s.id", "[s.id]"))
    if shape <= {"system"}:
        where = f" WHERE {planned('s')}" + (" AND s.code = scope.system" if shape else "")
        found.append(_about("StandardsSystem", f"MATCH (s:StandardsSystem){where}", "s.code"))
    if shape <= {"product_category"}:
        where = f" WHERE {on_plan('s')} AND {_BEGUN}" + (f" AND {_OF_CATEGORY}" if shape else "")
        found.append(_about("ProductCategory", f"MATCH (s:ProductCategory){where}", "s.code"))
    if not shape:
        found.append(_about("Committee", f"MATCH (s:Committee) WHERE {on_plan('s')} AND {_BEGUN}", "s.code"))
        found.append(_about("Source", f"MATCH (s:Source) WHERE {_BEGUN}", "s.id"))
    return tuple(found)


def _about(label: str, start: str, subject: str, places: str = "[]") -> DetectorQuery:
    return DetectorQuery(
        match=f"{start} MATCH (s)<-[:ABOUT]-(k:Claim) WHERE {_STATED} AND {claimed('k')} "
        "WITH scope, s, k.field AS field, collect(DISTINCT k.value) AS stated, "
        "collect(DISTINCT CASE WHEN k.chosen THEN k.value ELSE null END) AS followed "
        "WITH scope, s, field, stated, followed WHERE size(stated) > 1 AND size(followed) < size(stated)",
        label=label,
        subject=subject,
        key=f"'{label}:' + {subject} + ':' + field",
        places=places,
        categories="[s.code]" if label == "ProductCategory" else "[]",
        facts={"field": "field", "stated": "stated", "followed": "followed"},
    )


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    return Weight(Severity.INFO if gap.facts["followed"] else Severity.LOW)


def _message(facts: Facts, language: Language) -> str:
    pick = 0 if language is Language.ZH else 1
    name = facts["number"] or (
        facts["subject"] if facts["code"] else ("《{}》", "“{}”")[pick].format(title_in(facts, language))
    )
    quoted = f"“{facts['field']}”"
    field = _FIELDS.get(facts["field"], (quoted, quoted))[pick]
    stated, followed = (
        [_VALUES.get(value, (value, value))[pick] for value in sorted(facts[which])] for which in ("stated", "followed")
    )
    if language is Language.ZH:
        choice = f"采用 {'、'.join(followed)}" if followed else "均未采用"
        return f"{name} 的{field}各来源记载不一致：{'；'.join(stated)}（{choice}）。"
    choice = f"the catalogue follows {', '.join(followed)}" if followed else "the catalogue follows none of them"
    return f"Sources disagree on {field} of {name}: {'; '.join(stated)} ({choice})."


def _remedy(_: Facts, language: Language) -> str:
    return (
        "核对原始文件，选定所采用的值。"
        if language is Language.ZH
        else "Check the original documents and decide which value to follow."
    )


KIND = Kind(
    of_standards=_of_standards,
    of_others=_of_others,
    weigh=_weigh,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: (facts["field"], "; ".join(sorted(facts["stated"]))),
    cites=Cites.CLAIMS,
)
