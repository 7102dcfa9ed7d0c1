"""Changes: the feed that mirrors, mails and dashboards live on."""

from __future__ import annotations

import orjson
import strawberry
from strawberry.scalars import JSON

from stdgraph.domain.vocabulary import EventKind
from stdgraph.graphql.scalars import Day, Instant
from stdgraph.graphql.types.fields import is_row_of, linked, linked_one, plain, row_of
from stdgraph.graphql.types.provenance import Stage
from stdgraph.graphql.types.relay import LazyGapRecord, LazySubject, PageInfo


@strawberry.type(description="A committed change. Sequence numbers only grow and none is skipped.")
class Change:
    """One change, as it appears in the feed."""

    is_type_of = staticmethod(is_row_of("Change"))
    sequence: int = plain("Its place among all committed changes.")
    at: Day | None = plain("The day in the world on which it takes effect; null where that is unknown.")
    recorded_at: Instant = plain("When it was recorded here.")
    actor: str = plain("Who made it.")
    kind: EventKind = plain("What happened.")
    request_id: str | None = plain("The request that made it.")
    note: str | None = plain("Why, or what else is to be said.")
    subject: LazySubject | None = linked_one("What was changed; null for a change of a gap's record.")
    record: LazyGapRecord | None = linked_one("The record that was changed; null for a change of anything else.")

    @strawberry.field(description="The stage entered; null where the change is not a move.")
    def stage(self) -> Stage | None:
        """The stage as a row of its code."""
        row = row_of(self)
        return {"code": row["stage"]} if row["stage"] else None  # type: ignore[return-value]

    @strawberry.field(description="The fields that changed, as they were; null for what is new.")
    def before(self) -> JSON | None:
        """Fields before."""
        row = row_of(self)
        return fields_told(row["before"])

    @strawberry.field(description="The fields that changed, as they are.")
    def after(self) -> JSON | None:
        """Fields after."""
        row = row_of(self)
        return fields_told(row["after"])


def fields_told(text: str | None) -> JSON | None:
    """Fields as events keep them; null for none."""
    return JSON(orjson.loads(text)) if text else None


@strawberry.type(description="A change on a page.")
class ChangeEdge:
    """One row."""

    cursor: str = plain("Cursor of the change: continue from the last one and nothing is missed.")
    node: Change = linked_one("The change.")


@strawberry.type(description="A page of the feed, in the order in which changes were committed.")
class ChangeConnection:
    """A page."""

    edges: list[ChangeEdge] = linked("The rows.")
    page_info: PageInfo = linked_one("The position of the page.")
