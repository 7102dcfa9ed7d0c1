"""Taking back a change of the plan or the vocabulary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, ClassVar

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.change_record import (
    CarryChange,
    Change,
    ChangeRecord,
    Edge,
    EdgeChange,
    FollowChange,
    Key,
    KeyChange,
    MergeChange,
    PastChange,
    PlaceChange,
    ThingChange,
)
from stdgraph.commands.correctable import missing_reason
from stdgraph.commands.described import DescribedCommand, described
from stdgraph.commands.outcomes import Invalid, Message, Outcome, Problem
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.revoke import Revoke
from stdgraph.domain.timeline import fields
from stdgraph.domain.vocabulary import EventKind
from stdgraph.stewardship.carrying_over import carry_over
from stdgraph.stewardship.change_events import NewChange
from stdgraph.stewardship.handing_over import hand_over_past, take_past_back
from stdgraph.stewardship.merging import set_apart, set_aside
from stdgraph.stewardship.outlook import Outlook
from stdgraph.stewardship.plan_unit import NEVER_ON_PLAN
from stdgraph.stewardship.recorded_change import RecordedChange, as_called_now
from stdgraph.stewardship.revocation_unit import LEADING, RevocationUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class RevokeChange(DescribedCommand):
    """Take back a change that was wrong, whatever it is of: everything that it changed is as before, for every day. Nothing is deleted.
    Of an event of a standard it does what `revokeEvent` does."""

    action: ClassVar[Action] = Action.REVOKE_EVENT
    changes: ClassVar[str | None] = None
    sequence: int = described("The sequence of the change, as the feed has it.")
    reason: str = described("Why it is taken back.")

    @property
    def unit_of_work(self) -> type[RevocationUnit]:
        """Changes with all that they changed."""
        return RevocationUnit

    @property
    def key(self) -> str:
        """The sequence."""
        return str(self.sequence)

    def policy_subject(self, unit: RevocationUnit, change: RecordedChange) -> Subject:
        """Whoever may make a change may take it back."""
        if isinstance(change.guard, LoadedStandard):
            return self._of_standard(change).policy_subject(unit.of_standards, change.guard)
        if change.rights is None:
            return Subject(author=unit.actor)  # nobody can take it back, which whoever changes anything may know
        standard = unit.of_standards.find(unit.about.get(change.thing.key, ""))
        if standard is not None:
            return Subject(standard.owners, standard.systems)
        guard = unit.thing(*change.rights.subject)
        return unit.stewarded(guard) if guard is not None and guard.label == "StandardsSystem" else Subject()

    def action_on(self, unit: RevocationUnit, change: RecordedChange) -> Action:
        """The mutation that taking back an event of a standard is, for the policy."""
        if isinstance(change.guard, LoadedStandard):
            return self._of_standard(change).action_on(unit.of_standards, change.guard)
        return self.action

    def _of_standard(self, change: RecordedChange) -> Revoke:
        """The command that takes an event of a standard back."""
        return Revoke(change.key, self.sequence, self.reason)

    def problems(self, unit: RevocationUnit, change: RecordedChange, today: date) -> Iterator[Problem]:
        """Why a change cannot be taken back; of an event of a standard that command knows."""
        if any(one.revokes == self.sequence for one in unit.events):
            zh, en = "本次请求已撤销该变更", f"change {self.sequence} is revoked already by this very request"
            yield Problem("sequence", Message(zh, en))
            return
        if isinstance(change.guard, LoadedStandard):
            return
        if not self.reason.strip():
            yield from missing_reason().problems
        if change.revoked is not None:
            zh, en = (
                f"该变更已由 {change.revoked} 撤销",
                f"change {change.sequence} was already revoked by {change.revoked}",
            )
            yield Problem("sequence", Message(zh, en))
        elif change.record is None or change.merged is not None:
            yield Problem("sequence", _irrevocable(change))
        else:
            yield from _in_the_way(unit, change, as_called_now(change.record, unit.renamed))

    def change(self, unit: RevocationUnit, change: RecordedChange, today: date) -> Outcome:
        """Take it back."""
        record = None if change.record is None else as_called_now(change.record, unit.renamed)
        if isinstance(change.guard, LoadedStandard):
            unit.of_standards.events = unit.events
            return self._of_standard(change).apply(unit.of_standards, change.guard, today)
        if record is None or change.guard is None:
            return Invalid((Problem("sequence", _irrevocable(change)),))
        created = {one.thing for one in record.changes if isinstance(one, ThingChange) and one.before is None}
        for one in reversed(record.changes):
            _restore(unit, one, change.recorded, created)
        thing = unit.thing(*change.thing) or change.guard
        done = NewChange(
            thing,
            EventKind.REVOKED,
            Action[record.action],
            None,
            self.reason,
            {"sequence": change.sequence, "kind": change.kind, **fields(change.after)},
            fields(change.before),
            revokes=change.sequence,
        )
        return unit.record(change.guard, done)


def _in_the_way(unit: RevocationUnit, change: RecordedChange, record: ChangeRecord) -> Iterator[Problem]:
    """What builds on a change or, where nothing does, what would be wrong without it."""
    built_upon = [_built_upon(unit, change, record, one) for one in record.net if not _stands(unit, record, one)]
    yield from built_upon or Outlook(unit, record, unit.ended, unit.retired_by).obstacles()


def _restore(unit: RevocationUnit, change: Change, recorded: str, created: set[Key]) -> None:
    """What was changed as it was before. What was created leaves the plan as if it never had been on it, with its place in it."""
    match change:
        case ThingChange(thing, None):
            unit.retire(unit.things[unit.present(thing)], NEVER_ON_PLAN)
        case ThingChange(thing, before) if before is not None:
            unit.change(unit.things[unit.present(thing)], before, undoes=recorded)
        case EdgeChange(edge, before) if edge.start not in created:
            present = Edge(edge.kind, unit.present(edge.start), unit.present(edge.end))
            unit.relate(present, _without_instant(before), undoes=recorded)
            if edge.kind == "PART_OF" and before is not None and "place" in before:
                unit.put_back(unit.things[present.start], before["place"])
        case PlaceChange(part, _, siblings):
            unit.place_as(unit.things[unit.present(part)], siblings)
        case KeyChange(former, key):
            unit.rename(unit.things[Key(former.label, key)], former.key)
        case CarryChange(former, heir, carried):
            carry_over(unit, CarryChange(unit.present(heir), unit.present(former), carried))
        case FollowChange(former, heir, back):
            unit.follow(former, heir, back=not back)
        case PastChange(former, heir, on, back):
            ends = unit.present(former), unit.present(heir)
            write = partial(hand_over_past, on=on) if back else partial(take_past_back, recorded=recorded)
            unit.also(PastChange(*ends, on, not back), partial(write, former=ends[0], heir=ends[1]))
        case MergeChange(lost, back=back):
            if back:
                set_aside(unit, unit.things[lost], replace(change, back=False))
            else:
                set_apart(unit, change)


def _without_instant(properties: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
    """The properties of a relation that is made again: it is believed from now on."""
    return None if properties is None else {name: value for name, value in properties.items() if name != "recorded"}


ENDINGS = ("retiredOn", "until", "untilIn")
"""What says that a thing ended, and its creation does not tell."""


def _stands(unit: RevocationUnit, record: ChangeRecord, change: Change) -> bool:
    """Whether what a change made is still as it made it."""
    match change:
        case ThingChange(thing, _, after):
            found = unit.things.get(thing)
            if found is None:
                return False
            said = {**dict.fromkeys(ENDINGS), **after} if change.creates else after
            same = all(found.properties.get(name) == value for name, value in said.items())
            return same and not (change.creates and _resting_on(unit, record, thing))
        case EdgeChange(edge, _, after):
            held = unit.edges.get(edge)
            if after is None or held is None:
                return after is held
            return all(held.get(name) == value for name, value in after.items() if name not in ("recorded", "place"))
        case KeyChange(former, key):
            return Key(former.label, key) in unit.things
        case PlaceChange(part, whole):
            return part in unit.things and unit.place_of(unit.things[part])[0].end == whole
        case PastChange(former, heir) | CarryChange(former, heir):
            return former in unit.things and heir in unit.things
        case FollowChange():
            return True
        case MergeChange(lost, aside, kept, back=back):
            return kept in unit.things and (lost if back else Key(lost.label, aside)) in unit.things


def _resting_on(unit: RevocationUnit, record: ChangeRecord, thing: Key) -> list[Key]:
    """What has come to lead to a thing that a change created, and is on the plan."""
    arriving = (edge for edge, _ in unit.edges.arriving(thing, LEADING))
    starts = {edge.start for edge in arriving if edge not in record.edges}
    return sorted(
        start for start in starts if start not in unit.things or unit.things[start].properties.get("retiredOn") is None
    )


def _built_upon(unit: RevocationUnit, change: RecordedChange, record: ChangeRecord, part: Change) -> Problem:
    """That something was changed again since."""
    match part:
        case ThingChange(thing) if part.creates and (resting := _resting_on(unit, record, thing)):
            names = [one.key for one in resting[:3]]
            zh, en = "、".join(f"“{name}”" for name in names), ", ".join(names)
            return Problem(
                "sequence",
                Message(f"此后已有{zh}依附于它，请先移开", f"{en} has come to rest on it since: move that away first"),
            )
        case ThingChange(thing):
            keys: tuple[Key, ...] = (thing,)
        case EdgeChange(edge):
            keys = (edge.start, edge.end)
        case PlaceChange(part_moved):
            keys = (part_moved,)
        case PastChange(former, heir) | CarryChange(former, heir):
            keys = (former, heir)
        case KeyChange() | MergeChange() | FollowChange():
            keys = (change.thing,)
    later = max((unit.later.get((change.sequence, key), 0) for key in keys), default=0)
    zh, en = "该变更之后又有更改，不能撤销", f"change {change.sequence} was changed again since and cannot be revoked"
    if later:
        zh, en = (
            f"变更 {later} 以该变更为依据，请先撤销",
            f"change {later} builds on change {change.sequence}: revoke that first",
        )
    return Problem("sequence", Message(zh, en))


def _irrevocable(change: RecordedChange) -> Message:
    if change.part_of is not None:
        return Message(
            f"该事件是变更 {change.part_of} 的一部分，请撤销后者",
            f"event {change.sequence} is a part of change {change.part_of}: revoke that",
        )
    if change.merged is not None:
        zh = f"该事件属于已并入其他对象的“{change.merged}”，不能撤销"
        en = (
            f"event {change.sequence} is of {change.merged!r}, which was merged into another one, and cannot be revoked"
        )
        return Message(zh, en)
    return Message("该事件不能撤销", f"event {change.sequence} ({change.kind}) cannot be revoked")


COMMAND = RevokeChange
