"""Leaving the plan and coming back: what nobody states any more is retired, with an event, and what somebody states again is restored.

Both change properties and give the events, which the caller records in the same transaction (``events.record``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple, TypedDict

from stdgraph.commands.events import BATCH, NODE_KEYS, NewEvent, json_of
from stdgraph.domain import calendar
from stdgraph.domain.vocabulary import EventKind
from stdgraph.store.session import Transaction, native
from stdgraph.store.stored_states import store_states
from stdgraph.store.transaction import mark_structure_changed

PLANNED = ("StandardsSystem", "Subsystem", "Standard", "Demand", "Target", "ProductCategory", "Committee")
"""The labels of what can leave the plan."""

HOLDERS = ("StandardsSystem", "Subsystem")
"""The labels of what is not retired before everything below it."""


class PlanItem(NamedTuple):
    """Something that can leave the plan, by label and key."""

    label: str
    key: str


class KeptItem(NamedTuple):
    """Something that was to be retired and stays, and one of the subsystems below it that stays on the plan."""

    item: PlanItem
    holds: str


@dataclass(frozen=True, slots=True)
class Retirement:
    """What left the plan, as the events to be recorded, and what could not."""

    events: tuple[NewEvent, ...]
    kept: tuple[KeptItem, ...]


class RetiredRow(TypedDict):
    """Something that exists, and since when it is off the plan."""

    key: str
    retired: date | None


class BelowRow(TypedDict):
    """A subsystem below something, and since when it is off the plan."""

    key: str
    below: str
    retired: date | None


class AboveRow(TypedDict):
    """Something retired that a subsystem is part of."""

    label: str
    key: str
    retired: date


_BELOW = (
    "UNWIND $keys AS k MATCH (n:{label} {{{key}: k}})<-[:PART_OF*1..]-(x:Subsystem) "
    "RETURN k AS key, x.id AS below, x.retiredOn AS retired"
)
_ABOVE = (
    "UNWIND $keys AS k MATCH (:Subsystem {id: k})-[:PART_OF*1..]->(n) WHERE n.retiredOn IS NOT NULL "
    "RETURN DISTINCT labels(n)[0] AS label, n.id AS key, n.retiredOn AS retired"
)


async def retire(tx: Transaction, items: Iterable[PlanItem], on: date, *, note: str | None = None) -> Retirement:
    """Take things off the plan from a day on. What does not exist, or has left already, is passed over.

    A subsystem stays while one below it does, and leaves on the day on which the last of these left at the earliest; a system
    likewise. A standard's revision grows. A fixed number of statements for each label, in batches.
    """
    by_label = await _present(tx, items, retired=False)
    leaving = {(label, key): on for label, keys in by_label.items() for key in keys}
    kept = await _keep_holders(tx, leaving)
    events: list[NewEvent] = []
    for label in PLANNED:
        days = {key: day for (name, key), day in leaving.items() if name == label}
        await _set_days(tx, label, days)
        events += (
            NewEvent(
                key,
                EventKind.RETIRED,
                effective_on=day,
                note=note,
                after=json_of({"retiredOn": day}),
                label=label,
            )
            for key, day in sorted(days.items())
        )
    await _mark(tx, events)
    return Retirement(tuple(events), tuple(kept))


async def restore(tx: Transaction, items: Iterable[PlanItem], on: date, *, note: str | None = None) -> list[NewEvent]:
    """Bring things back to the plan, as if they had never left it, with what subsystems are part of; the events, of that day.

    What does not exist, or never left, is passed over.
    """
    found = await _present(tx, items, retired=True)
    back = sorted(found.get("Subsystem", ()))
    for row in await tx.rows(_ABOVE, AboveRow, keys=back) if back else ():
        found.setdefault(row["label"], {})[row["key"]] = native(row["retired"])
    events: list[NewEvent] = []
    for label in PLANNED:
        days = found.get(label, {})
        await _set_days(tx, label, dict.fromkeys(days))
        events += (
            NewEvent(
                key,
                EventKind.RESTORED,
                effective_on=on,
                note=note,
                before=json_of({"retiredOn": day}),
                label=label,
            )
            for key, day in sorted(days.items())
        )
    await _mark(tx, events)
    return events


def items_of(items: Iterable[PlanItem]) -> list[PlanItem]:
    """Each thing once. Raises ValueError for a label of which nothing can leave the plan."""
    distinct = list(dict.fromkeys(PlanItem(*item) for item in items))
    for label, key in distinct:
        if label not in PLANNED:
            message = f"{label} {key!r} cannot leave the plan: expected one of {', '.join(PLANNED)}"
            raise ValueError(message)
    return distinct


async def _present(tx: Transaction, items: Iterable[PlanItem], *, retired: bool) -> dict[str, dict[str, date | None]]:
    """Those of the things that exist and are, or are not, retired, with the day, by label and key."""
    keys: dict[str, list[str]] = {}
    for label, key in items_of(items):
        keys.setdefault(label, []).append(key)
    found: dict[str, dict[str, date | None]] = {}
    for label, several in keys.items():
        text = (
            f"UNWIND $keys AS k MATCH (n:{label} {{{NODE_KEYS.get(label, 'id')}: k}}) "
            f"WHERE n.retiredOn IS {'NOT ' if retired else ''}NULL RETURN k AS key, n.retiredOn AS retired"
        )
        for start in range(0, len(several), BATCH):
            for row in await tx.rows(text, RetiredRow, keys=several[start : start + BATCH]):
                found.setdefault(label, {})[row["key"]] = native(row["retired"])
    return found


async def _keep_holders(tx: Transaction, leaving: dict[tuple[str, str], date]) -> list[KeptItem]:
    """Take out of what leaves whatever holds something that stays, and put off what holds something that leaves later."""
    below: dict[tuple[str, str], list[tuple[str, date | None]]] = {}
    for label in HOLDERS:
        keys = [key for name, key in leaving if name == label]
        text = _BELOW.format(label=label, key=NODE_KEYS.get(label, "id"))
        for row in await tx.rows(text, BelowRow, keys=keys) if keys else ():
            below.setdefault((label, row["key"]), []).append((row["below"], native(row["retired"])))
    kept = []
    for holder, subsystems in below.items():
        staying = sorted(key for key, left in subsystems if left is None and ("Subsystem", key) not in leaving)
        if staying:
            kept.append(KeptItem(PlanItem(*holder), staying[0]))
        else:
            leaving[holder] = max([leaving[holder], *(left for _, left in subsystems if left is not None)])
    for item, _ in kept:
        del leaving[item]
    return sorted(kept)


async def _mark(tx: Transaction, events: Sequence[NewEvent]) -> None:
    """What is cached of standards follows their events; of anything else nothing does."""
    if any(event.label != "Standard" for event in events):
        await mark_structure_changed(tx)


async def _set_days(tx: Transaction, label: str, days: Mapping[str, date | None]) -> None:
    """Write the day from which on things of a label are off the plan; None: they are on it."""
    grown = ", n.revision = coalesce(n.revision, 0) + 1" if label == "Standard" else ""
    text = f"UNWIND $rows AS row MATCH (n:{label} {{{NODE_KEYS.get(label, 'id')}: row.key}}) SET n.retiredOn = row.day{grown}"
    rows: Sequence[Mapping[str, object]] = [{"key": key, "day": day} for key, day in days.items()]
    for start in range(0, len(rows), BATCH):
        await tx.run(text, rows=rows[start : start + BATCH])
    if label == "Standard":
        await store_states(tx, days, calendar.today())
