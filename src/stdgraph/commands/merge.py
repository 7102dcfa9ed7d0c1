"""Merging two standards that turn out to be one: the kept one takes everything over, the lost one is found as it for ever.

A planned item and the document that came of it, or one document that two sources number differently, are often loaded as two.
Documents that replace each other, and different documents that were published, are not one and the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self, cast

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.merge_unit import MergeUnit
from stdgraph.commands.outcomes import Invalid, Outcome, Unknown, invalid
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.standard_writing import NewClaim
from stdgraph.domain.merged_timeline import merged_timeline
from stdgraph.domain.numbers import Unparsed, read_number
from stdgraph.domain.stored_state import (
    ENTRIES,
    FOUND_BY,
    StandardProperties,
    entries_of,
    kept_entries,
    kept_properties,
    stated_date,
    stated_fields,
)
from stdgraph.domain.timeline import Move, entry_stage, fold, published_anew, unfold
from stdgraph.domain.vocabulary import EventKind

DISPUTED = ("titleZh", "titleEn", "level", "nature", "publishedOn", "inForceOn", "withdrawnOn", "projectDueOn")
"""Fields of which the lost standard's value, where it differs, stays as a claim."""

TAKEN = ("number", "planNumber", *DISPUTED, "note", "ics", "ccs", "department", "draftingBodies", "statedOn")
"""Fields that the kept standard takes over where it has no value."""


@dataclass(frozen=True, slots=True)
class Merge:
    """A command to merge the standard ``lost`` into the standard ``kept``; each is given by any of its names."""

    lost: str
    kept: str
    reason: str | None = None
    expected_revision: int | None = None
    """Of the kept standard."""
    request_id: str | None = None

    @property
    def unit_of_work(self) -> type[MergeUnit]:
        """Standards, which may go."""
        return MergeUnit

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.MERGE_STANDARDS

    @property
    def key(self) -> str:
        """The name of the kept standard."""
        return self.kept

    def preload(self) -> Preload:
        """The lost standard, and what either replaces."""
        return Preload(standards=[self.lost], replaced=[self.lost, self.kept])

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same merge."""
        return self

    def policy_subject(self, unit: MergeUnit, kept: LoadedStandard) -> Subject:
        """Who answers for the kept standard."""
        return Subject(kept.owners, kept.systems)

    def apply(self, unit: MergeUnit, kept: LoadedStandard, today: date) -> Outcome:
        """Merge them in memory, or say why not."""
        lost = unit.find(self.lost)
        if lost is None:
            return Unknown(unit.not_found(self.lost))
        problem = self.problem(unit, lost, kept)
        if problem is not None:
            return problem
        timeline = merged_timeline(kept.properties.get("timeline") or [], lost.properties.get("timeline") or [])
        given = _taken(lost.properties, kept.properties)
        before: Mapping[str, object] = kept.properties.copy()
        self._claim(unit, lost, kept)
        kept.change(given, _moves(timeline, lost.properties, kept.properties))
        after: Mapping[str, object] = kept.properties
        names = [*given, "timeline"]
        event = NewEvent(
            kept.id,
            EventKind.MERGED,
            note=self.reason,
            before=json_of({**stated_fields({name: before.get(name) for name in names}), "merged": _told(lost)}),
            after=json_of(
                {**stated_fields({name: after.get(name) for name in names}), "timeline": after.get("timeline") or []}
            ),
        )
        unit.merge(lost, kept)
        return unit.changed(kept, None, event)

    def problem(self, unit: MergeUnit, lost: LoadedStandard, kept: LoadedStandard) -> Invalid | None:
        """Why they cannot be one; None where they can."""
        if lost.id == kept.id:
            return invalid(
                "lost",
                f"“{self.lost}”与“{self.kept}”已是同一项标准",
                f"{self.lost} and {self.kept} are one standard already",
            )
        for one, other in ((lost, kept), (kept, lost)):
            if unit.lineage.is_circle(other.id, one.id):
                return invalid(
                    "lost",
                    f"“{one.name}”（间接）代替“{other.name}”，不能合并",
                    f"{one.name} replaces {other.name}, directly or through others: they are not one standard",
                )
        return _different_documents(lost, kept)

    def _claim(self, unit: MergeUnit, lost: LoadedStandard, kept: LoadedStandard) -> None:
        """Keep what the lost standard says otherwise as claims, beside what the kept one says."""
        theirs = stated_fields(lost.properties)
        ours = stated_fields(kept.properties)
        note = self.reason or f"{lost.id} → {kept.id}"
        for name in DISPUTED:
            was, now = theirs.get(name), ours.get(name)
            if was is None or now is None or was == now:
                continue
            for value in (now, was):
                unit.claim(NewClaim(kept.id, name, str(value), source=None, note=note))
            unit.follow(kept.id, name, str(now))


def _different_documents(lost: LoadedStandard, kept: LoadedStandard) -> Invalid | None:
    """That both were published, on different days, under numbers of different families."""
    ours, theirs = kept.properties, lost.properties
    mine, other = ours.get("number"), theirs.get("number")
    days = stated_date(ours, "publishedOn"), stated_date(theirs, "publishedOn")
    if mine is None or other is None or None in days or days[0] == days[1]:
        return None
    if _family(mine) == _family(other):
        return None
    return invalid(
        "lost",
        f"“{other}”（{days[1]} 发布）与“{mine}”（{days[0]} 发布）属不同编号体系且发布日期不同，不能合并",
        f"{other} (published on {days[1]}) and {mine} (published on {days[0]}) are numbers of different families "
        "published on different days: they are not one standard",
    )


def _family(number: str) -> str:
    read = read_number(number)
    return "" if isinstance(read, Unparsed) else read.family


def _taken(lost: StandardProperties, kept: StandardProperties) -> StandardProperties:
    """What the kept standard takes over: what it has no value of. Plans that one of them is still on are not left."""
    theirs, ours = stated_fields(lost), stated_fields(kept)
    taken = kept_properties({name: theirs[name] for name in TAKEN if theirs.get(name) and not ours.get(name)})
    for name, key in ENTRIES.items():
        entries = {one[key]: one for one in (*entries_of(lost, name), *entries_of(kept, name))}
        if len(entries) > len(entries_of(kept, name)):
            taken[name] = kept_entries(entries.values())
    if "number" in taken and theirs.get("printedNumber"):
        taken["printedNumber"] = theirs["printedNumber"]
    if not taken.keys().isdisjoint(("titleZh", "titleEn")) and theirs.get("titleBasis"):
        taken["titleBasis"] = theirs["titleBasis"]
    if ours.get("retiredOn") and not theirs.get("retiredOn"):
        taken["retiredOn"] = None
    return cast("StandardProperties", taken)


def _moves(timeline: list[str], lost: StandardProperties, kept: StandardProperties) -> tuple[Move, ...] | None:
    """The moves of the timeline; a publication is on the day that the kept standard states."""
    moves = unfold(timeline)
    ours, theirs = stated_date(kept, "publishedOn"), stated_date(lost, "publishedOn")
    if ours is not None and theirs is not None:
        moved = published_anew(moves, theirs, ours)
        if [entry_stage(entry) for entry in fold(moved)] == [entry_stage(entry) for entry in timeline]:
            return moved
    return moves or None


def _told(lost: LoadedStandard) -> dict[str, object]:
    """What the lost standard was, as the event keeps it."""
    properties: Mapping[str, object] = lost.properties
    return {name: value for name, value in sorted(properties.items()) if name not in FOUND_BY}
