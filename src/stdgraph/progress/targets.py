"""Targets: how many standards a system's targets have gained since their baseline, and how that stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from stdgraph.domain.answers import Answer
from stdgraph.domain.targets import Measured, TargetDefinition
from stdgraph.domain.vocabulary import TargetCounts
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, publication

STATED = ("id", "system", "counts", "required", "due", "levels", "baseline", "issued", "announced", "measure")
TARGETS = (
    "MATCH (y:StandardsSystem)-[:AIMS_AT]->(t:Target) WHERE {condition} RETURN t.id AS id, y.code AS system, "
    "t.counts AS counts, t.required AS required, t.by AS due, t.levels AS levels, t.baseline AS baseline, "
    "y.issuedOn AS issued, y.announcedOn AS announced, t.measure AS measure"
)
PUBLISHED = (
    "UNWIND $targets AS target MATCH (:Subsystem {system: target.system})<-[:LISTED_IN]-(s:Standard) WITH DISTINCT target, s "
    "WHERE size(target.levels) = 0 OR s.level IN target.levels "
    f"WITH target.n AS n, {publication('s')} AS entry, target.after AS after WHERE entry > after "
    "WITH n, substring(entry, 0, 10) AS day, count(*) AS count RETURN n, day, count"
)


async def measured(
    tx: Transaction, on: date, *, systems: Sequence[str] | None = None, ids: Sequence[str] | None = None
) -> list[Measured]:
    """The targets of some systems, or those of some ids, or all, as they stand on a day; by system and id. Two statements.

    A target that two systems set stands there twice. There is no forecast in it: ``Measured.state`` goes by the pace.
    """
    condition = "y.code IN $systems" if systems is not None else "t.id IN $ids" if ids is not None else "true"
    text = TARGETS.format(condition=condition)
    rows = await tx.table(STATED, text, systems=list(systems or ()), ids=list(ids or ()))
    targets = sorted((_target(row) for row in rows), key=lambda target: (target.system, target.id))
    counted = [
        {
            "n": n,
            "system": target.system,
            "levels": list(target.levels),
            "after": f"{target.baseline} 99.99",
        }
        for n, target in enumerate(targets)
        if target.countable
    ]
    days: list[dict[date, int]] = [{} for _ in targets]
    if counted:
        for row in await tx.table(("n", "day", "count"), PUBLISHED, targets=counted, **day_parameters(on)):
            days[row["n"]][date.fromisoformat(row["day"])] = row["count"]
    return [Measured(target, on, found) for target, found in zip(targets, days, strict=True)]


def figures(one: Measured) -> Answer:
    """What is told of a target on a day, in the words of the API."""
    return {
        "achieved": one.achieved,
        "remaining": one.remaining,
        "pace": one.pace,
        "requiredPace": one.required_pace,
        "state": one.state,
    }


def _target(row: Mapping[str, Any]) -> TargetDefinition:
    baseline, issued, announced = (_day(row[name]) for name in ("baseline", "issued", "announced"))
    return TargetDefinition(
        id=row["id"],
        system=row["system"],
        counts=TargetCounts(row["counts"]) if row["counts"] else None,
        required=row["required"],
        by=_day(row["due"]),
        levels=tuple(sorted(row["levels"] or ())),
        baseline=baseline or issued or announced,
        stated=baseline is not None,
        measure=row["measure"],
    )


def _day(value: Any) -> date | None:
    day: date | None = value and value.to_native()
    return day
