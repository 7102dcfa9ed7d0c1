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


def clauses(keys: Sequence[SortKey], page: Page) -> tuple[str, str, dict[str, object]]:
    """The condition, the ORDER BY list and the parameters of a page; the condition is empty on a first page."""
    order = ", ".join(
        f"{key.expression} IS NULL{' DESC' if page.backward else ''}, "
        f"{key.expression}{' DESC' if key.descending != page.backward else ''}"
        for key in keys
    )
    if page.cursor is None:
        return "", order, {}
    values = decode(keys, page.cursor)
    alternatives = []
    for place, key in enumerate(keys):
        equal = [_equal(keys[n], n, values[n]) for n in range(place)]
        beyond = _beyond(key, place, values[place], backward=page.backward)
        if beyond:
            alternatives.append(" AND ".join([*equal, beyond]))
    parameters = {f"c{place}": value for place, value in enumerate(values) if value is not None}
    return f"({' OR '.join(f'({one})' for one in alternatives) or 'false'})", order, parameters


def _equal(key: SortKey, place: int, value: object) -> str:
    return f"{key.expression} IS NULL" if value is None else f"{key.expression} = $c{place}"


def _beyond(key: SortKey, place: int, value: object, *, backward: bool) -> str:
    if value is None:
        return f"{key.expression} IS NOT NULL" if backward else ""
    sign = "<" if key.descending != backward else ">"
    beyond = f"{key.expression} {sign} $c{place}"
    return beyond if backward else f"({beyond} OR {key.expression} IS NULL)"


def _signature(keys: Sequence[SortKey]) -> str:
    return ",".join(f"{'-' if key.descending else ''}{key.name}" for key in keys)


def _plain(value: object) -> object:
    return {"d": str(value)} if hasattr(value, "year") else value


def _typed(value: object) -> object:
    return date.fromisoformat(value["d"]) if isinstance(value, dict) else value
