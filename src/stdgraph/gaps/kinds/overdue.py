"""OVERDUE: a listed item, planned or being drafted, whose project should have been submitted for approval (报批) by now.

The limit is the project's own period (项目周期) with its extensions, else that of the rules for national standards: 18 months from the start
of drafting, 24 for mandatory ones (SAMR, 2025-04). From stage 50 on nothing is late. MEDIUM; HIGH once it is a year late or more.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain.calendar import project_due_on, project_months
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
from stdgraph.store.status_cypher import drafting_entry, entry, moved_later, status

_MAY_BE_LATE = f"({status('s')}) IN ['PLANNED', 'DRAFTING'] AND (s.dueOn < $on OR {moved_later('s')})"
"""``dueOn`` is stored for the present stage; on an earlier day the standard was in another one."""


FACTS = {
    "entry": entry("s"),
    "drafting": drafting_entry("s"),
    "own": "toString(s.projectDueOn)",
    "level": "s.level",
    "nature": "s.nature",
}
"""What tells when an item is due."""


def is_overdue(facts: Facts, on: date) -> bool:
    """Whether an item with these facts is overdue on a day."""
    due = _due_on(facts)
    return due is not None and due < on


def _due_on(facts: Facts) -> date | None:
    own, drafting = facts["own"], facts["drafting"]
    return project_due_on(
        entry_stage(facts["entry"]),
        entry_day(drafting) if drafting else None,
        date.fromisoformat(own) if own else None,
        project_months(facts["level"], facts["nature"]),
    )


def _find(reach: Reach) -> tuple[DetectorQuery, ...]:
    return (
        DetectorQuery(
            match=reach.standards(_MAY_BE_LATE),
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
    months = project_months(facts["level"], facts["nature"])
    if language is Language.ZH:
        rule = "项目自身周期，含延期" if facts["own"] else f"国家标准周期，自起草起 {months} 个月"
        return f"{standard_name(facts, language)}应于 {facts['since']} 前报批（{rule}），已逾期 {facts['late']} 天。"
    rule = (
        "the project's own period with its extensions"
        if facts["own"]
        else f"the limit for national standards, {months} months from the start of drafting"
    )
    return (
        f"{standard_name(facts, language)} should have been submitted for approval by {facts['since']} ({rule}): "
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
