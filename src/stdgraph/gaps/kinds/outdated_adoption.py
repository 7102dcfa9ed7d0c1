"""OUTDATED_ADOPTION: a listed standard in force adopts an international edition that has been replaced as a whole, or withdrawn.

Adoption is IDT, MOD and the former EQV (GB/T 1.2): MEDIUM; LOW where the degree is not stated. NEQ is not adoption, so it is never outdated.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kind import (
    OUTDATED_LINK_DETAILS,
    DetectorQuery,
    Kind,
    Reach,
    Weight,
    describe_outdated,
    outdated_links,
    standard_name,
)


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    return (outdated_links(reach, "ADOPTS", "coalesce(r.degree, '') <> 'NEQ'", {"degree": "r.degree"}),)


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    return Weight(Severity.MEDIUM if gap.facts["degree"] else Severity.LOW)


def _message(facts: Facts, language: Language) -> str:
    degree = facts["degree"]
    if language is Language.ZH:
        how = f"（{degree}）" if degree else " "
        return (
            f"{standard_name(facts, language)}采用的 {facts['otherNumber']}{how}{describe_outdated(facts, language)}。"
        )
    how = f" ({degree})" if degree else ""
    return f"{standard_name(facts, language)} adopts {facts['otherNumber']}{how}, which {describe_outdated(facts, language)}."


KIND = Kind(
    of_standards=_find,
    weigh=_weigh,
    details=OUTDATED_LINK_DETAILS,
    message=_message,
    fact=lambda facts: ("adopts", str(facts["otherNumber"])),
)
