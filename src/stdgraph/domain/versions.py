"""What is said of a thing on which days: versions that follow each other, and what becomes of them when its facts change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

Values = Mapping[str, object]
"""Facts by name; None: unknown."""


@dataclass(frozen=True, slots=True)
class Version:
    """What is said of a thing from one day on (None: since ever) until another one (None: still)."""

    values: Values
    since: date | None = None
    until: date | None = None


def with_values(versions: Iterable[Version], values: Values, since: date | None) -> list[Version]:
    """The versions of a thing, in order, where some facts have other values from a day on (None: on all days)."""
    found: list[Version] = []
    for one in versions:
        if since is not None and one.until is not None and one.until <= since:
            _add(found, one)
            continue
        starts = one.since
        if since is not None and (starts is None or starts < since):
            _add(found, replace(one, until=since))
            starts = since
        _add(found, Version({**one.values, **values}, starts, one.until))
    return found


def _add(versions: list[Version], one: Version) -> None:
    """Append a version; one that says the same as the version before it makes that longer."""
    if versions and versions[-1].values == one.values:
        versions[-1] = replace(versions[-1], until=one.until)
    else:
        versions.append(one)


def held_since(versions: Sequence[Version], name: str) -> date | None:
    """The day since which a fact has the value that it has in the last version; None: since ever."""
    last = versions[-1]
    since = last.since
    for one in reversed(versions):
        if one.values.get(name) != last.values.get(name):
            break
        since = one.since
    return since


def differing(some: Sequence[Version], others: Sequence[Version], name: str) -> Iterator[date | None]:
    """The days, in order, on which a version begins by which a fact has not the same value in both; None: since ever."""
    days = {one.since for versions in (some, others) for one in versions}
    for day in sorted(days, key=lambda since: since or date.min):
        if _value_on(some, name, day) != _value_on(others, name, day):
            yield day


def _value_on(versions: Sequence[Version], name: str, day: date | None) -> object:
    ahead = (one for one in versions if one.until is None or (day or date.min) < one.until)
    return next((one.values.get(name) for one in ahead), None)
