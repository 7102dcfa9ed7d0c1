"""Facts of systems, targets and demands through time: what is changed or corrected, and what that was before.

Nothing is deleted. What was said until now goes on as a loop ``WAS`` that was believed until now, and what is believed of the days before
a change from now on as another one (``docs/graph-model.md``, "The past of a thing's own facts").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, TypedDict

from stdgraph.domain.versions import Values, Version, differing, held_since, with_values
from stdgraph.store.node_keys import NODE_KEYS
from stdgraph.store.plan_cypher import OWN_DAYS, WAS
from stdgraph.store.session import Transaction, native
from stdgraph.store.transaction import mark_structure_changed
from stdgraph.store.versions_cypher import VERSIONED


class FactChange(NamedTuple):
    """Other values of facts of a thing."""

    key: str
    values: Values
    on: date | None = None
    """The day in the world from which on they hold (``date.min``: on all days). Without one they are a correction: they held ever since the
    present values did."""
    undoes: str | None = None
    """The instant of a change that is taken back: the values, those before it, hold on the days on which it made others of them."""


class FactsRow(TypedDict):
    """A thing with all that was ever said of it, what is said now last: from when until when in the world and here, and the facts in the
    order of ``VERSIONED``."""

    key: str
    said: list[list[Any]]


@dataclass(frozen=True, slots=True)
class RecordedVersion:
    """A version that is, or was, believed."""

    version: Version
    recorded: datetime | None
    retracted: datetime | None


async def change_facts(tx: Transaction, label: str, changes: Sequence[FactChange]) -> None:
    """Change or correct facts of things of a label, or take changes back, one after the other.

    The things exist, the facts are in ``VERSIONED``, and no day lies ahead: a thing itself has the values of today. A change replaces what
    was said of all days from its own on, so only one whose day is not before ``held_since`` can be taken back, and only while the facts have
    the values that it gave them. Six statements at most, however many changes there are.
    """
    recorded = await _load(tx, label, [change.key for change in changes])
    before = {key: _believed(said) for key, said in recorded.items()}
    after = dict(before)
    for key, values, on, undoes in changes:
        for name, value in values.items():
            if undoes is None:
                days = [None if on == date.min else on or held_since(after[key], name)]
            else:
                days = list(differing(*_around(recorded[key], datetime.fromisoformat(undoes)), name))
            if days:
                after[key] = with_values(after[key], {name: value}, days[0])
    await _write(tx, label, before, after)


async def load_versions(tx: Transaction, label: str, keys: Iterable[str]) -> dict[str, list[Version]]:
    """What is believed to have been said of things, by key: their versions in order, the last being the present one. One statement."""
    return {key: _believed(said) for key, said in (await _load(tx, label, keys)).items()}


async def _load(tx: Transaction, label: str, keys: Iterable[str]) -> dict[str, list[RecordedVersion]]:
    names = VERSIONED[label]
    said = (
        f"COLLECT {{ MATCH (n)-[w:{WAS}]->(n) RETURN [w.from, w.until, w.recorded, w.retracted, {_of('w', names)}] }} "
        f"+ [[n.statedFrom, null, n.statedAt, null, {_of('n', names)}]]"
    )
    text = f"UNWIND $keys AS key {_thing(label, 'key')} RETURN key, {said} AS said"
    return {
        row["key"]: [_recorded(names, *map(native, one)) for one in row["said"]]
        for row in await tx.table(FactsRow, text, keys=sorted(set(keys)))
    }


def _recorded(
    names: Sequence[str],
    since: date | None,
    until: date | None,
    recorded: datetime | None,
    retracted: datetime | None,
    *values: object,
) -> RecordedVersion:
    return RecordedVersion(Version(dict(zip(names, values, strict=True)), since, until), recorded, retracted)


def _believed(said: Iterable[RecordedVersion]) -> list[Version]:
    """What is believed now."""
    return _in_order(said, lambda one: one.retracted is None)


def _around(said: Sequence[RecordedVersion], at: datetime) -> tuple[list[Version], list[Version]]:
    """What was believed right before an instant, and what from it on."""
    return (
        _in_order(
            said, lambda one: not (one.recorded and one.recorded >= at) and not (one.retracted and one.retracted < at)
        ),
        _in_order(
            said, lambda one: not (one.recorded and one.recorded > at) and not (one.retracted and one.retracted <= at)
        ),
    )


def _in_order(said: Iterable[RecordedVersion], wanted: Callable[[RecordedVersion], bool]) -> list[Version]:
    return sorted((one.version for one in said if wanted(one)), key=lambda version: version.until or date.max)


async def _write(
    tx: Transaction, label: str, before: Mapping[str, list[Version]], after: Mapping[str, list[Version]]
) -> None:
    """Retract what is believed no longer, and record what is believed instead."""
    changed = [key for key in before if before[key] != after[key]]
    if not changed:
        return
    now = tx.now()
    thing = _thing(label, "row.key")
    believed = (
        f"UNWIND $rows AS row {thing} MATCH (n)-[w:{WAS}]->(n) WHERE w.retracted IS NULL AND w.until = row.until "
    )
    gone = [{"key": key, "until": one.until} for key in changed for one in before[key][:-1] if one not in after[key]]
    if gone:
        await tx.run(f"{believed}SET w.retracted = datetime($now)", rows=gone, now=now)
    present = f"n{{{', '.join(f'.{name}' for name in VERSIONED[label])}}}"
    replaced = (
        f"UNWIND $rows AS row {thing} CREATE (n)-[w:{WAS}]->(n) "
        f"SET w = {present}, w.from = n.statedFrom, w.recorded = n.statedAt, w.retracted = datetime($now) "
        "SET n += row.values, n.statedFrom = row.since, n.statedAt = datetime($now)"
    )
    last = [{"key": key, **_row(after[key][-1])} for key in changed if before[key][-1] != after[key][-1]]
    if last:
        await tx.run(replaced, rows=last, now=now)
    made = f"UNWIND $rows AS row {thing} CREATE (n)-[w:{WAS}]->(n) "
    said = "SET w = row.values, w.from = row.since, w.until = row.until, w.recorded = datetime($now)"
    former = [{"key": key, **_row(one)} for key in changed for one in after[key][:-1] if one not in before[key]]
    if former:
        await tx.run(f"{made}{said}", rows=former, now=now)
    if label == "StandardsSystem":
        await tx.run(OWN_DAYS)
    await mark_structure_changed(tx)


def _row(one: Version) -> dict[str, object]:
    return {"values": one.values, "since": one.since, "until": one.until}


def _thing(label: str, key: str) -> str:
    return f"MATCH (n:{label} {{{NODE_KEYS[label]}: {key}}})"


def _of(var: str, names: Iterable[str]) -> str:
    return ", ".join(f"{var}.{name}" for name in names)
