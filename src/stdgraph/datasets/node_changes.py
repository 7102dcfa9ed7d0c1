"""What changes of one node when the facts that the catalogue follows are compared with those it holds."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from stdgraph.commands.events import NewEvent
from stdgraph.datasets.entered import Entered, combine_moves
from stdgraph.datasets.follow import Conflict, FollowedFacts, ResolvedLink
from stdgraph.datasets.statements import FACTS, STAGE, STAGE_ON, STATED_ON, dump, known_values
from stdgraph.datasets.stored import BETWEEN_STANDARDS, NodeState, StoredLink
from stdgraph.domain import stored_state
from stdgraph.domain.dates import PartialDate, partial_date
from stdgraph.domain.move_spans import PUBLICATION
from stdgraph.domain.numbers import year_of
from stdgraph.domain.relation_history import ENDING, SINGLE
from stdgraph.domain.stages import status_of
from stdgraph.domain.stored_state import (
    findable,
    kept_properties,
    kind_of,
    opening_moves,
    project,
    searchable,
    stated_fields,
)
from stdgraph.domain.timeline import Move, fold, unfold
from stdgraph.domain.vocabulary import EventKind, Status
from stdgraph.store.plan_cypher import STRUCTURE

DERIVED = frozenset({*stored_state.FOUND_BY, *stored_state.DERIVED, "amending", STATED_ON})
"""Properties that follow from others: they are written, and not reported as changes."""
MARKS = frozenset({"seeded", "retiredOn", "recorded"})


class FieldChange(NamedTuple):
    """A field of a thing before and after."""

    field: str
    before: object
    after: object


@dataclass(slots=True)
class NodeChange:
    """What is to be written of a node."""

    properties: dict[str, Any] = field(default_factory=dict)
    """Those that change; None takes one away."""
    linked: list[ResolvedLink] = field(default_factory=list)
    unlinked: list[StoredLink] = field(default_factory=list)
    events: list[NewEvent] = field(default_factory=list)
    fields: list[FieldChange] = field(default_factory=list)
    """The changes as they are reported."""
    ended: dict[tuple[str, str, str], date] = field(default_factory=dict)
    """Of what is unlinked the day on which it ended, by type, label and key; nothing for what never was so."""

    @property
    def any(self) -> bool:
        """Whether anything is to be written."""
        return bool(self.properties or self.linked or self.unlinked or self.events)


def create_node(label: str, key: str, followed: FollowedFacts) -> NodeChange:
    """A new node with the facts that are followed, and the events that tell of a standard's moves."""
    change = NodeChange(linked=list(followed.links))
    stated, moves = _split(followed.properties)
    values = {**_identity(label, key), **stated}
    if any(link.type == "AMENDS" for link in followed.links):
        values["amending"] = True
    change.properties = {**values, **_derived(label, values)}
    if label == "Standard":
        change.properties |= (project(moves, change.properties) if moves else {}) | {"revision": 1}
        before: str | None = None
        for move in moves:
            further = {} if move.within is None else {"effectiveIn": move.within}
            change.events.append(NewEvent(key, kind_of(move, before), move.stage, before, move.on, further=further))
            before = move.stage
    change.properties = {name: value for name, value in change.properties.items() if value is not None}
    return change


def update_node(
    label: str, key: str, followed: FollowedFacts, state: NodeState, ended: date | None = None
) -> NodeChange:
    """What changes of a node that exists, with the event that records it for a standard.

    What people entered stays: their values are among those that are followed, and their relationships are not touched. ``ended`` is the
    day on which relationships end that nobody states any more; None: they never were.
    """
    change = NodeChange()
    now = state.properties
    stated, moves = _split(followed.properties)
    unstated = kept_properties({name: None for name in FACTS[label] if name not in state.entered.facts})
    stated = {**unstated, **stated}
    differing = {name: value for name, value in stated.items() if now.get(name) != value and (value or now.get(name))}
    _relate(change, followed.links, state)
    if ended is not None:
        kept = {(link.type, link.label, link.key) for link in followed.links}
        change.ended = {one.end: ended for one in change.unlinked if one.type in ENDING and one.end not in kept}
    if label == "Standard" and now.get("amending") != (amending := _is_amending(followed.links, state)):
        differing["amending"] = amending
    step: Move | None = None
    if label == "Standard":
        merged = {**now, **differing}
        timeline, step = _timeline(moves, state, merged)
        differing |= _following(timeline, merged, now)
    derived = _derived(label, {**now, **_identity(label, key), **differing})
    differing |= {name: value for name, value in derived.items() if now.get(name) != value}
    change.fields = _fields(differing, change, state)
    if now.get("retiredOn") is not None and not state.entered.retired:
        differing["retiredOn"] = None
        change.events.append(NewEvent(key, EventKind.RESTORED, before=dump({"retiredOn": now["retiredOn"]})))
    change.properties = differing
    if label == "Standard" and (differing or change.linked or change.unlinked):
        change.events.append(_event(key, change, state, step))
        change.properties["revision"] = (now.get("revision") or 0) + 1
    change.properties |= {mark: None for mark in ("seedHash", "seedRow") if mark in now}
    return change


def retire_node(key: str, label: str, state: NodeState, on: date, statement: str) -> NodeChange:
    """A node leaves the plan on a day: nobody states it any more. One that never was on it replaces, adopts and cites nothing."""
    change = take_back_relations(key, label, state) if on == date.min else NodeChange()
    change.properties |= {"retiredOn": on, "lastStatement": statement}
    change.properties |= {mark: None for mark in ("seedHash", "seedRow") if mark in state.properties}
    if label == "Standard":
        change.properties["revision"] = (state.properties.get("revision") or 0) + 1
    effective = on if on > date.min else None
    change.events.append(NewEvent(key, EventKind.RETIRED, effective_on=effective, after=dump({"retiredOn": on})))
    return change


def take_back_relations(key: str, label: str, state: NodeState) -> NodeChange:
    """What a standard no longer says of others when the load that alone said it is taken back: they stand as if it never had."""
    change = NodeChange()
    if label == "Standard":
        change.unlinked = [link for link in state.links if link.seeded and link.type in BETWEEN_STANDARDS]
    if change.unlinked:
        change.properties = _without_amending(change, state)
        change.fields = _fields({}, change, state)
        change.events.append(_event(key, change, state, None))
        change.properties["revision"] = (state.properties.get("revision") or 0) + 1
    return change


def _without_amending(change: NodeChange, state: NodeState) -> dict[str, Any]:
    """What changes of a standard that amends nothing any more: it is an item of its plan and has reviews."""
    now, amending = state.properties, _is_amending((), state)
    if now.get("amending") == amending or all(one.type != "AMENDS" for one in change.unlinked):
        return {}
    return {"amending": amending} | _following(list(now.get("timeline") or []), {**now, "amending": amending}, now)


def conflict_claims(label: str, key: str, conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    """The claims of what datasets state differently of a node: one for each dataset and field."""
    return [
        {
            "id": f"{dataset}:{label}:{key}:{conflict.field}",
            "dataset": dataset,
            "field": conflict.field,
            "value": value,
            "chosen": value == conflict.followed,
        }
        for conflict in conflicts
        for dataset, value in conflict.stated.items()
    ]


def _identity(label: str, key: str) -> dict[str, object]:
    if label == "Subsystem":
        system, _, code = key.partition("/")
        return {"id": key, "system": system, "code": code}
    return {"id": key, "code": key} if label in ("Committee", "ProductCategory", "StandardsSystem") else {"id": key}


def _split(properties: Mapping[str, object]) -> tuple[dict[str, Any], tuple[Move, ...]]:
    """The properties without what is said of the stage, and the moves that this means.

    The day as of which the dataset speaks matters only where it does not date them.
    """
    stated = {name: value for name, value in properties.items() if name not in (STAGE, STAGE_ON, STATED_ON)}
    stage = properties.get(STAGE)
    if stage is None:
        return kept_properties(stated), ()
    moves = opening_moves(
        str(stage),
        stage_on=partial_date(properties.get(STAGE_ON)),
        published=partial_date(stated.get("publishedOn")),
        withdrawn=partial_date(stated.get("withdrawnOn")),
    )
    undated = any(move.stated is None for move in moves)
    stated[STATED_ON] = properties.get(STATED_ON) if undated else None
    return kept_properties(stated), moves


def _derived(label: str, values: Mapping[str, Any]) -> Mapping[str, object]:
    return dict(findable(values)) if label == "Standard" else searchable(label, values)


def _projected(moves: Sequence[Move], values: Mapping[str, Any]) -> dict[str, Any]:
    return dict(project(moves, {**values, **findable(values)})) if moves else {}


def _following(timeline: list[str], values: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from a timeline and from values, where it is not what is there now."""
    after = _projected(unfold(timeline), values) if timeline else {}
    return {name: value for name, value in after.items() if now.get(name) != value}


def _is_amending(links: Sequence[ResolvedLink], state: NodeState) -> bool | None:
    """True where a dataset or a person states that it amends another document; its number is another matter."""
    by_people = any(one.type == "AMENDS" and not one.seeded and "byNumber" not in one.properties for one in state.links)
    stated = any(link.type == "AMENDS" and not _is_removed(state.entered, link) for link in links)
    return True if by_people or stated else None


def _timeline(stated: Sequence[Move], state: NodeState, values: Mapping[str, Any]) -> tuple[list[str], Move | None]:
    """The timeline that follows, and the step by which it leads on from the present one, if it is one step."""
    current = list(state.properties.get("timeline") or [])
    if not stated:
        return current, None
    number = values.get("number")
    bounds = (year_of(number) if number else None), values.get(STATED_ON)
    expected = fold(combine_moves(stated, state.entered), *bounds)
    if not expected:
        return current, None
    fresh = [entry for entry in expected if entry not in current]
    if not fresh and current and current[-1] == expected[-1]:
        return current, None
    step = _step(unfold(current), unfold(fresh), unfold(expected[-1:])[0], bounds[0])
    if step is not None:
        return fold((*unfold(current), step), *bounds), step
    return expected, None


def _step(current: Sequence[Move], fresh: Sequence[Move], last: Move, year: int | None) -> Move | None:
    """The one move that leads on from the present stage; None when the past is restated.

    An undated publication leads on from no stage that was entered after the year in the number and the next one.
    """
    if len(fresh) != 1 or fresh[0] != last or not current:
        return None
    before = current[-1]
    day, then = last.stated, before.stated
    if day is None and year is not None and last.stage[:2] == PUBLICATION:
        day = PartialDate(str(year + 1))
    in_order = day is None or then is None or day.latest >= then.earliest
    ended = status_of(before.stage) is Status.ABANDONED
    return last if last.stage > before.stage and in_order and not ended else None


def _relate(change: NodeChange, links: Sequence[ResolvedLink], state: NodeState) -> None:
    """Bring the relationships that datasets state into line; those of people, and those that people removed, stay as they are.

    Where people said what a thing is part of, no dataset says it.
    """
    held: defaultdict[tuple[object, ...], list[StoredLink]] = defaultdict(list)
    for stored in state.links:
        held[ResolvedLink(*stored).identity].append(stored)
    by_people = {(link.type, link.key) for link in state.links if not link.seeded}
    placed = SINGLE & {kind for kind, _ in by_people}
    wanted = {}
    for link in links:
        settled = link.type in placed or (link.type, link.key) in by_people
        if not settled and not _is_removed(state.entered, link):
            wanted[link.identity] = link
    for identity, link in wanted.items():
        same = [one for one in held[identity] if one.seeded and _details(one) == dict(link.properties)]
        change.unlinked += [one for one in held[identity] if one.seeded and one not in same[:1]]
        if not same:
            change.linked.append(link)
    for identity, found in held.items():
        if identity not in wanted:
            change.unlinked += [one for one in found if one.seeded]


def _is_removed(entered: Entered, link: ResolvedLink) -> bool:
    return (link.type, link.key) in entered.removed


def _details(link: StoredLink | ResolvedLink) -> dict[str, Any]:
    """What is stated of a relationship; of the structure no dataset states a day, and the place follows from the file."""
    marks = {*MARKS, "from", "place"} if link.type in STRUCTURE else MARKS
    return {name: value for name, value in link.properties.items() if name not in marks}


def _fields(differing: Mapping[str, Any], change: NodeChange, state: NodeState) -> list[FieldChange]:
    names = [name for name in stated_fields(differing) if name not in DERIVED and name != "position"]
    was, now = stated_fields(state.properties), stated_fields({**state.properties, **differing})
    found = [FieldChange(name, was.get(name), now.get(name)) for name in names]
    if "timeline" in differing:
        found.append(FieldChange("timeline", state.properties.get("timeline"), differing["timeline"]))
    before, after = _relations(change, state)
    return [*found, *(FieldChange(kind, before.get(kind), after.get(kind)) for kind in {**before, **after})]


def _relations(change: NodeChange, state: NodeState) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """The relationships that datasets state, before and after, of each type of which any changes."""
    kinds = dict.fromkeys([*(link.type for link in change.unlinked), *(link.type for link in change.linked)])
    before: dict[str, list[Any]] = {}
    after: dict[str, list[Any]] = {}
    for kind in kinds:
        seeded = [link for link in state.links if link.type == kind and link.seeded]
        kept = [link for link in seeded if link not in change.unlinked]
        added = [link for link in change.linked if link.type == kind]
        before[kind], after[kind] = _ends(seeded), _ends([*kept, *added])
    return (
        {kind: found for kind, found in before.items() if found},
        {kind: found for kind, found in after.items() if found},
    )


def _ends(links: Sequence[StoredLink | ResolvedLink]) -> list[Any]:
    found = [[link.label, link.key, known_values(_details(link))] for link in links]
    return sorted(found, key=json.dumps)


def _event(key: str, change: NodeChange, state: NodeState, step: Move | None) -> NewEvent:
    now = state.properties
    before = {one.field: one.before for one in change.fields}
    after = {one.field: one.after for one in change.fields}
    stage = change.properties.get("stage", now.get("stage"))
    kind = kind_of(step, now.get("stage")) if step else EventKind.CORRECTED
    return NewEvent(
        key,
        kind,
        stage,
        now.get("stage"),
        step.on if step else None,
        before=dump(before),
        after=dump(after),
        further={"effectiveIn": step.within} if step and step.within else {},
    )
