"""The unit of work of mergers: standards changed in memory, and everything that hangs on a lost one hung on the kept one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from stdgraph.commands.command import Preload
from stdgraph.commands.events import NewEvent
from stdgraph.commands.inheritance import inherit
from stdgraph.commands.preload import LoadedStandard, PreloadedNode
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain import calendar
from stdgraph.store.amendments import link_amendments
from stdgraph.store.session import Transaction
from stdgraph.store.stored_states import store_states
from stdgraph.store.transaction import mark_structure_changed


class MergeUnit(StandardUnit):
    """Standards of which some become part of others."""

    def __init__(
        self,
        standards: dict[str, LoadedStandard],
        assigned: dict[str, str],
        nodes: Mapping[tuple[str, str], PreloadedNode],
    ) -> None:
        super().__init__(standards, assigned, nodes)
        self._merged: dict[str, str] = {}
        """The ids of lost standards and what each was merged into, in the order of the mergers."""

    @classmethod
    async def load(cls, tx: Transaction, wanted: Sequence[tuple[str, Preload]], today: date) -> MergeUnit:
        """Load standards by any of their names, with what either replaces."""
        unit = await super().load(tx, wanted, today)
        assert isinstance(unit, MergeUnit)  # noqa: S101  it is of this class
        return unit

    def find(self, name: str) -> LoadedStandard | None:
        """The standard of a name, or None; once it was merged here, the one that it is part of."""
        found = super().find(name)
        if found is None or found.id not in self._merged:
            return found
        final = self._final(found.id)
        return next(one for one in self._standards.values() if one.id == final)

    def merge(self, lost: LoadedStandard, kept: LoadedStandard) -> None:
        """Let a standard be part of another."""
        self._merged[lost.id] = kept.id
        self.lineage.merge(lost.id, kept.id)

    def _final(self, standard: str) -> str:
        """The standard that another one has become part of, through however many mergers."""
        while standard in self._merged:
            standard = self._merged[standard]
        return standard

    async def write_subjects(self, tx: Transaction) -> None:
        """Carry everything over, merger by merger, then write the kept standards and the claims."""
        self.events[:] = map(self._moved, self.events)
        for lost, kept in self._merged.items():
            await inherit(tx, lost, kept)
        self._claims = [replace(one, standard=self._final(one.standard)) for one in self._claims]
        self._followed = {(self._final(one), name): value for (one, name), value in self._followed.items()}
        await super().write_subjects(tx)
        survivors = {self._final(one) for one in self._merged}
        await link_amendments(tx, survivors)
        await store_states(tx, survivors, calendar.today())
        await mark_structure_changed(tx)

    def _moved(self, event: NewEvent) -> NewEvent:
        """An event of a standard that was merged on itself is an event of where it went."""
        if event.label != self.label or event.subject not in self._merged:
            return event
        further = {**event.further, "mergedFrom": event.subject}
        return replace(event, subject=self._final(event.subject), further=further)
