"""Outcomes of commands on the plan and the vocabulary: what was changed, with the change as the feed has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import strawberry

from stdgraph.graphql.types.categories import ProductCategory
from stdgraph.graphql.types.committees import Committee
from stdgraph.graphql.types.fields import is_row_of, linked, linked_one, plain
from stdgraph.graphql.types.history import Target
from stdgraph.graphql.types.outcomes import (
    ClaimRecorded,
    InvalidInput,
    NotFound,
    NotPermitted,
    ProjectExtended,
    RevisionConflict,
    StandardAdvanced,
    TransitionRefused,
)
from stdgraph.graphql.types.provenance import Change, Claim, Source
from stdgraph.graphql.types.records import GapTracked
from stdgraph.graphql.types.systems import Demand, StandardsSystem, Subsystem

CHANGE = "The change that was recorded; null in a dry run, and where nothing had to be changed."


@strawberry.type(description="A subsystem was changed.")
class SubsystemChanged:
    """Done."""

    is_type_of = staticmethod(is_row_of("SubsystemChanged"))
    subsystem: Subsystem = linked_one(
        "The subsystem as it was right after; its system's revision guards the next change."
    )
    change: Change | None = linked_one(CHANGE)


@strawberry.type(description="A standards system was changed.")
class SystemChanged:
    """Done."""

    is_type_of = staticmethod(is_row_of("SystemChanged"))
    system: StandardsSystem = linked_one("The system as it was right after.")
    change: Change | None = linked_one(CHANGE)


@strawberry.type(description="A demand was changed.")
class DemandChanged:
    """Done."""

    is_type_of = staticmethod(is_row_of("DemandChanged"))
    demand: Demand = linked_one("The demand as it was right after.")
    change: Change | None = linked_one(CHANGE)


@strawberry.type(description="A target was changed.")
class TargetChanged:
    """Done."""

    is_type_of = staticmethod(is_row_of("TargetChanged"))
    target: Target = linked_one("The target as it was right after.")
    change: Change | None = linked_one(CHANGE)


@strawberry.type(description="A product category was changed.")
class ProductCategoryChanged:
    """Done."""

    is_type_of = staticmethod(is_row_of("ProductCategoryChanged"))
    product_category: ProductCategory = linked_one("The category as it was right after.")
    change: Change | None = linked_one(CHANGE)


@strawberry.type(description="A committee was changed.")
class CommitteeChanged:
    """Done."""

    is_type_of = staticmethod(is_row_of("CommitteeChanged"))
    committee: Committee = linked_one("The committee as it was right after.")
    change: Change | None = linked_one(CHANGE)


@strawberry.type(description="A source was changed.")
class SourceChanged:
    """Done."""

    is_type_of = staticmethod(is_row_of("SourceChanged"))
    source: Source = linked_one("The source as it was right after.")
    change: Change | None = linked_one(CHANGE)


@strawberry.type(description="A claim was changed.")
class ClaimChanged:
    """Done."""

    is_type_of = staticmethod(is_row_of("ClaimChanged"))
    claim: Claim = linked_one("The claim as it was right after.")
    change: Change | None = linked_one(CHANGE)


CHANGED_TYPES: Mapping[str, type] = {
    "Subsystem": SubsystemChanged,
    "StandardsSystem": SystemChanged,
    "Demand": DemandChanged,
    "Target": TargetChanged,
    "ProductCategory": ProductCategoryChanged,
    "Committee": CommitteeChanged,
    "Source": SourceChanged,
    "Claim": ClaimChanged,
}
"""The type of what is answered where a thing of a label was changed."""

ChangeOutcome = Annotated[
    SubsystemChanged
    | SystemChanged
    | DemandChanged
    | TargetChanged
    | ProductCategoryChanged
    | CommitteeChanged
    | SourceChanged
    | ClaimChanged
    | StandardAdvanced
    | ClaimRecorded
    | ProjectExtended
    | GapTracked
    | RevisionConflict
    | TransitionRefused
    | InvalidInput
    | NotFound
    | NotPermitted,
    strawberry.union("ChangeOutcome", description="The outcome of a request to change anything."),
]


@strawberry.type(description="The outcome of one change of several.")
class ItemChange:
    """A change's outcome."""

    index: int = plain("The item's place in the input, from 0.")
    outcome: ChangeOutcome = linked_one("Its outcome, or what that would have been where nothing was applied.")


@strawberry.type(description="The outcome of several changes: all are applied, or none.")
class BulkChange:
    """The outcomes of changes."""

    applied: bool = plain("Whether they were applied: not when one was refused, and not in a dry run.")
    request_id: str | None = plain("The request id of the whole.")
    outcomes: list[ItemChange] = linked("An outcome for each item, in order.")
