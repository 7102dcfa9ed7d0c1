"""Keyset paging: a page begins after the sort values of a row, not after a count of rows, so it stays right while others write.

Absent values sort last in either direction. The id ends every order, so that no two rows are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from stdgraph.domain.text import from_opaque, to_opaque
from stdgraph.errors import BadInput


@dataclass(frozen=True, slots=True)
class SortKey:
    """One sort key: a Cypher expression, a name for cursors, and its direction."""

    name: str
    expression: str
    descending: bool = False
    nullable: bool = True
    """Whether a row may have no value of it."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of an order: the first rows after a cursor, or the last ones before it."""

    size: int
    cursor: str | None = None
    backward: bool = False


def encode(keys: Sequence[SortKey], values: Sequence[object]) -> str:
    """The opaque cursor of a row."""
    shown = [_plain(value) for value in values]
    return to_opaque(orjson.dumps([_signature(keys), *shown]))


def decode(keys: Sequence[SortKey], cursor: str) -> list[object]:
    """The sort values in a cursor; raises BadInput when it is invalid or belongs to another order."""
    try:
        signature, *shown = orjson.loads(from_opaque(cursor))
        values = [_typed(value) for value in shown]
    except (ValueError, TypeError, KeyError):
        raise BadInput(f"invalid cursor {cursor!r}: expected an endCursor or startCursor, unchanged") from None
    if signature != _signature(keys) or len(values) != len(keys):
        raise BadInput(f"cursor {cursor!r} belongs to another order: start again from the first page")
    return values


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an order: the condition of its rows, empty for all, and the ORDER BY list."""

    condition: str
    order: str


def clauses(keys: Sequence[SortKey], page: Page) -> tuple[str, str, dict[str, object]]:
    """The condition, the ORDER BY list and the parameters of a page; the condition is empty on a first page.

    No index finds the rows after a cursor: something narrower does, and where the other values are absent nearly all rows have a later id.
    """
    values, parameters = _cursor(keys, page)
    after = _after(keys, values, 0, backward=page.backward)
    return f"coalesce({after}, false)" if after else "", _order(keys, backward=page.backward), parameters


def parts(keys: Sequence[SortKey], page: Page) -> tuple[list[Part], dict[str, object]]:
    """The same page in two parts, each of which an index on the first key can serve: the rows that have a value of it, and those that have
    none. In the order of the page; without one that is before the cursor."""
    values, parameters = _cursor(keys, page)
    first, rest = keys[0], keys[1:]
    known = Part(
        f"{first.expression} IS NOT NULL", _order([first], backward=page.backward, known=True) + _then(rest, page)
    )
    absent = Part(f"{first.expression} IS NULL", _order(rest, backward=page.backward))
    is_past_first = False
    if values:
        further = _after(rest, values[1:], 1, backward=page.backward) or "false"
        is_past_first = (values[0] is None) != page.backward
        if values[0] is None:
            absent = Part(f"{absent.condition} AND {further}", absent.order)
        else:
            sign = "<" if first.descending != page.backward else ">"
            # the index begins where the first comparison says
            known = Part(
                f"{first.expression} {sign}= $c0 AND ({first.expression} {sign} $c0 OR {further})", known.order
            )
    several = [absent, known] if page.backward else [known, absent]
    return several[1:] if is_past_first else several, parameters


def _cursor(keys: Sequence[SortKey], page: Page) -> tuple[list[object], dict[str, object]]:
    values = [] if page.cursor is None else decode(keys, page.cursor)
    return values, {f"c{place}": value for place, value in enumerate(values) if value is not None}


def _order(keys: Sequence[SortKey], *, backward: bool, known: bool = False) -> str:
    """Cypher sorts absent values behind all others, so that only a descending order has to put them there itself."""
    terms = []
    for key in keys:
        if key.descending and key.nullable and not known:
            terms.append(f"{key.expression} IS NULL{' DESC' if backward else ''}")
        terms.append(f"{key.expression}{' DESC' if key.descending != backward else ''}")
    return ", ".join(terms)


def _then(keys: Sequence[SortKey], page: Page) -> str:
    return f", {_order(keys, backward=page.backward)}" if keys else ""


def _after(keys: Sequence[SortKey], values: Sequence[object], start: int, *, backward: bool) -> str:
    """The condition of the rows after the cursor's, by these keys, whose parameters are numbered from ``start``; empty for no cursor."""
    if not values:
        return ""
    alternatives = []
    for place, key in enumerate(keys):
        equal = [_equal(keys[n], start + n, values[n]) for n in range(place)]
        beyond = _beyond(key, start + place, values[place], backward=backward)
        if beyond:
            alternatives.append(" AND ".join([*equal, beyond]))
    return f"({' OR '.join(f'({one})' for one in alternatives) or 'false'})"


def _equal(key: SortKey, place: int, value: object) -> str:
    return f"{key.expression} IS NULL" if value is None else f"{key.expression} = $c{place}"


def _beyond(key: SortKey, place: int, value: object, *, backward: bool) -> str:
    if value is None:
        return f"{key.expression} IS NOT NULL" if backward else ""
    sign = "<" if key.descending != backward else ">"
    beyond = f"{key.expression} {sign} $c{place}"
    return beyond if backward or not key.nullable else f"({beyond} OR {key.expression} IS NULL)"


def _signature(keys: Sequence[SortKey]) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.name}" for key in keys)


def _plain(value: object) -> object:
    return {"d": str(value)} if hasattr(value, "year") else value


def _typed(value: object) -> object:
    return date.fromisoformat(value["d"]) if isinstance(value, dict) else value
