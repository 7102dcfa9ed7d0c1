"""CONFLICTING_CLAIMS: sources state different values for one field of a subject, and the catalogue does not follow them all.

INFO where one of the values is followed, LOW where none is.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kind import Cites, DetectorQuery, Facts, Kind, Reach, Weight, pick, places_of
from stdgraph.store.scope_cypher import subsystems

_OF_CATEGORY = "EXISTS { MATCH (s)-[:KIND_OF*0..]->(:ProductCategory {code: scope.category}) }"

_STATED = "EXISTS { (k)-[:STATED_BY]->(:Source) }"
"""A claim that no source states is the value before a correction: of what was wrong here nobody else need be convinced."""
_CLAIMED = "MATCH (:Claim)-[:ABOUT]->(s:Standard) WITH DISTINCT scope, s"

_FIELDS = {
    "titleZh": "中文名称",
    "titleEn": "英文名称",
    "number": "标准号",
    "printedNumber": "印刷标准号",
    "planNumber": "计划号",
    "level": "级别",
    "nature": "性质",
    "publishedOn": "发布日期",
    "inForceOn": "实施日期",
    "withdrawnOn": "废止日期",
    "projectDueOn": "项目周期",
    "committee": "归口单位",
    "replacedBy": "代替标准",
    "issuedOn": "成文日期",
    "announcedOn": "公布日期",
    "declared": "所列项数",
    "composition": "构成",
    "predecessor": "前一版本",
    "reportedProgress": "已报告的进展",
}
"""What fields are called in Chinese; another one by its name in the API."""


def _of_standards(reach: Reach) -> tuple[DetectorQuery, ...]:
    start = reach.having("<-[:ABOUT]-(:Claim)")
    if not reach.shape:  # those that no subsystem lists as well
        start = "UNWIND $among AS one MATCH (s:Standard {id: one})" if reach.among else _CLAIMED
    return (_about("Standard", start, "s.id", places_of("s")),)


def _of_others(shape: frozenset[str]) -> tuple[DetectorQuery, ...]:
    found = []
    if shape <= {"system", "subsystem"}:
        found.append(_about("Subsystem", subsystems(shape, "s"), "s.id", "[s.id]"))
    if shape <= {"system"}:
        where = " WHERE s.code = scope.system" if shape else ""
        found.append(_about("StandardsSystem", f"MATCH (s:StandardsSystem){where}", "s.code"))
    if shape <= {"product_category"}:
        where = f" WHERE {_OF_CATEGORY}" if shape else ""
        found.append(_about("ProductCategory", f"MATCH (s:ProductCategory){where}", "s.code"))
    if not shape:
        found.append(_about("Committee", "MATCH (s:Committee)", "s.code"))
    return tuple(found)


def _about(label: str, start: str, subject: str, places: str = "[]") -> DetectorQuery:
    return DetectorQuery(
        match=f"{start} MATCH (s)<-[:ABOUT]-(k:Claim) WHERE {_STATED} WITH scope, s, k.field AS field, collect(DISTINCT k.value) AS stated, "
        "collect(DISTINCT CASE WHEN k.chosen THEN k.value ELSE null END) AS followed "
        "WITH scope, s, field, stated, followed WHERE size(stated) > 1 AND size(followed) < size(stated)",
        label=label,
        subject=subject,
        key=f"'{label}:' + {subject} + ':' + field",
        places=places,
        facts={"field": "field", "stated": "stated", "followed": "followed"},
    )


def _weigh(gap: Gap, _: CoverageIndex, __: date) -> Weight:
    return Weight(Severity.INFO if gap.facts["followed"] else Severity.LOW)


def _message(facts: Facts, language: Language) -> str:
    name = facts["number"] or (facts["subject"] if facts["code"] else pick(facts, language))
    stated, followed = sorted(facts["stated"]), sorted(facts["followed"])
    if language is Language.ZH:
        kept = f"采用 {'、'.join(followed)}" if followed else "均未采用"
        return f"{name} 的{_FIELDS.get(facts['field'], ' ' + facts['field'] + ' ')}各来源说法不一：{'；'.join(stated)}（{kept}）。"
    kept = f"followed: {', '.join(followed)}" if followed else "none is followed"
    return f"Sources disagree on {facts['field']} of {name}: {'; '.join(stated)} ({kept})."


KIND = Kind(
    of_standards=_of_standards,
    of_others=_of_others,
    weigh=_weigh,
    message=_message,
    fact=lambda facts: (facts["field"], "; ".join(sorted(facts["stated"]))),
    cites=Cites.CLAIMS,
)
