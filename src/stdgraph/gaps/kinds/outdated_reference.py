"""OUTDATED_REFERENCE: a listed standard in force refers to an edition that has been replaced as a whole, or withdrawn.

MEDIUM where the reference is normative (规范性引用文件: the standard cannot be applied without it), LOW otherwise.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.kind import (
    OUTDATED_LINK_DETAILS,
    DetectorQuery,
    Kind,
    Reach,
    describe_outdated,
    outdated_links,
    standard_name,
)


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    return (outdated_links(reach, "REFERENCES", "true", {"normative": "coalesce(r.normative, false)"}),)


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    return Weight(Severity.MEDIUM if gap.facts["normative"] else Severity.LOW)


def _message(facts: Facts, language: Language) -> str:
    if language is Language.ZH:
        kind = "规范性引用" if facts["normative"] else "引用"
        return f"{standard_name(facts, language)}{kind}的 {facts['otherNumber']} {describe_outdated(facts, language)}。"
    kind = "normatively" if facts["normative"] else "informatively"
    return f"{standard_name(facts, language)} refers {kind} to {facts['otherNumber']}, which {describe_outdated(facts, language)}."


def _remedy(_: Facts, language: Language) -> str:
    return (
        "修订时更新引用文件，或以修改单更正。"
        if language is Language.ZH
        else "Update the reference in a revision or by an amendment."
    )


KIND = Kind(
    of_standards=_find,
    weigh=_weigh,
    details=OUTDATED_LINK_DETAILS,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("references", str(facts["otherNumber"])),
)
