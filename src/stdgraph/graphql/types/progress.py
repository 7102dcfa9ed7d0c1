"""Progress, trees, coverage, readiness and workload, with the loaders that answer them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import strawberry

from stdgraph.domain.answers import Answer
from stdgraph.domain.vocabulary import CellState, Confidence, Language, Level
from stdgraph.gaps.pages import count_open_gaps
from stdgraph.graphql.field_context import FieldContext, bounded
from stdgraph.graphql.scalars import Day, Span
from stdgraph.graphql.types.fields import WITHIN, linked, linked_one, loaded, plain, row_of
from stdgraph.graphql.types.inputs import After, AsOf, Figure, First, In, MaxDepth, Of, Overdue, Within
from stdgraph.graphql.types.provenance import Source, Stage
from stdgraph.graphql.types.relay import LazyCategory, LazyFigureRows, LazyStandard, LazySubsystem
from stdgraph.progress.figure_rows import page_figure
from stdgraph.progress.readiness import compute_readiness
from stdgraph.progress.reported import reported_progress
from stdgraph.progress.tally import compute_progress
from stdgraph.progress.tally import load_trees as load_system_trees
from stdgraph.progress.workload import ITEMS, compute_workloads, list_due_items, page_workload

IMPRECISE = (
    "Listed standards whose status or standing may be another one, because the day of a change is not known exactly and may have "
    "come already: they count as before it."
)

INFERRED = "Listed standards of which no source states that they belong there: the compiler inferred it."
CAVEAT = (
    "One sentence where most listings are inferred, so that the completion is the compiler's judgement; null elsewhere."
)


def caveat_of(figures: Answer, language: Language) -> str | None:
    """What is to be said of figures that rest mostly on inferred listings."""
    listed, inferred = figures["listed"], figures["inferred"]
    if 2 * inferred <= listed:
        return None
    if language is Language.ZH:
        return f"收录的 {listed} 项标准中有 {inferred} 项系编者推断归入，未见来源载明，完成率仅供参考。"
    return (
        f"{inferred} of the {listed} standards are listed on the compiler's judgement, which no source states: "
        "take the completion with caution."
    )


async def load_figure(
    field: FieldContext, rows: Sequence[Answer], of: Figure, first: First = 20, after: After = None
) -> list[Answer]:
    """The rows behind a figure of each progress. Raises BadInput or LimitExceeded."""
    wanted, total = field.page(first, after), field.wants("totalCount")
    return [await page_figure(field.tx, row["scope"], of, wanted, row["asOf"], total=total) for row in rows]


async def load_reported(field: FieldContext, rows: Sequence[Answer]) -> list[list[Answer]]:
    """What is reported of the system of each progress."""
    whole = [row["scope"].system if row["scope"].shape == {"system"} else None for row in rows]
    found = await reported_progress(field.tx, [code for code in whole if code is not None])
    return [found.get(code or "", []) for code in whole]


@strawberry.type(description="How many standards of one level have come how far.")
class LevelProgress:
    """Progress of one level."""

    level: Level | None = plain("The level; null where it is not decided yet.")
    planned: int = plain("Planned.")
    drafting: int = plain("Being drafted.")
    published: int = plain("Published.")
    withdrawn: int = plain("Withdrawn.")


@strawberry.type(description="How many standards are in one stage.")
class StageCount:
    """Standards of one stage."""

    stage: Stage | None = linked_one("The stage; null for items of which nothing is recorded by that day.")
    count: int = plain("How many.")


@strawberry.type(description="A row of the table of statistics (统计表, GB/T 13016).")
class StatisticsRow:
    """Items of one level, or of all."""

    level: Level | None = plain("The level; null where it is not decided yet, and in the row for all levels.")
    required: int = plain("应有数: items on the plan.")
    existing: int = plain("现有数: items of which a document is in force.")
    ratio: float | None = plain("existing / required, 0 to 1; null where nothing is required.")


@strawberry.type(description="What a document states of the progress of a system.")
class ReportedProgress:
    """A statement with its source and day."""

    statement: str = plain("What it says, in its words.")
    on: Day | None = plain("The day it speaks of, where it is known.")
    on_in: str | None = plain(WITHIN)
    confidence: Confidence | None = plain("How sure it is that the source says so.")
    source: Source | None = linked_one("The source that states it.")


@strawberry.type(
    description="How far a scope is on a day, in items and in documents. Each document counts once. "
    "`listed = planned + drafting + published + withdrawn + abandoned`; `published = inForce + upcoming + superseded`."
)
class Progress:
    """Counts of a scope."""

    as_of: Day = plain("The day the answer is for.")
    declared: int | None = plain(
        "What the issuing document says it lists; null where it says nothing, and for anything but a whole system."
    )
    items: int = plain(
        "Items (标准项目), the rows of the plan, without those that have left it: an item is a standard with all that replaces it as a whole, "
        "the planned revision included. Where the scope names no system they are summed by system."
    )
    items_met: int = plain("Items of which a document is in force.")
    items_open: int = plain(
        "Items that are planned, being drafted, or published and not yet in force. `items = itemsMet + itemsOpen`."
    )
    items_left: int = plain(
        "Items that have left the plan: abandoned, withdrawn without successor, or split into parts, which are items of their own."
    )
    listed: int = plain("Distinct standards (documents, every edition by itself) the catalogue lists.")
    unitemised: int | None = plain(
        "Declared items that nobody has itemised yet: declared - items; null with `declared`."
    )
    planned: int = plain("Planned, or nothing recorded by that day.")
    drafting: int = plain("Being drafted: stages 20 to 50.")
    published: int = plain("Published and not withdrawn.")
    in_force: int = plain("现行: published and in force.")
    upcoming: int = plain("即将实施: published, the in-force day is still to come.")
    superseded: int = plain("被代替: published, and a successor that replaces the whole document has taken force.")
    withdrawn: int = plain("废止: withdrawn.")
    abandoned: int = plain("Abandoned before publication.")
    undated: int = plain("Listed standards whose present status rests on an event of which nobody states the day.")
    imprecise: int = plain(IMPRECISE)
    inferred: int = plain(INFERRED)
    completion: float | None = plain("itemsMet / max(declared, items), 0 to 1; null where both are nothing.")
    by_level: list[LevelProgress] = linked("The same standards by level.")
    by_stage: list[StageCount] = linked("The same standards by stage.")
    statistics: list[StatisticsRow] = linked(
        "The table of statistics (统计表, GB/T 13016): items required and existing, by level. They add up to `items` and `itemsMet`."
    )
    statistics_total: StatisticsRow = linked_one(
        "The row of that table for all levels; what the document declares and nobody has itemised counts as required there."
    )
    reported: list[ReportedProgress] | None = loaded(
        load_reported,
        "What documents state of the progress of the system, beside what is counted here; empty for any other scope.",
    )
    standards: LazyFigureRows | None = loaded(
        load_figure,
        "The standards that a figure counts, by number. An item is shown by the document in force, else by the one furthest on; one that "
        "is listed in several systems is a row of each where the scope names none.",
    )

    @strawberry.field(description=CAVEAT)
    def caveat(self, language: In = Language.ZH) -> str | None:
        """The sentence in a language."""
        return caveat_of(row_of(self), language)


@strawberry.type(description="Counts of a node of the tree.")
class TreeFigures:
    """Counts of a subsystem alone, or of its subtree."""

    items: int = plain("Items on the plan: those of which a document is listed here.")
    items_met: int = plain("Items of which a document is in force, wherever it is listed.")
    items_open: int = plain("The others.")

    listed: int = plain("Distinct standards listed.")
    planned: int = plain("Planned.")
    drafting: int = plain("Being drafted.")
    published: int = plain("Published.")
    withdrawn: int = plain("Withdrawn.")
    imprecise: int = plain(IMPRECISE)
    inferred: int = plain(INFERRED)
    completion: float | None = plain("itemsMet / items; null where there is no item.")

    @strawberry.field(description=CAVEAT)
    def caveat(self, language: In = Language.ZH) -> str | None:
        """The sentence in a language."""
        return caveat_of(row_of(self), language)


@strawberry.type(description="A subsystem in the tree, with its figures.")
class TreeNode:
    """One row of the tree."""

    subsystem: LazySubsystem = linked_one("The subsystem.")
    parent_code: str | None = plain("Code of the subsystem it is part of; null at the top.")
    own: TreeFigures = linked_one("Standards listed in this very subsystem.")
    total: TreeFigures = linked_one("Standards of the whole subtree, each once.")
    open_gaps: int | None = plain("Gaps of all kinds in the subtree, today.")


@strawberry.type(description="Standards of one level in a cell.")
class CellRung:
    """One rung."""

    level: Level | None = plain("The level; null where it is not decided yet.")
    state: CellState = plain("The best state that a standard of the level has reached.")
    standards: int = plain("How many standards of the level there are.")


@strawberry.type(description="A cell of the coverage matrix.")
class CoverageCell:
    """What stands in one subsystem for one category."""

    row: str = plain("Code of the subsystem.")
    column: str = plain("Code of the product category.")
    state: CellState = plain(
        "The best state that a standard in the row's subtree has reached for the category or one it is a kind of: what is in force comes before "
        "what is under way."
    )
    underway: CellState | None = plain(
        "The furthest that anything under way has come: UPCOMING, DRAFTING or PLANNED; null where nothing is. Beside `state`, for a cell can "
        "have a group standard in force and a national one in drafting."
    )
    rungs: list[CellRung] = linked(
        "How far each rung of the ladder 团标-行标-国标 has come, by level; levels without a standard are left out."
    )
    demanded: bool = plain("Whether some document demands it here or below.")
    standards: int = plain("How many standards bring a state to the cell.")
    filled_by: list[LazyStandard] = linked("These standards.")
    demand_sources: list[Source] = linked("The documents that demand it.")


@strawberry.type(
    description="What became of the demands of a system, each at its own subsystem. "
    "`demanded = met + upcoming + drafting + planned + groupOnly + missing`."
)
class CoverageSummary:
    """Demands by state."""

    demanded: int = plain("Distinct pairs of subsystem and category that some document demands.")
    met: int = plain("A standard is in force.")
    upcoming: int = plain("One is published and not yet in force.")
    drafting: int = plain("One is being drafted.")
    planned: int = plain("One is planned.")
    group_only: int = plain("Only group standards are in force.")
    missing: int = plain("Nothing is there.")
    empty: int = plain("Cells of the matrix shown that nobody demands and nothing fills.")
    imprecise: int = plain(
        "Demands with a standard of which the day of a change is not known exactly and may have come already: their state may be another one, "
        "unless another standard settles it."
    )


@strawberry.type(description="The coverage matrix of a system: subsystems down, product categories across.")
class Coverage:
    """A matrix with its demands."""

    rows: list[LazySubsystem] = linked("Subsystems down to the depth asked for, in the system's order.")
    columns: list[LazyCategory] = linked(
        "Categories that are demanded, named by a listed standard, or watched by the system; by code."
    )
    cells: list[CoverageCell] = linked("Every cell, row by row.")
    summary: CoverageSummary = linked_one("What became of the demands.")


@strawberry.type(description="A member of a product's chain.")
class ChainMember:
    """Something the product depends on."""

    category: LazyCategory = linked_one("The category.")
    depth: int = plain("Its shortest distance from the product.")
    state: CellState = plain("The state of the cell (subsystem, category), as demanded.")
    underway: CellState | None = plain("The furthest that anything under way for it has come; null where nothing is.")
    path: list[LazyCategory] = linked("A shortest path from the product to it, both included.")
    standards: list[LazyStandard] = linked("The standards that bring it to its state.")


@strawberry.type(description="A step towards a complete chain.")
class ChainStep:
    """A member to bring into force."""

    category: LazyCategory = linked_one("The member.")
    unlocks: int = plain("How many members of the chain rest on it, itself included.")
    completes: int = plain(
        "How many members' own chains, with all that they rest on, become complete with this step, given the steps before it."
    )
    score: int = plain(
        "10 for each member unlocked, and up to 4 by how near it is: upcoming 4, drafting 3, group only 2, planned 1. The highest "
        "comes first; of equal ones that which completes most, then by code."
    )
    standards: list[LazyStandard] = linked(
        "The standards that would fill it, nearest to being in force first: upcoming by in-force day, then by stage. Empty while "
        "nobody works on one."
    )

    @strawberry.field(description="Why it comes at this position, before the next one, in a sentence.")
    def reason(self, language: In = Language.ZH) -> str:
        """The reason of the step."""
        return str(row_of(self)["reason"][language])


NO_DEPENDENCIES = {
    Language.ZH: "该产品没有记录任何上游依赖，无从判断其链条是否完整。",
    Language.EN: "No dependencies of this product are recorded, so whether its chain is complete is not known.",
}


@strawberry.type(
    description="Whether the chain behind a product is complete for a subsystem. `total = inForce + underway + groupOnly + missing`."
)
class Readiness:
    """The closure of what a product depends on, the product itself excluded."""

    total: int = plain("Members of the chain.")
    in_force: int = plain("Members with a standard in force.")
    underway: int = plain("Members whose standard is upcoming, being drafted or planned.")
    group_only: int = plain("Members with group standards only.")
    missing: int = plain("Members with nothing.")
    imprecise: int = plain(
        "Members with a standard of which the day of a change is not known exactly and may have come already: their state may be another one, "
        "unless another standard settles it."
    )
    ratio: float | None = plain("inForce / total; null where the product depends on nothing.")
    complete: bool = plain("Whether there are members, and every one has a standard in force.")
    members: list[ChainMember] = linked("The members, nearest first; a cycle is walked once.")
    next: list[ChainStep] = linked(
        "The members still open, in the order in which to close them: greedily that which unlocks most, given the steps before."
    )

    @strawberry.field(
        description="That no dependencies of the product are recorded, so that nobody knows whether its chain is complete; null where some are."
    )
    def notice(self, language: In = Language.ZH) -> str | None:
        """The notice in a language."""
        return None if row_of(self)["total"] else NO_DEPENDENCIES[language]


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


async def load_progress(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[Answer]:
    """How far each row's scope is on a day."""
    return await compute_progress(field.tx, field.scopes(rows), field.day(as_of))


async def load_trees(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[list[Answer]]:
    """The tree of each system on a day; open gaps are counted only where they are asked for."""
    on, codes = field.day(as_of), [row["code"] for row in rows]
    found = await load_system_trees(field.tx, codes, on)
    if field.wants("openGaps"):
        counts = await count_open_gaps(field.tx, codes, on)
        for nodes in found:
            for node in nodes:
                node["openGaps"] = counts.get(node["subsystem"].key, 0)
    return found


async def load_readiness(
    field: FieldContext, rows: Sequence[Answer], subsystem: Of, max_depth: MaxDepth = 20, as_of: AsOf = None
) -> list[Answer | None]:
    """The chain behind each product for a subsystem; None where the subsystem is unknown. Raises BadInput."""
    depth = bounded("maxDepth", max_depth, 1, 100)
    wants_order = field.wants("next", "reason") or field.wants("next", "standards")
    place, codes = (subsystem.system, subsystem.code), [row["code"] for row in rows]
    return await compute_readiness(field.tx, codes, place, depth, field.day(as_of), detailed=wants_order)


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
