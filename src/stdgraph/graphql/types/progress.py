"""Progress and trees, with the loaders that answer them."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from stdgraph.domain.answers import Answer
from stdgraph.domain.vocabulary import Confidence, Language, Level
from stdgraph.gaps.pages import count_open_gaps
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.fields import WITHIN, linked, linked_one, loaded, plain, row_of
from stdgraph.graphql.types.inputs import After, AsOf, Figure, First, In
from stdgraph.graphql.types.provenance import Source, Stage
from stdgraph.graphql.types.relay import LazyFigureRows, LazySubsystem
from stdgraph.progress.figure_rows import page_figure
from stdgraph.progress.reported import reported_progress
from stdgraph.progress.tally import compute_progress, needs_of
from stdgraph.progress.tree import load_trees as load_system_trees
from stdgraph.store.hypothetical import HypotheticalTransaction

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
    found = []
    for row in rows:
        supposed = row.get("supposed")
        tx = HypotheticalTransaction(field.tx, supposed, row["asOf"]) if supposed else field.tx
        found.append(await page_figure(tx, row["scope"], of, wanted, row["asOf"], total=total))
    return found


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


async def load_progress(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[Answer]:
    """How far each row's scope is on a day."""
    return await compute_progress(field.tx, field.scopes(rows), field.day(as_of), needs_of(field.names("Progress")))


async def load_trees(field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None) -> list[list[Answer]]:
    """The tree of each system on a day; open gaps are counted only where they are asked for."""
    on, codes = field.day(as_of), [row["code"] for row in rows]
    found = await load_system_trees(field.tx, codes, on, needs_of(field.names("TreeNode", "TreeFigures")))
    if field.wants("openGaps"):
        counts = await count_open_gaps(field.tx, codes, on)
        for nodes in found:
            for node in nodes:
                node["openGaps"] = counts.get(node["subsystem"].key, 0)
    return found
