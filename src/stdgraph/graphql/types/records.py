"""Records of gaps: what committees decided, and how it went on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry.scalars import JSON

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import EventKind, GapStatus, Language, Priority
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.kinds import GapKind, kinds
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day, Instant
from stdgraph.graphql.types.fields import is_row_of, linked, linked_one, loaded, plain, row_of
from stdgraph.graphql.types.gaps import gap_rows, wants_of
from stdgraph.graphql.types.inputs import In
from stdgraph.graphql.types.outcomes import InvalidInput, NotFound, NotPermitted, RevisionConflict
from stdgraph.graphql.types.provenance import Change, fields_told
from stdgraph.graphql.types.relay import LazyCommittee, LazyGap, LazySubject, Node, PageInfo, node_id


@strawberry.type(
    description="Something that happened to a gap's record: a decision (TRACKED), or the system closing it when the gap was gone "
    "(CLOSED) and opening it again when it was back (REOPENED). Nothing is overwritten."
)
class GapRecordEvent:
    """One entry of a record's history."""

    is_type_of = staticmethod(is_row_of("GapRecordEvent"))
    sequence: int = plain("Its place among all committed changes; only grows.")
    kind: EventKind = plain("What happened.")
    status: GapStatus = plain("The record's status from then on.")
    at: Day = plain("The day on which it was decided, or found.")
    recorded_at: Instant = plain("When it was recorded here.")
    actor: str = plain("Who did it; `stdgraph` where the record followed the finding.")
    request_id: str | None = plain("The request that recorded it.")
    cause: Change | None = linked_one(
        "The change that made the gap vanish, or come back; null for a decision, and where the days that passed did it."
    )

    @strawberry.field(description="Why, or what else is to be said; the system's own words come in either language.")
    def note(self, language: In = Language.ZH) -> str | None:
        """The note."""
        row = row_of(self)
        note: str | None = row["note"]
        return (row["noteEn"] or note) if language is Language.EN else note

    @strawberry.field(description="What changed of the decision, as it was; null for a new record.")
    def before(self) -> JSON | None:
        """Fields before."""
        row = row_of(self)
        return fields_told(row["before"])

    @strawberry.field(description="What changed of the decision, as it is.")
    def after(self) -> JSON | None:
        """Fields after."""
        row = row_of(self)
        return fields_told(row["after"])


async def load_gaps_of_records(field: FieldContext, rows: Sequence[Answer]) -> list[Answer | None]:
    """The gap of each record as it is found today; None where it is gone."""
    tracked = sorted({row["kind"] for row in rows} & kinds().keys())
    found = []
    if tracked:
        (every,) = await find_gaps(field.tx, [ScopeFilter()], tracked, field.today)
        wanted = {row["gapId"] for row in rows}
        found = [gap for gap in every if gap.id in wanted]
    answers = await gap_rows(field, found, field.today, wants_of(field))
    return [answers.get(row["gapId"]) for row in rows]


async def load_subjects(field: FieldContext, rows: Sequence[Answer]) -> list[Ref]:
    """What the gap of each record is about."""
    return [Ref(row["subjectLabel"], row["subjectKey"]) for row in rows]


@strawberry.type(description="What a committee decided about a gap. It outlives the finding.")
class GapRecord(Node):
    """A tracked gap."""

    is_type_of = staticmethod(is_row_of("GapRecord"))
    id: strawberry.ID = node_id("GapRecord", "gapId")
    gap_id: strawberry.ID = plain("The id of the gap.")
    kind: GapKind = plain("What kind of gap it is about.")
    status: GapStatus = plain(
        "What the committee says of it. The system closes a record when its gap is gone, and opens it again when the gap is back; "
        "what the committee closed or withdrew itself stays so."
    )
    priority: Priority | None = plain("How urgent it is to the committee; null while that is not decided.")
    needs_research: bool | None = plain("Whether research must come first; null while that is not decided.")
    owner: LazyCommittee | None = linked_one("Who is to close it.")
    recommendation: str | None = plain("What the committee recommends.")
    revision: int = plain("Grows by one with every change of the record.")
    updated_at: Instant | None = plain("When it was last changed.")
    found: bool = plain("Whether the gap was still there when the system last looked.")
    gap: LazyGap | None = loaded(load_gaps_of_records, "The gap as it is found today; null where it is gone.")
    subject: LazySubject | None = loaded(load_subjects, "What the gap is about, found or not.")
    history: list[GapRecordEvent] = linked("Everything that happened to it, in order.")

    @strawberry.field(description="What is wrong, in a sentence; of a gap that is gone what was wrong last.")
    def message(self, language: In = Language.ZH) -> str:
        """The message as the record keeps it."""
        row = row_of(self)
        return str(row["messageZh"] if language is Language.ZH else row["messageEn"])


@strawberry.type(description="A record on a page.")
class GapRecordEdge:
    """One row."""

    cursor: str = plain("Cursor of the record.")
    node: GapRecord = linked_one("The record.")


@strawberry.type(description="A page of records, by priority, the undecided last, then by the gap's id.")
class GapRecordConnection:
    """A page."""

    edges: list[GapRecordEdge] = linked("The rows.")
    page_info: PageInfo = linked_one("The position of the page.")
    total_count: int = plain("How many records the conditions leave; counted only when asked for.")


@strawberry.type(description="The decision is recorded.")
class GapTracked:
    """Done."""

    is_type_of = staticmethod(is_row_of("GapTracked"))
    record: GapRecord = linked_one("The record as it was right after.")


TrackGapOutcome = Annotated[
    GapTracked | RevisionConflict | InvalidInput | NotFound | NotPermitted,
    strawberry.union("TrackGapOutcome", description="The outcome of a request to track a gap."),
]
