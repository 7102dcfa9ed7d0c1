"""What can be changed. Each mutation is one write transaction; its answer is read right after, with the writer's bookmark."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import strawberry

from stdgraph.commands.command import Command
from stdgraph.commands.command_handler import BulkResult, apply_commands
from stdgraph.commands.requests import LONGEST
from stdgraph.domain import calendar
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.gap_records.track_gap import track
from stdgraph.graphql.command_inputs import (
    AbandonStandardInput,
    AdvanceStandardInput,
    CorrectStandardInput,
    PublishStandardInput,
    RecordReviewInput,
    RegisterStandardInput,
    RelateStandardInput,
    RevokeEventInput,
    StartProjectInput,
    SupersedeStandardInput,
    UnrelateStandardInput,
    WithdrawStandardInput,
)
from stdgraph.graphql.context import Context
from stdgraph.graphql.outcomes import TrackGapInput, outcome_row, tracking_row
from stdgraph.graphql.resolvers import answer_with
from stdgraph.graphql.types.arguments import DryRun, Given, GivenAll, RequestId
from stdgraph.graphql.types.outcomes import BulkOutcome, StandardOutcome
from stdgraph.graphql.types.records import TrackGapOutcome

Info = strawberry.Info[Context, None]

MOST_ITEMS = 1000


@strawberry.type(
    description="Everything that can be changed. Outcomes are named types; `errors` are for the request itself."
)
class Mutation:
    """Root fields; each is one write transaction."""

    @strawberry.field(description="Move a standard to another stage.")
    async def advance_standard(self, info: Info, input: Given[AdvanceStandardInput]) -> StandardOutcome | None:
        """One standard."""
        return await _one(info, input.command())

    @strawberry.field(
        description="Move many standards, all or none; with `dryRun` the same answer and nothing written."
    )
    async def advance_standards(
        self, info: Info, items: GivenAll[AdvanceStandardInput], dry_run: DryRun = False, request_id: RequestId = None
    ) -> BulkOutcome | None:
        """Up to a thousand standards in one transaction."""
        if not items:
            raise BadInput("items: expected one at least")
        if len(items) > MOST_ITEMS:
            raise LimitExceeded(f"items: at most {MOST_ITEMS} in one transaction, got {len(items)}")
        if request_id is not None and len(request_id) > LONGEST:
            raise BadInput(f"requestId: at most {LONGEST} characters, got {len(request_id)}")
        name = request_id or str(uuid4())
        bulk = await _carried_out(info, [item.command() for item in items], dry_run=dry_run, request_id=name)
        outcomes = [{"index": n, "outcome": outcome_row(outcome)} for n, outcome in enumerate(bulk.outcomes)]
        answer: BulkOutcome = await answer_with(
            info, {"applied": bulk.applied, "requestId": name, "outcomes": outcomes}
        )
        return answer

    @strawberry.field(description="Put a planned item on the plan.")
    async def register_standard(self, info: Info, input: Given[RegisterStandardInput]) -> StandardOutcome | None:
        """A new standard."""
        return await _one(info, input.command())

    @strawberry.field(description="Start the project of a planned item: it enters stage 20 under its plan number.")
    async def start_project(self, info: Info, input: Given[StartProjectInput]) -> StandardOutcome | None:
        """Stage 20."""
        return await _one(info, input.command())

    @strawberry.field(description="Publish a standard: it enters 60.60 with its number and its days.")
    async def publish_standard(self, info: Info, input: Given[PublishStandardInput]) -> StandardOutcome | None:
        """Stage 60.60."""
        return await _one(info, input.command())

    @strawberry.field(description="Record the outcome of a review: confirmed, to be revised, or to be withdrawn.")
    async def record_review(self, info: Info, input: Given[RecordReviewInput]) -> StandardOutcome | None:
        """Stage 90."""
        return await _one(info, input.command())

    @strawberry.field(description="Withdraw a standard, today or on a day to come.")
    async def withdraw_standard(self, info: Info, input: Given[WithdrawStandardInput]) -> StandardOutcome | None:
        """Stage 95.99."""
        return await _one(info, input.command())

    @strawberry.field(
        description="Have a successor replace a standard as a whole, today or on a day to come; on that day it may be withdrawn, too."
    )
    async def supersede_standard(self, info: Info, input: Given[SupersedeStandardInput]) -> StandardOutcome | None:
        """A replacement, seen from the standard that is replaced."""
        return await _one(info, input.command())

    @strawberry.field(description="Abandon an item before its publication.")
    async def abandon_standard(self, info: Info, input: Given[AbandonStandardInput]) -> StandardOutcome | None:
        """Sub-stage 98 of the stage it is in."""
        return await _one(info, input.command())

    @strawberry.field(description="Correct a fact, with its source and the reason: the old value stays as a claim.")
    async def correct_standard(self, info: Info, input: Given[CorrectStandardInput]) -> StandardOutcome | None:
        """One field."""
        return await _one(info, input.command())

    @strawberry.field(description="Revoke an event that was wrong: nothing is deleted, another event takes it back.")
    async def revoke_event(self, info: Info, input: Given[RevokeEventInput]) -> StandardOutcome | None:
        """One event."""
        return await _one(info, input.command())

    @strawberry.field(
        description="Relate a standard to another, to a category, a committee or a subsystem; made once more, it is changed."
    )
    async def relate_standard(self, info: Info, input: Given[RelateStandardInput]) -> StandardOutcome | None:
        """One relation."""
        return await _one(info, input.command())

    @strawberry.field(description="Take a relation of a standard away.")
    async def unrelate_standard(self, info: Info, input: Given[UnrelateStandardInput]) -> StandardOutcome | None:
        """One relation less."""
        return await _one(info, input.command())

    @strawberry.field(
        description="Record what a committee decides about a gap. The first decision needs the gap to exist; the record outlives it."
    )
    async def track_gap(self, info: Info, input: Given[TrackGapInput]) -> TrackGapOutcome | None:
        """One record."""
        context: Context = info.context
        today = calendar.today()
        outcome = await track(context.graph, await context.identity(), input.command(), today=today)
        await context.wrote()
        await context.reconcile()
        answer: TrackGapOutcome = await answer_with(info, tracking_row(outcome))
        return answer


async def _one(info: Info, command: Command) -> StandardOutcome | None:
    bulk = await _carried_out(info, [command])
    answer: StandardOutcome = await answer_with(info, outcome_row(bulk.outcomes[0]))
    return answer


async def _carried_out(
    info: Info, commands: Sequence[Command], *, dry_run: bool = False, request_id: str | None = None
) -> BulkResult:
    context: Context = info.context
    today = calendar.today()
    bulk = await apply_commands(
        context.graph, await context.identity(), commands, today=today, dry_run=dry_run, request_id=request_id
    )
    await context.wrote()
    return bulk
