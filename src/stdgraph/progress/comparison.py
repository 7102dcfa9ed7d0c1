"""What is another way in a scope on one day than on an earlier one: standards that moved, figures of subsystems, targets and demands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypedDict

from stdgraph.domain import timeline
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.stages import status_of
from stdgraph.domain.targets import Measured
from stdgraph.domain.vocabulary import Status
from stdgraph.progress.coverage import load_demand_states
from stdgraph.progress.number_pages import NumberPlace, number_place, page_by_number
from stdgraph.progress.tally import needs_of
from stdgraph.progress.targets import MEASURED, measure_targets
from stdgraph.progress.tree import load_trees
from stdgraph.store.keyset import Page
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters


class Change(StrEnum):
    """What a standard may have done between two days."""

    PUBLISHED = "published"
    ADVANCED = "advanced"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"
    REGISTERED = "registered"


class MovedRow(TypedDict):
    """A standard with an entry in its timeline between the days, and what it is ordered by."""

    id: str
    sort: str | None
    timeline: list[str]


@dataclass(frozen=True, slots=True)
class MovedStandard:
    """A standard that moved between the days."""

    place: NumberPlace
    changes: frozenset[Change]


_OPEN = (Status.PLANNED, Status.DRAFTING)
_PUBLISHED = ("60", "90")
_REGISTERED = ("00",)


def _moved(shape: frozenset[str]) -> str:
    """The statement that returns ``MovedRow``s of a scope as it stands on the day of ``day_parameters``."""
    moved = "size([e IN coalesce(s.timeline, []) WHERE e > $fromKey AND e <= $toKey]) > 0"
    return (
        f"UNWIND $scopes AS scope {standards(shape, where=moved)} "
        "RETURN s.id AS id, s.numberSort AS sort, s.timeline AS timeline"
    )


async def load_moved(tx: Transaction, scope: ScopeFilter, first: date, last: date) -> list[MovedStandard]:
    """The standards listed in a scope on either day that moved after the first and by the last. Two statements."""
    keys = {"fromKey": timeline.day_key(first), "toKey": timeline.day_key(last)}
    found: dict[str, MovedStandard] = {}
    for on in (first, last):
        parameters = {**day_parameters(on), **keys, "scopes": scope_parameters([scope])}
        for row in await tx.table(MovedRow, _moved(scope.shape), **parameters):
            changes = frozenset(changes_between(row["timeline"], first, last))
            found[row["id"]] = MovedStandard(number_place(row["sort"], row["id"]), changes)
    return list(found.values())


def changes_between(entries: Sequence[str], first: date, last: date) -> Iterable[Change]:
    """What a standard did after a day and by another, going by its timeline."""
    before, after = timeline.status_on(entries, first), timeline.status_on(entries, last)
    was, now = timeline.stage_on(entries, first), timeline.stage_on(entries, last)
    for change, stages in ((Change.PUBLISHED, _PUBLISHED), (Change.REGISTERED, _REGISTERED)):
        entered = next((one for one in entries if _enters(one, stages)), None)
        if entered is not None and first < timeline.entry_day(entered) <= last:
            yield change
    for change, status in ((Change.WITHDRAWN, Status.WITHDRAWN), (Change.ABANDONED, Status.ABANDONED)):
        if after is status and before is not status:
            yield change
    if after in _OPEN and now is not None and (was != now if was else now[:2] not in _REGISTERED):
        yield Change.ADVANCED


def _enters(entry: str, stages: Collection[str]) -> bool:
    stage = timeline.entry_stage(entry)
    return stage[:2] in stages and status_of(stage) is not Status.ABANDONED


def page_moved(moved: Sequence[MovedStandard], change: Change, wanted: Page) -> Answer:
    """A page of the standards that changed in one way, by number. Raises BadInput for an invalid cursor."""
    return page_by_number((one.place for one in moved if change in one.changes), wanted)


_FIGURES = ("items", "itemsMet", "itemsOpen", "completion")


async def compare_subsystems(tx: Transaction, system: str, first: date, last: date) -> list[Answer]:
    """The subsystems of a system whose items differ, in order, those that have left the plan last; null on a day on which one is not on the plan."""
    was, now = [await _tree(tx, system, on) for on in (first, last)]
    order = [*now, *(key for key in was if key not in now)]
    return [
        {"subsystem": Ref("Subsystem", key), "before": was.get(key), "after": now.get(key)}
        for key in order
        if was.get(key) != now.get(key)
    ]


async def _tree(tx: Transaction, system: str, on: date) -> Mapping[str, Answer]:
    (nodes,) = await load_trees(tx, [system], on, needs_of(_FIGURES))
    return {node["subsystem"].key: {name: node["total"][name] for name in _FIGURES} for node in nodes}


async def compare_targets(tx: Transaction, system: str, first: date, last: date) -> list[Answer]:
    """The targets of a system on either day, by id; null on a day on which one is not on the plan. Each is mentioned as it stands on the last."""
    was, now = [{one.target.id: one for one in await measure_targets(tx, on, systems=[system])} for on in (first, last)]
    return [
        {
            "target": Ref("Target", key, {**one.target.facts, MEASURED: one}),
            "before": _reached(was.get(key)),
            "after": _reached(now.get(key)),
        }
        for key, one in sorted({**was, **now}.items())
    ]


def _reached(one: Measured | None) -> Answer | None:
    return None if one is None else {"achieved": one.achieved, "state": one.state}


async def compare_demands(tx: Transaction, system: str, first: date, last: date) -> list[Answer]:
    """The demanded cells of a system whose state differs, by subsystem and category; null on a day on which nobody demands one."""
    was, now = [await load_demand_states(tx, system, on) for on in (first, last)]
    return [
        {
            "subsystem": Ref("Subsystem", pair[0]),
            "productCategory": Ref("ProductCategory", pair[1]),
            "before": was.get(pair),
            "after": now.get(pair),
        }
        for pair in sorted({*was, *now})
        if was.get(pair) != now.get(pair)
    ]
