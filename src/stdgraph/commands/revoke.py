"""Revoking an event that was wrong: another event takes it back, and what followed from it is computed anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.auth.policy import Action, Subject
from stdgraph.commands.advance import json_of
from stdgraph.commands.command import CommandContext, Preload, about
from stdgraph.commands.events import NewEvent
from stdgraph.commands.lineage import REPLACED_BY
from stdgraph.commands.numbering import free
from stdgraph.commands.outcomes import Changed, Invalid, Message, Outcome, Problem, Unknown, invalid
from stdgraph.commands.relate import OURS, Relation, known_details
from stdgraph.commands.unit_of_work import Link, LoadedStandard, UnitOfWork
from stdgraph.domain.timeline import Move, fields, moves_of, revoked, typed
from stdgraph.domain.vocabulary import EventKind

REVOCABLE = (
    EventKind.STARTED,
    EventKind.ADVANCED,
    EventKind.PUBLISHED,
    EventKind.WITHDRAWN,
    EventKind.ABANDONED,
    EventKind.CORRECTED,
)
"""Moves and corrections; a registration is abandoned instead, a relation taken away. That a standard is superseded is revoked, too."""

FOLLOWING = ("stage", "timeline")
"""What events tell and what follows from the moves."""


@dataclass(frozen=True, slots=True)
class Revoke:
    """A command to take an event back."""

    standard: str
    sequence: int
    reason: str
    expected_revision: int | None = None
    request_id: str | None = None

    @property
    def action(self) -> Action:
        """The mutation."""
        return Action.REVOKE_EVENT

    def needs(self) -> Preload:
        """The standard's events."""
        return Preload(events=True)

    def subject(self, unit: UnitOfWork, held: LoadedStandard) -> Subject:
        """The standard."""
        return about(held)

    def apply(self, unit: UnitOfWork, held: LoadedStandard, asked: CommandContext) -> Outcome:
        """Take it back, or say why not."""
        wrong = next((event for event in held.events if event["sequence"] == self.sequence), None)
        if wrong is None:
            return Unknown(Message(f"该标准没有事件 {self.sequence}。", f"the standard has no event {self.sequence}"))
        if not self.reason.strip():
            return invalid("reason", "缺少理由", "is empty")
        superseded = fields(wrong["after"]).get("relation") == REPLACED_BY
        if wrong["kind"] not in REVOCABLE and not superseded:
            return invalid("sequence", "此类事件不能撤销", f"an event {wrong['kind']} cannot be revoked")
        if self.sequence in revoked(held.events):
            return invalid("sequence", "已被撤销", "was revoked already")
        if superseded:
            return self._not_superseded(unit, held, wrong, asked)
        before, after = fields(wrong["before"]), fields(wrong["after"])
        related = sorted(name for name in before | after if name.isupper())
        if related:
            return invalid(
                "sequence", "该事件也更改了关系", f"changed relations, too ({', '.join(related)}): relate instead"
            )
        later = _rests_on(wrong, held.events)
        if later is not None:
            return invalid("sequence", f"请先撤销事件 {later}", f"event {later} rests on it: revoke that first")
        moves = moves_of(held.events, also_revoked=[self.sequence])
        if not moves:
            return invalid("sequence", "撤销后历史为空", "is all that is known of the standard: abandon it instead")
        return self._revoked(unit, held, wrong, moves, asked)

    def _revoked(
        self,
        unit: UnitOfWork,
        held: LoadedStandard,
        wrong: Mapping[str, Any],
        moves: Sequence[Move],
        asked: CommandContext,
    ) -> Outcome:
        before, after = fields(wrong["before"]), fields(wrong["after"])
        restored = {name: typed(name, before.get(name)) for name in before | after if name not in FOLLOWING}
        if wrong["kind"] == EventKind.WITHDRAWN:
            restored.setdefault("withdrawnOn", None)  # the seed's own events do not say what they set
        taken = _taken(unit, held, restored)
        if taken is not None:
            return taken
        if wrong["kind"] == EventKind.CORRECTED:
            for name, value in restored.items():
                unit.follow(held.id, name, None if value is None else str(value))
        held.change(moves, **restored)
        event = NewEvent(
            held.id,
            EventKind.REVOKED,
            note=self.reason,
            before=json_of({name: wrong[name] for name in ("sequence", "kind", "stage")} | after),
            after=json_of({**restored, "timeline": held.properties["timeline"]}),
            revokes=self.sequence,
        )
        return Changed(held.id, None, asked.actor, unit.tell(event), state=held.state())

    def _not_superseded(
        self, unit: UnitOfWork, held: LoadedStandard, wrong: Mapping[str, Any], asked: CommandContext
    ) -> Outcome:
        """The replacement as it was before, if nobody has changed it since."""
        before, after = fields(wrong["before"]), fields(wrong["after"])
        successor = unit.find(after["target"])
        is_now = unit.related(Relation.REPLACES, successor.id, held.id) if successor is not None else None
        said = {name: value for name, value in known_details(is_now or {}).items() if name != OURS}
        if successor is None or _details(fields(json_of(said))) != _details(after):
            return invalid(
                "sequence", "该代替关系此后已更改", "the replacement was changed since: relate the successor"
            )
        was = {name: _typed(name, value) for name, value in _details(before).items()} or None
        unit.link(Link(Relation.REPLACES.value, successor.id, "Standard", held.id, was))
        held.change()
        event = NewEvent(
            held.id,
            EventKind.REVOKED,
            note=self.reason,
            before=json_of({name: wrong[name] for name in ("sequence", "kind")} | after),
            after=json_of(before),
            revokes=self.sequence,
        )
        return Changed(held.id, None, asked.actor, unit.tell(event), state=held.state())


def _details(told: Mapping[str, Any]) -> dict[str, Any]:
    """What an event says of a relation, without which one it is."""
    return {name: value for name, value in told.items() if name not in ("relation", "target")}


def _rests_on(wrong: Mapping[str, Any], events: Sequence[Mapping[str, Any]]) -> int | None:
    """The last event, itself in force, that tells anew what the wrong one told, or follows a publication; None if none does."""
    gone = revoked(events)
    names = (fields(wrong["before"]) | fields(wrong["after"])).keys() - {"stage"}
    if wrong["stage"] is not None:
        names |= {"timeline"}
    for event in reversed(events):
        if event["sequence"] <= wrong["sequence"]:
            return None
        if event["sequence"] in gone or event["kind"] == EventKind.REVOKED:
            continue
        moved = event["stage"] is not None and event["kind"] != EventKind.CORRECTED
        told = fields(event["after"]).keys() - ({"timeline"} if moved else set())
        if names & told or (moved and wrong["kind"] == EventKind.PUBLISHED):
            return int(event["sequence"])
    return None


def _taken(unit: UnitOfWork, held: LoadedStandard, restored: Mapping[str, Any]) -> Outcome | None:
    for name in ("number", "planNumber"):
        wrong = free(unit, held.id, name, restored[name]) if restored.get(name) is not None else None
        if wrong is not None:
            return Invalid((Problem("sequence", wrong),))
    return None


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value is not None and (name.endswith("On") or name == "from") else value
