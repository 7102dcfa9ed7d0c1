"""Revoking an event that was wrong: another event says so, and what followed from it is computed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from stdgraph.auth.policy import Action
from stdgraph.commands.command import Preload
from stdgraph.commands.correct import missing_reason
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.lineage import REPLACED_BY
from stdgraph.commands.numbering import assigned_elsewhere
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem, Unknown, invalid
from stdgraph.commands.preload import NUMBER_NAMES, EventProperties, LoadedStandard
from stdgraph.commands.relate import Relation, known_details, stated_details
from stdgraph.commands.standard_unit import NewRelation, StandardCommand, StandardUnit
from stdgraph.domain.stored_state import StandardProperties, kept_properties
from stdgraph.domain.timeline import Move, fields, moves_of, revoked, typed
from stdgraph.domain.vocabulary import EventKind

REVOCABLE = (
    EventKind.STARTED,
    EventKind.ADVANCED,
    EventKind.PUBLISHED,
    EventKind.WITHDRAWN,
    EventKind.ABANDONED,
    EventKind.CORRECTED,
    EventKind.EXTENDED,
)
"""Moves, corrections and extensions; a registration is abandoned instead, a relation removed. A replacement by a successor is revoked, too."""

DERIVED = ("stage", "timeline")
"""Fields of events that follow from the moves."""


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

    def preload(self) -> Preload:
        """The standard's events."""
        return Preload(events=True)

    def apply(self, unit: StandardUnit, standard: LoadedStandard, today: date) -> Outcome:
        """Revoke the event, or say why not."""
        event = next((one for one in standard.events if one["sequence"] == self.sequence), None)
        if event is None:
            return Unknown(Message(f"该标准没有事件 {self.sequence}。", f"the standard has no event {self.sequence}"))
        superseded = fields(event["after"]).get("relation") == REPLACED_BY
        problem = self._problem(standard, event, superseded=superseded)
        if problem is not None:
            return problem
        if superseded:
            return self._replacement_restored(unit, standard, event)
        moves = moves_of(standard.events, also_revoked=[self.sequence])
        if not moves:
            return invalid(
                "sequence",
                "撤销后该标准没有任何登记，请改为终止项目",
                "the standard has no other recorded move: abandon it instead",
            )
        return self._restored(unit, standard, event, moves)

    def _problem(self, standard: LoadedStandard, event: EventProperties, *, superseded: bool) -> Outcome | None:
        """Why an event cannot be revoked, as far as the events tell."""
        if not self.reason.strip():
            return missing_reason()
        if event["kind"] not in REVOCABLE and not superseded:
            return invalid("sequence", "此类事件不能撤销", f"an event {event['kind']} cannot be revoked")
        if event["mergedFrom"] is not None:
            return invalid(
                "sequence",
                f"该事件属于已并入的标准“{event['mergedFrom']}”，不能撤销",
                f"event {self.sequence} is of {event['mergedFrom']}, which was merged into this standard, and cannot be revoked",
            )
        if self.sequence in revoked(standard.events):
            return invalid("sequence", "该事件已被撤销", f"event {self.sequence} was already revoked")
        if superseded:
            return None
        before, after = fields(event["before"]), fields(event["after"])
        relations = sorted(name for name in before | after if name.isupper())
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
        return None

    def _restored(
        self, unit: StandardUnit, standard: LoadedStandard, event: EventProperties, moves: Sequence[Move]
    ) -> Outcome:
        """The standard as it was before the event."""
        before, after = fields(event["before"]), fields(event["after"])
        restored = {name: typed(name, before.get(name)) for name in before | after if name not in DERIVED}
        if event["kind"] == EventKind.WITHDRAWN:
            restored.setdefault("withdrawnOn", None)  # the seed's own events do not say what they set
        given = cast("StandardProperties", kept_properties(restored))
        assigned = _assigned_since(unit, standard, given)
        if assigned is not None:
            return assigned
        if event["kind"] == EventKind.CORRECTED:
            for name, value in restored.items():
                unit.follow(standard.id, name, None if value is None else str(value))
        standard.change(given, moves)
        named = {"sequence": event["sequence"], "kind": event["kind"], "stage": event["stage"]}
        return self._revoked(unit, standard, named | after, {**restored, "timeline": standard.properties["timeline"]})

    def _replacement_restored(self, unit: StandardUnit, standard: LoadedStandard, event: EventProperties) -> Outcome:
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
        return self._revoked(unit, standard, {"sequence": event["sequence"], "kind": event["kind"]} | after, before)

    def _revoked(
        self,
        unit: StandardUnit,
        standard: LoadedStandard,
        before: Mapping[str, object],
        after: Mapping[str, object],
    ) -> Changed:
        event = NewEvent(
            standard.id,
            EventKind.REVOKED,
            note=self.reason,
            before=json_of(before),
            after=json_of(after),
            revokes=self.sequence,
        )
        return unit.changed(standard, None, event)


def _details(relation: Mapping[str, object]) -> dict[str, object]:
    """The details of a relation in an event, without its type and target."""
    return {name: value for name, value in relation.items() if name not in ("relation", "target")}


def _dependent_event(event: EventProperties, events: Sequence[EventProperties]) -> int | None:
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
