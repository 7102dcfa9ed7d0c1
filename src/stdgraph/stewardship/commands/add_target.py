"""Adding a target to a system."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from stdgraph.auth.policy import Action
from stdgraph.commands.change_record import Edge
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.vocabulary import EventKind, Level, TargetCounts
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import stripped, told
from stdgraph.stewardship.placement import before_whole
from stdgraph.stewardship.system_command import SystemCommand
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.targets import unfit_values
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTarget(SystemCommand):
    """Set a target: how many standards the system is to have published, and by when."""

    action: ClassVar[Action] = Action.ADD_TARGET
    changes: ClassVar[str | None] = "Target"
    statement: str = described("The target in the words of whoever sets it.")
    measure: str | None = described("What is counted, in words.", None)
    counts: TargetCounts | None = described(
        "What of the catalogue is counted; absent: it cannot be counted from it.", None
    )
    operator: str | None = described("How the count compares with `required`: `>=` or `=`.", None)
    required: int | None = described(
        "The number required; absent where the target is none, such as full coverage.", None
    )
    by: PartialDate | None = described("The day by which it is to be reached.", None, less_exact=True)
    levels: Sequence[Level] = described("Which levels count towards it; none: all.", ())
    baseline: PartialDate | None = described(
        "The day after which publications count; absent: the day of the system's document.", None, less_exact=True
    )

    def problems(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with what it says, or the day."""
        yield from unfit_values(self._values())
        yield from self.ahead(today)
        yield from before_whole(unit, system, None, self.on(today))

    def _values(self) -> dict[str, Any]:
        """What it says, by property."""
        return {
            "statement": stripped(self.statement),
            "measure": stripped(self.measure),
            "counts": self.counts and self.counts.value,
            "operator": self.operator,
            "required": self.required,
            "by": self.by and self.by.latest,
            "levels": list(dict.fromkeys(level.value for level in self.levels)),
            "baseline": self.baseline and self.baseline.latest,
        }

    def change(self, unit: SystemUnit, system: Thing, today: date) -> Outcome:
        """Set it."""
        on, values = self.on(today), self._values()
        target = unit.create("Target", str(uuid4()), values)
        unit.relate(Edge("AIMS_AT", system.ref, target.ref), {"from": on})
        after = told({"system": system.key, **values, "levels": values["levels"] or None})
        return unit.record(system, NewChange(target, EventKind.CREATED, self.action, on, self.note, after=after))


COMMAND = AddTarget
