"""Targets of standards systems, with the loaders that measure them."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.targets import Measured
from stdgraph.domain.vocabulary import Level, TargetCounts, TargetState
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.arguments import AsOf
from stdgraph.graphql.types.fields import Loader, is_row_of, loaded, plain
from stdgraph.graphql.types.history import Forecast
from stdgraph.graphql.types.relay import Node, node_id
from stdgraph.progress.forecast import forecasts
from stdgraph.progress.targets import figures, measured

MEASURED = "measured"
"""The key under which a target's row carries how it stands on the day asked about."""


async def load_targets(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[list[Ref]]:
    """The targets of each system by id, as they stand on a day."""
    found: dict[str, list[Ref]] = {row["code"]: [] for row in rows}
    for one in await measured(field.tx, field.day(as_of), systems=list(found)):
        found[one.target.system].append(Ref("Target", one.target.id, {MEASURED: one}))
    return [found[row["code"]] for row in rows]


async def load_forecasts(field: FieldContext, rows: Sequence[Answer]) -> list[Answer | None]:
    """The forecast of each target, as of the day that it was asked for; None for a target that no system sets."""
    measurements = await _measurements(field, rows)
    found: dict[int, Answer] = {}
    for on in sorted({one.on for one in measurements if one}):
        same = list({id(one): one for one in measurements if one and one.on == on}.values())
        found |= dict(zip(map(id, same), await forecasts(field.tx, same, on), strict=True))
    return [found[id(one)] if one else None for one in measurements]


def _figure(name: str) -> Loader:
    async def load(field: FieldContext, rows: Sequence[Answer]) -> list[object]:
        return [one and figures(one)[name] for one in await _measurements(field, rows)]

    return load


async def _measurements(field: FieldContext, rows: Sequence[Answer]) -> list[Measured | None]:
    """How each target stands; one that no system led to (a node by its id) as of today."""
    bare = [row for row in rows if MEASURED not in row]
    if bare:
        found = await measured(field.tx, field.today, ids=[row["id"] for row in bare])
        by_id = {one.target.id: one for one in reversed(found)}
        for row in bare:
            row[MEASURED] = by_id.get(row["id"])
    return [row[MEASURED] for row in rows]


@strawberry.type(description="A numeric target that the issuing document sets.")
class Target(Node):
    """One target."""

    is_type_of = staticmethod(is_row_of("Target"))
    id: strawberry.ID = node_id("Target", "id")
    statement: str = plain("The target in the document's words.")
    measure: str | None = plain("What is counted.")
    operator: str | None = plain("How the count compares with `required`.")
    required: int | None = plain("The number required; null where the target is none, such as full coverage.")
    by: Day | None = plain("The day by which it is to be reached.")
    levels: list[Level] | None = plain("Which levels count towards it; none: all.")
    counts: TargetCounts | None = plain(
        "What of the catalogue is counted; null where the measure cannot be counted from it."
    )
    baseline: Day | None = plain(
        "The day after which standards count as new; null where the document states none: then its own day counts."
    )
    achieved: int | None = loaded(
        _figure("achieved"),
        "Standards of its levels that the system lists and that were published after the baseline, by the day asked about. "
        "Publications of unknown day are not. Null where nothing is counted.",
    )
    remaining: int | None = loaded(_figure("remaining"), "required - achieved, not below 0; null with either.")
    pace: float | None = loaded(
        _figure("pace"), "achieved, a year since the baseline; null where nothing is counted or no time has passed."
    )
    required_pace: float | None = loaded(
        _figure("requiredPace"),
        "remaining, a year until its day; 0 once reached, null where no time is left or no day is stated.",
    )
    state: TargetState | None = loaded(
        _figure("state"),
        "MET: reached by its day. MISSED: not reached, and the day has come. Before that ON_TRACK where `pace` is at least "
        "`requiredPace`, else AT_RISK. NOT_MEASURED where nothing can be compared: the forecast's `assumptions` say why.",
    )
    forecast: Forecast | None = loaded(load_forecasts, "Whether it will be met; null for a target that no system sets.")
