"""Removing an edition of a standard in another language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from stdgraph.auth.policy import Action
from stdgraph.commands.described import described
from stdgraph.commands.described_standard import DescribedStandardCommand
from stdgraph.commands.listed_entries import absent, change_entries, without_entry
from stdgraph.commands.outcomes import Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_unit import StandardUnit

EDITIONS = "foreignEditions"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveForeignEdition(DescribedStandardCommand):
    """Remove the edition of a standard in another language. That it was there stays in the history."""

    action: ClassVar[Action] = Action.REMOVE_FOREIGN_EDITION
    language: str = described("Its language.")

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """That there is none in that language."""
        yield from absent("language", standard, EDITIONS, self.language)

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Remove it."""
        entries = without_entry(standard, EDITIONS, self.language)
        return change_entries(unit, standard, EDITIONS, entries, today, self.note)


COMMAND = RemoveForeignEdition
