"""Two systems compared, above all two editions of one, with the loaders that answer it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import strawberry
from strawberry import argument

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.vocabulary import EditionDifference, ItemState, Membership, Standing, Status
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.fields import Loader, linked, linked_one, loaded, plain
from stdgraph.graphql.types.inputs import After, First, Listed
from stdgraph.graphql.types.relay import LazyStandard, LazySubsystem, LazySystem, PageInfo
from stdgraph.progress import editions
from stdgraph.progress.edition_parts import ComparedPart, Part
from stdgraph.progress.editions import EditionChange
from stdgraph.progress.number_pages import page_by_number
from stdgraph.store.known_codes import check_codes

FromSystem = Annotated[str, argument(name="from", description="Code of the one system: of two editions the earlier.")]
ToSystem = Annotated[str, argument(description="Code of the other one.")]


async def _compared(field: FieldContext, row: Answer) -> editions.EditionComparison:
    """What was compared, once for all fields of the answer."""
    if "compared" not in row:
        row["compared"] = await editions.compare_editions(field.tx, row["codes"], row["asOf"])
    found: editions.EditionComparison = row["compared"]
    return found


def _items(change: EditionChange) -> Loader:
    """The loader of the items of which one thing became."""

    async def load(field: FieldContext, rows: Sequence[Answer], first: First = 20, after: After = None) -> list[Answer]:
        wanted = field.page(first, after)
        found = []
        for row in rows:
            items = {one.place.id: one for one in (await _compared(field, row)).items if one.has(change)}
            page = page_by_number((one.place for one in items.values()), wanted)
            for edge in page["edges"]:
                edge["node"] = _item_row(items[edge["node"].key])
            found.append(page)
        return found

    return load


def _item_row(item: editions.EditionItem) -> Answer:
    return {
        "before": _place_row(item.before),
        "after": _place_row(item.after),
        "differences": list(item.differences),
    }


def _place_row(place: editions.EditionPlace | None) -> Answer | None:
    if place is None:
        return None
    listings = [
        {
            "subsystem": Ref("Subsystem", row["subsystem"]),
            "itemNumber": row["itemNumber"],
            "membership": row["membership"],
        }
        for row in place.listings
    ]
    shown = {"standard": Ref("Standard", place.shown["id"]), "listings": listings, "state": place.state}
    return {**shown, "status": place.shown["status"], "standing": place.shown["standing"]}


def _parts(change: EditionChange) -> Loader:
    """The loader of the subsystems of which one thing became."""

    async def load(field: FieldContext, rows: Sequence[Answer], first: Listed = 100) -> list[Answer]:
        size = field.page(first).size
        found = []
        for row in rows:
            parts = [one for one in (await _compared(field, row)).parts.rows if _has(one, change)]
            found.append({"totalCount": len(parts), "rows": [_part_row(one) for one in parts[:size]]})
        return found

    return load


def _has(one: ComparedPart, change: EditionChange) -> bool:
    """Whether this became of a subsystem."""
    match change:
        case EditionChange.CARRIED_OVER:
            return one.before is not None and one.after is not None
        case EditionChange.NEW:
            return one.before is None
        case EditionChange.DROPPED:
            return one.after is None
        case EditionChange.RENAMED:
            return one.renamed
        case _:
            return one.moved


def _part_row(one: ComparedPart) -> Answer:
    def mention(part: Part | None) -> Any:
        return None if part is None else Ref("Subsystem", part.id)

    return {"before": mention(one.before), "after": mention(one.after), "renamed": one.renamed, "moved": one.moved}


@strawberry.type(description="Where one of two compared systems lists an item.")
class EditionListing:
    """One listing."""

    subsystem: LazySubsystem = linked_one("The subsystem.")
    item_number: str | None = plain("Its number in the table of items, as printed (体系编号).")
    membership: Membership | None = plain("Whether a source states that it belongs there.")


@strawberry.type(description="An item as one of two compared systems has it, on the day.")
class EditionPlace:
    """One side of an item."""

    standard: LazyStandard = linked_one(
        "The document that stands for it: of those that the system lists the one in force, else the one furthest on."
    )
    state: ItemState = plain("What its documents, and what replaces them, make of it.")
    status: Status = plain("The status of that document.")
    standing: Standing | None = plain("The standing of that document; null while it is not published.")
    listings: list[EditionListing] = linked("Where the system lists its documents, by subsystem and item number.")


@strawberry.type(
    description="An item of two compared systems: the same where a document that fills it in the one can fill it in the other."
)
class EditionItem:
    """One row."""

    before: EditionPlace | None = linked_one("As `from` has it; null where it has not.")
    after: EditionPlace | None = linked_one("As `to` has it; null where it has not.")
    differences: list[EditionDifference] = plain("What differs; nothing where only one has it.")


@strawberry.type(description="An item on a page.")
class EditionItemEdge:
    """One row."""

    cursor: str = plain("Cursor of the row in this order.")
    node: EditionItem = linked_one("The item.")


@strawberry.type(description="A page of items, by the number of what stands for them, in `to` where that has them.")
class EditionItemRows:
    """A page."""

    edges: list[EditionItemEdge] = linked("The rows.")
    page_info: PageInfo = linked_one("The position of the page.")
    total_count: int = plain("How many there are.")


@strawberry.type(
    description="A subsystem of two compared systems: the same where it has the same code, or had it before it was renamed."
)
class EditionSubsystem:
    """One row."""

    before: LazySubsystem | None = linked_one("That of `from`; null where it has none.")
    after: LazySubsystem | None = linked_one("That of `to`; null where it has none.")
    renamed: bool = plain("Whether it is called otherwise, by code or by title.")
    moved: bool = plain("Whether it stands below another one.")


@strawberry.type(
    description="Subsystems of two compared systems, in the order of `to`, those that only `from` has last."
)
class EditionSubsystemRows:
    """As many rows as were asked for."""

    rows: list[EditionSubsystem] = linked("The rows.")
    total_count: int = plain("How many there are.")


@strawberry.type(
    description="What of one system is in another, above all of one edition in the next. Each stands as on the day; one that had left the plan "
    "by then as on its last day."
)
class EditionComparison:
    """Two systems."""

    from_: LazySystem = linked_one("The one.", name="from")
    to: LazySystem = linked_one("The other.")
    as_of: Day = plain("The day.")
    carried_over: EditionItemRows | None = loaded(
        _items(EditionChange.CARRIED_OVER), "Items that both have, whatever differs of them."
    )
    new: EditionItemRows | None = loaded(_items(EditionChange.NEW), "Items that only `to` has.")
    dropped: EditionItemRows | None = loaded(_items(EditionChange.DROPPED), "Items that only `from` has.")
    renamed: EditionItemRows | None = loaded(
        _items(EditionChange.RENAMED), "Items that both have under another title, item number or subsystem."
    )
    subsystems_carried_over: EditionSubsystemRows | None = loaded(
        _parts(EditionChange.CARRIED_OVER), "Subsystems that both have."
    )
    subsystems_new: EditionSubsystemRows | None = loaded(_parts(EditionChange.NEW), "Subsystems that only `to` has.")
    subsystems_dropped: EditionSubsystemRows | None = loaded(
        _parts(EditionChange.DROPPED), "Subsystems that only `from` has."
    )
    subsystems_renamed: EditionSubsystemRows | None = loaded(
        _parts(EditionChange.RENAMED), "Subsystems that both have under another code or title."
    )
    subsystems_moved: EditionSubsystemRows | None = loaded(
        _parts(EditionChange.MOVED), "Subsystems that both have, and that stand below another one in `to`."
    )


async def answer_editions(field: FieldContext, codes: tuple[str, str], on: date) -> Answer:
    """Two systems compared; only what is asked for is computed. Raises UnknownCode for a code that names no system."""
    asked = {("StandardsSystem", code): place for code, place in zip(codes, ("from", "to"), strict=True)}
    present = await check_codes(field.tx, asked)
    known = [present["StandardsSystem", code] for code in codes]
    mentions = dict(zip(("from", "to"), (Ref("StandardsSystem", code) for code in known), strict=True))
    return {**mentions, "asOf": on, "codes": known}
