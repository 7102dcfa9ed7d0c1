"""Answers to questions of committees that are figures of their own: the share of adoption, gaps over time, histories of all branches."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from stdgraph.domain.answers import Answer
from stdgraph.domain.vocabulary import Degree, Interval, Severity
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.fields import linked, linked_one, plain
from stdgraph.graphql.types.gaps import GapCount
from stdgraph.graphql.types.history import HistoryPoint
from stdgraph.graphql.types.inputs import Each, From, To
from stdgraph.graphql.types.relay import LazySubsystem
from stdgraph.progress.branch_history import compute_branch_histories


@strawberry.type(description="How many standards adopt by one degree.")
class DegreeCount:
    """A count."""

    degree: Degree | None = plain("The closest degree of each; null where it is not stated.")
    count: int = plain("How many.")


@strawberry.type(
    description="The share of adoption (采标率): national standards in force that adopt an international document (IDT, MOD, EQV, or degree not "
    "stated); correspondence (NEQ) is none."
)
class AdoptionShare:
    """The share."""

    as_of: Day = plain("The day the answer is for.")
    standards: int = plain("National standards in force.")
    adopting: int = plain("How many of them adopt a document.")
    ratio: float | None = plain("adopting / standards, 0 to 1; null where there are none.")
    by_degree: list[DegreeCount] = linked("The adopting ones by degree.")


@strawberry.type(description="How many gaps are of one severity.")
class SeverityCount:
    """A count."""

    severity: Severity = plain("The severity.")
    count: int = plain("How many.")


@strawberry.type(description="The gaps of a scope at the end of an interval.")
class GapHistoryPoint:
    """One point."""

    on: Day = plain("The last day of the interval; of the last point the last day asked for.")
    total_count: int = plain("How many gaps there were.")
    count_by_kind: list[GapCount] = linked("By kind; kinds without any are left out.")
    count_by_severity: list[SeverityCount] = linked("By severity, the highest first; those without any are left out.")


@strawberry.type(description="The history of one branch of a system.")
class BranchHistory:
    """A branch."""

    subsystem: LazySubsystem = linked_one("The subsystem.")
    points: list[HistoryPoint] = linked("Its counts at the end of each interval, by what is listed on the last day.")


async def load_branch_histories(
    field: FieldContext, rows: Sequence[Answer], from_: From, to: To, interval: Each = Interval.QUARTER
) -> list[list[Answer]]:
    """The histories of all subsystems of each system. Raises BadInput or LimitExceeded."""
    chosen = interval or Interval.QUARTER
    return [await compute_branch_histories(field.tx, row["code"], from_, to, chosen) for row in rows]
