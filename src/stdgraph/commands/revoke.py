"""Revoking an event that was wrong: another event says so, and what followed from it is computed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.command import Preload
from stdgraph.commands.correctable import missing_reason, told_value
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.lineage import REPLACED_BY
from stdgraph.commands.numbering import assigned_elsewhere
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem, Unknown, invalid
from stdgraph.commands.preload import NUMBER_NAMES, LoadedStandard, RecordedEvent
from stdgraph.commands.registration_revocation import opening_of, registration_problems, take_off
from stdgraph.commands.relate import Relation, known_details, stated_details
from stdgraph.commands.relation_revocation import RELATIONS, TRANSFERS, relation_problems, restore_relations
from stdgraph.commands.revocation_rights import action_of, subject_of
from stdgraph.commands.split_revocation import split_problems, take_parts_off
from stdgraph.commands.standard_unit import StandardCommand, StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.domain.stored_state import StandardProperties, kept_properties
from stdgraph.domain.timeline import Move, fields, moves_of, revoked, typed
from stdgraph.domain.vocabulary import EventKind

FACTS = (
    EventKind.STARTED,
    EventKind.ADVANCED,
    EventKind.PUBLISHED,
    EventKind.WITHDRAWN,
    EventKind.ABANDONED,
    EventKind.CORRECTED,
    EventKind.EXTENDED,
    EventKind.CHANGED,
    EventKind.SPLIT,
)
"""Events whose before and after say all that they changed of the standard: moves, corrections, extensions, links and editions,
that it was split."""
NO_FACTS = ("stage", "timeline", "parts")
"""Fields of events that are no facts of a standard: what follows from the moves, and the parts into which it was split."""


@dataclass(frozen=True, slots=True)
class Revoke(StandardCommand):
    """A command to revoke an event."""

    standard: str
    sequence: int
    reason: str
    expected_revision: int | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.REVOKE_EVENT

    def action_on(self, unit: StandardUnit, standard: LoadedStandard) -> Action:
        """The mutation whose event is taken back, where that needs another right: who may do something may take it back."""
        event = self._event(standard)
        return self.action if event is None else action_of(event)

    def policy_subject(self, unit: StandardUnit, standard: LoadedStandard) -> Subject:
        """Whom the event concerns."""
        event = self._event(standard)
        return Subject(standard.owners, standard.systems) if event is None else subject_of(unit, standard, event)

    def preload(self) -> Preload:
        """The standard's events, and what this one touched."""
        return Preload(events=True, revokes=self.sequence)

    def _event(self, standard: LoadedStandard) -> RecordedEvent | None:
        return next((one for one in standard.events if one["sequence"] == self.sequence), None)

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Revoke the event, or say why not."""
        event = self._event(standard)
        if event is None:
            return Unknown(Message(f"该标准没有事件 {self.sequence}。", f"the standard has no event {self.sequence}"))
        if any(one.revokes == self.sequence for one in unit.events):
            zh, en = "本次请求已撤销该事件", f"event {self.sequence} is revoked already by this very request"
            return invalid("sequence", zh, en)
        problem = self._problem(standard, event)
        if problem is not None:
            return problem
        if fields(event["after"]).get("relation") == REPLACED_BY:
            return self._replacement_restored(unit, standard, event)
        if event["kind"] in (*RELATIONS, *TRANSFERS):
            return self._relations_restored(unit, standard, event, today)
        if event["kind"] == EventKind.REGISTERED:
            return self._never_registered(unit, standard, event)
        if event["kind"] in (EventKind.COMMENTED, EventKind.CLAIMED):
            if event["kind"] == EventKind.CLAIMED:
                unit.retract_claim(fields(event["after"])["claim"])
            standard.change({})
            return self._taken_back(unit, standard, event, {})
        if event["kind"] in FACTS:
            return self._facts_restored(unit, standard, event)
        return invalid("sequence", "此类事件不能撤销", f"an event {event['kind']} cannot be revoked")

    def _problem(self, standard: LoadedStandard, event: RecordedEvent) -> Outcome | None:
        """Why an event cannot be revoked, whatever it is."""
        if not self.reason.strip():
            return missing_reason()
        if event["mergedFrom"] is not None:
            return invalid(
                "sequence",
                f"该事件属于已并入的标准“{event['mergedFrom']}”，不能撤销",
                f"event {self.sequence} is of {event['mergedFrom']}, which was merged into this standard, and cannot be revoked",
            )
        if self.sequence in revoked(standard.events):
            return invalid("sequence", "该事件已被撤销", f"event {self.sequence} was already revoked")
        whole = event["partOfChange"]
        if whole is not None:
            zh = f"该事件是变更 {whole} 的一部分，请撤销后者"
            return invalid("sequence", zh, f"event {self.sequence} is a part of change {whole}: revoke that")
        return None

    def _relations_restored(
        self, unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent, today: date
    ) -> Outcome:
        """The relations as they were before the event."""
        problems = tuple(relation_problems(unit, standard, event, today))
        if problems:
            return Invalid(problems)
        given, left = restore_relations(unit, standard, event)
        standard.change(given)
        return self._taken_back(unit, standard, event, fields(event["before"]), left)

    def _never_registered(self, unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent) -> Outcome:
        """The standard as if it never had been on the plan."""
        problems = tuple(registration_problems(unit, standard, event))
        if problems:
            return Invalid(problems)
        take_off(unit, standard, event)
        done = self._taken_back(unit, standard, event, {"retiredOn": standard.properties["retiredOn"]})
        for one in opening_of(standard.events, event):
            revocation = NewEvent(
                standard.id, EventKind.REVOKED, note=self.reason, revokes=one["sequence"], part_of=done.place
            )
            unit.changed(standard, None, revocation)
        return done

    def _facts_restored(self, unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent) -> Outcome:
        """The facts and moves of the standard as they were before the event."""
        relations = sorted(name for name in fields(event["before"]) | fields(event["after"]) if name.isupper())
        if relations:
            return invalid(
                "sequence",
                "该事件同时更改了关系，请改为更改关系",
                f"event {self.sequence} also changed relations ({', '.join(relations)}): change those instead",
            )
        later = _dependent_event(event, standard.events)
        if later is not None:
            return invalid(
                "sequence",
                f"事件 {later} 以该事件为依据，请先撤销",
                f"event {later} builds on event {self.sequence}: revoke that first",
            )
        parts = tuple(split_problems(unit, event))
        if parts:
            return Invalid(parts)
        moves = moves_of(standard.events, also_revoked=[self.sequence])
        if not moves:
            return invalid(
                "sequence",
                "撤销后该标准没有任何登记，请改为终止项目",
                "the standard has no other recorded move: abandon it instead",
            )
        return self._restored(unit, standard, event, moves)

    def _restored(
        self, unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent, moves: Sequence[Move]
    ) -> Outcome:
        """The standard as it was before the event."""
        before, after = fields(event["before"]), fields(event["after"])
        restored = {name: typed(name, before.get(name)) for name in before | after if name not in NO_FACTS}
        if event["kind"] == EventKind.WITHDRAWN:
            restored.setdefault("withdrawnOn", None)  # the seed's own events do not say what they set
        given = cast("StandardProperties", kept_properties(restored))
        assigned = _assigned_since(unit, standard, given)
        if assigned is not None:
            return assigned
        if event["kind"] == EventKind.CORRECTED:
            for name, value in restored.items():
                unit.follow(standard.id, name, None if value is None else told_value(value))
        standard.change(given, moves)
        done = self._taken_back(unit, standard, event, {**restored, "timeline": standard.properties["timeline"]})
        take_parts_off(unit, event, self.reason, done.place)
        return done

    def _replacement_restored(self, unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent) -> Outcome:
        """The replacement as it was before the event, if nobody has changed it since."""
        before, after = fields(event["before"]), fields(event["after"])
        successor = unit.find(after["target"])
        current = unit.relation(Relation.REPLACES, successor.id, standard.id) if successor is not None else None
        details = known_details(stated_details(Relation.REPLACES, current or {}))
        if successor is None or _details(fields(json_of(details))) != _details(after):
            return invalid(
                "sequence",
                "该代替关系此后已更改，请改为更改代替标准的关系",
                "the replacement was changed since: relate the successor instead",
            )
        restored = {name: _typed_detail(name, value) for name, value in _details(before).items()} or None
        unit.relate(NewRelation(Relation.REPLACES.value, successor.id, "Standard", standard.id, restored))
        standard.change({})
        return self._taken_back(unit, standard, event, before)

    def _taken_back(
        self,
        unit: StandardUnit,
        standard: LoadedStandard,
        event: RecordedEvent,
        after: Mapping[str, object],
        further: Mapping[str, object] | None = None,
    ) -> Changed:
        """The outcome, with the event that says what was taken back."""
        stage = {} if event["kind"] in (*RELATIONS, *TRANSFERS) else {"stage": event["stage"]}
        named = {"sequence": event["sequence"], "kind": event["kind"], **stage}
        revocation = NewEvent(
            standard.id,
            EventKind.REVOKED,
            note=self.reason,
            before=json_of(named | fields(event["after"])),
            after=json_of(after),
            revokes=self.sequence,
            further=further or {},
        )
        return unit.changed(standard, None, revocation)


def _details(relation: Mapping[str, object]) -> dict[str, object]:
    """The details of a relation in an event, without its type and target."""
    return {name: value for name, value in relation.items() if name not in ("relation", "target")}


def _dependent_event(event: RecordedEvent, events: Sequence[RecordedEvent]) -> int | None:
    """The last event, not itself revoked, that changes the same fields again or follows a publication; None if there is none."""
    gone = revoked(events)
    names = (fields(event["before"]) | fields(event["after"])).keys() - {"stage"}
    if event["stage"] is not None:
        names |= {"timeline"}
    for later in reversed(events):
        if later["sequence"] <= event["sequence"]:
            return None
        if later["sequence"] in gone or later["kind"] == EventKind.REVOKED:
            continue
        moved = later["stage"] is not None and later["kind"] != EventKind.CORRECTED
        changed = fields(later["after"]).keys() - ({"timeline"} if moved else set())
        if names & changed or (moved and event["kind"] == EventKind.PUBLISHED):
            return later["sequence"]
    return None


def _assigned_since(unit: StandardUnit, standard: LoadedStandard, given: StandardProperties) -> Outcome | None:
    """That a number which would be restored belongs to another standard by now."""
    for name in NUMBER_NAMES:
        number = given.get(name)
        wrong = assigned_elsewhere(unit, standard.id, name, number) if number is not None else None
        if wrong is not None:
            return Invalid((Problem("sequence", wrong),))
    return None


def _typed_detail(name: str, value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) and (name.endswith("On") or name == "from") else value
