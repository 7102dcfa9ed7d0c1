"""Coverage and readiness: which cells standards fill, and whether the chain behind a product is complete."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from stdgraph.domain.answers import Answer
from stdgraph.domain.vocabulary import CellState, Language, Level
from stdgraph.graphql.field_context import FieldContext, bounded
from stdgraph.graphql.types.fields import linked, linked_one, plain, row_of
from stdgraph.graphql.types.inputs import AsOf, In, MaxDepth, Of
from stdgraph.graphql.types.provenance import Source
from stdgraph.graphql.types.relay import LazyCategory, LazyStandard, LazySubsystem
from stdgraph.progress.readiness import compute_readiness


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
        "The best state that a standard in the row's subtree has reached for the category or one it is a kind of."
    )
    underway: CellState | None = plain(
        "The furthest that anything under way has come: UPCOMING, DRAFTING or PLANNED; null where nothing is. What is in force at which level "
        "stands in `rungs`: a cell can have a group standard in force and a national one in drafting."
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


async def load_readiness(
    field: FieldContext, rows: Sequence[Answer], subsystem: Of, max_depth: MaxDepth = 20, as_of: AsOf = None
) -> list[Answer | None]:
    """The chain behind each product for a subsystem; None where the subsystem is unknown. Raises BadInput."""
    depth = bounded("maxDepth", max_depth, 1, 100)
    wants_order = field.wants("next", "reason") or field.wants("next", "standards")
    place, codes = (subsystem.system, subsystem.code), [row["code"] for row in rows]
    return await compute_readiness(field.tx, codes, place, depth, field.day(as_of), detailed=wants_order)
