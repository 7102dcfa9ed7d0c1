"""The shared vocabulary through time, in plain Python: who owns what, what stands below what, what applies to what, each between days.

Written from the definitions (docs/definitions.md, "What has left the plan", "Relations in time"; docs/stewards.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

EVER, NEVER = date.min, date.max


class Span(NamedTuple):
    """That one thing led to another from a day on until another day."""

    start: str
    end: str
    since: date = EVER
    until: date = NEVER

    def holds(self, day: date) -> bool:
        return self.since <= day < self.until


class Relations:
    """Relations of one kind."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self.spans = list(spans)

    def begin(self, start: str, end: str, on: date) -> None:
        self.spans.append(Span(start, end, on))

    def end(self, start: str, end: str, on: date) -> None:
        self._replace(
            lambda one: (one.start, one.end) == (start, end) and one.until > on, lambda one: [_until(one, on)]
        )

    def hand_over(self, former: str, heir: str, on: date, *, outwards: bool = False) -> None:
        """What led to one thing leads to another from a day on."""
        self._replace(
            lambda one: (one.start if outwards else one.end) == former and one.until > on,
            lambda one: [_until(one, on), _handed_over(one, heir, on, outwards=outwards)],
        )

    def rename(self, former: str, code: str) -> None:
        self.spans = [
            one._replace(start=_now(one.start, former, code), end=_now(one.end, former, code)) for one in self.spans
        ]

    def _replace(self, which: Callable[[Span], bool], by: Callable[[Span], list[Span]]) -> None:
        found = [new for one in self.spans for new in (by(one) if which(one) else [one])]
        self.spans = [one for one in found if one.since < one.until and one.start != one.end]

    def ends_of(self, start: str, day: date) -> set[str]:
        return {one.end for one in self.spans if one.start == start and one.holds(day)}

    def starts_of(self, end: str, day: date) -> set[str]:
        return {one.start for one in self.spans if one.end == end and one.holds(day)}

    def above(self, start: str, day: date) -> set[str]:
        """A thing and everything above it."""
        return _closure(start, lambda one: self.ends_of(one, day))

    def below(self, end: str, day: date) -> set[str]:
        """A thing and everything below it."""
        return _closure(end, lambda one: self.starts_of(one, day))


@dataclass
class Vocabulary:
    """Committees and categories with the standards that they concern."""

    owned: Relations = field(default_factory=Relations)
    committees: Relations = field(default_factory=Relations)
    applies: Relations = field(default_factory=Relations)
    kinds: Relations = field(default_factory=Relations)
    depends: Relations = field(default_factory=Relations)
    retired: dict[str, date] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)
    """What former codes find."""

    def copy(self) -> Vocabulary:
        return deepcopy(self)

    def known(self, code: str) -> str:
        while code in self.found:
            code = self.found[code]
        return code

    def owned_by(self, committee: str, day: date) -> set[str]:
        """The standards that a committee, or one below it, owns on a day."""
        below = self.committees.below(self.known(committee), day)
        return {one for code in below for one in self.owned.starts_of(code, day)}

    def applying_to(self, category: str, day: date) -> set[str]:
        """The standards that apply to a category or a kind of it on a day, themselves or through what these are kinds of."""
        kinds = {code for code in self.kinds.below(self.known(category), day) if self.retired.get(code, NEVER) > day}
        named = {above for code in kinds for above in self.kinds.above(code, day)}
        return {one for code in named for one in self.applies.starts_of(code, day)}

    def depending_on(self, category: str, day: date) -> set[str]:
        return self.depends.ends_of(self.known(category), day)

    def rename(self, former: str, code: str) -> None:
        for one in (self.owned, self.committees, self.applies, self.kinds, self.depends):
            one.rename(former, code)
        if former in self.retired:
            self.retired[code] = self.retired.pop(former)
        self.found.pop(code, None)
        self.found[former] = code

    def place(self, committee: str, parent: str | None, on: date) -> None:
        """Let a committee be part of another one, or of none, from a day on."""
        for above in {one.end for one in self.committees.spans if one.start == committee and one.until > on}:
            self.committees.end(committee, above, on)
        if parent is not None:
            self.committees.begin(committee, parent, on)

    def succeed(self, committee: str, successor: str, on: date) -> None:
        above = {one.end for one in self.committees.spans if one.start == committee and one.until == NEVER}
        comes_to_its_place = any(
            one.start == successor and one.end == committee and one.until == NEVER for one in self.committees.spans
        )
        self.owned.hand_over(committee, successor, on)
        self.committees.hand_over(committee, successor, on)
        for one in above - {successor}:
            since = max(held.since for held in self.committees.spans if (held.start, held.end) == (committee, one))
            if comes_to_its_place:
                self.committees.begin(successor, one, max(on, since))
        for one in above:
            self.committees.end(committee, one, on)
        self.retired[committee] = on

    def merge(self, lost: str, kept: str) -> None:
        mine = [one for one in self.committees.spans if one.start == lost and one.until == NEVER and one.end != kept]
        theirs = {one.end for one in self.committees.spans if one.start == kept and one.until == NEVER}
        self.owned.hand_over(lost, kept, EVER)
        self.committees.hand_over(lost, kept, EVER)
        self.committees.spans = [one for one in self.committees.spans if one.start != lost]
        if not theirs - {lost}:
            self.committees.spans += [one._replace(start=kept) for one in mine]
        self.found[lost] = kept

    def retire(self, category: str, heir: str | None, on: date) -> None:
        if heir is not None:
            for one in (self.applies, self.kinds, self.depends):
                one.hand_over(category, heir, on)
            self.depends.hand_over(category, heir, on, outwards=True)
        self.retired[category] = on


def _closure(start: str, following: Callable[[str], set[str]]) -> set[str]:
    found, waiting = {start}, [start]
    while waiting:
        for one in following(waiting.pop()) - found:
            found.add(one)
            waiting.append(one)
    return found


def _until(one: Span, on: date) -> Span:
    return one._replace(until=min(one.until, on))


def _handed_over(one: Span, heir: str, on: date, *, outwards: bool) -> Span:
    since = max(one.since, on)
    return one._replace(start=heir, since=since) if outwards else one._replace(end=heir, since=since)


def _now(code: str, former: str, now: str) -> str:
    return now if code == former else code
