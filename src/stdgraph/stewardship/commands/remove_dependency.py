"""Removing a dependency of a product category."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.relate import stated_details
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.category_unit import CATEGORY, CategoryUnit
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.dependency_command import DependencyCommand
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveDependency(DependencyCommand):
    """Let a product category not depend on another one any more from a day on. Before that day it did."""

    action: ClassVar[Action] = Action.REMOVE_DEPENDENCY

    def problems(self, unit: CategoryUnit, product: Thing, today: date) -> Iterator[Problem]:
        """That there is no such dependency, or not before the day."""
        yield from self.ahead(today)
        if unit.has(CATEGORY, self.depends_on) and self.edge(unit, product) not in unit.edges:
            zh = f"“{self.code}”不依赖“{self.depends_on}”"
            yield Problem("dependsOn", Message(zh, f"{self.code!r} does not depend on {self.depends_on!r}"))
        yield from self.begun_later(unit, product, today)

    def change(self, unit: CategoryUnit, product: Thing, today: date) -> Outcome:
        """Remove it."""
        edge, on = self.edge(unit, product), self.on(today)
        before = self.told(unit, product, stated_details(edge.kind, (unit.edges.get(edge) or {})))
        unit.relate(edge, None, ended_on=on)
        return unit.record(product, NewChange(product, EventKind.UNRELATED, self.action, on, self.note, before))


COMMAND = RemoveDependency
