"""Answers about time: histories, durations, publication rates, targets and their forecasts, with the loaders that answer them."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.stages import STAGES
from stdgraph.domain.targets import Measured
from stdgraph.domain.vocabulary import ForecastMethod, Language, Level, TargetCounts, TargetState
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.fields import RETIRED, Loader, is_row_of, linked, loaded, plain, row_of
from stdgraph.graphql.types.inputs import After, AsOf, Figure, First, In
from stdgraph.graphql.types.relay import DAY_MARK, LazyFigureRows, Node, mention_id
from stdgraph.progress.figure_rows import page_figure
from stdgraph.progress.forecast import compute_forecasts
from stdgraph.progress.stage_durations import compute_publication_rates, compute_stage_durations
from stdgraph.progress.targets import MEASURED, measure_targets, target_figures

MOST_POINTS_WITH_ROWS = 200
"""Points of which the rows are answered in one request: each costs as much as a question of its own."""


async def load_point_figure(
    field: FieldContext, rows: Sequence[Answer], of: Figure, first: First = 20, after: After = None
) -> list[Answer]:
    """The rows behind a figure of each point. Raises BadInput for what was known at an instant, LimitExceeded for too many points."""
    wanted, total = field.page(first, after), field.wants("totalCount")
    if any(row["knownAt"] for row in rows):
        raise BadInput("standards: not offered with knownAt; ask for one standard's knownAt instead")
    if len(rows) > MOST_POINTS_WITH_ROWS:
        raise LimitExceeded(
            f"standards: the rows of {len(rows):,} points, at most {MOST_POINTS_WITH_ROWS} are answered at once"
        )
    return [
        await page_figure(field.tx, row["scope"], of, wanted, row["on"], plan=row["planOn"], total=total)
        for row in rows
    ]


@strawberry.type(
    description="Counts of a scope at the end of an interval, each standard once; what is listed today counts on every day. "
    "`listed = planned + drafting + published + withdrawn + abandoned`."
)
class HistoryPoint:
    """One point of a burn-up."""

    on: Day = plain("The last day of the interval; of the last point the last day asked for.")
    listed: int = plain("Distinct standards listed; with `knownAt` those of which anything was recorded by then.")
    planned: int = plain("Planned, or nothing had happened by that day.")
    drafting: int = plain("Being drafted: stages 20 to 50.")
    published: int = plain("Published and not withdrawn.")
    withdrawn: int = plain("废止: withdrawn.")
    abandoned: int = plain("Abandoned before publication.")
    imprecise: int = plain(
        "Listed standards whose status may be a further one, because the day of a move is not known exactly and may have come already: "
        "they count as before it."
    )
    items: int = plain(
        "Items on the plan: standards with all that replaces them as a whole, without those that have left it."
    )
    items_met: int = plain("Items of which a document was in force.")
    items_open: int = plain("The others.")
    completion: float | None = plain("itemsMet / max(declared, items), 0 to 1; null where both are nothing.")
    standards: LazyFigureRows | None = loaded(
        load_point_figure,
        "The standards that a figure of the point counts, by number, as `Progress.standards` has them. Not offered with `knownAt`, nor for "
        "more than 200 points at once.",
    )


@strawberry.type(
    description="How long standards stay in one stage. Only stays count of which both days are known and that led to another stage."
)
class StageDuration:
    """The median of one stage."""

    stage: str = plain("Two digits of the stage code.")
    median_days: float = plain("Median of the days between entering the stage and entering the next.")
    observations: int = plain("On how many stays the median rests.")

    @strawberry.field(description="Its name.")
    def title(self, language: In = Language.ZH) -> str:
        """The name of the stage in a language."""
        stage = STAGES[row_of(self)["stage"]]
        return stage.zh if language is Language.ZH else stage.en


@strawberry.type(description="How many standards were published in one year.")
class PublicationYear:
    """One year."""

    year: int = plain("The calendar year.")
    published: int = plain("Standards published in it, those withdrawn since included.")


@strawberry.type(description="How many standards are published a year.")
class PublicationRate:
    """The years since the first publication."""

    years: list[PublicationYear] = linked(
        "Every year from that of the first publication to that of the day asked about."
    )
    standards: int = plain("On how many standards the years rest: those of known publication day.")
    undated: int = plain("Published on an unknown day, and so in no year.")


@strawberry.type(
    description="How likely a target is to be met by its day, with what that takes for granted: a reader can disagree with it."
)
class Forecast:
    """A forecast of one target."""

    probability: float | None = plain(
        "The share of simulated runs that reach the required number by the day; 1 or 0 once the day has come. "
        "Null where nothing is counted or no day is stated."
    )
    p10: int | None = plain("The count on the day that one run in ten does not exceed; null with `probability`.")
    p50: int | None = plain("The count on the day in the median run.")
    p90: int | None = plain("The count on the day that nine runs in ten do not exceed.")
    reached_on_p50: Day | None = plain(
        "The day on which the median run reaches the required number, or on which it was reached; null if not within 20 years."
    )
    pace: float | None = plain("The pace seen, in standards a year: that of the target.")
    required_pace: float | None = plain("The pace needed, in standards a year: that of the target.")
    method: ForecastMethod = plain("How it was made.")

    @strawberry.field(description="What it takes for granted, a sentence each.")
    def assumptions(self, language: In = Language.ZH) -> list[str]:
        """The sentences in a language."""
        place = 0 if language is Language.ZH else 1
        return [pair[place] for pair in row_of(self)["assumptions"]]


async def load_durations(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[list[Answer]]:
    """How long the standards of each row's scope stay in each stage, up to a day."""
    return await compute_stage_durations(field.tx, field.scopes(rows), field.day(as_of))


async def load_publication_rates(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[Answer]:
    """How many standards of each row's scope are published a year, up to a day."""
    return await compute_publication_rates(field.tx, field.scopes(rows), field.day(as_of))


async def load_targets(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[list[Ref]]:
    """The targets of each system by id, as they stand on a day."""
    found: dict[str, list[Ref]] = {row["code"]: [] for row in rows}
    for one in await measure_targets(field.tx, field.day(as_of), systems=list(found)):
        mention = {**one.target.facts, MEASURED: one, "askedOn": as_of}
        found[one.target.system].append(Ref("Target", one.target.id, mention))
    return [found[row["code"]] for row in rows]


async def load_forecasts(field: FieldContext, rows: Sequence[Answer]) -> list[Answer | None]:
    """The forecast of each target, as of the day that it was asked for; None for a target that no system sets."""
    measurements = await _measurements(field, rows)
    found: dict[int, Answer] = {}
    for on in sorted({one.on for one in measurements if one}):
        same = list({id(one): one for one in measurements if one and one.on == on}.values())
        found |= dict(zip(map(id, same), await compute_forecasts(field.tx, same, on), strict=True))
    return [found[id(one)] if one else None for one in measurements]


def _figure(name: str) -> Loader:
    async def load(field: FieldContext, rows: Sequence[Answer]) -> list[object]:
        return [one and target_figures(one)[name] for one in await _measurements(field, rows)]

    return load


async def _measurements(field: FieldContext, rows: Sequence[Answer]) -> list[Measured | None]:
    """How each target measures; one that no system led to (a node by its id) as of the day in its id, else of today."""
    bare = [row for row in rows if MEASURED not in row]
    for on in sorted({field.day(row.get("askedOn")) for row in bare}):
        same = [row for row in bare if field.day(row.get("askedOn")) == on]
        found = await measure_targets(field.tx, on, ids=[row["id"] for row in same])
        by_id = {one.target.id: one for one in reversed(found)}
        for row in same:
            row[MEASURED] = by_id.get(row["id"])
    return [row[MEASURED] for row in rows]


@strawberry.type(description="A numeric target that the issuing document sets.")
class Target(Node):
    """One target."""

    is_type_of = staticmethod(is_row_of("Target"))
    id: strawberry.ID = mention_id("Target", DAY_MARK, "askedOn")
    retired_on: Day | None = plain(RETIRED)
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
        "The day after which publications count; null where the document states none: then its own day counts."
    )
    achieved: int | None = loaded(
        _figure("achieved"),
        "Standards of its levels that the system lists and that were published after the baseline, by the day asked about; of NEW without "
        "revisions. What may have been published before the baseline does not count. Null where nothing is counted.",
    )
    imprecise: int | None = loaded(
        _figure("imprecise"),
        "Standards that `achieved` leaves out and that may count: their publication is not known exactly enough to tell whether it came "
        "after the baseline and by the day asked about. Null where nothing is counted.",
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
        "`requiredPace`, else AT_RISK, once a tenth of the time since the baseline has passed. NOT_MEASURED where nothing can be "
        "compared: the forecast's `assumptions` say why.",
    )
    forecast: Forecast | None = loaded(load_forecasts, "Whether it will be met; null for a target that no system sets.")
