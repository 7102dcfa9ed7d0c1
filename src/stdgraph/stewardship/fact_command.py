"""What commands share that say something else of what there is: from a day on, or for all days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import sides
from stdgraph.stewardship.plan_unit import NEVER_ON_PLAN
from stdgraph.stewardship.system_command import SystemCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing

Differences = Mapping[str, tuple[Any, Any]]
"""Properties that changed, before and after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCommand(SystemCommand):
    """A command that says something else of what there is: from a day on or, where it was never so, for all days."""

    correction: bool = described(
        "Whether it never was as it is said to be: then it is put right for all days. Else it is so from `effectiveOn` on, and the days before "
        "keep what was said.",
        False,
    )

    @property
    def kind(self) -> EventKind:
        """What the event says happened."""
        return EventKind.CORRECTED if self.correction else EventKind.CHANGED

    def since(self, today: date) -> date | None:
        """The day from which on it is so; None for all days."""
        return None if self.correction else self.on(today)

    def misdated(self, thing: Thing, begun: date | None, today: date) -> Iterator[Problem]:
        """That a correction has a day, or that the day lies ahead or before the thing itself began."""
        yield from self.ahead(today)
        if self.correction and self.effective_on is not None:
            zh, en = (
                "更正适用于所有日期，不应给出 effectiveOn",
                "a correction holds for all days: expected no effectiveOn",
            )
            yield Problem("effectiveOn", Message(zh, en))
        elif begun is not None and self.on(today) < begun:
            yield Problem("effectiveOn", _not_yet(thing, begun))

    def restated(self, thing: Thing, today: date) -> Iterator[Problem]:
        """That the day lies before the one from which on the thing is as it is: what was said since would be lost."""
        stated = thing.properties.get("statedFrom")
        if not self.correction and stated is not None and self.on(today) < stated:
            term = LABEL_TERMS[thing.label]
            zh = f"{term.zh}“{thing.name}”自 {stated} 起已有变更，请给出不早于该日的日期，或先撤销该变更"
            en = f"{term.en} {thing.name!r} was changed as of {stated}: expected no earlier day, or take that change back first"
            yield Problem("effectiveOn", Message(zh, en))

    def ended_at_once(self, thing: Thing, begun: date | None, today: date) -> Iterator[Problem]:
        """That a thing would end on the very day on which it began."""
        if begun is not None and self.since(today) == begun:
            term = LABEL_TERMS[thing.label]
            zh = f"{term.zh}“{thing.name}”自 {begun} 起才有，须晚于该日撤回"
            en = f"{term.en} {thing.name!r} is there only since {begun}: expected a later day, or a correction"
            yield Problem("effectiveOn", Message(zh, en))

    def retire(self, unit: SystemUnit, thing: Thing, today: date) -> Differences:
        """Take a thing off the plan from the day on or, as a correction, for all days; what differs."""
        differing = unit.retire(thing, self.since(today) or NEVER_ON_PLAN)
        return {name: pair for name, pair in differing.items() if name != "retiredAt"}

    def recorded(self, unit: SystemUnit, system: Thing, thing: Thing, differing: Differences, today: date) -> Outcome:
        """The outcome of a change of properties, given what they were and are; nothing is recorded where none differs."""
        if not differing:
            return unit.unchanged(thing, self.effective_on)
        before, after = sides(differing)
        done = NewChange(thing, self.kind, self.action, self.since(today), self.note, before, after)
        return unit.record(system, done)


def _not_yet(thing: Thing, begun: date) -> Message:
    term = LABEL_TERMS[thing.label]
    return Message(
        f"{term.zh}“{thing.name}”自 {begun} 起才有，不能早于该日",
        f"{term.en} {thing.name!r} is there only since {begun}: expected no earlier day",
    )
