"""REVIEW_OVERDUE: a standard in force whose five-year review is past due (Standardization Law, Art. 29: 复审周期一般不超过五年).

LOW; MEDIUM once the review is more than five years late.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.calendar import years_later
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.kind import DetectorQuery, Kind, Reach, standard_name, title_in
from stdgraph.store.status_cypher import in_force, moved_later, review_due

_MAY_BE_DUE = f"(s.reviewDueOn < $on OR {moved_later('s')} AND s.reviewDueOn IS NOT NULL) AND {in_force('s')}"


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    return (
        DetectorQuery(
            match=f"{reach.standards(_MAY_BE_DUE)} WITH scope, s, {review_due('s')} AS due WHERE due < $on",
            label="Standard",
            subject="s.id",
            since="toString(due)",
        ),
    )


def _weigh(gap: DetectedGap, _: CoverageIndex, on: date) -> Weight:
    return Weight(Severity.MEDIUM if years_later(gap.since or on) < on else Severity.LOW)


def _message(facts: Facts, language: Language) -> str:
    if language is Language.ZH:
        return f"{standard_name(facts, language)}应于 {facts['since']} 前复审，至今未见复审结论。"
    return f"{facts['number'] or title_in(facts, language)} was due for review by {facts['since']}; no outcome is recorded."


def _remedy(_: Facts, language: Language) -> str:
    return (
        "开展复审，作出继续有效、修订或废止的结论。"
        if language is Language.ZH
        else "Hold the review and decide: confirm, revise or withdraw."
    )


KIND = Kind(
    of_standards=_find,
    weigh=_weigh,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("reviewDueOn", str(facts["since"])),
)
