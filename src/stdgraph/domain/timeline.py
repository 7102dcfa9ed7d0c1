"""The timeline of a standard: the moves that its events record, folded to its stage on every day.

A timeline is one sorted list of text. ``"YYYY-MM-DD XX.YY"`` is a stage entered on that day. ``"YYYY-MM-DD XX.YY~EARLIEST TEXT"`` was
entered in the month or year that ``TEXT`` states, by the first of these days and not before the second;
``"YYYY-MM-DD XX.YY?EARLIEST"`` on a day that nobody states.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from stdgraph.domain.dates import EXACT, PartialDate, partial_date
from stdgraph.domain.move_spans import Move, Resolved, resolve
from stdgraph.domain.stages import status_of
from stdgraph.domain.vocabulary import EventKind, Status

__all__ = ["Move", "Resolved", "resolve"]

UNKNOWN_DAY = date.min.isoformat()
"""Before everything: the bound where there is none."""

_STATED, _UNSTATED = "~", "?"
_MARK = 16
"""Where the mark of an entry stands, after ``YYYY-MM-DD XX.YY``."""


def fold(moves: Iterable[Move], year: int | None = None, stated_on: date | None = None) -> list[str]:
    """The timeline of moves given in the order in which they were recorded; of one day the last recorded counts.

    ``year`` is that of the standard's number, ``stated_on`` the day by which everything had happened of which no day is stated.
    """
    by_day: dict[date, Resolved] = {}
    for one in sorted(resolve(moves, year, stated_on), key=lambda one: one.latest):
        by_day[one.latest] = one
    return _entries(by_day.values())


def _entries(resolved: Iterable[Resolved]) -> list[str]:
    """The entries in order, none of which may have happened before the one before it."""
    entries: list[str] = []
    low = date.min
    for one in resolved:
        low = max(low, one.earliest)
        entry = f"{one.latest} {one.move.stage}"
        if one.move.on is None:
            within = one.move.within
            entry += f"{_UNSTATED}{low}" if within is None else f"{_STATED}{low} {within}"
        entries.append(entry)
    return entries


def entry_on(timeline: Sequence[str], day: date) -> str | None:
    """The entry that holds on a day, or None when nothing had happened by then."""
    limit = day_key(day)
    for entry in reversed(timeline):
        if entry <= limit:
            return entry
    return None


def entry_stage(entry: str) -> str:
    """The stage that an entry enters."""
    return entry[EXACT + 1 : _MARK]


def stage_on(timeline: Sequence[str], day: date) -> str | None:
    """The stage code on a day, or None before the first entry."""
    entry = entry_on(timeline, day)
    return entry_stage(entry) if entry else None


def possible_stage_on(timeline: Sequence[str], day: date) -> str | None:
    """The last stage that may have been entered by a day, or None where none can have been."""
    return next((entry_stage(entry) for entry in reversed(timeline) if entry_earliest(entry) <= day), None)


def status_on(timeline: Sequence[str], day: date) -> Status:
    """The status on a day; planned before the first entry."""
    stage = stage_on(timeline, day)
    return status_of(stage) if stage else Status.PLANNED


def entered_on(timeline: Sequence[str], day: date) -> date | None:
    """The day on which the stage that holds on a day was entered; None when that day is not known exactly or nothing had happened."""
    entry = entry_on(timeline, day)
    return None if entry is None else exact_day(entry)


def drafting_since(timeline: Sequence[str]) -> date | None:
    """The day by which drafting began: that of the first entry into a drafting stage of which a day, a month or a year is stated.

    That is stage 20 or, where it was skipped or nobody recorded it, a later one: by then it had begun. None where there is none.
    """
    drafting = (entry for entry in timeline if status_of(entry_stage(entry)) is Status.DRAFTING)
    return next((entry_day(entry) for entry in drafting if not is_undated(entry)), None)


def entry_day(entry: str) -> date:
    """The day by which the stage of an entry was entered."""
    return date.fromisoformat(entry[:EXACT])


def exact_day(entry: str) -> date | None:
    """The day on which the stage of an entry was entered; None where that is not known exactly."""
    return entry_day(entry) if is_exact(entry) else None


def entry_earliest(entry: str) -> date:
    """The day before which the stage of an entry was not entered."""
    return entry_day(entry) if is_exact(entry) else date.fromisoformat(entry[_MARK + 1 : _MARK + 1 + EXACT])


def is_exact(entry: str) -> bool:
    """Whether the day of an entry is known."""
    return len(entry) <= _MARK


def is_undated(entry: str) -> bool:
    """Whether nobody states the day of an entry, not even a month or a year."""
    return entry[_MARK : _MARK + 1] == _UNSTATED


def changing_status(timeline: Sequence[str]) -> list[str]:
    """The entries that enter another status than the one before; planned before the first."""
    found: list[str] = []
    status = Status.PLANNED
    for entry in timeline:
        entered = status_of(entry_stage(entry))
        if entered is not status:
            found.append(entry)
        status = entered
    return found


def imprecise_spans(timeline: Sequence[str]) -> list[tuple[str, str]]:
    """The spans, apart from each other, in which a move to another status may have been made that is not known to have been: from a day
    on until the day before another, as ISO texts."""
    found: list[tuple[str, str]] = []
    known = ""
    for entry in changing_status(timeline):
        start = max(known, str(entry_earliest(entry)))
        known = entry[:EXACT]
        if start < known:
            found.append((start, known))
    return found


def day_key(day: date) -> str:
    """The text that every entry up to and including a day sorts before."""
    return f"{day.isoformat()} 99.99"


def unfold(timeline: Sequence[str]) -> tuple[Move, ...]:
    """The moves that a timeline shows."""
    return tuple(_move(entry) for entry in timeline)


def _move(entry: str) -> Move:
    if entry == f"{UNKNOWN_DAY} {entry_stage(entry)}":  # how events of earlier versions restate what nobody dates
        return Move(entry_stage(entry))
    if is_exact(entry):
        return Move(entry_stage(entry), entry_day(entry))
    return Move(entry_stage(entry), within=None if is_undated(entry) else entry[_MARK + 2 + EXACT :])


def published_anew(moves: Sequence[Move], old: PartialDate | None, new: PartialDate | None) -> tuple[Move, ...]:
    """The moves once the date of publication is another."""
    return tuple(Move.at(move.stage, new) if move.stage[:2] == "60" and move.stated == old else move for move in moves)


def in_time(moves: Sequence[Move]) -> list[int]:
    """The places of moves, given as they were recorded, in the order of their days: of one day as recorded, and of an unknown
    day after all that was recorded before."""
    days: list[date] = []
    places: list[int] = []
    for place, move in enumerate(moves):
        day = move.stated.latest if move.stated else (days[-1] if days else date.min)
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
                moves.append(Move(event["stage"], event["effectiveOn"], event.get("effectiveIn")))
            continue
        before, after = fields(event["before"]), fields(event["after"])
        if after.get("timeline") is not None:
            moves = list(unfold(after["timeline"]))
        elif "publishedOn" in after:
            old, new = (partial_date(side.get("publishedOn")) for side in (before, after))
            moves = list(published_anew(moves, old, new))
    return moves


def fields(text: str | None) -> dict[str, Any]:
    """The fields that an event keeps, by name."""
    return dict(json.loads(text)) if text else {}


DAYS = ("on", "until", "by", "baseline")
"""The fields of demands and targets that hold a day, beside those that end so."""


def typed(name: str, value: Any) -> Any:
    """A field that an event keeps, as the catalogue holds it: days as days, a month or a year as text."""
    of_day = name in DAYS or name.endswith(("On", "Earliest", "Latest"))
    is_day = value is not None and of_day and len(value) == EXACT
    return date.fromisoformat(value) if is_day else value
