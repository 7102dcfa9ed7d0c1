"""OUTDATED_ADOPTION: a listed standard in force adopts an international edition that has been replaced as a whole, or withdrawn; or one
that has been amended since, without adopting the amendment as well.

Adoption is IDT, MOD and the former EQV (GB/T 1.2): MEDIUM; LOW where the degree is not stated. NEQ is not adoption, so it is never outdated.
An amendment leaves the edition in force: LOW.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.kind import (
    AMENDED,
    OUTDATED_LINK_DETAILS,
    DetectorQuery,
    Kind,
    Reach,
    describe_outdated,
    lacking_amendment,
    outdated_links,
    standard_name,
    undated,
)
from stdgraph.store.status_cypher import in_force

_ADOPTED = "coalesce(r.degree, '') <> 'NEQ'"


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    return (outdated_links(reach, "ADOPTS", _ADOPTED, {"degree": "r.degree"}), _amended(reach))


def _amended(reach: Reach) -> DetectorQuery:
    """Standards in force that adopt an edition in force without an amendment of it that is in force."""
    day = "m.forceLatest"
    return DetectorQuery(
        match=f"{reach.having('-[:ADOPTS]->(:Standard)')} MATCH (s)-[r:ADOPTS]->(o:Standard)<-[:AMENDS]-(m:Standard) "
        f"WHERE {_ADOPTED} AND NOT {undated('r', 'o')} AND {lacking_amendment('s', 'm')} AND {in_force('s')} AND {in_force('o')} "
        f"WITH scope, s, o, r.degree AS degree, min({day}) AS since",
        label="Standard",
        subject="s.id",
        key="s.id + ':' + o.id",
        since="toString(since)",
        facts={"other": "o.id", "standing": f"'{AMENDED}'", "degree": "degree"},
    )


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    amended = gap.facts["standing"] == AMENDED
    return Weight(Severity.MEDIUM if gap.facts["degree"] and not amended else Severity.LOW)


def _message(facts: Facts, language: Language) -> str:
    degree = facts["degree"]
    if language is Language.ZH:
        how = f"（{degree}）" if degree else " "
        return (
            f"{standard_name(facts, language)}采用的 {facts['otherNumber']}{how}{describe_outdated(facts, language)}。"
        )
    how = f" ({degree})" if degree else ""
    return f"{standard_name(facts, language)} adopts {facts['otherNumber']}{how}, which {describe_outdated(facts, language)}."


def _remedy(_: Facts, language: Language) -> str:
    return (
        "启动修订，采用现行版本（含修改单）。"
        if language is Language.ZH
        else "Revise it to adopt the document in force, amendments included."
    )


KIND = Kind(
    of_standards=_find,
    weigh=_weigh,
    details=OUTDATED_LINK_DETAILS,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("adopts", str(facts["otherNumber"])),
)
