"""Taking a product category off the plan."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.category_command import CategoryCommand
from stdgraph.stewardship.category_unit import CATEGORY, CategoryUnit
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import told
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_command import circle


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireProductCategory(CategoryCommand):
    """Take a product category off the plan from a day on: it is no column and no member of a chain any more. Another category may take
    over its standards, kinds, demands, columns and dependencies; the change tells what led to it."""

    action: ClassVar[Action] = Action.RETIRE_PRODUCT_CATEGORY
    code: str = described("Its code.", names=CATEGORY)
    into: str | None = described(
        "The code of the category that takes over what leads to it, and the records of its gaps; absent: none does.",
        None,
        names=CATEGORY,
    )

    @property
    def key(self) -> str:
        """Its code."""
        return self.code

    def preload(self) -> Preload:
        """With everything that leads to either."""
        return Preload(nodes=DescribedCommand.preload(self).nodes, listings=True)

    def problems(self, unit: CategoryUnit, category: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with what takes over, or the day."""
        yield from self.ahead(today)
        if self.into is None or not unit.has(CATEGORY, self.into):
            return
        heir = unit.category(self.into)
        if heir.ref == category.ref:
            zh = f"“{self.into}”就是该产品类别"
            yield Problem("into", Message(zh, f"{self.into!r} is the category itself"))
            return
        on = self.on(today)
        kinds = {edge.start.key for edge, _ in unit.edges_to(category, "KIND_OF")} - {heir.key}
        ways = {way for way in unit.ways_up(on) if way[1] != category.key}
        yield from circle("into", CATEGORY, ways, [(kind, heir.key) for kind in sorted(kinds)])

    def change(self, unit: CategoryUnit, category: Thing, today: date) -> Outcome:
        """Take it off the plan."""
        on, led = self.on(today), unit.still_leading(category)
        if self.into is not None:
            unit.hand_over(category, unit.category(self.into), on)
        unit.retire(category, on)
        before: dict[str, Any] = {**led}
        after = told({"retiredOn": on, "into": self.into})
        return unit.record(
            category, NewChange(category, EventKind.RETIRED, self.action, on, self.note, before or None, after)
        )


COMMAND = RetireProductCategory
