"""Pending transfers of standards."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from stdgraph.catalogue.transfers import transfers_of_committees, transfers_of_standards
from stdgraph.domain.answers import Answer
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day, Instant
from stdgraph.graphql.types.fields import linked, linked_one, plain
from stdgraph.graphql.types.relay import LazyCommittee, LazyStandard


@strawberry.type(
    description="A transfer of a standard to another committee that is pending (移交): that committee has yet to accept it."
)
class Transfer:
    """One offer."""

    standard: LazyStandard = linked_one("The standard.")
    from_committee: LazyCommittee = linked_one("The committee that gives it up, with its subcommittees.")
    to_committee: LazyCommittee = linked_one("The committee that is to answer for it.")
    since: Day | None = plain("The day in the world of the offer.")
    recorded_at: Instant = plain("When it was recorded here.")
    actor: str | None = plain("Who offered it.")
    note: str | None = plain("Why, or what else is to be said.")


@strawberry.type(description="The transfers of a committee, or of a subcommittee of it, that are pending.")
class CommitteeTransfers:
    """Both directions."""

    incoming: list[Transfer] = linked("What others offer it, in the order in which that was offered.")
    outgoing: list[Transfer] = linked("What it offers to others.")


async def load_transfer(field: FieldContext, rows: Sequence[Answer]) -> list[Answer | None]:
    """The pending transfer of each standard, or None."""
    found = await transfers_of_standards(field.tx, [row["id"] for row in rows])
    return [found.get(row["id"]) for row in rows]


async def load_transfers(field: FieldContext, rows: Sequence[Answer]) -> list[Answer]:
    """The pending transfers of each committee."""
    return await transfers_of_committees(field.tx, [row["code"] for row in rows])
