"""Where facts come from, what happened to them, and the feed of changes."""

from __future__ import annotations

import orjson
import strawberry
from strawberry.scalars import JSON

from stdgraph.domain.stages import stage_title
from stdgraph.domain.vocabulary import Confidence, EventKind, Language
from stdgraph.graphql.scalars import Day, Instant
from stdgraph.graphql.types.fields import WITHIN, is_row_of, linked, linked_one, plain, row_of
from stdgraph.graphql.types.inputs import In
from stdgraph.graphql.types.relay import PLACE_MARK, LazyGapRecord, LazySubject, Node, PageInfo, mention_id, node_id

REVISION = "Grows by one with every change that a command makes of it; 0 before the first."


@strawberry.type(description="A document, page or register that states facts.")
class Source(Node):
    """A source, as one mention of it."""

    is_type_of = staticmethod(is_row_of("Source"))
    id: strawberry.ID = mention_id("Source", PLACE_MARK, "locator")
    revision: int = plain(REVISION)
    title: str | None = plain("Its title, as far as it is known.")
    url: str | None = plain("Its address; null where it has none.")
    note: str | None = plain("What is known of its reliability.")
    locator: str | None = plain("Where in the source, for this mention: a section, a page.")


@strawberry.type(
    description="A stage of the harmonised skeleton shared by GB/T 16733 and ISO, as a standard is or was in it."
)
class Stage:
    """A stage code with its names, and when it was entered and is due to be left where that is asked of a standard."""

    code: str = plain("`XX.YY`.")
    entered_on: Day | None = plain(
        "The day on which the standard entered the stage; null where it is unknown or not one standard's."
    )
    due_on: Day | None = plain(
        "The normal end of the stage: entry, at the latest, plus its normal duration (GB/T 16733-1997: stage 10 three months, 20 ten, 30 two). "
        "Past it the stage is slow; whether the project is late, `Standard.dueOn` says. Null where there is no such duration."
    )

    @strawberry.field(description="Its name.")
    def title(self, language: In = Language.ZH) -> str:
        """The name in a language."""
        return stage_title(row_of(self)["code"], language)


APPROVAL = "The document or decision that an extension of a project rests on; null for anything else."


@strawberry.type(
    description="Something that happened to a standard. Nothing is overwritten: the events are the history."
)
class Event:
    """One event with its two times."""

    is_type_of = staticmethod(is_row_of("Event"))
    sequence: int = plain("Its place among all committed changes; only grows.")
    kind: EventKind = plain("What happened.")
    at: Day | None = plain("The day in the world on which it took effect; null where that is not known to the day.")
    effective_in: str | None = plain("The month or year in which it took effect, where no more is stated.")
    recorded_at: Instant = plain("When it was recorded here.")
    actor: str = plain("Who recorded it.")
    note: str | None = plain("Why, or what else is to be said.")
    request_id: str | None = plain("The request that recorded it.")
    approval: str | None = plain(APPROVAL)
    revokes: int | None = plain("The sequence of the event that it revokes; null for any other event.")

    @strawberry.field(description="The stage entered; null where the event is not a move.")
    def stage(self) -> Stage | None:
        """The stage as a row of its code."""
        code = row_of(self)["stage"]
        return {"code": code} if code else None  # type: ignore[return-value]


@strawberry.type(description="That a project was extended (延期): it is due later. What was revoked is none.")
class Extension:
    """One extension."""

    sequence: int = plain("Its place among all committed changes: what `revokeEvent` takes.")
    due_on: Day = plain("The day by which the project was due from then on.")
    was: Day | None = plain(
        "The day by which it was due before, its own or that of the rules; null where neither was known."
    )
    approval: str = plain("The document or decision that it rests on.")
    approved_on: Day | None = plain("The day of that decision, where it is stated.")
    at: Day = plain(
        "The day in the world on which it took effect: that of the decision, else the day on which it was recorded."
    )
    recorded_at: Instant = plain("When it was recorded here.")
    actor: str = plain("Who recorded it.")
    note: str | None = plain("What else is to be said.")


@strawberry.type(description="What a change is about: anything that is kept in the graph.")
class ChangedThing:
    """A thing by its label and key."""

    label: str = plain("What it is, as the graph has it: `Standard`, `Subsystem`, `Dataset`, `GapRecord` …")
    key: str = plain("Its id, or its code where it has one.")

    @strawberry.field(description="Its title or name, or what it says of itself; null where it has none.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The title in a language, or in the other; a record's message, a target's statement."""
        row = row_of(self)
        first, second = ("Zh", "En") if language is Language.ZH else ("En", "Zh")
        names = [f"{what}{side}" for what in ("title", "message") for side in (first, second)]
        return next((row[name] for name in (*names, "statement", "title", "name") if row.get(name)), None)


@strawberry.type(
    description="What one source says of one field. Where sources disagree, `chosen` marks what the catalogue follows."
)
class Claim(Node):
    """One source's value for one field."""

    is_type_of = staticmethod(is_row_of("Claim"))
    id: strawberry.ID = node_id("Claim", "id")
    revision: int = plain(REVISION)
    about: ChangedThing | None = linked_one("What it is about.")
    field: str = plain("The field it is about, as this API names it.")
    value: str = plain("The value as the source states it.")
    chosen: bool = plain("Whether the catalogue follows it.")
    on: Day | None = plain("The day of which it speaks, where that is stated.")
    on_in: str | None = plain(WITHIN)
    confidence: Confidence | None = plain("How sure it is that the source says so.")
    note: str | None = plain("A remark of the compiler.")
    recorded_by: str | None = plain("Who entered it here; null where a dataset states it.")
    retired_on: Day | None = plain("The day on which it was withdrawn; null while it stands.")
    source: Source | None = linked_one("The source that states it.")


@strawberry.type(description="A committed change. Sequence numbers only grow and none is skipped.")
class Change:
    """One change, as it appears in the feed."""

    is_type_of = staticmethod(is_row_of("Change"))
    sequence: int = plain("Its place among all committed changes.")
    at: Day | None = plain("The day in the world on which it takes effect; null where that is not known to the day.")
    effective_in: str | None = plain("The month or year in which it takes effect, where no more is stated.")
    recorded_at: Instant = plain("When it was recorded here.")
    actor: str = plain("Who made it.")
    kind: EventKind = plain("What happened.")
    request_id: str | None = plain("The request that made it.")
    note: str | None = plain("Why, or what else is to be said.")
    approval: str | None = plain(APPROVAL)
    subject: LazySubject | None = linked_one("The standard that was changed; null for a change of anything else.")
    record: LazyGapRecord | None = linked_one("The record that was changed; null for a change of anything else.")
    concerns: ChangedThing | None = linked_one("What was changed, whatever it is: a dataset or a subsystem, too.")

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
