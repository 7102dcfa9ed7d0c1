"""The relations of a standard that an event made, changed or took away, with what was believed of them until then.

Events do not keep the times of relations. They are found by the instant at which the event was recorded: what it made was recorded
then, and what it changed or took away was retracted then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from stdgraph.commands.preload import RecordedEvent
from stdgraph.commands.relation_times import WAS_SEEDED
from stdgraph.store.plan_cypher import PAST
from stdgraph.store.session import Transaction, native

TOUCHED = (
    "UNWIND $rows AS row MATCH (s:Standard {id: row.standard})-[r]->(t) "
    "WHERE r.recorded = datetime(row.at) OR r.retracted = datetime(row.at) "
    f"WITH row, s, r, t, CASE WHEN type(r) STARTS WITH '{PAST}' THEN substring(type(r), {len(PAST)}) ELSE type(r) END AS kind "
    "RETURN row.sequence AS sequence, kind, labels(t)[0] AS label, coalesce(t.id, t.code) AS end, t.number AS number, "
    "t.retiredOn AS retired, COLLECT { MATCH (t)-[:SUBCOMMITTEE_OF*0..]->(a:Committee) RETURN DISTINCT a.code } AS above, "
    "coalesce(r.retracted = datetime(row.at), false) AS former, properties(r) AS properties, "
    "COLLECT { MATCH (s)-[c]->(t) WHERE type(c) = kind RETURN properties(c) }[0] AS now"
)
RESTING = (
    "UNWIND $ids AS id MATCH (:Standard {id: id})<-[r]-(m) WHERE type(r) IN $kinds OR (type(r) = 'AMENDS' AND r.byNumber IS NULL) "
    "RETURN id, coalesce(m.number, m.id) AS name ORDER BY name"
)
RESTS = ("REPLACES", "ADOPTS", "REFERENCES", "SPLIT_FROM", "STATES")
"""The relations by which something else rests on a standard; an amendment that its number tells does not."""


class RestingRow(TypedDict):
    """What rests on a standard: the number or id of another one, the id of what a dataset states."""

    id: str
    name: str


class TouchedRow(TypedDict):
    """A relation that was recorded or retracted at the instant of an event."""

    sequence: int
    kind: str
    label: str
    end: str
    number: str | None
    retired: date | None
    above: list[str]
    former: bool
    properties: dict[str, Any]
    now: dict[str, Any] | None


@dataclass(slots=True)
class TouchedRelation:
    """A relation that an event touched, by its type and what it leads to."""

    kind: str
    label: str
    end: str
    number: str | None
    """The number of a standard at its end."""
    retired_on: date | None
    """The day on which what it leads to left the plan."""
    above: frozenset[str] = frozenset()
    """Of a committee, it and all above it, by code."""
    was: Mapping[str, Any] | None = None
    """What was believed of it until the event; None where there was none."""
    made: Mapping[str, Any] | None = None
    """What the event made of it; None where it took it away."""
    now: Mapping[str, Any] | None = None
    """What is believed of it now; None where there is none."""

    def is_called(self, name: str) -> bool:
        """Whether events call what it leads to by a name."""
        return name in (self.end, self.number)


async def load_touched(
    tx: Transaction, events: Sequence[tuple[str, RecordedEvent]]
) -> dict[int, list[TouchedRelation]]:
    """The relations that events of standards, given by the standard's id, touched; by the sequences of the events."""
    rows = [
        {"standard": standard, "sequence": event["sequence"], "at": event["recorded"]} for standard, event in events
    ]
    found: dict[tuple[int, str, str], TouchedRelation] = {}
    for row in await tx.rows(TOUCHED, TouchedRow, rows=rows) if rows else []:
        one = found.setdefault(
            (row["sequence"], row["kind"], row["end"]),
            TouchedRelation(
                row["kind"], row["label"], row["end"], row["number"], native(row["retired"]), frozenset(row["above"])
            ),
        )
        one.now = None if row["now"] is None else _native(row["now"])
        properties = _native(row["properties"])
        if "until" in properties:
            continue  # the half that says until when it was so
        if row["former"]:
            one.was = _until_then(properties)
        else:
            one.made = properties
    touched: dict[int, list[TouchedRelation]] = {}
    for (sequence, _, _), one in sorted(found.items(), key=lambda pair: pair[0]):
        touched.setdefault(sequence, []).append(one)
    return touched


def _native(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {name: native(value) for name, value in properties.items()}


def _until_then(properties: Mapping[str, Any]) -> dict[str, Any]:
    """A relation as it was before it was retracted: stated by datasets, if it was."""
    own = {name: value for name, value in properties.items() if name not in ("recorded", "retracted", WAS_SEEDED)}
    return {**own, "seeded": True} if properties.get(WAS_SEEDED) else own


async def load_resting(tx: Transaction, standards: Sequence[str]) -> dict[str, list[str]]:
    """The names of what rests on each of some standards."""
    found: dict[str, list[str]] = {}
    for row in await tx.rows(RESTING, RestingRow, ids=standards, kinds=RESTS) if standards else []:
        found.setdefault(row["id"], []).append(row["name"])
    return found
