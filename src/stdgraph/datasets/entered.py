"""What people entered of a standard, by its events: datasets are followed only where people said nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from stdgraph.datasets.statements import FACTS
from stdgraph.domain.stages import status_of
from stdgraph.domain.timeline import Move, fields, revoked
from stdgraph.domain.vocabulary import EventKind, Status

SEED_ACTOR = "seed"
"""The actor of loads before loads were recorded; their events have no ``load``."""

_FACTS = frozenset(FACTS["Standard"]) - {"confidence", "note"}
_ENDED = (Status.WITHDRAWN, Status.ABANDONED)


class StandardEvent(TypedDict):
    """An event of a standard; the day is a ``date``."""

    sequence: int
    kind: str
    stage: str | None
    effectiveOn: date | None
    effectiveIn: str | None
    before: str | None
    after: str | None
    revokes: int | None
    actor: str
    load: str | None


@dataclass(frozen=True, slots=True)
class Entered:
    """What people entered of a standard and nobody took back."""

    registered: bool = False
    """Whether people registered it: it then exists though no dataset states it."""
    touched: bool = False
    """Whether anything of it is people's."""
    facts: frozenset[str] = frozenset()
    """The names of the properties that people set or cleared."""
    moves: tuple[Move, ...] = ()
    denied: frozenset[Move] = frozenset()
    """The moves of datasets that people took back."""
    retired: bool = False
    """Whether people took it off the plan."""
    removed: frozenset[tuple[str, str]] = field(default=frozenset())
    """The relationships that people removed, by type and the name of the other end."""

    @property
    def identity(self) -> bool:
        """Whether people said by which number it is known."""
        return self.registered or bool(self.facts & {"number", "planNumber"})


NOTHING = Entered()


def entered_of(events: Sequence[StandardEvent]) -> Entered:
    """What people entered, by the events of a standard in the order of their sequence."""
    gone = revoked(events)
    by_people = [event for event in events if not is_of_load(event)]
    standing = [event for event in by_people if event["sequence"] not in gone and event["kind"] != EventKind.REVOKED]
    facts: set[str] = set()
    moves: list[Move] = []
    relations: dict[tuple[str, str], bool] = {}
    loads = {event["sequence"] for event in events if is_of_load(event)}
    for event in by_people:
        if event["kind"] == EventKind.REVOKED and event["revokes"] in loads:  # what a dataset said was taken back
            facts |= fields(event["after"]).keys() & _FACTS
    for event in standing:
        after = fields(event["after"])
        facts |= after.keys() & _FACTS
        if event["stage"] is not None and event["kind"] != EventKind.CORRECTED:
            moves.append(Move(event["stage"], event["effectiveOn"], event["effectiveIn"]))
        _note_relation(event, after, relations)
    return Entered(
        registered=any(event["kind"] == EventKind.REGISTERED for event in standing),
        touched=bool(standing or facts),
        facts=frozenset(facts),
        moves=tuple(moves),
        denied=frozenset(
            Move(event["stage"], event["effectiveOn"], event["effectiveIn"])
            for event in events
            if event["sequence"] in gone and is_of_load(event) and event["stage"] is not None
        ),
        removed=frozenset(key for key, present in relations.items() if not present),
    )


def is_of_load(event: Mapping[str, object]) -> bool:
    """Whether the load of a dataset made the event."""
    return event["load"] is not None or event["actor"] == SEED_ACTOR


def _note_relation(event: StandardEvent, after: Mapping[str, object], relations: dict[tuple[str, str], bool]) -> None:
    present, before = event["kind"] == EventKind.RELATED, fields(event["before"])
    if event["kind"] == EventKind.TRANSFERRED:
        relations |= {("OWNED_BY", str(code)): False for code in before["committees"]}
        relations |= {("OWNED_BY", str(code)): True for code in fields(event["after"])["committees"]}
    if not present and event["kind"] != EventKind.UNRELATED:
        return
    named = after if present else before
    if present and before.get("target") not in (None, named.get("target")):  # it was moved
        relations[str(before.get("relation")), str(before["target"])] = False
    relations[str(named.get("relation")), str(named.get("target"))] = present


def combine_moves(stated: Iterable[Move], entered: Entered) -> tuple[Move, ...]:
    """The moves of a standard: those that people entered, and of what datasets state what comes before and after these.

    Nothing follows where people ended it: an abandoned project stays so until people say otherwise.
    """
    base = [move for move in stated if move not in entered.denied]
    if not entered.moves:
        return tuple(base)
    first, last = entered.moves[0], entered.moves[-1]
    before = [
        move if _in_order(move, first) else Move(move.stage)  # it happened; its day contradicts what people say
        for move in base
        if move.stage < first.stage
    ]
    after = [move for move in base if move.stage > last.stage and _in_order(last, move)]
    return (*before, *entered.moves, *([] if status_of(last.stage) in _ENDED else after))


def _in_order(one: Move, other: Move) -> bool:
    before, after = one.stated, other.stated
    return before is None or after is None or before.earliest <= after.latest
