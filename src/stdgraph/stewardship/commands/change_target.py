"""Changing what a target says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Key
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.vocabulary import Level, TargetCounts
from stdgraph.stewardship.checks import not_cleared, stripped
from stdgraph.stewardship.fact_command import FactCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.targets import aim_of, not_aimed_at, unfit_values
from stdgraph.stewardship.things import Thing

CLEARABLE = ("counts", "operator", "required", "by", "baseline")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTarget(FactCommand):
    """Let a target say something else from a day on: what was aimed at before stays answerable for the days before."""

    action: ClassVar[Action] = Action.CHANGE_TARGET
    changes: ClassVar[str | None] = "Target"
    target: str = described("Its id.", names="Target")
    statement: str | None = described("The target in the words of whoever sets it; absent: as it is.", None)
    measure: str | None = described("What is counted, in words; absent: as it is, empty: not said.", None)
    counts: TargetCounts | None = described("What of the catalogue is counted; absent: as it is.", None)
    operator: str | None = described("How the count compares with `required`: `>=` or `=`; absent: as it is.", None)
    required: int | None = described("The number required; absent: as it is.", None)
    by: PartialDate | None = described("The day by which it is to be reached; absent: as it is.", None, less_exact=True)
    levels: Sequence[Level] | None = described("Which levels count towards it; absent: as it is, empty: all.", None)
    baseline: PartialDate | None = described(
        "The day after which publications count; absent: as it is.", None, less_exact=True
    )
    clear: Sequence[str] = described(f"What is not said any more: {', '.join(f'`{name}`' for name in CLEARABLE)}.", ())

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with what it is to say, or the day."""
        yield from not_aimed_at(unit, system, self.target)
        yield from not_cleared(self.clear, CLEARABLE, {name: getattr(self, name) for name in CLEARABLE})
        aim = aim_of(unit, system, self.target)
        if aim is not None:
            yield from unfit_values({**aim[0].properties, **self._values()})
            yield from self.misdated(*aim, today)
            yield from self.restated(aim[0], today)

    def _values(self) -> dict[str, Any]:
        """What it is to say, by property."""
        given: dict[str, Any] = {
            "statement": None if self.statement is None else self.statement.strip(),
            "counts": self.counts and self.counts.value,
            "operator": self.operator,
            "required": self.required,
            "by": self.by and self.by.latest,
            "levels": None if self.levels is None else list(dict.fromkeys(level.value for level in self.levels)),
            "baseline": self.baseline and self.baseline.latest,
        }
        found = {name: value for name, value in given.items() if value is not None}
        if self.measure is not None:
            found["measure"] = stripped(self.measure)
        return found | {name: None for name in self.clear if name in CLEARABLE}

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Change it."""
        target = unit.things[Key("Target", self.target)]
        differing = unit.change(target, self._values(), on=self.since(today))
        return self.recorded(unit, system, target, differing, today)


COMMAND = ChangeTarget
