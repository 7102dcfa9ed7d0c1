"""ADOPTED_UNDER_REVISION: a listed standard in force adopts a document in force that is being revised: to be known, not yet to be acted on.

It is being revised once its review said so (stage 90.92), or once a document that is to replace it as a whole is planned, drafted or
upcoming. INFO.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.kind import DetectorQuery, Kind, Reach, standard_name, undated
from stdgraph.store.plan_cypher import ever, holds
from stdgraph.store.status_cypher import entry, entry_stage, in_force, status

REVISED = "90.92"
_ADOPTS = f"-[:{ever('ADOPTS')}]->(:Standard)"
_COMING = (
    "[(o)<-[zr:REPLACES]-(n:Standard) WHERE zr.extent = 'WHOLE' AND "
    f"(({status('n')}) IN ['PLANNED', 'DRAFTING'] OR ({status('n')}) = 'PUBLISHED' AND n.forceLatest > $on) | coalesce(n.number, n.titleZh, n.id)]"
)
_DETAILS = (
    "MATCH (s:Standard {id: item.subject}) MATCH (o:Standard {id: item.other}) RETURN item.n AS n, "
    "{zh: s.titleZh, en: s.titleEn, number: coalesce(s.number, s.planNumber), otherNumber: coalesce(o.number, o.titleZh, o.id)} AS facts"
)


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    links = f"MATCH (s)-[r:{ever('ADOPTS')}]->(o:Standard) WHERE {holds('r')} AND coalesce(r.degree, '') <> 'NEQ'"
    return (
        DetectorQuery(
            match=f"{reach.having(_ADOPTS)} {links} "
            f"AND NOT {undated('r', 'o')} AND {in_force('s')} AND {in_force('o')} "
            f"WITH scope, s, o, {_COMING} AS coming, [x IN [{entry('o')}] WHERE x IS NOT NULL | {entry_stage('x')}][0] AS stage "
            f"WHERE size(coming) > 0 OR stage = '{REVISED}'",
            label="Standard",
            subject="s.id",
            key="s.id + ':' + o.id",
            facts={"other": "o.id", "coming": "coming"},
        ),
    )


def _weigh(_: DetectedGap, __: CoverageIndex, ___: date) -> Weight:
    return Weight(Severity.INFO)


def _message(facts: Facts, language: Language) -> str:
    coming = sorted(facts["coming"])
    if language is Language.ZH:
        by = f"（{'、'.join(coming)}）" if coming else ""
        return f"{standard_name(facts, language)}采用的 {facts['otherNumber']} 正在修订{by}。"
    by = f" ({', '.join(coming)})" if coming else ""
    return f"{standard_name(facts, language)} adopts {facts['otherNumber']}, which is being revised{by}."


def _remedy(_: Facts, language: Language) -> str:
    if language is Language.ZH:
        return "跟踪修订进展，适时立项修订。"
    return "Follow the revision, and plan one's own in time."


KIND = Kind(
    of_standards=_find,
    weigh=_weigh,
    details=_DETAILS,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("adopts", str(facts["otherNumber"])),
)
