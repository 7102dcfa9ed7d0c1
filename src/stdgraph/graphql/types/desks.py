"""Desks: the open items of committees, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import strawberry

from stdgraph.domain.answers import Answer
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day, Span
from stdgraph.graphql.types.fields import linked_one, loaded, plain
from stdgraph.graphql.types.inputs import After, First, Overdue, Within
from stdgraph.graphql.types.provenance import Stage
from stdgraph.graphql.types.relay import LazyFigureRows, LazyStandard
from stdgraph.progress.workload import ITEMS, compute_workloads, list_due_items, page_workload


async def load_workload_standards(
    field: FieldContext, rows: Sequence[Answer], overdue: Overdue = False, first: First = 20, after: After = None
) -> list[Answer]:
    """The items behind the load of each stage. Raises BadInput or LimitExceeded."""
    wanted = field.page(first, after)
    return [page_workload(row[ITEMS], wanted, overdue=overdue) for row in rows]


@strawberry.type(description="Open items of one stage on a secretariat's desk.")
class Workload:
    """Items of one stage."""

    stage: Stage | None = linked_one("The stage; null for items of which nothing is recorded.")
    count: int = plain("How many.")
    overdue: int = plain("How many are past the day by which their project is to be submitted for approval.")
    median_days_in_stage: float | None = plain(
        "Median of the days since they entered the stage; null where no day of entry is known."
    )
    standards: LazyFigureRows | None = loaded(
        load_workload_standards,
        "The items that `count` counts, or with `overdue` those that `overdue` does; by number.",
    )


@strawberry.type(description="An open item that is not submitted for approval yet, and when it is to be.")
class Due:
    """A deadline."""

    standard: LazyStandard = linked_one("The item.")
    stage: Stage | None = linked_one("The stage it is in.")
    due_on: Day = plain("The day by which its project is to be submitted for approval.")
    days_left: int = plain("Days from today; negative when past due.")


async def load_workloads(field: FieldContext, rows: Sequence[Answer]) -> list[list[Answer]]:
    """The open items of each committee by stage, today."""
    return await compute_workloads(field.tx, field.scopes(rows), field.today)


async def load_due(
    field: FieldContext,
    rows: Sequence[Answer],
    within: Within = Span(timedelta(days=90)),  # noqa: B008
) -> list[list[Answer]]:
    """The open items of each committee that are past due, or due within an interval from today."""
    return await list_due_items(field.tx, field.scopes(rows), within, field.today)
