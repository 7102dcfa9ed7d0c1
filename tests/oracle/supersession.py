"""Whether others have replaced a whole document by a day: one successor alone, or all parts among which its content is shared out."""

from __future__ import annotations

import re
from datetime import date

from tests.oracle.records import Replacement, Standard, World
from tests.oracle.spans import Stated, first_day, last_day
from tests.oracle.stages import events, force_span, status_of

PART = re.compile(
    r"(?P<whole>.*?\d)\.(?P<part>\d+)(?:-\d{4})?|(?P<abroad>(?:ISO|IEC)\b[^:]*?\d)-(?P<further>\d+)(?::\d{4})?"
)
"""The number of a part as the drawn catalogues and the seed have it: GB/T 6495.1-1996, IEC 61215-1:2016."""


def part_of(number: str | None) -> tuple[str, str] | None:
    """The number of the whole and which part it is; None for what is no part."""
    found = PART.fullmatch(number or "")
    return (found["whole"] or found["abroad"], found["part"] or found["further"]) if found else None


def has_come(standard: Standard, since: Stated | None, on: date, *, surely: bool) -> bool:
    """Whether a successor is published and its day has come: surely by then, or at all possibly."""
    published = next((event.span for event in events(standard) if status_of(event.stage) == "PUBLISHED"), None)
    force = force_span(standard)
    if published is None or force is None:
        return False
    if surely:
        return max(published.last, last_day(since) if since else force[1]) <= on
    return max(published.first, first_day(since) if since else force[0]) <= on


def is_dropped(standard: Standard, on: date, *, surely: bool) -> bool:
    """Whether it was abandoned by a day."""
    last = events(standard)[-1]
    return status_of(last.stage) == "ABANDONED" and (last.span.last if surely else last.span.first) <= on


def is_superseded(world: World, key: str, on: date, *, surely: bool = True) -> bool:
    """Whether a document (by id) is replaced by a day; ``surely`` False: whether it may be."""
    standards = {s.id: s for s in world.standards}
    whole = [r for r in world.replacements if r.predecessor == key and r.extent == "WHOLE"]

    def come(one: Replacement) -> bool:
        return has_come(standards[one.successor], one.since, on, surely=surely)

    def waits(part: list[Replacement]) -> bool:
        dropped = all(is_dropped(standards[one.successor], on, surely=surely) for one in part)
        return not dropped and not any(map(come, part))

    return any(come(one) and not any(map(waits, _other_parts(one, whole, standards))) for one in whole)


def superseded_since(world: World, key: str, on: date) -> date | None:
    """The first day on which it surely was; None where that is unknown, or it is not by the day."""
    days = [event.by for s in world.standards for event in events(s)]
    days += [span[1] for s in world.standards if (span := force_span(s)) is not None]
    days += [last_day(r.since) for r in world.replacements if r.since is not None]
    first = next((day for day in sorted(set(days)) if day <= on and is_superseded(world, key, day)), None)
    return None if first == date.min else first


def _other_parts(one: Replacement, whole: list[Replacement], standards: dict[str, Standard]) -> list[list[Replacement]]:
    """The other parts of the document of which the successor is one, each in its editions; a project without a number is one more."""
    own = part_of(standards[one.successor].number)
    if own is None:
        return []
    parts: dict[str, list[Replacement]] = {}
    for other in whole:
        standard = standards[other.successor]
        named = part_of(standard.number)
        if named and named[0] == own[0] and named[1] != own[1]:
            parts.setdefault(named[1], []).append(other)
        elif standard.number is None and status_of(standard.stage) not in ("PUBLISHED", "WITHDRAWN"):
            parts[standard.id] = [other]
    return list(parts.values())
