"""NO_MOVEMENT: a listed item that is being drafted, not overdue, and has entered no other stage for longer than a setting, twelve months.

LOW; MEDIUM once it has stood for twice as long.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.calendar import months_later
from stdgraph.domain.stages import STAGES
from stdgraph.domain.timeline import entry_day, entry_stage
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.kind import DetectorQuery, Kind, Reach, standard_name, unlocks_dependents
from stdgraph.gaps.kinds import overdue
from stdgraph.gaps.limits import movement_months
from stdgraph.store.status_cypher import moved_later, status

SLACK_DAYS = 4
"""Months are not equally long: by so many days the engine's reckoning may differ from the calendar's."""


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    # what is overdue, or has moved lately, is none: of the present stage that is known without folding the timeline
    stood = f"s.stageOn <= $on - duration({{months: {movement_months()}, days: -{SLACK_DAYS}}}) AND coalesce(s.dueOn >= $on, true)"
    return (
        DetectorQuery(
            match=reach.standards(
                f"({status('s')}) = 'DRAFTING' AND s.timeline IS NOT NULL AND ({moved_later('s')} OR {stood})"
            ),
            label="Standard",
            subject="s.id",
            facts=overdue.FACTS,
        ),
    )


def _weigh(gap: DetectedGap, _: CoverageIndex, on: date) -> Weight | None:
    """Computes since when it has stood still; one that is overdue, or has moved lately, is not a gap."""
    if gap.facts["entry"] is None or overdue.is_overdue(gap.facts, on):
        return None
    entered, months = entry_day(gap.facts["entry"]), movement_months()
    if months_later(entered, months) >= on:
        return None
    gap.since = months_later(entered, months)
    gap.facts["entered"] = entered.isoformat()
    slow = months_later(entered, 2 * months) < on
    return Weight(Severity.MEDIUM if slow else Severity.LOW, nearness=int(entry_stage(gap.facts["entry"])[0]))


def _message(facts: Facts, language: Language) -> str:
    code = entry_stage(facts["entry"])
    stage = STAGES[code[:2]]
    if language is Language.ZH:
        return f"{standard_name(facts, language)}自 {facts['entered']} 起停留在{stage.zh}（{code}），未见进展。"
    return f"{standard_name(facts, language)} has been in the {stage.en.lower()} stage ({code}) since {facts['entered']}, without any movement."


def _remedy(_: Facts, language: Language) -> str:
    if language is Language.ZH:
        return "向起草单位了解情况，推进至下一阶段，或终止项目。"
    return "Ask the drafting body, move it to the next stage, or end the project."


KIND = Kind(
    of_standards=_find,
    weigh=_weigh,
    unlocks=unlocks_dependents,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("enteredOn", str(facts["entered"])),
)
