"""Inputs. Several comparisons in one object hold together; `any` and `not` say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar, cast

import strawberry
from strawberry import argument
from strawberry.types import get_object_definition
from strawberry.types.arguments import InputContext

from stdgraph.catalogue import related
from stdgraph.domain import scope as scopes
from stdgraph.domain.vocabulary import (
    CategoryKind,
    Confidence,
    Degree,
    Extent,
    GapStatus,
    HistoryPlan,
    Interval,
    Language,
    Level,
    Membership,
    Nature,
    ProgressCount,
    Severity,
    Standing,
    Status,
    TitleBasis,
)
from stdgraph.gaps.groups import GapGroup
from stdgraph.gaps.kinds import GapKind
from stdgraph.gaps.pages import GapOrder
from stdgraph.graphql.scalars import Day, Instant, Span
from stdgraph.graphql.types.enums import Direction, StandardSort
from stdgraph.graphql.types.fields import Declared


def given(description: str, name: str | None = None) -> Declared:
    """A field that may be left out: then it says nothing."""
    return strawberry.field(default=None, description=description, name=name)


@strawberry.input(description="A subsystem: codes are unique within a system only.")
class SubsystemRef:
    """System and code."""

    system: str = strawberry.field(description="Code of the system.")
    code: str = strawberry.field(description="Code of the subsystem.")


@strawberry.input(description="Which part of the catalogue: all that are given hold, none means everything.")
class Scope:
    """A scope."""

    system: str | None = strawberry.field(default=None, description="Code of a system.")
    subsystem: SubsystemRef | None = strawberry.field(default=None, description="A subsystem with its whole subtree.")
    committee: str | None = strawberry.field(
        default=None, description="Code of a committee: standards that it or a subcommittee owns."
    )
    product_category: str | None = strawberry.field(
        default=None, description="Code of a category: what concerns it or a kind of it."
    )


@strawberry.input(description="Compares text. Numbers of standards match however they are printed.")
class TextFilter:
    """Text operators."""

    eq: str | None = given("Equal to this.")
    ne: str | None = given("Not equal to this; rows without a value are left out.")
    in_: list[str] | None = given("One of these.", name="in")
    not_in: list[str] | None = given("Not one of these; rows without a value are left out.")
    contains: str | None = given("Contains this.")
    starts_with: str | None = given("Starts with this.")
    is_null: bool | None = given("Whether it has no value.")


@strawberry.input(description="Compares days; of dates that are not known exactly the earliest day.")
class DateFilter:
    """Day operators."""

    eq: Day | None = given("Equal to this.")
    lt: Day | None = given("Before this day.")
    lte: Day | None = given("On this day or before it.")
    gt: Day | None = given("After this day.")
    gte: Day | None = given("On this day or after it.")
    year: int | None = given("Certainly in this year, whether the day, the month or only the year is known.")
    is_null: bool | None = given("Whether it has no value.")


@strawberry.input(description="Looks into a list.")
class ListFilter:
    """List operators."""

    has: str | None = given("Contains exactly this item.")
    starts_with: str | None = given("Contains an item that starts with this.")


@strawberry.input(description="Compares a status.")
class StatusFilter:
    """Status operators."""

    eq: Status | None = given("Equal to this.")
    ne: Status | None = given("Not equal to this; rows without a value are left out.")
    in_: list[Status] | None = given("One of these.", name="in")
    not_in: list[Status] | None = given("Not one of these; rows without a value are left out.")


@strawberry.input(description="Compares a standing; null is 'not published'.")
class StandingFilter:
    """Standing operators."""

    eq: Standing | None = given("Equal to this.")
    in_: list[Standing] | None = given("One of these.", name="in")
    is_null: bool | None = given("Whether it has no value.")


@strawberry.input(description="Compares a level; null is 'not decided'.")
class LevelFilter:
    """Level operators."""

    eq: Level | None = given("Equal to this.")
    ne: Level | None = given("Not equal to this; rows without a value are left out.")
    in_: list[Level] | None = given("One of these.", name="in")
    not_in: list[Level] | None = given("Not one of these; rows without a value are left out.")
    is_null: bool | None = given("Whether it has no value.")


@strawberry.input(description="Compares a nature.")
class NatureFilter:
    """Nature operators."""

    eq: Nature | None = given("Equal to this.")
    in_: list[Nature] | None = given("One of these.", name="in")
    is_null: bool | None = given("Whether it has no value.")


@strawberry.input(description="Compares a confidence.")
class ConfidenceFilter:
    """Confidence operators."""

    eq: Confidence | None = given("Equal to this.")
    in_: list[Confidence] | None = given("One of these.", name="in")


@strawberry.input(description="Compares a membership.")
class MembershipFilter:
    """Membership operators."""

    eq: Membership | None = given("Equal to this.")


@strawberry.input(description="Compares the basis of a title.")
class TitleBasisFilter:
    """Basis operators."""

    eq: TitleBasis | None = given("Equal to this.")
    in_: list[TitleBasis] | None = given("One of these.", name="in")


@strawberry.input(description="Whether it has left the plan; empty: either.")
class RetiredFilter:
    """Operators of what is true or not."""

    eq: bool | None = given("Equal to this.")


@strawberry.input(description="Whether something is so; empty: either.")
class FlagFilter:
    """Operators of what is true or not."""

    eq: bool | None = given("Equal to this.")


@strawberry.input(description="Some listing satisfies all of this.")
class ListedInWhere:
    """Conditions on listings."""

    system: TextFilter | None = given("Code of the system.")
    code: TextFilter | None = given("Code of the subsystem.")
    within: SubsystemRef | None = strawberry.field(
        default=None, description="The listing is in this subsystem's subtree."
    )
    membership: MembershipFilter | None = given("Whether a source states it.")


@strawberry.input(description="Some owning committee satisfies all of this.")
class CommitteeWhere:
    """Conditions on committees."""

    code: TextFilter | None = given("Code of the committee.")
    role: TextFilter | None = given("OWNER or PERFORMING.")


@strawberry.input(description="Compares the kind of a category.")
class CategoryKindFilter:
    """Kind operators."""

    eq: CategoryKind | None = given("Equal to this.")
    in_: list[CategoryKind] | None = given("One of these.", name="in")


@strawberry.input(description="Some product category it names satisfies all of this.")
class ProductCategoryWhere:
    """Conditions on categories."""

    code: TextFilter | None = given("Code of the category.")
    kind: CategoryKindFilter | None = given("Kind of the category.")


@strawberry.input(description="Compares a degree of correspondence; null is 'not stated'.")
class DegreeFilter:
    """Degree operators."""

    eq: Degree | None = given("Equal to this.")
    in_: list[Degree] | None = given("One of these.", name="in")
    is_null: bool | None = given("Whether it has no value.")


@strawberry.input(description="Some adopted document satisfies all of this.")
class AdoptionWhere:
    """Conditions on adoptions."""

    number: TextFilter | None = given("Number of the adopted document.")
    degree: DegreeFilter | None = given("Degree of correspondence.")
    standing: StandingFilter | None = given("Standing of the adopted document on the day asked for.")


@strawberry.input(description="Compares an extent.")
class ExtentFilter:
    """Extent operators."""

    eq: Extent | None = given("Equal to this.")


@strawberry.input(description="Some replacement satisfies all of this.")
class ReplacementWhere:
    """Conditions on replacements."""

    number: TextFilter | None = given("Number of the document at the other end.")
    extent: ExtentFilter | None = given("Whether the whole is replaced or a part of it.")


@strawberry.input(
    description="Which standards. All that is given holds; related objects: some one of them does (`not` for none of them)."
)
class StandardWhere:
    """Conditions on standards."""

    number: TextFilter | None = given("Its number, however it is printed.")
    plan_number: TextFilter | None = given("Number of the plan it is drafted under.")
    title: TextFilter | None = strawberry.field(default=None, description="Either language, ignoring case.")
    title_basis: TitleBasisFilter | None = given("Whether a document bears the title.")
    department: TextFilter | None = given("The department in charge (主管部门), as it is printed.")
    drafting_body: TextFilter | None = given("Some body that drafts it (起草单位), as it is printed.")
    level: LevelFilter | None = given("Its level.")
    nature: NatureFilter | None = given("Whether it binds.")
    status: StatusFilter | None = strawberry.field(default=None, description="On the day asked for.")
    standing: StandingFilter | None = strawberry.field(default=None, description="On the day asked for.")
    stage: TextFilter | None = strawberry.field(
        default=None, description='Stage code on the day asked for; `startsWith: "30"` for a whole stage.'
    )
    confidence: ConfidenceFilter | None = given("How sure its facts are.")
    published_on: DateFilter | None = given("Day of publication.")
    in_force_on: DateFilter | None = given("Day it takes force.")
    withdrawn_on: DateFilter | None = given("Day of withdrawal.")
    due_on: DateFilter | None = given("Day by which its project is to be submitted for approval.")
    review_due_on: DateFilter | None = given("Day by which it is due for review.")
    stage_entered_on: DateFilter | None = given("Day by which it entered the stage in which it is today.")
    retired: RetiredFilter | None = strawberry.field(
        default=None,
        description="Whether it has left the plan by the day asked for; where no condition says so, only what has not is listed.",
    )
    adopted: FlagFilter | None = given("Whether another document adopts it or corresponds to it.")
    extended: FlagFilter | None = given("Whether its project was extended (延期).")
    ics: ListFilter | None = given("International Classification for Standards.")
    ccs: ListFilter | None = given("Chinese Classification for Standards.")
    listed_in: ListedInWhere | None = given("Some listing of it.")
    committee: CommitteeWhere | None = given("Some committee that answers for it or performs the work.")
    product_category: ProductCategoryWhere | None = given("Some category that it names itself.")
    adopts: AdoptionWhere | None = given("Some document that it adopts or corresponds to.")
    replaces: ReplacementWhere | None = given("Some document that it replaces.")
    replaced_by: ReplacementWhere | None = given("Some document that replaces it.")
    all: list[Annotated[StandardWhere, strawberry.lazy("stdgraph.graphql.types.inputs")]] | None = strawberry.field(
        default=None, description="All of these."
    )
    any: list[Annotated[StandardWhere, strawberry.lazy("stdgraph.graphql.types.inputs")]] | None = strawberry.field(
        default=None, description="At least one of these."
    )
    not_: Annotated[StandardWhere, strawberry.lazy("stdgraph.graphql.types.inputs")] | None = strawberry.field(
        default=None, name="not", description="Not this."
    )


@strawberry.input(description="One key of an order.")
class StandardOrder:
    """Field and direction."""

    field: StandardSort = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(default=Direction.ASC, description="In which direction.")


def scope_of(given: Scope | None) -> scopes.ScopeFilter:
    """A scope as capabilities take it; everything where none is given."""
    if given is None:
        return scopes.ScopeFilter()
    return scopes.ScopeFilter(
        system=given.system,
        subsystem=(given.subsystem.system, given.subsystem.code) if given.subsystem else None,
        committee=given.committee,
        product_category=given.product_category,
    )


def where_of(given: StandardWhere | None) -> related.Where | None:
    """A condition as the catalogue takes it, which is how it arrives: see ``_as_it_came``."""
    return cast("related.Where | None", given)


def _as_it_came(_type: type, value: Mapping[str, object], _context: InputContext) -> Mapping[str, object]:
    """A condition as graphql-core coerced it, by the names of the API: the catalogue reads that, so nothing is built in between."""
    return value


get_object_definition(StandardWhere, strict=True).from_input = _as_it_came


First = Annotated[int, argument(description="How many rows, from the front.")]
Listed = Annotated[int, argument(description="How many entries each list holds at most; totals count all.")]
FirstOf50 = Annotated[int | None, argument(description="How many rows, from the front; absent: 50.")]
Last = Annotated[int | None, argument(description="How many rows, from the back; instead of `first`.")]
After = Annotated[str | None, argument(description="The rows after this cursor; absent: from the start.")]
FromCursor = Annotated[
    str | None, argument(description="The changes after this cursor of `changes`; absent: from now on.")
]
Before = Annotated[str | None, argument(description="The rows before this cursor; goes with `last`.")]
Where = Annotated[StandardWhere | None, argument(description="Which standards; absent: all.")]
OrderBy = Annotated[list[StandardOrder] | None, argument(description="The order; absent: by number.")]
Part = Annotated[Scope | None, argument(description="Which part of the catalogue; absent: all of it.")]
Kinds = Annotated[list[GapKind] | None, argument(description="Gaps of these kinds; absent or empty: all.")]
Severities = Annotated[list[Severity] | None, argument(description="Gaps of these severities; absent or empty: all.")]
DecidedAs = Annotated[
    list[GapStatus] | None,
    argument(
        description="Gaps whose records have these statuses; one that nobody tracks counts as UNKNOWN. Absent or empty: all."
    ),
]
GapOrdering = Annotated[GapOrder, argument(description="The order.")]
GroupBy = Annotated[GapGroup, argument(description="What they share.")]
GapId = Annotated[strawberry.ID, argument(description="Id or key of the gap.")]
RecordStatus = Annotated[
    list[GapStatus] | None, argument(description="Records of these statuses; absent or empty: all.")
]
OwnerCode = Annotated[str | None, argument(description="Code of the committee that is to close the gap; absent: any.")]
AsOf = Annotated[Day | None, argument(description="The day in the world that is asked about; absent: today.")]
KnownAt = Annotated[Instant, argument(description="The instant: what was recorded later is left out.")]
KnownBy = Annotated[
    Instant | None, argument(description="Only what was recorded by this instant counts; absent: all that is recorded.")
]
WholePart = Annotated[Scope, argument(description="Which part of the catalogue; an empty scope: all of it.")]
From = Annotated[Day, argument(name="from", description="A day of the first interval.")]
To = Annotated[Day, argument(description="The last day, not before `from`; at most 1,000 points lie between them.")]
SinceDay = Annotated[Day, argument(name="from", description="The first day: what changed after it counts.")]
UntilDay = Annotated[Day, argument(description="The last day, not before `from`: what changed by then counts.")]
Each = Annotated[Interval, argument(description="The intervals at whose ends is counted.")]
PlanOf = Annotated[HistoryPlan, argument(description="Whose rows are counted.")]
In = Annotated[Language, argument(description="The language; where it is missing the other one answers.")]
Code = Annotated[str, argument(description="Its code.")]
SystemCode = Annotated[str, argument(description="Code of the system.")]
Number = Annotated[str, argument(description="A number or plan number in any printed form, or an id.")]
Text = Annotated[str, argument(description="A number, a word or more, or a part of a title.")]
GlobalId = Annotated[strawberry.ID, argument(description="Its global id.")]
GlobalIds = Annotated[list[strawberry.ID], argument(description="Their global ids.")]
Depth = Annotated[int, argument(description="Rows down to this depth, 1 to 100; 1 is the top level.")]
MaxDepth = Annotated[int, argument(description="How far the chain is followed, 1 to 100.")]
Withdrawn = Annotated[
    list[str],
    argument(
        description="Numbers or plan numbers in any printed form, or ids, of the standards that are supposed to go."
    ),
]
Overdue = Annotated[bool, argument(description="Whether only items past their due day are wanted.")]
Within = Annotated[Span, argument(description="How far ahead.")]
Figure = Annotated[ProgressCount, argument(description="Which figure.")]
Of = Annotated[SubsystemRef, argument(description="Whose standards count: its own and those of its subtree.")]

T = TypeVar("T")
Given = Annotated[T, argument(description="What is to be done.")]
GivenAll = Annotated[list[T], argument(description="What is to be done, in this order.")]
NewestFirst = Annotated[
    bool, argument(description="Whether the last change comes first; a cursor then leads to those before it.")
]
DryRun = Annotated[bool, argument(description="Whether to answer only, and write nothing.")]
RequestId = Annotated[
    str | None, argument(description="What the client calls this request: sent twice, it changes things once.")
]
