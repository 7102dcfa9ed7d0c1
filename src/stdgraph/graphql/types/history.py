"""Answers about time: histories, durations, publication rates, forecasts."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from stdgraph.domain.answers import Answer
from stdgraph.domain.stages import STAGES
from stdgraph.domain.vocabulary import ForecastMethod, Language
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.arguments import AsOf, In
from stdgraph.graphql.types.fields import linked, plain, row_of
from stdgraph.progress.stage_durations import durations, publication_rates


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
    completion: float | None = plain("published / max(declared, listed), 0 to 1; null where both are nothing.")


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
    undated: int = plain("Published on a day that nobody knows: in no year.")


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
    method: ForecastMethod = plain("How it was made.")

    @strawberry.field(description="What it takes for granted, a sentence each.")
    def assumptions(self, language: In = Language.ZH) -> list[str]:
        """The sentences in a language."""
        place = 0 if language is Language.ZH else 1
        return [pair[place] for pair in row_of(self)["assumptions"]]


async def load_durations(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[list[Answer]]:
    """How long the standards of each row's scope stay in each stage, up to a day."""
    return await durations(field.tx, field.scopes(rows), field.day(as_of))


async def load_publication_rates(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[Answer]:
    """How many standards of each row's scope are published a year, up to a day."""
    return await publication_rates(field.tx, field.scopes(rows), field.day(as_of))
