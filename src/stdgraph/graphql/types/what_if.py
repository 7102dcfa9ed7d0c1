"""What would become of a scope if standards were withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import strawberry

from stdgraph.domain import scope as scopes
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.vocabulary import Language
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.what_if import HypotheticalWithdrawal, compute_what_if
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.arguments import In
from stdgraph.graphql.types.fields import key_named, linked, linked_one, plain, row_of
from stdgraph.graphql.types.gaps import Gap, GapCount, counted, gap_rows
from stdgraph.graphql.types.progress import Progress
from stdgraph.graphql.types.relay import LazyStandard


@strawberry.type(description="A standard that is withdrawn in the hypothesis, as the request names it.")
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
        reason: str | None = row_of(self)["withdrawal"].message(language)
        return reason


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


async def answer_what_if(
    field: FieldContext, withdraw: Sequence[str], scope: scopes.ScopeFilter, on: date, first: int
) -> Answer:
    """Gaps and progress if standards, by any of their names, were withdrawn on a day; only what is asked for is computed."""
    wanted = [
        name
        for name, fields in (("gaps", ("opened", "closed")), ("progress", ("before", "after")))
        if any(field.wants(one) for one in fields)
    ]
    names = [key_named(name, "Standard") for name in withdraw]
    found = await compute_what_if(field.tx, names, scope, on, wanted)
    lists = {"opened": found.opened, "closed": found.closed}
    with_message, with_evidence = (
        any(field.wants(name, "gaps", one) for name in lists) for one in ("message", "evidence")
    )
    shown = {
        name: await gap_rows(field, gaps[:first], on, with_message=with_message, with_evidence=with_evidence)
        for name, gaps in lists.items()
    }
    return {
        "asOf": on,
        "supposed": [_supposed(one, name) for one, name in zip(found.supposed, withdraw, strict=True)],
        **{name: _gap_list(gaps, first, shown[name]) for name, gaps in lists.items()},
        "before": found.before,
        "after": found.after,
    }


def _gap_list(gaps: Sequence[DetectedGap], first: int, rows: dict[str, Answer]) -> Answer:
    return {**counted(gaps), "gaps": [rows[gap.id] for gap in gaps[:first]]}


def _supposed(one: HypotheticalWithdrawal, asked: str) -> Answer:
    return {
        "asked": asked,
        "standard": Ref("Standard", one.standard) if one.standard is not None else None,
        "counts": one.counts,
        "withdrawal": one,
    }
