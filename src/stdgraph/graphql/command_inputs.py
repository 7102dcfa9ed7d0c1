"""Inputs of mutations: each makes a command. Arguments arrive as members of their enums, so nothing is converted here twice."""

from __future__ import annotations

from enum import StrEnum

import strawberry

from stdgraph.auth.policy import Action
from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.correctable import CORRECTABLE
from stdgraph.commands.extend import Extend
from stdgraph.commands.register import Register
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.supersede import Supersede
from stdgraph.domain.dates import partial_date
from stdgraph.domain.vocabulary import GapStatus, Level, Nature, Priority, TitleBasis
from stdgraph.gap_records.track_gap import Track
from stdgraph.gaps.gap import split_gap_id
from stdgraph.graphql.input_fields import DATES, GUARD, LESS_EXACT, NAMED, NOTE, ON, REQUEST, optional, required, values
from stdgraph.graphql.scalars import Day, require_days
from stdgraph.graphql.types.enums import exposed
from stdgraph.graphql.types.fields import from_global_id
from stdgraph.graphql.types.inputs import SubsystemRef


class ReviewOutcome(StrEnum):
    """What a review concluded, as the stage it leads to."""

    CONFIRMED = "90.93"
    TO_BE_REVISED = "90.92"
    TO_BE_WITHDRAWN = "90.99"


exposed(ReviewOutcome, "The outcome of a review (复审结论).")


@strawberry.input(description="Where a standard goes, and what it brings along.")
class AdvanceStandardInput:
    """A move."""

    standard: str = required(NAMED)
    to: str = required('Stage code: "40.20", or "40" for its start.')
    expected_revision: int | None = optional(GUARD)
    effective_on: Day | None = optional("The day in the world; absent: the publication day, or today.")
    number: str | None = optional("Its number, where the stage demands one.")
    plan_number: str | None = optional("Its plan number, where the stage demands one.")
    published_on: Day | None = optional(f"The day of publication, where the stage demands it. {LESS_EXACT}")
    in_force_on: Day | None = optional(f"The day it takes force. {LESS_EXACT}")
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Advance:
        """The command."""
        return Advance(**values(self))


@strawberry.input(description="A project that begins.")
class StartProjectInput:
    """Stage 20."""

    standard: str = required(NAMED)
    plan_number: str | None = optional("Its plan number (计划号); a national project needs one.")
    expected_revision: int | None = optional(GUARD)
    effective_on: Day | None = optional(ON)
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Advance:
        """The command."""
        return Advance(**values(self), to="20.00", action=Action.START_PROJECT)


@strawberry.input(description="A publication.")
class PublishStandardInput:
    """Stage 60.60."""

    standard: str = required(NAMED)
    number: str = required("Its number.")
    published_on: Day = required(f"The day of publication, which may lie ahead. {LESS_EXACT}")
    in_force_on: Day | None = optional(f"The day it takes force; guidance documents may have none. {LESS_EXACT}")
    expected_revision: int | None = optional(GUARD)
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Advance:
        """The command."""
        return Advance(**values(self), to="60.60", action=Action.PUBLISH_STANDARD)


@strawberry.input(description="The outcome of a review.")
class RecordReviewInput:
    """Stage 90."""

    standard: str = required(NAMED)
    outcome: ReviewOutcome = required("What the review concluded.")
    expected_revision: int | None = optional(GUARD)
    effective_on: Day | None = optional(ON)
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Advance:
        """The command."""
        given = {name: value for name, value in values(self).items() if name != "outcome"}
        return Advance(**given, to=self.outcome.value, action=Action.RECORD_REVIEW)


@strawberry.input(description="A withdrawal.")
class WithdrawStandardInput:
    """Stage 95.99."""

    standard: str = required(NAMED)
    expected_revision: int | None = optional(GUARD)
    effective_on: Day | None = optional(f"The day of the withdrawal, which may lie ahead; absent: today. {LESS_EXACT}")
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Advance:
        """The command."""
        return Advance(**values(self), to="95.99", action=Action.WITHDRAW_STANDARD)


@strawberry.input(description="That a successor replaces a standard as a whole (全部代替).")
class SupersedeStandardInput:
    """A succession, seen from the standard that goes."""

    standard: str = required(f"What is replaced. {NAMED}")
    successor: str = required(f"What replaces it, which need not be published yet. {NAMED}")
    since: Day | None = optional(
        "The day of the change, which may lie ahead; absent: the successor's in-force day, else its publication, also while "
        f"these are still to be decided. {LESS_EXACT}"
    )
    withdraw: bool = strawberry.field(
        default=False, description="Whether the standard is withdrawn on that day (废止), too."
    )
    expected_revision: int | None = optional(GUARD)
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Supersede:
        """The command."""
        return Supersede(**values(self))


@strawberry.input(description="The end of an item before its publication.")
class AbandonStandardInput:
    """Sub-stage 98."""

    standard: str = required(NAMED)
    expected_revision: int | None = optional(GUARD)
    effective_on: Day | None = optional(ON)
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Advance:
        """The command."""
        return Advance(**values(self), action=Action.ABANDON_STANDARD)


@strawberry.input(description="A later day by which a project is due (延期).")
class ExtendProjectInput:
    """An extension."""

    standard: str = required(NAMED)
    due_on: Day = required("The new day by which it is due, later than the present one.")
    approval: str = required("The document or decision that it rests on.")
    approved_on: Day | None = optional(
        "The day of that decision; the event is of this day, of today where it is absent."
    )
    expected_revision: int | None = optional(GUARD)
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Extend:
        """The command."""
        return Extend(**values(self))


@strawberry.input(description="A place in a system.")
class ListingInput:
    """A listing."""

    subsystem: SubsystemRef = required("The subsystem.")
    item_number: str | None = optional("Its number in the table of items.")


@strawberry.input(description="A planned item, or a standard that is published already.")
class RegisterStandardInput:
    """A new standard."""

    title: str | None = optional("Its Chinese title; a title in one language is needed.")
    title_en: str | None = optional("Its English title.")
    title_basis: TitleBasis | None = optional(
        "Whether the title is one that a document or a plan bears; absent: it is."
    )
    department: str | None = optional("The department in charge (主管部门).")
    drafting_bodies: list[str] | None = optional("The bodies that draft it (起草单位), as they are called.")
    level: Level | None = optional("Its level, if that is decided.")
    nature: Nature | None = optional("Whether it is to bind, if that is decided.")
    plan_number: str | None = optional("Its plan number, if it has one.")
    number: str | None = optional(
        "Its number, of one that is published; level and nature follow from it. That of a 修改单 says what it amends."
    )
    published_on: Day | None = optional(
        f"The day of publication, of one that is published; absent: within the year of its number. {LESS_EXACT}"
    )
    in_force_on: Day | None = optional(f"The day it takes force, of one that is published. {LESS_EXACT}")
    withdrawn_on: Day | None = optional(
        f"The day of its withdrawal, which may lie ahead, of one that is withdrawn. {LESS_EXACT}"
    )
    stage: str | None = optional(
        "The stage it is in; absent: 60.60 where a number or a publication is given, 95.99 where a withdrawal is, else 00."
    )
    effective_on: Day | None = optional(
        "The day in the world on which it entered the stage; absent: of a publication or a withdrawal its own day, else today."
    )
    project_due_on: Day | None = optional("The day by which its project is due (项目周期).")
    committees: list[str] | None = optional("Codes of the committees that will answer for it.")
    listed_in: list[ListingInput] | None = optional("Where it stands in standards systems.")
    product_categories: list[str] | None = optional("Codes of the product categories it will apply to.")
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Register:
        """The command."""
        require_days({name: value for name, value in vars(self).items() if name not in DATES or name == "effective_on"})
        return Register(
            title_zh=self.title,
            title_en=self.title_en,
            title_basis=self.title_basis,
            department=self.department,
            drafting_bodies=tuple(self.drafting_bodies or ()),
            level=self.level,
            nature=self.nature,
            plan_number=self.plan_number,
            number=self.number,
            published_on=partial_date(self.published_on),
            in_force_on=partial_date(self.in_force_on),
            withdrawn_on=partial_date(self.withdrawn_on),
            stage=self.stage,
            effective_on=self.effective_on,
            project_due_on=self.project_due_on,
            committees=tuple(self.committees or ()),
            listings=tuple((one.subsystem.system, one.subsystem.code, one.item_number) for one in self.listed_in or ()),
            product_categories=tuple(self.product_categories or ()),
            note=self.note,
            request_id=self.request_id,
        )


@strawberry.input(description="A correction of one field.")
class CorrectStandardInput:
    """A corrected fact."""

    standard: str = required(NAMED)
    field: str = required(f"The field as this API names it: {', '.join(CORRECTABLE)}.")
    value: str | None = optional("The right value, of a list its parts separated by `|`; absent: it is unknown.")
    source: str = required("Who states it: the id of a source, or an address.")
    reason: str = required("Why it is corrected.")
    expected_revision: int | None = optional(GUARD)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Correct:
        """The command."""
        return Correct(**values(self))


@strawberry.input(description="An event that was wrong.")
class RevokeEventInput:
    """A revocation."""

    standard: str = required(NAMED)
    sequence: int = required("The event's sequence.")
    reason: str = required("Why it is revoked.")
    expected_revision: int | None = optional(GUARD)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Revoke:
        """The command."""
        return Revoke(**values(self))


@strawberry.input(description="What a committee decides about a gap. What is left out, or null, stays as it is.")
class TrackGapInput:
    """A decision about a gap."""

    gap_id: strawberry.ID = strawberry.field(description="The id or key of the gap, or the id of its record.")
    status: GapStatus | None = optional("What the committee says of it; for a new record absent: OPEN.")
    priority: Priority | None = optional("How urgent it is to the committee.")
    needs_research: bool | None = optional("Whether research must come first.")
    owner: str | None = optional("Code of the committee that is to close it; an empty text: nobody.")
    recommendation: str | None = optional("What the committee recommends; an empty text takes it away.")
    expected_revision: int | None = optional(f"{GUARD} A record that is to be made has revision 0.")
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> Track:
        """The command."""
        named = from_global_id(str(self.gap_id))
        return Track(
            gap=named[1] if named and named[0] == "GapRecord" else split_gap_id(str(self.gap_id))[0],
            status=self.status,
            priority=self.priority,
            needs_research=self.needs_research,
            owner=None if self.owner is None else self.owner.strip(),
            recommendation=None if self.recommendation is None else self.recommendation.strip(),
            expected_revision=self.expected_revision,
            note=self.note,
            request_id=self.request_id,
        )
