"""Removing the link to a document of a standard."""

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

DOCUMENTS = "documents"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkDocument(DescribedStandardCommand):
    """Remove the link to a document of a standard. That it was there stays in the history."""

    action: ClassVar[Action] = Action.UNLINK_DOCUMENT
    url: str = described("Its address, as it was linked.")

    def problems(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Iterator[Problem]:
        """That it is not linked."""
        yield from absent("url", standard, DOCUMENTS, self.url.strip())

    def change(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Remove it."""
        entries = without_entry(standard, DOCUMENTS, self.url.strip())
        return change_entries(unit, standard, DOCUMENTS, entries, today, self.note)


COMMAND = UnlinkDocument
