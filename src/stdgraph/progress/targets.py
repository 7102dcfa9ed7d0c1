"""Targets: how many standards count towards a system's targets since their baseline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypedDict

from stdgraph.domain.answers import Answer
from stdgraph.domain.targets import Measured, TargetDefinition
from stdgraph.domain.vocabulary import TargetCounts
from stdgraph.progress.revisions import is_revision
from stdgraph.store.plan_cypher import ever, holds, is_item, lists, on_plan, planned
from stdgraph.store.session import Transaction, native
from stdgraph.store.status_cypher import day_parameters, earliest_day, publication
from stdgraph.store.versions_cypher import VERSIONED, facts, said, version

MEASURED = "measured"
"""The key under which a mention of a target carries its measurement on the day asked about."""


class StatedTargetRow(TypedDict):
    """What is said of a target on a day, with the days of its system's document."""

    id: str
    system: str
    facts: list[Any]
    issued: date | None
    announced: date | None


class PublishedRow(TypedDict):
    """How many standards count towards the target ``n``, published by a day and after the baseline."""

    n: int
    day: str | None
    """None for those that may count, their publication not being known exactly."""
    count: int


TARGETS = (
    "MATCH (y:StandardsSystem)-[r:{aims}]->(t:Target) WHERE {condition} AND {counts} WITH DISTINCT y, t "
    f"{version('y', 'yw')} {version('t', 'tw')} RETURN t.id AS id, y.code AS system, {facts('Target', 't', 'tw')} AS facts, "
    f"{said('y', 'yw', 'issuedOn')} AS issued, {said('y', 'yw', 'announcedOn')} AS announced"
)
ASKED = (
    f"UNWIND $asked AS one MATCH (t:Target {{id: one.id}}) {version('t', 'w', 'one.on')} "
    f"RETURN one.n AS n, {facts('Target', 't', 'w')} AS facts"
)
PUBLISHED = (
    f"UNWIND $targets AS target MATCH (x:Subsystem {{system: target.system}})<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')} WITH DISTINCT target, s "
    "WHERE size(target.levels) = 0 OR s.level IN target.levels "
    f"WITH target.n AS n, target.kind AS kind, s, {publication('s')} AS entry, target.baseline AS baseline "
    f"WITH n, kind, s, entry, baseline, coalesce({earliest_day('entry')} > baseline, false) AS counts "
    "WHERE counts OR toString(s.publicationLatest) > baseline AND coalesce(s.publicationEarliest <= $on, true) "
    f"WITH n, s, entry, counts, kind WHERE kind = '{TargetCounts.PUBLISHED}' OR NOT {is_revision('s')} "
    "WITH n, CASE WHEN counts THEN substring(entry, 0, 10) END AS day, count(*) AS count RETURN n, day, count"
)


async def measure_targets(
    tx: Transaction, on: date, *, systems: Sequence[str] | None = None, ids: Sequence[str] | None = None
) -> list[Measured]:
    """The targets on the plan of some systems, or those of some ids, or all, as measured on a day; by system and id. Two statements.

    A target that two systems set is returned twice. ``Measured.state`` goes by the pace, not by a forecast.
    """
    condition = "y.code IN $systems" if systems is not None else "t.id IN $ids" if ids is not None else "true"
    counts = f"{planned('y')} AND {holds('r')} AND {on_plan('t')}"
    text = TARGETS.format(aims=ever("AIMS_AT"), condition=condition, counts=counts)
    rows = await tx.table(StatedTargetRow, text, systems=list(systems or ()), ids=list(ids or ()), on=on)
    targets = sorted((_target(row) for row in rows), key=lambda target: (target.system, target.id))
    counted = [
        {
            "n": n,
            "system": target.system,
            "kind": target.counts,
            "levels": list(target.levels),
            "baseline": str(target.baseline),
        }
        for n, target in enumerate(targets)
        if target.countable
    ]
    days: list[dict[date, int]] = [{} for _ in targets]
    possible: dict[int, int] = {}
    if counted:
        for row in await tx.table(PublishedRow, PUBLISHED, targets=counted, **day_parameters(on)):
            if row["day"] is None:
                possible[row["n"]] = row["count"]
            else:
                days[row["n"]][date.fromisoformat(row["day"])] = row["count"]
    return [Measured(target, on, days[n], possible.get(n, 0)) for n, target in enumerate(targets)]


class AskedRow(TypedDict):
    """What is said of the target asked for at place ``n``."""

    n: int
    facts: list[Any]


async def load_target_facts(tx: Transaction, asked: Iterable[tuple[str, date]]) -> dict[tuple[str, date], Answer]:
    """What is said of targets, by id, on a day each; an unknown one is not in it. One statement, or none for none."""
    wanted = list(asked)
    if not wanted:
        return {}
    rows = [{"n": n, "id": key, "on": on} for n, (key, on) in enumerate(wanted)]
    return {wanted[row["n"]]: _facts(row["facts"]) for row in await tx.table(AskedRow, ASKED, asked=rows)}


def target_figures(one: Measured) -> Answer:
    """The figures of a target on a day, under the names of the API's fields."""
    return {
        "achieved": one.achieved,
        "imprecise": one.imprecise,
        "remaining": one.remaining,
        "pace": one.pace,
        "requiredPace": one.required_pace,
        "state": one.state,
    }


def _facts(values: Sequence[Any]) -> Answer:
    return dict(zip(VERSIONED["Target"], map(native, values), strict=True))


def _target(row: StatedTargetRow) -> TargetDefinition:
    told = _facts(row["facts"])
    return TargetDefinition(
        id=row["id"],
        system=row["system"],
        counts=TargetCounts(told["counts"]) if told["counts"] else None,
        required=told["required"],
        by=told["by"],
        levels=tuple(sorted(told["levels"] or ())),
        baseline=told["baseline"] or native(row["issued"]) or native(row["announced"]),
        stated=told["baseline"] is not None,
        measure=told["measure"],
        facts=told,
    )
