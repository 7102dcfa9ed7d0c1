"""Merging plan items that turn out to be one project."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import DescribedStandardCommand, not_an_item
from stdgraph.commands.merge import Merge
from stdgraph.commands.merge_unit import MergeUnit
from stdgraph.commands.outcomes import Changed, Message, Outcome, Problem, Unknown
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeItems(DescribedStandardCommand):
    """Merge plan items of one project, none of which is published yet: `standard` takes the others over, with their relations, listings and
    history, and their numbers find it for ever. This cannot be taken back: see it first with `dryRun`."""

    action: ClassVar[Action] = Action.MERGE_ITEMS
    items: tuple[str, ...] = described(
        "The items that become part of it: ids, or plan numbers in any printed form.", names="Standard"
    )

    @property
    def unit_of_work(self) -> type[MergeUnit]:
        """Standards, which may go."""
        return MergeUnit

    def preload(self) -> Preload:
        """The items, and what each replaces."""
        return Preload(standards=self.items, replaced=[self.standard, *self.items])

    def policy_subject(self, unit: StandardUnit, standard: LoadedStandard) -> Subject:
        """Every one of the items."""
        found = [one for name in self.items if (one := unit.find(name)) is not None]
        others = tuple(Subject(one.owners, one.systems) for one in found)
        return Subject(standard.owners, standard.systems, others=others)

    def problems(self, unit: MergeUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """What is no item, or another one."""
        if not self.items:
            yield Problem("items", Message("缺少要并入的项目", "name at least one item to be merged"))
        yield from not_an_item("standard", standard)
        seen: set[str] = set()
        for name in self.items:
            item = unit.find(name)
            if item is not None:
                yield from self._wrong_item(unit, standard, name, item, today)
                if item.id in seen:
                    yield Problem("items", Message(f"“{name}”列了两次", f"{name} is given twice"))
                seen.add(item.id)

    def _wrong_item(
        self, unit: MergeUnit, standard: LoadedStandard, name: str, item: LoadedStandard, today: date
    ) -> Iterator[Problem]:
        left = unit.refuse(item, today)
        wrong = Merge(name, self.standard).problem(unit, item, standard) if left is None else left
        if wrong is not None:
            yield from (Problem("items", one.message) for one in wrong.problems)
        else:
            yield from not_an_item("items", item)

    def change(self, unit: MergeUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Merge them, one after the other."""
        missing = next((name for name in self.items if unit.find(name) is None), None)
        if missing is not None:
            return Unknown(unit.not_found(missing), path="items")
        outcomes = (Merge(name, standard.id, self.note).apply(unit, standard, today) for name in self.items)
        done = next(outcomes)
        for outcome in outcomes:
            if not isinstance(outcome, Changed):
                return outcome
        return done


COMMAND = MergeItems
