"""Inputs of mutations on the relations of standards."""

from __future__ import annotations

import strawberry

from stdgraph.commands.relate import Relate, Relation
from stdgraph.domain.dates import by_the_latest, partial_date
from stdgraph.domain.vocabulary import Degree, Extent
from stdgraph.graphql.input_fields import (
    GUARD,
    LESS_EXACT,
    NAMED,
    NOTE,
    REQUEST,
    named,
    optional,
    required,
    to_the_day,
    values,
)
from stdgraph.graphql.scalars import Day


@strawberry.input(description="A relation of a standard.")
class RelateStandardInput:
    """A relation."""

    standard: str = required(NAMED)
    relation: Relation = required("What it is to the target.")
    target: str = required(
        'A standard by any name, the code of a category or committee, or a subsystem as "PV2024/AA".'
    )
    extent: Extent | None = optional("REPLACES: whole (the default) or part.")
    since: Day | None = optional(f"REPLACES: the day of the change; absent: the successor's in-force day. {LESS_EXACT}")
    degree: Degree | None = optional("ADOPTS: degree of correspondence.")
    normative: bool | None = optional("REFERENCES: whether the reference is normative.")
    role: str | None = optional("OWNED_BY: OWNER (the default) or PERFORMING.")
    item_number: str | None = optional("LISTED_IN: its number in the table of items.")
    expected_revision: int | None = optional(GUARD)
    effective_on: Day | None = optional(f"The day in the world, if it is known. {LESS_EXACT}")
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Relate:
        """The command."""
        since, on = partial_date(self.since), partial_date(self.effective_on)
        given = {
            "extent": self.extent,
            "degree": self.degree,
            "normative": self.normative,
            "role": self.role,
            "itemNumber": self.item_number,
        }
        return Relate(
            standard=named(self.standard),
            relation=self.relation,
            target=named(self.target),
            details={
                **{name: value for name, value in given.items() if value is not None},
                **(by_the_latest("from", since) if since else {}),
            },
            effective_on=None if on is None else on.latest,
            effective_in=str(on) if on is not None and on.day is None else None,
            note=self.note,
            expected_revision=self.expected_revision,
            request_id=self.request_id,
        )


@strawberry.input(description="A relation of a standard that is to go.")
class UnrelateStandardInput:
    """A relation less."""

    standard: str = required(NAMED)
    relation: Relation = required("What it is to the target.")
    target: str = required("The target, as `relateStandard` takes it.")
    expected_revision: int | None = optional(GUARD)
    effective_on: Day | None = optional("The day in the world, if it is known.")
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Relate:
        """The command."""
        return Relate(**to_the_day(values(self)), details={}, away=True)
