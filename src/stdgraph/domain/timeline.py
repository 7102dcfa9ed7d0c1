"""The timeline of a standard: the moves that its events record, folded to its stage on every day.

A timeline is one sorted list of text ``"YYYY-MM-DD XX.YY"``.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import EventKind, Status

UNKNOWN_DAY = "0001-01-01"


def fold(moves: Iterable[tuple[date | None, str]]) -> list[str]:
    """The timeline of (day, stage) moves given in the order in which they were recorded; of one day the last recorded counts."""
    by_day: dict[str, str] = {}
    for day, stage in moves:
        if day is None:
            by_day = {UNKNOWN_DAY: stage}
        else:
            by_day[day.isoformat()] = stage
    return [f"{day} {stage}" for day, stage in sorted(by_day.items())]


def entry_on(timeline: Sequence[str], day: date) -> str | None:
    """The entry that holds on a day, or None when nothing had happened by then."""
    limit = day_key(day)
    return next((entry for entry in reversed(timeline) if entry <= limit), None)


def stage_on(timeline: Sequence[str], day: date) -> str | None:
    """The stage code on a day, or None before the first entry."""
    entry = entry_on(timeline, day)
    return entry[11:] if entry else None


def status_on(timeline: Sequence[str], day: date) -> Status:
    """The status on a day; planned before the first entry."""
    stage = stage_on(timeline, day)
    return status_of(stage) if stage else Status.PLANNED


def entered_on(timeline: Sequence[str], day: date) -> date | None:
    """The day on which the stage that holds on a day was entered; None when that day is unknown or nothing had happened."""
    entry = entry_on(timeline, day)
    return None if entry is None or is_undated(entry) else date.fromisoformat(entry[:10])


def is_undated(entry: str) -> bool:
    """Whether the day of an entry is unknown."""
    return entry.startswith(UNKNOWN_DAY)


def day_key(day: date) -> str:
    """The text that every entry up to and including a day sorts before."""
    return f"{day.isoformat()} 99.99"


@dataclass(frozen=True, slots=True)
class Move:
    """Entering a stage (``XX.YY``) on a day; the day is None where it is unknown."""

    stage: str
    on: date | None = None


def unfold(timeline: Sequence[str]) -> tuple[Move, ...]:
    """The moves that a timeline shows."""
    return tuple(Move(entry[11:], None if is_undated(entry) else date.fromisoformat(entry[:10])) for entry in timeline)


def published_anew(moves: Sequence[Move], old: date | None, new: date | None) -> tuple[Move, ...]:
    """The moves once the day of publication is another."""
    return tuple(Move(move.stage, new) if move.stage[:2] == "60" and move.on == old else move for move in moves)


def in_time(moves: Sequence[Move]) -> list[int]:
    """The places of moves, given as they were recorded, in the order of their days: of one day as recorded, and of an unknown
    day after all that was recorded before."""
    days: list[date] = []
    places: list[int] = []
    for place, move in enumerate(moves):
        day = move.on or (days[-1] if days else date.min)
        at = bisect_right(days, day)
        days.insert(at, day)
        places.insert(at, place)
    return places


def revoked(events: Iterable[Mapping[str, Any]]) -> set[int]:
    """The sequences of the events that others of them revoke."""
    return {event["revokes"] for event in events if event.get("revokes") is not None}


def own_events(events: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    """The events that decide what a standard is: its own, without those of standards that were merged into it.

    A merger restates all before it. Where nothing was recorded of the standard itself yet, the first of the others speaks for it.
    """
    merged = {event.get("mergedFrom") for event in events}
    if merged <= {None}:
        return events
    first = None if None in merged else events[0]["mergedFrom"]
    return [event for event in events if event.get("mergedFrom") == first]


def moves_of(events: Sequence[Mapping[str, Any]], also_revoked: Iterable[int] = ()) -> list[Move]:
    """The moves of a standard, by its events in the order of their sequence.

    A correction of the publication day moves the publication; one that brings a timeline (the seed's) and a merger restate all
    before it.
    """
    gone = revoked(events) | set(also_revoked)
    moves: list[Move] = []
    for event in own_events(events):
        if event["sequence"] in gone or event["kind"] == EventKind.REVOKED:
            continue
        if event["kind"] not in (EventKind.CORRECTED, EventKind.MERGED):
            if event["stage"] is not None:
                moves.append(Move(event["stage"], event["effectiveOn"]))
            continue
        before, after = fields(event["before"]), fields(event["after"])
        if after.get("timeline") is not None:
            moves = list(unfold(after["timeline"]))
        elif "publishedOn" in after:
            old, new = (typed("publishedOn", side.get("publishedOn")) for side in (before, after))
            moves = list(published_anew(moves, old, new))
    return moves


def fields(text: str | None) -> dict[str, Any]:
    """The fields that an event keeps, by name."""
    return dict(json.loads(text)) if text else {}


def typed(name: str, value: Any) -> Any:
    """A field that an event keeps, as the catalogue holds it: days as days."""
    return date.fromisoformat(value) if value is not None and name.endswith("On") else value
