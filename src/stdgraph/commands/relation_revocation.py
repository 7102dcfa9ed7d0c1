"""Taking back that a relation of a standard was made, changed or taken away: it is as it was before, with the days that it had then.

What was believed of it in between stays what was known then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from stdgraph.commands.outcomes import Message, Problem
from stdgraph.commands.preload import LoadedStandard, RecordedEvent
from stdgraph.commands.relate import Relation, known_details, stated_details
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.commands.standard_writing import NewRelation
from stdgraph.commands.touched_relations import TouchedRelation
from stdgraph.domain.relation_history import relations_named
from stdgraph.domain.stored_state import StandardProperties
from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.domain.timeline import fields, revoked
from stdgraph.domain.vocabulary import EventKind

RELATIONS = (EventKind.RELATED, EventKind.UNRELATED)
"""Events of relations. That a successor replaces a standard is told by such an event as well, and stands at the successor."""
TRANSFERS = (
    EventKind.TRANSFER_OFFERED,
    EventKind.TRANSFERRED,
    EventKind.TRANSFER_DECLINED,
    EventKind.TRANSFER_WITHDRAWN,
)
"""The events by which a standard comes to be another committee's, or might have."""


def touched_by(unit: StandardUnit, event: RecordedEvent) -> list[TouchedRelation]:
    """The relations that an event says it touched, of those that were touched at its instant."""
    named = relations_named(event)
    found = [one for one in unit.touched.get(event["sequence"], ()) if one.kind in {kind for kind, _ in named}]
    if event["kind"] in TRANSFERS:
        return found
    called = [one for one in found if any(kind == one.kind and one.is_called(name) for kind, name in named)]
    return called if called or len(found) != 1 else found  # what is called otherwise now is the only one there is


def relation_problems(
    unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent, today: date
) -> Iterator[Problem]:
    """Why relations cannot be as they were before an event; nothing where they can."""
    later = later_change(standard.events, event)
    if later is not None:
        zh, en = (
            f"事件 {later} 以该事件为依据，请先撤销",
            f"event {later} builds on event {event['sequence']}: revoke that first",
        )
        yield Problem("sequence", Message(zh, en))
        return
    found = touched_by(unit, event)
    if not _stands(found, event):
        zh = "该关系此后已更改，请改为更改该关系"
        yield Problem("sequence", Message(zh, "the relation was changed since: change that instead"))
        return
    for one in found:
        if one.was is not None:
            yield from _cannot_be_again(unit, standard, one, today)


def restore_relations(
    unit: StandardUnit, standard: LoadedStandard, event: RecordedEvent
) -> tuple[StandardProperties, dict[str, object]]:
    """Bring the relations of an event back to what they were; what changes of the standard itself, and what its event says of where
    it led."""
    given: StandardProperties = {}
    left: dict[str, object] = {}
    for one in touched_by(unit, event):
        unit.relate(NewRelation(one.kind, standard.id, one.label, one.end, one.was, undoes=event["recorded"]))
        if one.kind == Relation.AMENDS and standard.properties.get("amendsKey") is None:
            given["amending"] = None if one.was is None else True
        if one.was is None and one.label != "Standard":
            left[f"left{one.label}"] = one.end
    return given, left


def later_change(events: Sequence[RecordedEvent], event: RecordedEvent) -> int | None:
    """The last event since that changed the same relations and stands, or the change of which it is a part; None if there is none."""
    named, gone = relations_named(event), revoked(events)
    for later in reversed(events):
        if later["sequence"] <= event["sequence"]:
            return None
        stands = later["revokes"] is None and not {later["sequence"], later["partOfChange"]} & gone
        if stands and named & relations_named(later):
            return later["partOfChange"] or later["sequence"]
    return None


def _stands(found: Sequence[TouchedRelation], event: RecordedEvent) -> bool:
    """Whether what an event made is as it made it, and what it took away is known."""
    if event["kind"] in TRANSFERS:
        return bool(found) and all(_as_left(one) for one in found)
    before, after = fields(event["before"]), fields(event["after"])
    made = [one for one in found if one.made is not None]
    former = [one for one in found if one.was is not None]
    if bool(made) != bool(after) or bool(former) != bool(before):
        return False
    return all(_as_left(one) for one in found) and all(_details(one) == _stated(after) for one in made)


def _as_left(relation: TouchedRelation) -> bool:
    """Whether a relation is as an event left it."""
    made, now = relation.made, relation.now
    if made is None or now is None:
        return made is now
    return made.get("from") == now.get("from") and _details(relation) == _details(replace(relation, now=made))


def _details(relation: TouchedRelation) -> dict[str, object]:
    """The details of a relation as events tell them."""
    found = known_details(stated_details(relation.kind, relation.now or {}))
    return {name: str(value) if isinstance(value, date) else value for name, value in found.items()}


def _stated(told: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in told.items() if name not in ("relation", "target")}


def _cannot_be_again(
    unit: StandardUnit, standard: LoadedStandard, relation: TouchedRelation, today: date
) -> Iterator[Problem]:
    """That a relation cannot be made again."""
    left, name = relation.retired_on, relation.number or relation.end
    if left is not None and left <= today:
        term = LABEL_TERMS[relation.label]
        zh = f"{term.zh}“{name}”自 {left} 起已退出体系，不能恢复该关系"
        en = f"{term.en} {name!r} is off the plan since {left}: the relation cannot be restored"
        yield Problem("sequence", Message(zh, en))
    if relation.kind == Relation.REPLACES and unit.lineage.is_circle(standard.id, relation.end):
        zh = f"“{name}”已（间接）代替本标准"
        yield Problem("sequence", Message(zh, f"{name} already replaces this standard, directly or through others"))
