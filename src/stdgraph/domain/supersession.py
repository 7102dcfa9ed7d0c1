"""Supersession: from which day on others have replaced a whole document.

One successor replaces it once it is published and the day of the change has come. Successors that are parts of one document (GB/T
2423.1 and GB/T 2423.2 in place of GB/T 2423) share its content out among them: they have replaced it once the last of them has taken
force (GB/T 1.1-2020, 8.3: the foreword says what a document replaces, wholly or in part). A project that has no number yet and is
to replace the same document is such a part, too. A part that was abandoned is not waited for, and of several editions of one part the
first that takes force is enough.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from stdgraph.domain.dates import PartialDate
from stdgraph.domain.move_spans import ISSUED
from stdgraph.domain.stages import status_of
from stdgraph.domain.timeline import entry_day, entry_earliest, entry_stage
from stdgraph.domain.vocabulary import Status


class Takeover(NamedTuple):
    """The days between which a change takes effect: not before the first, at the latest on the second."""

    earliest: date
    latest: date


@dataclass(frozen=True, slots=True)
class Succession:
    """One successor that replaces a document as a whole."""

    timeline: Sequence[str]
    in_force_by: date | None = None
    """The day by which it takes force."""
    since: date | None = None
    """The day that the source gives for the change; of a month or a year the last one."""
    in_force_from: date | None = None
    """The day before which it does not take force; None where that is known exactly, or not at all."""
    series: str | None = None
    """Its number without the year."""
    since_in: str | None = None
    """The month or year of that day, where no more is stated."""
    part_of: str | None = None
    """The number of the document of which it is a part; None for what is no part."""

    def takeover(self) -> Takeover | None:
        """When it replaces the document, seen alone; None where it is not published. An unknown day has come on every day."""
        issued = next((entry for entry in self.timeline if status_of(entry_stage(entry)) in ISSUED), None)
        if issued is None:
            return None
        by = self.since or self.in_force_by or date.min
        first = PartialDate(self.since_in).earliest if self.since_in else self.since or self.in_force_from or by
        latest = max(entry_day(issued), by)
        return Takeover(min(max(entry_earliest(issued), first), latest), latest)

    def abandonment(self) -> Takeover | None:
        """When it was abandoned; None where it was not."""
        last = self.timeline[-1] if self.timeline else None
        if last is None or status_of(entry_stage(last)) is not Status.ABANDONED:
            return None
        return Takeover(entry_earliest(last), entry_day(last))


def supersession(successors: Iterable[Succession]) -> Takeover | None:
    """When the first of the successors, or the first set of parts, has replaced the whole document; None as long as none has."""
    several = list(successors)
    return _first(_with_other_parts(one, several) for one in several)


def _with_other_parts(one: Succession, successors: Sequence[Succession]) -> Takeover | None:
    if one.part_of is None:
        return one.takeover()
    editions: dict[str | None, list[Succession]] = {}
    for other in successors:
        if other.part_of == one.part_of and other.series != one.series:
            editions.setdefault(other.series, []).append(other)
    drafts = [other for other in successors if other.series is None and other.takeover() is None]
    awaited = [*editions.values(), *([draft] for draft in drafts)]
    return _last([one.takeover(), *map(_no_longer_awaited, awaited)])


def _no_longer_awaited(editions: Sequence[Succession]) -> Takeover | None:
    """When one part, in all its editions that replace the document, holds nothing up any more."""
    return _first(one.takeover() for one in editions) or _last([one.abandonment() for one in editions])


def _first(takeovers: Iterable[Takeover | None]) -> Takeover | None:
    known = [one for one in takeovers if one is not None]
    return Takeover(min(one.earliest for one in known), min(one.latest for one in known)) if known else None


def _last(takeovers: Sequence[Takeover | None]) -> Takeover | None:
    known = [one for one in takeovers if one is not None]
    if len(known) < len(takeovers):
        return None
    return Takeover(max(one.earliest for one in known), max(one.latest for one in known))
