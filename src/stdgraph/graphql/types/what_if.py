"""What would become of a scope if standards were withdrawn."""

from __future__ import annotations

from typing import Any

import strawberry

from stdgraph.domain.vocabulary import Language
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.answers import Progress
from stdgraph.graphql.types.arguments import In
from stdgraph.graphql.types.fields import linked, linked_one, plain
from stdgraph.graphql.types.gaps import Gap, GapCount
from stdgraph.graphql.types.lazy import LazyStandard


@strawberry.type(description="A standard that is supposed to go, as it was asked for.")
class Supposed:
    """One supposition."""

    asked: str = plain("What it was called in the request.")
    standard: LazyStandard | None = linked_one("The standard; null where the catalogue holds none of that name.")
    counts: bool = plain(
        "Whether it is published on the day, so that it can be withdrawn; what cannot changes nothing."
    )

    @strawberry.field(description="Why it does not count, in a sentence; null where it does.")
    def message(self, language: In = Language.ZH) -> str | None:
        """The reason."""
        row: Any = self
        told: str | None = row["said"].message(language)
        return told


@strawberry.type(description="Gaps, worst first: as many as asked for, beside their total.")
class GapList:
    """A bounded list of gaps."""

    total_count: int = plain("How many there are in all.")
    count_by_kind: list[GapCount] = linked("All of them by kind; kinds without any are left out.")
    gaps: list[Gap] = linked("The worst of them.")


@strawberry.type(
    description="What would become of a scope if standards were withdrawn on a day; computed by the questions that answer `gaps` and "
    "`progress`, and nothing is written."
)
class WhatIf:
    """A supposition followed through."""

    as_of: Day = plain("The day of the supposed withdrawals, and of all that follows.")
    supposed: list[Supposed] = linked("The standards that were named, in that order.")
    opened: GapList = linked_one("Gaps that would be there and are not.")
    closed: GapList = linked_one(
        "Gaps that are there and would not be: withdrawing an overdue standard ends its review, too."
    )
    before: Progress = linked_one("The progress as it is on the day.")
    after: Progress = linked_one("The progress as it would be.")
