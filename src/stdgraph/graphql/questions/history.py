"""Questions about time: histories, durations, targets and their forecasts."""

from __future__ import annotations

from typing import Any

from stdgraph.catalogue.reader import Pick
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.targets import Measured
from stdgraph.domain.vocabulary import Interval
from stdgraph.graphql.questions.arguments import scope_of
from stdgraph.graphql.questions.progress import SCOPES
from stdgraph.graphql.resolvers import Asking, Row, question
from stdgraph.progress.forecast import compute_forecasts
from stdgraph.progress.history import compute_history
from stdgraph.progress.stage_durations import compute_publication_rates, compute_stage_durations
from stdgraph.progress.targets import measure_targets, target_figures


@question("Query", "progressHistory")
async def progress_history(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """The history of any scope."""
    given = asking.arguments(pick)
    scope, interval = scope_of(given["scope"]), Interval(given["interval"] or Interval.MONTH)
    return [await compute_history(asking.tx, scope, given["from"], given["to"], interval, given.get("knownAt"))]


@question("Query", "durations")
async def durations_of_scope(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """Durations of any scope."""
    given = asking.arguments(pick)
    return await compute_stage_durations(asking.tx, [scope_of(given.get("scope"))], asking.on(given))


@question("Query", "publicationRate")
async def publication_rate_of_scope(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """The publication rate of any scope."""
    given = asking.arguments(pick)
    return await compute_publication_rates(asking.tx, [scope_of(given.get("scope"))], asking.on(given))


def _pace_of(label: str) -> None:
    @question(label, "durations")
    async def last(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
        on = asking.on(asking.arguments(pick))
        return await compute_stage_durations(asking.tx, [SCOPES[label](row) for row in rows], on)

    @question(label, "publicationRate")
    async def publish(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
        on = asking.on(asking.arguments(pick))
        return await compute_publication_rates(asking.tx, [SCOPES[label](row) for row in rows], on)


for _label in ("StandardsSystem", "Committee"):
    _pace_of(_label)


MEASURED = "measured"
"""Under this key a target's row carries how it stands on the day that was asked about."""


@question("StandardsSystem", "targets")
async def targets_of_systems(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """The targets of each system by id, as they stand on a day."""
    on = asking.on(asking.arguments(pick))
    found: dict[str, list[Ref]] = {row["code"]: [] for row in rows}
    for one in await measure_targets(asking.tx, on, systems=list(found)):
        found[one.target.system].append(Ref("Target", one.target.id, {MEASURED: one}))
    return [found[row["code"]] for row in rows]


def _figure(name: str) -> None:
    @question("Target", name)
    async def tell(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
        return [one and target_figures(one)[name] for one in await _standing(asking, rows)]


for _name in ("achieved", "remaining", "pace", "requiredPace", "state"):
    _figure(_name)


@question("Target", "forecast")
async def forecast(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """The forecast of each target, as of the day that it was asked for."""
    standing = await _standing(asking, rows)
    told: dict[int, Answer] = {}
    for on in sorted({one.on for one in standing if one}):
        same = list({id(one): one for one in standing if one and one.on == on}.values())
        told |= dict(zip(map(id, same), await compute_forecasts(asking.tx, same, on), strict=True))
    return [told[id(one)] if one else None for one in standing]


async def _standing(asking: Asking, rows: list[Row]) -> list[Measured | None]:
    """How each target stands; one that no system led to (a node by its id) as of today."""
    bare = [row for row in rows if MEASURED not in row]
    if bare:
        found = await measure_targets(asking.tx, asking.today, ids=[row["id"] for row in bare])
        by_id = {one.target.id: one for one in reversed(found)}
        for row in bare:
            row[MEASURED] = by_id.get(row["id"])
    return [row[MEASURED] for row in rows]
