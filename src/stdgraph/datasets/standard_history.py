"""Standards have a history: what the loader does to one leaves events, and touches only what the seed itself changed.

A standard that a seed made carries ``seedRow``, what the seed last said of it. A field that a person changed since
stays as it is until the seed says something else of it than before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stdgraph.commands.events import NewEvent
from stdgraph.commands.stored_state import StandardProperties, findable, kind_of, project
from stdgraph.datasets.plan import PlannedNode, dump
from stdgraph.domain.timeline import Move, unfold
from stdgraph.domain.vocabulary import EventKind, Level
from stdgraph.errors import BadInput
from stdgraph.store.session import Transaction, native

_NUMBERS = frozenset({"number", "planNumber"})

Change = tuple[dict[str, object], NewEvent | None]
"""The properties to set on a node, None taking one away, and the event that records it."""


def opening(node: PlannedNode) -> tuple[dict[str, object], list[NewEvent]]:
    """The state that a new standard's moves lead to, and an event for each move."""
    events: list[NewEvent] = []
    before: str | None = None
    for move in node.moves:
        events.append(NewEvent(node.key, kind_of(move, before), move.stage, before, move.on))
        before = move.stage
    return {**_projected(node.moves, node.properties), "revision": 1, "seedRow": dump(node.statement)}, events


async def refuse_duplicate_numbers(
    transaction: Transaction, nodes: Sequence[PlannedNode], seeded: Iterable[str]
) -> None:
    """Raise BadInput when a number or plan number of these nodes belongs to a standard that is not of the seed."""
    conflicting = await transaction.rows(
        "MATCH (s:Standard) WHERE (s.numberKey IN $keys OR s.planNumber IN $plans) AND NOT s.id IN $seeded "
        "RETURN s.id AS id, s.numberKey AS key, s.planNumber AS plan ORDER BY id",
        keys=[node.derived["numberKey"] for node in nodes if node.derived["numberKey"]],
        plans=[node.properties["planNumber"] for node in nodes if node.properties["planNumber"]],
        seeded=list(seeded),
    )
    if conflicting:
        names = [f"{row['id']} ({', '.join(filter(None, (row['key'], row['plan'])))})" for row in conflicting]
        raise BadInput(
            f"numbers of the seed belong to other ids in the catalogue, nothing was loaded: {'; '.join(names)}"
        )


async def corrections(transaction: Transaction, nodes: Sequence[PlannedNode]) -> list[Change]:
    """The change of each standard whose statement in the seed changed, in the given order."""
    rows = await transaction.rows(
        "MATCH (s:Standard) WHERE s.id IN $ids RETURN s{.*} AS now", ids=[node.key for node in nodes]
    )
    held = {row["now"]["id"]: {name: native(value) for name, value in row["now"].items()} for row in rows}
    changes = [_change(node, held[node.key]) for node in nodes]
    # a number may move from one standard to another: free it before it is assigned
    await transaction.run(
        "MATCH (s:Standard) WHERE s.id IN $ids SET s.number = null, s.planNumber = null",
        ids=[node.key for node, (properties, _) in zip(nodes, changes, strict=True) if _NUMBERS & properties.keys()],
    )
    kept = [{name: held[node.key].get(name) for name in _NUMBERS} for node in nodes]
    return [({**old, **properties}, event) for old, (properties, event) in zip(kept, changes, strict=True)]


def _change(node: PlannedNode, now: Mapping[str, Any]) -> Change:
    was, says = json.loads(now.get("seedRow") or "{}"), node.statement
    changed = {name for name in was | says if was.get(name) != says.get(name)}
    properties = {name: value for name, value in node.properties.items() if name in changed}
    merged = {**now, **properties}

    current = unfold(now.get("timeline") or [])
    step = _step(current, node.moves) if "moves" in changed else None
    restated = step is None and ("moves" in changed or not current)
    stated = (*node.moves, *_entered_since(current, was.get("moves") or (), node.moves))
    history = stated if restated else (*current, step) if step else current
    state = _projected(history, merged)
    derived = {**findable(merged), **state}

    relations = {name: was.get(name) for name in changed if name not in node.properties}
    before = {**relations, **{name: now.get(name) for name in properties}}
    after = {name: says.get(name) for name in changed}
    if "moves" in changed:
        before["timeline"], after["timeline"] = now.get("timeline"), derived["timeline"]
    for side in (before, after):
        side.pop("moves", None)
    event = NewEvent(
        node.key,
        kind_of(step, now.get("stage")) if step else EventKind.CORRECTED,
        state.get("stage"),
        now.get("stage"),
        step.on if step else None,
        before=dump(before),
        after=dump(after),
    )
    grown = {"revision": (now.get("revision") or 0) + 1, "seedRow": dump(says)}
    return {**properties, **derived, **grown}, event


def _step(current: Sequence[Move], moves: Sequence[Move]) -> Move | None:
    """The one move that the seed has beyond the current ones, if it leads on; None when the past is restated."""
    fresh = [move for move in moves if move not in current]
    if len(fresh) != 1 or fresh[0] != moves[-1] or not current:
        return None
    step, last = fresh[0], current[-1]
    in_order = step.on is None or last.on is None or step.on >= last.on
    return step if step.stage > last.stage and in_order else None


def _entered_since(current: Sequence[Move], was: Sequence[str], moves: Sequence[Move]) -> Sequence[Move]:
    """The moves that people entered after the seed's previous last one and that follow its current last one; none where
    they are out of order with it."""
    stage, last = (was[-1].split()[-1] if was else None), moves[-1]
    after = next((place + 1 for place, move in enumerate(current) if move.stage == stage), len(current))
    kept = [move for move in current[after:] if last.stage == stage or move.stage > last.stage]
    in_order = not kept or last.on is None or (kept[0].on or last.on) >= last.on
    return kept if in_order else ()


def _projected(moves: Sequence[Move], properties: Mapping[str, Any]) -> StandardProperties:
    level = properties.get("level")
    return project(
        moves,
        level=Level(level) if level else None,
        published_on=properties.get("publishedOn"),
        project_due_on=properties.get("projectDueOn"),
    )
