"""A standard and its relations."""

from __future__ import annotations

from datetime import date
from typing import cast

import strawberry

from stdgraph.domain import timeline
from stdgraph.domain.calendar import stage_due_on
from stdgraph.domain.dates import partial_date
from stdgraph.domain.remembered import remembered
from stdgraph.domain.stages import status_of
from stdgraph.domain.standing import standing
from stdgraph.domain.stored_state import entries_of
from stdgraph.domain.vocabulary import (
    Confidence,
    Degree,
    Extent,
    Language,
    Level,
    Membership,
    Nature,
    Standing,
    Status,
    TitleBasis,
)
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.dates import KnownDate, asked_day, known_date
from stdgraph.graphql.types.fields import RETIRED, WITHIN, is_row_of, linked, linked_one, loaded, plain, row_of, titled
from stdgraph.graphql.types.impact import Impact, KnownState, load_impacts, load_known
from stdgraph.graphql.types.inputs import AsOf, In
from stdgraph.graphql.types.provenance import Claim, Event, Extension, Source, Stage
from stdgraph.graphql.types.relay import LazyCategory, LazyCommittee, LazyStandard, LazySubsystem, Node, node_id
from stdgraph.graphql.types.transfers import Transfer, load_transfer
from stdgraph.store.session import native


@strawberry.type(description="That a standard is listed in a subsystem.")
class Listing:
    """A standard's place in a system."""

    subsystem: LazySubsystem = linked_one("The subsystem.")
    item_number: str | None = plain("Its number in the table of items, as printed.")
    membership: Membership | None = plain("Whether a source states that it belongs there.")
    note: str | None = plain("A remark of the compiler.")
    since: Day | None = plain("The day from which on it stands there, where it is known.")
    since_in: str | None = plain(WITHIN)
    until: Day | None = plain("The first day on which it does not any more, where it is known; null while it does.")
    until_in: str | None = plain(WITHIN)


@strawberry.type(description="That a standard is replaced by another (代替).")
class Replacement:
    """One replacement, seen from either side."""

    standard: LazyStandard = linked_one("The standard at the other end.")
    extent: Extent = plain("Whether the whole is replaced or a part of it.")
    since: Day | None = plain(
        "The day the source gives for the change; null where it gives none: then the successor's in-force day counts."
    )
    since_in: str | None = plain(WITHIN)


@strawberry.type(description="That a standard corresponds to an international document (采标).")
class Adoption:
    """One adoption, seen from either side."""

    standard: LazyStandard = linked_one("The standard at the other end.")
    degree: Degree | None = plain(
        "Degree of correspondence: IDT and MOD are adoption, NEQ is not, EQV is pre-2001; null: not stated."
    )


@strawberry.type(description="That a standard refers to another.")
class Reference:
    """One reference, seen from either side."""

    standard: LazyStandard = linked_one("The standard at the other end.")
    normative: bool | None = plain("Whether the reference is normative.")


@strawberry.type(description="That a committee answers for a standard (归口), or performs the work on it (执行).")
class Ownership:
    """A committee's part in a standard."""

    committee: LazyCommittee = linked_one("The committee.")
    role: str = plain("OWNER, or PERFORMING for a subcommittee that does the work.")
    basis: str | None = plain("STATED where a source says so, INFERRED otherwise.")


@strawberry.type(description="A link to a document of a standard: its text, a draft for comment, an announcement.")
class DocumentLink:
    """One link."""

    url: str = plain("Its address.")
    title: str | None = plain("What it is called.")
    language: str | None = plain("Its language, as a tag (BCP 47).")


@strawberry.type(description="The edition of a standard in another language (外文版).")
class ForeignEdition:
    """One edition."""

    language: str = plain("Its language, as a tag (BCP 47).")
    title: str | None = plain("Its title in that language.")
    number: str | None = plain("The number that it prints, where that differs from the standard's.")
    published_on: Day | None = plain("The day of its publication, where it is known.")
    published_in: str | None = plain(WITHIN)


@strawberry.type(description="A document that is, or is to become, a standard.")
class Standard(Node):
    """One standard, whatever its status."""

    is_type_of = staticmethod(is_row_of("Standard"))
    id: strawberry.ID = node_id("Standard", "id")
    retired_on: Day | None = plain(RETIRED)
    number: str | None = plain("Its number in canonical print; null while it has none.")
    printed_number: str | None = plain("The number as the source prints it, where that differs.")
    plan_number: str | None = plain("Number of the plan it is drafted under (计划号).")
    title_basis: TitleBasis | None = plain("Whether a document bears the title; null while it has none.")
    department: str | None = plain("The department in charge (主管部门), where a source prints it.")
    drafting_bodies: list[str] | None = plain("The bodies that draft it (起草单位), where a source prints them.")
    level: Level | None = plain("Its level; null while that is not decided.")
    nature: Nature | None = plain(
        "Whether it binds; null for group and international documents, and while it is not decided."
    )
    published_on: Day | None = plain(
        "The day of publication, also one that is announced for the future; null where the day is not known: see `publication`."
    )
    in_force_on: Day | None = plain(
        "The day it takes force, also one that is announced for the future; null where the day is not known, or there is none (GB/Z): "
        "see `entryIntoForce`."
    )
    withdrawn_on: Day | None = plain(
        "The day of its withdrawal, also one that is announced for the future: `standing` says what holds on a day. Null where "
        "the day is not known or none is announced: see `withdrawal`."
    )
    review_due_on: Day | None = plain(
        "The day by which it is due for review, five years (GB/Z: three) after publication or the last one, counted from the latest "
        "day these can mean; null without a rule or a day."
    )
    project_due_on: Day | None = plain(
        "The project's own due day (项目周期), with its extensions; null where none is stated: then `dueOn` goes by the rules."
    )
    due_on: Day | None = plain(
        "The day by which its project is to be submitted for approval (报批), after which it is OVERDUE: its own due day, else, of national "
        "standards, 18 months (mandatory: 24) after drafting began (SAMR, 2025-04). Null where neither is known, and from stage 50 on."
    )
    ics: list[str] | None = plain("International Classification for Standards.")
    ccs: list[str] | None = plain("Chinese Classification for Standards.")
    revision: int = plain("Grows by one with every change: what `expectedRevision` is compared with.")
    confidence: Confidence | None = plain("How sure its facts are.")
    note: str | None = plain("A remark of the compiler.")
    committees: list[LazyCommittee] = linked("Committees that answer for it or perform the work, owners first.")
    owners: list[Ownership] = linked("The same, with the part each has.")
    listed_in: list[Listing] = linked("Where standards systems list it.")
    product_categories: list[LazyCategory] = linked("Product categories it applies to itself.")
    replaces: list[Replacement] = linked("What it replaces.")
    replaced_by: list[Replacement] = linked("What replaces it.")
    adopts: list[Adoption] = linked("The international documents it adopts or corresponds to.")
    adopted_by: list[Adoption] = linked("The standards that adopt or correspond to it.")
    references: list[Reference] = linked("What it refers to.")
    referenced_by: list[Reference] = linked("What refers to it.")
    references_recorded: bool = plain(
        "Whether anybody recorded what it refers to: where nobody did, an empty `references` means nothing."
    )
    editions: list[LazyStandard] = linked(
        "All editions of its series, this one included: what has the same number but for the year, oldest first. Empty while it has no "
        "number."
    )
    amends: LazyStandard | None = linked_one(
        "The document that it amends (修改单, Amd, Cor); null for what amends none."
    )
    amendments: list[LazyStandard] = linked("What amends it, oldest first.")
    split_from: LazyStandard | None = linked_one("The plan item of which it was split off; null where it was not.")
    split_into: list[LazyStandard] = linked("The items that were split off it, by plan number.")
    sources: list[Source] = linked("Where its facts come from.")
    claims: list[Claim] = linked("What sources say of its fields where they were compared.")
    history: list[Event] = linked("What happened to it, in the order in which it was recorded.")
    extensions: list[Extension] = linked(
        "The extensions of its project that stand, in the order in which they were recorded."
    )
    transfer: Transfer | None = loaded(
        load_transfer, "Its transfer to another committee that is pending; null where none is."
    )
    known: KnownState | None = loaded(
        load_known, "What was known of it at an instant, from the events recorded by then; null where none was."
    )
    impact: Impact | None = loaded(
        load_impacts,
        "What rests on it on a day (today if none is given), and what its withdrawal or revision would touch.",
    )

    @strawberry.field(description="Its title; null where no source gives one.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The title in a language, or in the other."""
        return titled(self, language)

    @strawberry.field(description="Links to its documents, in the order in which they were added.")
    def documents(self) -> list[DocumentLink]:
        """The links as rows."""
        known = {"title": None, "language": None}
        return [{**known, **one} for one in entries_of(row_of(self), "documents")]  # type: ignore[misc]

    @strawberry.field(description="Its editions in other languages, in the order in which they were added.")
    def foreign_editions(self) -> list[ForeignEdition]:
        """The editions as rows."""
        return [_edition(one) for one in entries_of(row_of(self), "foreignEditions")]  # type: ignore[misc]

    @strawberry.field(
        description="How far it has come on a day (today if none is given); null where nothing is known to have happened by then: "
        "figures count it as PLANNED while a plan lists it."
    )
    def status(self, on: AsOf = None) -> Status | None:
        """The status that its timeline gives for the day; None before its first entry."""
        stage = timeline.stage_on(row_of(self)["timeline"] or [], asked_day(on))
        return None if stage is None else status_of(stage)

    @strawberry.field(
        description="The stage it is in on a day (today if none is given); null where nothing is recorded by then."
    )
    def stage(self, on: AsOf = None) -> Stage | None:
        """The stage as a row."""
        entry = timeline.entry_on(row_of(self)["timeline"] or [], asked_day(on))
        return None if entry is None else _stage(entry)

    @strawberry.field(
        description="What the document is worth on a day (today if none is given); null where it is not published by then."
    )
    def standing(self, on: AsOf = None) -> Standing | None:
        """The standing computed from dates."""
        row = row_of(self)
        superseded_by = _day(row["supersededLatest"])
        return standing(asked_day(on), row["timeline"] or [], _day(row["forceLatest"]), superseded_by)

    @strawberry.field(
        description="What is known of its publication: null where it is not published and none is announced. The year in its number "
        "counts where nothing better is known."
    )
    def publication(self) -> KnownDate | None:
        """The span of its publication."""
        return known_date(row_of(self), "publication", "published")

    @strawberry.field(
        description="What is known of its entry into force: never before the year in its number. Where none is stated, its publication "
        "counts (GB/Z have none). Null where it is not published and none is announced."
    )
    def entry_into_force(self) -> KnownDate | None:
        """The span of its entry into force."""
        return known_date(row_of(self), "force", "inForce")

    @strawberry.field(
        description="What is known of its withdrawal; null where it is not withdrawn and none is announced."
    )
    def withdrawal(self) -> KnownDate | None:
        """The span of its withdrawal."""
        return known_date(row_of(self), "withdrawal", "withdrawn")


@remembered(4096)
def _stage(entry: str) -> Stage:
    """The stage of an entry of a timeline, as a row; many documents share one."""
    code = timeline.entry_stage(entry)
    due = stage_due_on(code, timeline.entry_day(entry))
    return cast("Stage", {"code": code, "enteredOn": timeline.exact_day(entry), "dueOn": due})


def _edition(entry: dict[str, str]) -> dict[str, object]:
    published = partial_date(entry.get("publishedOn"))
    day = None if published is None else published.day
    return {
        **dict.fromkeys(("title", "number")),
        **entry,
        "publishedOn": day,
        "publishedIn": None if published is None or day is not None else str(published),
    }


def _day(value: object) -> date | None:
    return cast("date | None", native(value))
