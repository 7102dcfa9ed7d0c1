"""OUTDATED_ADOPTION: a listed standard in force adopts an international edition that has been replaced as a whole, or withdrawn.

Adoption is IDT, MOD and the former EQV (GB/T 1.2): MEDIUM; where the degree is not stated, LOW. NEQ is no adoption, so nothing is outdated.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kind import DetectorQuery, Facts, Kind, Reach, Weight, numbered
from stdgraph.gaps.kind_queries import LINK_DETAILS as DETAILS
from stdgraph.gaps.kind_queries import became, outdated


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    return (outdated(reach, "ADOPTS", "coalesce(r.degree, '') <> 'NEQ'", {"degree": "r.degree"}),)


def _weigh(gap: Gap, _: CoverageIndex, __: date) -> Weight:
    return Weight(Severity.MEDIUM if gap.facts["degree"] else Severity.LOW)


def _message(facts: Facts, language: Language) -> str:
    degree = facts["degree"]
    if language is Language.ZH:
        how = f"（{degree}）" if degree else " "
        return f"{numbered(facts, language)}采用的 {facts['otherNumber']}{how}{became(facts, language)}。"
    how = f" ({degree})" if degree else ""
    return f"{numbered(facts, language)} adopts {facts['otherNumber']}{how}, which {became(facts, language)}."


KIND = Kind(
    of_standards=_find,
    weigh=_weigh,
    details=DETAILS,
    message=_message,
    fact=lambda facts: ("adopts", str(facts["otherNumber"])),
)
