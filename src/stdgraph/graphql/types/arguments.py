"""Arguments of fields, each described once."""

from __future__ import annotations

from typing import Annotated, TypeVar

import strawberry
from strawberry import argument

from stdgraph.domain.vocabulary import GapStatus, Interval, Language
from stdgraph.gaps.kinds import GapKind
from stdgraph.graphql.inputs import Scope, StandardOrder, StandardWhere, SubsystemRef
from stdgraph.graphql.scalars import Day, Instant, Span

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
Each = Annotated[Interval, argument(description="The intervals at whose ends is counted.")]
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
Within = Annotated[Span, argument(description="How far ahead.")]
Of = Annotated[SubsystemRef, argument(description="Whose standards count: its own and those of its subtree.")]

T = TypeVar("T")
Given = Annotated[T, argument(description="What is to be done.")]
GivenAll = Annotated[list[T], argument(description="What is to be done, in this order.")]
DryRun = Annotated[bool, argument(description="Whether to answer only, and write nothing.")]
RequestId = Annotated[
    str | None, argument(description="What the client calls this request: sent twice, it changes things once.")
]
