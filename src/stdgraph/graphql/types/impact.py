"""What rests on a standard, and what was known of it, with the loaders that answer both."""

from __future__ import annotations

from collections.abc import Sequence

import strawberry

from stdgraph.catalogue.impact import compute_impacts
from stdgraph.commands.relate import Relation
from stdgraph.commands.replay import known
from stdgraph.domain.answers import Answer
from stdgraph.domain.vocabulary import Status
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.arguments import AsOf, KnownAt, Listed
from stdgraph.graphql.types.fields import linked, linked_one, plain
from stdgraph.graphql.types.provenance import Stage
from stdgraph.graphql.types.relay import LazyCategory, LazyStandard


@strawberry.type(description="A standard on a path of use, and how it uses the one before it.")
class UseStep:
    """One step of a path."""

    standard: LazyStandard = linked_one("The standard.")
    relations: list[Relation] = plain("How it uses the one before it: ADOPTS, REFERENCES or both.")


@strawberry.type(description="A standard that uses another, directly or through others.")
class DependentStandard:
    """A dependent."""

    standard: LazyStandard = linked_one("The dependent.")
    depth: int = plain("How many steps away it is; 1 uses the standard itself.")
    relations: list[Relation] = plain("How it uses the one before it on the path: ADOPTS, REFERENCES or both.")
    path: list[UseStep] = linked("A shortest path to it, without the standard itself.")


@strawberry.type(description="A product category that depends on one that would lose its last standard in force.")
class AffectedCategory:
    """A category further up a chain."""

    category: LazyCategory = linked_one("The category.")
    depth: int = plain("How many dependencies away it is from the nearest category that loses its last standard.")
    path: list[LazyCategory] = linked("A shortest path from that one to it, both included.")


@strawberry.type(
    description="What rests on a standard, and what its withdrawal or revision would touch. Lists hold as many entries as asked for, "
    "nearest first, beside their totals; a cycle is walked once."
)
class Impact:
    """Dependents of a standard."""

    dependent_categories: int = plain(
        "Product categories it applies to, and all that depend on these, directly or through others."
    )
    transitive_dependents: int = plain("Standards that reference or adopt it, directly or through others.")
    dependents_total: int = plain(
        "Those of them that are neither withdrawn nor abandoned on the day, and are reached through such alone."
    )
    dependents: list[DependentStandard] = linked("The same, nearest first, then by number.")
    losing_total: int = plain(
        "Product categories that lose their last standard in force, of whatever level, if it is withdrawn on the day."
    )
    losing: list[LazyCategory] = linked("The same, by code.")
    affected_total: int = plain("Product categories that depend on these, directly or through others.")
    affected: list[AffectedCategory] = linked("The same, nearest first, then by code.")


@strawberry.type(
    description="What was known of a standard at an instant: late reports change what is known, never what was."
)
class KnownState:
    """A standard as it was known."""

    status: Status = plain("The status on the day asked about.")
    stage: Stage | None = linked_one("The stage on that day; null where nothing was recorded of it.")
    number: str | None = plain("Its number, where the events recorded by then gave it one.")
    published_on: Day | None = plain("The day of publication, where the events recorded by then gave it one.")


async def load_impacts(
    field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None, first: Listed = 20
) -> list[Answer]:
    """What rests on each standard on a day; only what is asked for is looked up. Raises BadInput or LimitExceeded."""
    wanted = {one.name for one in field.selection("Impact").picks}
    ids = [row["id"] for row in rows]
    return await compute_impacts(field.tx, ids, field.day(as_of), field.page(first).size, wanted)


async def load_known(field: FieldContext, rows: Sequence[Answer], at: KnownAt, on: AsOf = None) -> list[Answer | None]:
    """Each standard as it was known at an instant; None where nothing was recorded by then."""
    return await known(field.tx, [row["id"] for row in rows], at, field.day(on))
