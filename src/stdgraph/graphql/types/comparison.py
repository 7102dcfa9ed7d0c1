"""What changed in a scope between two days, with the loaders that answer it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import strawberry

from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import CellState, TargetState
from stdgraph.errors import BadInput
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.pages import page_gaps
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.connections import FigureRows
from stdgraph.graphql.types.fields import Loader, linked, linked_one, loaded, plain
from stdgraph.graphql.types.gaps import GapCount, GapEdge, counted, gap_rows, wants_of
from stdgraph.graphql.types.history import Target
from stdgraph.graphql.types.inputs import After, First
from stdgraph.graphql.types.progress import Progress
from stdgraph.graphql.types.relay import LazyCategory, LazySubsystem, PageInfo
from stdgraph.progress.comparison import (
    Change,
    compare_demands,
    compare_subsystems,
    compare_targets,
    load_moved,
    page_moved,
)
from stdgraph.progress.tally import compute_progress


def _standards(change: Change) -> Loader:
    """The loader of the standards that changed in one way."""

    async def load(field: FieldContext, rows: Sequence[Answer], first: First = 20, after: After = None) -> list[Answer]:
        wanted = field.page(first, after)
        found = []
        for row in rows:
            if "moved" not in row:
                row["moved"] = await load_moved(field.tx, row["scope"], row["from"], row["to"])
            found.append(page_moved(row["moved"], change, wanted))
        return found

    return load


def _gaps(found_on: str, not_on: str) -> Loader:
    """The loader of the gaps that are found on one of the days and not on the other, as they are on the one."""

    async def load(field: FieldContext, rows: Sequence[Answer], first: First = 20, after: After = None) -> list[Answer]:
        wanted = field.page(first, after)
        wants = wants_of(field, "edges", "node")
        found = []
        for row in rows:
            if "gaps" not in row:
                row["gaps"] = {
                    on: (await find_gaps(field.tx, [row["scope"]], None, row[on]))[0] for on in ("from", "to")
                }
            differing = _without(row["gaps"][found_on], row["gaps"][not_on])
            page = page_gaps(differing, wanted)
            nodes = [edge["node"] for edge in page["edges"]]
            shapes = await gap_rows(field, nodes, row[found_on], wants, named=True)
            for edge in page["edges"]:
                edge["node"] = shapes[edge["node"].id]
            found.append({**page, **counted(differing)})
        return found

    return load


def _without(gaps: Sequence[DetectedGap], others: Sequence[DetectedGap]) -> list[DetectedGap]:
    known = {(gap.kind, gap.key) for gap in others}
    return [gap for gap in gaps if (gap.kind, gap.key) not in known]


@strawberry.type(description="A page of the gaps that opened or closed between two days, worst first.")
class GapRows:
    """A page."""

    edges: list[GapEdge] = linked("The rows.")
    page_info: PageInfo = linked_one("The position of the page.")
    total_count: int = plain("How many there are.")
    count_by_kind: list[GapCount] = linked("The same gaps by kind; kinds without any are left out.")


@strawberry.type(description="The items of a subtree on one day.")
class ItemCounts:
    """Counts of items."""

    items: int = plain("Items on the plan: those of which a document is listed in the subtree.")
    items_met: int = plain("Items of which a document is in force.")
    items_open: int = plain("The others.")
    completion: float | None = plain("itemsMet / items; null where there is no item.")


@strawberry.type(description="A subsystem whose figures differ between two days.")
class SubsystemComparison:
    """One row of the tree."""

    subsystem: LazySubsystem = linked_one("The subsystem.")
    before: ItemCounts | None = linked_one("Its subtree on the first day; null where it was not on the plan then.")
    after: ItemCounts | None = linked_one("Its subtree on the last day; null where it is not on the plan then.")


@strawberry.type(description="What a target had gained by a day.")
class TargetStanding:
    """A target on a day."""

    achieved: int | None = plain("As `Target.achieved`.")
    state: TargetState = plain("As `Target.state`.")


@strawberry.type(description="A target on two days.")
class TargetComparison:
    """One target."""

    target: Target = linked_one("The target, as it stands on the last day on which it is on the plan.")
    before: TargetStanding | None = linked_one("On the first day; null where it was not on the plan then.")
    after: TargetStanding | None = linked_one("On the last day; null where it is not on the plan then.")


@strawberry.type(description="A demanded cell whose state differs between two days.")
class DemandComparison:
    """One demand."""

    subsystem: LazySubsystem = linked_one("The subsystem that the demand names.")
    product_category: LazyCategory = linked_one("The category that it names.")
    before: CellState | None = plain("The state on the first day; null where nobody demanded it then.")
    after: CellState | None = plain("The state on the last day; null where nobody demands it then.")


@strawberry.type(
    description="What is another way in a scope on one day than on an earlier one. Standards are those listed in the scope on either day, by "
    "number; they changed after the first day, and by the last."
)
class Comparison:
    """Two days of a scope."""

    from_: Day = strawberry.field(name="from", description="The first day.")
    to: Day = plain("The last day.")
    before: Progress = linked_one("The progress on the first day.")
    after: Progress = linked_one("The progress on the last day.")
    published: FigureRows | None = loaded(
        _standards(Change.PUBLISHED), "Published: stage 60 was entered for the first time."
    )
    advanced: FigureRows | None = loaded(
        _standards(Change.ADVANCED),
        "Still planned or being drafted, and in another stage than before, be it an earlier one.",
    )
    withdrawn: FigureRows | None = loaded(_standards(Change.WITHDRAWN), "废止: withdrawn.")
    abandoned: FigureRows | None = loaded(_standards(Change.ABANDONED), "Abandoned before publication.")
    registered: FigureRows | None = loaded(
        _standards(Change.REGISTERED), "Registered: stage 00 was entered for the first time."
    )
    gaps_opened: GapRows | None = loaded(
        _gaps("to", "from"), "Gaps found on the last day and not on the first, as they are on the last."
    )
    gaps_closed: GapRows | None = loaded(
        _gaps("from", "to"), "Gaps found on the first day and not on the last, as they were on the first."
    )
    subsystems: list[SubsystemComparison] | None = linked(
        "Subsystems whose items, items met or completion differ, in the system's order, those that have left it last; null for a scope "
        "that is no whole system."
    )
    targets: list[TargetComparison] | None = linked(
        "The system's targets on either day, by id; null for a scope that is no whole system."
    )
    demands: list[DemandComparison] | None = linked(
        "Demanded cells whose state differs, by subsystem and category; null for a scope that is no whole system."
    )


async def answer_comparison(field: FieldContext, scope: ScopeFilter, first: date, last: date) -> Answer:
    """What changed in a scope after a day and by another; only what is asked for is computed. Raises BadInput where they are the wrong way
    round."""
    if first > last:
        raise BadInput(f"from: {first} comes after to, {last}")
    answer: Answer = {"scope": scope, "from": first, "to": last}
    for name, on in (("before", first), ("after", last)):
        if field.wants(name):
            (answer[name],) = await compute_progress(field.tx, [scope], on)
    compared = {"subsystems": compare_subsystems, "targets": compare_targets, "demands": compare_demands}
    for name, compare in compared.items():
        if field.wants(name):
            system = scope.system if scope.shape == {"system"} else None
            answer[name] = None if system is None else await compare(field.tx, system, first, last)
    return answer
