"""The past of relations where one thing takes over from another: what ended later than that day was the other's until it ended.

Relations that hold are changed in memory like any others (``plan_unit``); those that ended are changed here, by what is stored.
Nothing is deleted: what was believed until now is retracted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple, TypedDict

from stdgraph.commands.change_record import Key
from stdgraph.commands.relation_times import node, said_at
from stdgraph.stewardship.checks import later
from stdgraph.store.plan_cypher import past
from stdgraph.store.session import Transaction, native


class Direction(NamedTuple):
    """Relations of a type that lead to a thing or, ``outwards``, from it."""

    kind: str
    outwards: bool = False


HANDED_OVER: Mapping[str, tuple[Direction, ...]] = {
    "Committee": (Direction("OWNED_BY"), Direction("SUBCOMMITTEE_OF")),
    "ProductCategory": (
        Direction("APPLIES_TO"),
        Direction("WATCHES"),
        Direction("KIND_OF"),
        Direction("DEPENDS_ON"),
        Direction("DEPENDS_ON", outwards=True),
    ),
}
"""By label the relations that another thing takes over."""


@dataclass(frozen=True, slots=True)
class PastRelation:
    """A relation of a thing that has ended."""

    label: str
    """The label at the other end, and the key there."""
    key: str
    properties: Mapping[str, Any]
    """Without the instants at which it was believed."""


class PastRow(TypedDict):
    """The other end of a relation of the past, and what is said of it."""

    label: str
    key: str
    properties: dict[str, Any]


async def hand_over_past(tx: Transaction, former: Key, heir: Key, on: date | None) -> None:
    """Let what led to a thing, and ended after a day, have led to another one from that day on; without a day, at all times."""
    for direction in HANDED_OVER[former.label]:
        text = f"{_between(direction, former)} WHERE w.retracted IS NULL AND w.until > $on {_RETURNED}"
        ended = await _rows(tx, text, key=former.key, on=on or date.min)
        taken = [_changed(one, {"from": later(one.properties.get("from"), on)}) for one in ended if one.key != heir.key]
        left = [_changed(one, {"until": on, "untilIn": None}) for one in ended if on is not None and _begun(one, on)]
        await _retract(tx, direction, former, ended)
        await _believe(tx, direction, heir, taken)
        await _believe(tx, direction, former, left)


async def take_past_back(tx: Transaction, former: Key, heir: Key, recorded: str) -> None:
    """Take back what ``hand_over_past`` did at an instant."""
    for direction in HANDED_OVER[former.label]:
        text = f"{_between(direction, former)} WHERE w.retracted = datetime($at) AND w.until IS NOT NULL {_RETURNED}"
        ended = await _rows(tx, text, key=former.key, at=recorded)
        await _retract(tx, direction, heir, ended, recorded)
        await _retract(tx, direction, former, [_changed(one, {"until": None}) for one in ended], recorded)
        await _believe(tx, direction, former, ended)


_RETURNED = "RETURN head(labels(a)) AS label, coalesce(a.id, a.code) AS key, properties(w) AS properties"


def _between(direction: Direction, thing: Key) -> str:
    """A pattern of the relations ``w`` of the past in a direction, between a thing and what is at the other end, ``a``."""
    kind = past(direction.kind)
    arrow = f"-[w:{kind}]->(a)" if direction.outwards else f"<-[w:{kind}]-(a)"
    return f"MATCH ({node('n', thing.label, '$key')}){arrow}"


async def _rows(tx: Transaction, text: str, **parameters: object) -> list[PastRelation]:
    found = []
    for row in await tx.rows(text, PastRow, **parameters):
        held = {name: native(value) for name, value in row["properties"].items()}
        held = {name: value for name, value in held.items() if name not in ("recorded", "retracted")}
        found.append(PastRelation(row["label"], row["key"], held))
    return sorted(found, key=lambda one: (one.label, one.key))


async def _retract(
    tx: Transaction, direction: Direction, thing: Key, relations: Sequence[PastRelation], recorded: str | None = None
) -> None:
    """Believe no longer what ended when these did; without an end whenever it did. ``recorded``: only what was said at that instant."""
    for label, several in _by_label(relations):
        rows = [
            {"key": thing.key, "other": one.key, "until": one.properties.get("until"), "at": recorded}
            for one in several
        ]
        own, other = (thing.label, "row.key"), (label, "row.other")
        start, end = (own, other) if direction.outwards else (other, own)
        said = "" if recorded is None else f"AND {said_at(direction.kind, 'row.at')} "
        await tx.run(
            f"UNWIND $rows AS row MATCH ({node('a', *start)})-[w:{past(direction.kind)}]->({node('b', *end)}) "
            f"WHERE w.retracted IS NULL AND (row.until IS NULL OR w.until = row.until) {said}SET w.retracted = datetime($now)",
            rows=rows,
            now=tx.now(),
        )


async def _believe(tx: Transaction, direction: Direction, thing: Key, relations: Sequence[PastRelation]) -> None:
    """Believe from now on that relations of a thing held and ended."""
    for label, several in _by_label(relations):
        rows = [{"key": thing.key, "other": one.key, "properties": one.properties} for one in several]
        start, end = ("n", "a") if direction.outwards else ("a", "n")
        await tx.run(
            f"UNWIND $rows AS row MATCH ({node('n', thing.label, 'row.key')}) MATCH ({node('a', label, 'row.other')}) "
            f"CREATE ({start})-[w:{past(direction.kind)}]->({end}) SET w = row.properties, w.recorded = datetime($now)",
            rows=rows,
            now=tx.now(),
        )


def _by_label(relations: Sequence[PastRelation]) -> Iterable[tuple[str, list[PastRelation]]]:
    return ((label, list(several)) for label, several in groupby(relations, key=lambda one: one.label))


def _changed(one: PastRelation, values: Mapping[str, Any]) -> PastRelation:
    changed = {name: value for name, value in {**one.properties, **values}.items() if value is not None}
    return PastRelation(one.label, one.key, changed)


def _begun(one: PastRelation, on: date) -> bool:
    begins = one.properties.get("from")
    return begins is None or begins < on
