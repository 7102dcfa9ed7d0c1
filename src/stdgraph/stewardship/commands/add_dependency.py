"""Adding a dependency of a product category."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Outcome, Problem
from stdgraph.commands.relate import stated_details
from stdgraph.domain.vocabulary import Confidence, DependencyRole, EventKind
from stdgraph.stewardship.category_unit import CategoryUnit
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.checks import told
from stdgraph.stewardship.dependency_command import DependencyCommand
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class AddDependency(DependencyCommand):
    """Let a product category depend on another one from a day on. Dependencies may lead back to where they began."""

    action: ClassVar[Action] = Action.ADD_DEPENDENCY
    role: DependencyRole = described("What the other one is to the product.")
    confidence: Confidence | None = described("How sure it is; absent: not stated.", None)

    def problems(self, unit: CategoryUnit, product: Thing, today: date) -> Iterator[Problem]:
        """What is wrong with the other category or the day."""
        yield from self.ahead(today)
        edge = self.edge(unit, product)
        if edge.end == product.ref:
            zh = f"“{self.code}”不能依赖自身"
            yield Problem("dependsOn", Message(zh, f"{self.code!r} cannot depend on itself"))
        yield from self.begun_later(unit, product, today)

    def change(self, unit: CategoryUnit, product: Thing, today: date) -> Outcome:
        """Add it, or change what it is."""
        edge, on = self.edge(unit, product), self.on(today)
        held = unit.edges.get(edge)
        was = None if held is None else stated_details(edge.kind, held)
        details = {"role": self.role.value, "confidence": None if self.confidence is None else self.confidence.value}
        if was is not None and told(was) == told({**was, **details}):
            return unit.unchanged(product, self.effective_on)
        if was is not None:
            unit.relate(edge, None, ended_on=on)
        unit.relate(edge, {**(was or {}), **details, "from": on})
        before, after = (None if side is None else self.told(unit, product, side) for side in (was, details))
        return unit.record(product, NewChange(product, EventKind.RELATED, self.action, on, self.note, before, after))


COMMAND = AddDependency
