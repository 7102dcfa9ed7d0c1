"""Standards systems, their subsystems, targets and demands."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from stdgraph.domain.answers import Answer
from stdgraph.domain.vocabulary import CellState, Confidence, Language, Membership, Priority
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.fields import RETIRED, WITHIN, is_row_of, linked, linked_one, loaded, plain, titled
from stdgraph.graphql.types.gaps import GapConnection, load_gaps
from stdgraph.graphql.types.history import (
    PublicationRate,
    StageDuration,
    Target,
    load_durations,
    load_publication_rates,
    load_targets,
)
from stdgraph.graphql.types.inputs import AsOf, In
from stdgraph.graphql.types.progress import Progress, TreeNode, load_progress, load_trees
from stdgraph.graphql.types.provenance import Claim, Source
from stdgraph.graphql.types.questions import BranchHistory, load_branch_histories
from stdgraph.graphql.types.relay import LazyCategory, LazyStandard, LazySubsystem, LazySystem, Node, node_id
from stdgraph.progress.coverage import states_of_demands


async def load_demand_states_of(
    field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None
) -> list[CellState | None]:
    """The state of each demand's cell on a day."""
    return await states_of_demands(field.tx, [row["id"] for row in rows], field.day(as_of))


@strawberry.type(description="That some document says a product category needs a standard of a subsystem.")
class Demand(Node):
    """One demand."""

    is_type_of = staticmethod(is_row_of("Demand"))
    id: strawberry.ID = node_id("Demand", "id")
    retired_on: Day | None = plain(RETIRED)
    priority: Priority | None = plain("How urgent the document says it is; null where it says nothing.")
    on: Day | None = plain("The day of the document, where it is known.")
    on_in: str | None = plain(WITHIN)
    until: Day | None = plain("The first day on which it does not hold any more, where the document sets a term.")
    until_in: str | None = plain(WITHIN)
    confidence: Confidence | None = plain("How sure the demand is.")
    note: str | None = plain("A remark of the compiler.")
    product_category: LazyCategory | None = linked_one("The category.")
    subsystem: LazySubsystem | None = linked_one("The subsystem.")
    sources: list[Source] = linked("The documents that demand it.")
    state: CellState | None = loaded(
        load_demand_states_of,
        "What became of it: the state of its cell on a day (today if none is given); null where it does not hold on that day.",
    )
    claims: list[Claim] = linked("What sources say of it besides, and of its fields where they were compared.")


@strawberry.type(description="A standard as a subsystem lists it.")
class ListedStandard:
    """A subsystem's item."""

    standard: LazyStandard = linked_one("The standard.")
    item_number: str | None = plain("Its number in the table of items, as printed.")
    membership: Membership | None = plain("Whether a source states that it belongs there.")
    note: str | None = plain("A remark of the compiler.")
    since: Day | None = plain("The day from which on it stands there, where it is known.")
    since_in: str | None = plain(WITHIN)
    until: Day | None = plain("The first day on which it does not any more, where it is known; null while it does.")
    until_in: str | None = plain(WITHIN)


@strawberry.type(description="A branch of a standards system.")
class Subsystem(Node):
    """One subsystem."""

    is_type_of = staticmethod(is_row_of("Subsystem"))
    id: strawberry.ID = node_id("Subsystem", "id")
    code: str = plain("Its code within the system.")
    retired_on: Day | None = plain(RETIRED)
    depth: int = plain("Its depth in the tree; 1 at the top.")
    confidence: Confidence | None = plain("How sure it is that the system has it.")
    note: str | None = plain("A remark of the compiler.")
    system: LazySystem = linked_one("The system it belongs to.")
    parent: LazySubsystem | None = linked_one("The subsystem it is part of; null at the top.")
    children: list[LazySubsystem] = linked("Its parts, in order.")
    listings: list[ListedStandard] = linked("The standards it lists itself.")
    demands: list[Demand] = linked("The demands that name it.")
    sources: list[Source] = linked("Where it comes from.")
    claims: list[Claim] = linked("What sources say of its fields where they were compared.")
    progress: Progress | None = loaded(load_progress, "How far its subtree is on a day (today if none is given).")
    gaps: GapConnection | None = loaded(load_gaps, "Gaps of its subtree, worst first.")

    @strawberry.field(description="Its title.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The title in a language, or in the other."""
        return titled(self, language)


@strawberry.type(description="A standards system (标准体系): a plan of standards, as a tree of subsystems.")
class StandardsSystem(Node):
    """One system."""

    is_type_of = staticmethod(is_row_of("StandardsSystem"))
    id: strawberry.ID = node_id("StandardsSystem")
    code: str = plain("Its code.")
    revision: int = plain(
        "Grows by one with every change that a command makes of it, its tree, demands, targets or columns; 0 before the first."
    )
    retired_on: Day | None = plain(RETIRED)
    issuer: str | None = plain("Who issued the document.")
    document_number: str | None = plain("Number of the document (文号).")
    issued_on: Day | None = plain("The day the document bears, where it is known.")
    issued_in: str | None = plain(WITHIN)
    announced_on: Day | None = plain("The day it was announced, where that differs.")
    announced_in: str | None = plain(WITHIN)
    declared: int | None = plain("How many items the document says it lists.")
    horizon: Day | None = plain("Always null.", deprecated="a sentence, see horizonText")
    horizon_text: str | None = plain("How far the document says that it plans ahead, in its words.")
    related: list[str] | None = plain("Codes or names of related systems, as sources have them.")
    note: str | None = plain("What is to be kept in mind: above all what could not be read.")
    confidence: Confidence | None = plain("How sure its facts are.")
    revises: LazySystem | None = linked_one("The system of which it is a new edition; null where it is none.")
    revised_by: list[LazySystem] = linked("Its new editions, by code.")
    subsystems: list[Subsystem] = linked("Its top level, in order.")
    sources: list[Source] = linked("Where it comes from.")
    claims: list[Claim] = linked("What sources say of its fields where they were compared.")
    progress: Progress | None = loaded(load_progress, "How far it is on a day (today if none is given).")
    targets: list[Target] | None = loaded(
        load_targets, "The targets it sets, by id, as they stand on a day (today if none is given)."
    )
    durations: list[StageDuration] | None = loaded(
        load_durations, "How long its standards stay in each stage, up to a day (today if none is given)."
    )
    publication_rate: PublicationRate | None = loaded(
        load_publication_rates, "How many of its standards are published a year, up to a day (today if none is given)."
    )
    tree: list[TreeNode] | None = loaded(
        load_trees, "Every subsystem, depth first in the system's order, with figures rolled up at every level."
    )
    branch_history: list[BranchHistory] | None = loaded(
        load_branch_histories, "The history of every subsystem at once, depth first in the system's order."
    )
    gaps: GapConnection | None = loaded(load_gaps, "Gaps of the system, worst first.")

    @strawberry.field(description="Its title.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The title in a language, or in the other."""
        return titled(self, language)
