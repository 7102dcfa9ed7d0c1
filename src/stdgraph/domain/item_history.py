"""The items of a plan over time: on which days what fills them is in force, and how many there are as documents come and go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from stdgraph.domain.items import Successor, best_state, continuing, item_state, items_of
from stdgraph.domain.standing import standing
from stdgraph.domain.timeline import status_on
from stdgraph.domain.vocabulary import ItemState

Span = tuple[str, str]
"""From a day on until the day before another, as ISO texts."""
FIRST, NEVER = "0001-01-01", "9999-99-99"

StateChange = tuple[str, str, str]
"""A day, the state of an item before it and the one from then on; an empty text: it is not counted."""


@dataclass(frozen=True, slots=True)
class DocumentHistory:
    """What decides what a document does for its item on each day."""

    timeline: Sequence[str]
    in_force_by: date | None = None
    superseded_by: date | None = None

    def states(self) -> list[tuple[str, ItemState]]:
        """The days from which on it does something else, with what it does then; the first is the first of all days."""
        days = {entry[:10] for entry in self.timeline}
        days |= {str(day) for day in (self.in_force_by, self.superseded_by) if day is not None}
        found: list[tuple[str, ItemState]] = []
        for text in sorted(days | {FIRST}):
            day = date.fromisoformat(text)
            worth = standing(day, self.timeline, self.in_force_by, self.superseded_by)
            state = item_state(status_on(self.timeline, day), worth)
            if not found or found[-1][1] is not state:
                found.append((text, state))
        return found


def alone_changes(spans: Iterable[Span], document: DocumentHistory, last: str) -> Iterator[StateChange]:
    """How an item that one document fills changes for a scope by a day, as it comes, moves on and goes."""
    states = document.states()
    for start, end in spans:
        if start > last:
            return
        held = ""
        for place, (since, state) in enumerate(states):
            until = states[place + 1][0] if place + 1 < len(states) else NEVER
            day = max(since, start)
            if day < min(until, end) and day <= last:
                yield day, held, state.value
                held = state.value
        if held and end <= last:
            yield end, held, ""


@dataclass(frozen=True, slots=True)
class ChainMember:
    """A document of a replacement chain over time."""

    id: str
    history: DocumentHistory
    in_scope: Sequence[Span] = ()
    """When it is in the scope that is asked about."""
    listed: Mapping[str, Sequence[Span]] = field(default_factory=dict)
    """When each system lists it."""
    successors: Sequence[Successor] = ()
    """What replaces it as a whole."""


def chain_changes(members: Sequence[ChainMember], system: str | None, last: str) -> Iterator[StateChange]:
    """How the items that one chain fills change for a scope by a day: in a system, or in every one."""
    continued = {one.id: continuing(one.successors) for one in members}
    states = {one.id: one.history.states() for one in members}
    days = {day for told in states.values() for day, _ in told}
    days |= {day for one in members for spans in (one.in_scope, *one.listed.values()) for span in spans for day in span}
    before: Counter[ItemState] = Counter()
    for day in sorted(day for day in days if day <= last):
        inside = {one.id for one in members if _on(one.in_scope, day)}
        now = {key: _state_on(told, day) for key, told in states.items()}
        after: Counter[ItemState] = Counter()
        for code in {code for one in members for code in one.listed if system in (None, code)}:
            listed = [one.id for one in members if _on(one.listed.get(code, ()), day)]
            after.update(
                best_state(now[one] for one in item.documents if one in now)
                for item in items_of(code, listed, continued)
                if not inside.isdisjoint(item.listed)
            )
        for state in ItemState:
            more = after[state] - before[state]
            yield from [(day, "", state.value) if more > 0 else (day, state.value, "")] * abs(more)
        before = after


def _on(spans: Iterable[Span], day: str) -> bool:
    return any(start <= day < end for start, end in spans)


def _state_on(states: Sequence[tuple[str, ItemState]], day: str) -> ItemState:
    return next(state for since, state in reversed(states) if since <= day)
