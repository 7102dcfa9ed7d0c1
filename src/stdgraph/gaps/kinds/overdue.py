"""OVERDUE: a listed item, planned or being drafted, that should have left its stage by now.

The limit is the stage's normal end (GB/T 16733: stage 10 three months, 20 ten, 30 two) or the project's own due day (项目周期), whichever
comes first. MEDIUM; HIGH once it is more than a year late.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.calendar import stage_due_on
from stdgraph.domain.stages import STAGES
from stdgraph.domain.timeline import entry_day, entry_stage
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight, whole_years
from stdgraph.gaps.kind import (
    DetectorQuery,
    Kind,
    Reach,
    standard_name,
    unlocks_dependents,
)
from stdgraph.store.status_cypher import entry, moved_later, status

_MAY_BE_LATE = f"(CASE WHEN {moved_later('s')} THEN true ELSE s.dueOn < $on END)"
"""``dueOn`` is stored for the present stage; on an earlier day the standard was in another one."""


FACTS = {"entry": entry("s"), "projectDueOn": "toString(s.projectDueOn)"}
"""What tells when an item is due."""


def is_overdue(facts: Facts, on: date) -> bool:
    """Whether an item with these facts is overdue on a day."""
    due = _due_on(facts)
    return due is not None and due < on


def _due_on(facts: Facts) -> date | None:
    stage, project = entry_stage(facts["entry"]), facts["projectDueOn"]
    return stage_due_on(stage, entry_day(facts["entry"]), date.fromisoformat(project) if project else None)


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    return (
        DetectorQuery(
            match=f"{reach.standards(_MAY_BE_LATE)} WITH scope, s WHERE ({status('s')}) IN ['PLANNED', 'DRAFTING']",
            label="Standard",
            subject="s.id",
            facts=FACTS,
        ),
    )


def _weigh(gap: DetectedGap, _: CoverageIndex, on: date) -> Weight | None:
    """Computes the due day; a standard that was not yet due on the day is not a gap."""
    if gap.facts["entry"] is None:
        return None
    gap.since = _due_on(gap.facts)
    if gap.since is None or gap.since >= on:
        return None
    stage = entry_stage(gap.facts["entry"])
    gap.facts["late"] = (on - gap.since).days
    return Weight(Severity.HIGH if whole_years(gap.since, on) else Severity.MEDIUM, nearness=int(stage[0]))


def _message(facts: Facts, language: Language) -> str:
    stage = STAGES[facts["entry"][11:13]]
    if language is Language.ZH:
        return f"{standard_name(facts, language)}应于 {facts['since']} 前完成{stage.zh}（{entry_stage(facts['entry'])}），已逾期 {facts['late']} 天。"
    return (
        f"{standard_name(facts, language)} should have left the {stage.en.lower()} stage ({entry_stage(facts['entry'])}) by {facts['since']}: "
        f"{facts['late']} day{'s' * (facts['late'] > 1)} late."
    )


def _remedy(_: Facts, language: Language) -> str:
    if language is Language.ZH:
        return "完成在研项目并报批；确需延长的，报请批准延期。"
    return "Finish the project and submit it for approval, or ask for an extension."


KIND = Kind(
    of_standards=_find,
    weigh=_weigh,
    unlocks=unlocks_dependents,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("dueOn", str(facts["since"])),
)
