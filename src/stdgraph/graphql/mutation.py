"""What can be changed. Each mutation is one write transaction; its answer is read right after, with the writer's bookmark."""

from __future__ import annotations

import strawberry

from stdgraph.commands.outcomes import Changed, Outcome
from stdgraph.commands.token_unit import facts_told
from stdgraph.domain import calendar
from stdgraph.domain.answers import Answer, Ref
from stdgraph.graphql.carrying_out import Info, answer_one, answer_several, apply, outcome_row
from stdgraph.graphql.command_fields import CommandFields
from stdgraph.graphql.command_inputs import (
    AbandonStandardInput,
    AdvanceStandardInput,
    CorrectStandardInput,
    ExtendProjectInput,
    PublishStandardInput,
    RecordReviewInput,
    RegisterStandardInput,
    RevokeEventInput,
    StartProjectInput,
    SupersedeStandardInput,
    TrackGapInput,
    WithdrawStandardInput,
)
from stdgraph.graphql.import_fields import ImportFields
from stdgraph.graphql.relation_inputs import RelateStandardInput, UnrelateStandardInput
from stdgraph.graphql.resolvers import answer_with
from stdgraph.graphql.token_inputs import IssueTokenInput, RevokeTokenInput
from stdgraph.graphql.types.inputs import DryRun, Given, GivenAll, RequestId
from stdgraph.graphql.types.outcomes import BulkExtension, BulkOutcome, ExtensionOutcome, StandardOutcome
from stdgraph.graphql.types.records import TrackGapOutcome
from stdgraph.graphql.types.tokens import TokenOutcome, token_row

EXTENDED = "ProjectExtended"
"""What ``extendProject`` answers where it is done."""


@strawberry.type(
    description="Everything that can be changed. Outcomes are named types; `errors` are for the request itself."
)
class Mutation(CommandFields, ImportFields):  # type: ignore[misc]  # its fields are made at run time
    """Root fields; each is one write transaction. Those of described commands are made of them."""

    @strawberry.field(description="Move a standard to another stage.")
    async def advance_standard(
        self, info: Info, input: Given[AdvanceStandardInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """One standard."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(
        description="Move many standards, all or none; with `dryRun` the same answer and nothing written."
    )
    async def advance_standards(
        self, info: Info, items: GivenAll[AdvanceStandardInput], dry_run: DryRun = False, request_id: RequestId = None
    ) -> BulkOutcome | None:
        """Up to a thousand standards in one transaction."""
        commands = [item.command() for item in items]
        answer: BulkOutcome = await answer_several(info, commands, dry_run=dry_run, request_id=request_id)
        return answer

    @strawberry.field(
        description="Put an item on the plan, or register a standard that is published, or withdrawn, already."
    )
    async def register_standard(
        self, info: Info, input: Given[RegisterStandardInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """A new standard."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(description="Start the project of a planned item: it enters stage 20 under its plan number.")
    async def start_project(
        self, info: Info, input: Given[StartProjectInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """Stage 20."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(description="Publish a standard: it enters 60.60 with its number and its days.")
    async def publish_standard(
        self, info: Info, input: Given[PublishStandardInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """Stage 60.60."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(description="Record the outcome of a review: confirmed, to be revised, or to be withdrawn.")
    async def record_review(
        self, info: Info, input: Given[RecordReviewInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """Stage 90."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(description="Withdraw a standard, today or on a day to come.")
    async def withdraw_standard(
        self, info: Info, input: Given[WithdrawStandardInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """Stage 95.99."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(
        description="Have a successor replace a standard as a whole, today or on a day to come; on that day it may be withdrawn, too."
    )
    async def supersede_standard(
        self, info: Info, input: Given[SupersedeStandardInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """A replacement, seen from the standard that is replaced."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(description="Abandon an item before its publication.")
    async def abandon_standard(
        self, info: Info, input: Given[AbandonStandardInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """Sub-stage 98 of the stage it is in."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(description="Extend a project: it is due later, by a decision that is named (延期).")
    async def extend_project(
        self, info: Info, input: Given[ExtendProjectInput], dry_run: DryRun = False
    ) -> ExtensionOutcome | None:
        """One project."""
        answer: ExtensionOutcome = await answer_one(info, input.command(), done=EXTENDED, dry_run=dry_run)
        return answer

    @strawberry.field(
        description="Extend many projects, all or none; with `dryRun` the same answer and nothing written."
    )
    async def extend_projects(
        self, info: Info, items: GivenAll[ExtendProjectInput], dry_run: DryRun = False, request_id: RequestId = None
    ) -> BulkExtension | None:
        """Up to a thousand projects in one transaction."""
        commands = [item.command() for item in items]
        answer: BulkExtension = await answer_several(
            info, commands, dry_run=dry_run, request_id=request_id, done=EXTENDED
        )
        return answer

    @strawberry.field(description="Correct a fact, with its source and the reason: the old value stays as a claim.")
    async def correct_standard(
        self, info: Info, input: Given[CorrectStandardInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """One field."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(description="Revoke an event that was wrong: nothing is deleted, another event takes it back.")
    async def revoke_event(
        self, info: Info, input: Given[RevokeEventInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """One event."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(
        description="Relate a standard to another, to a category, a committee or a subsystem; made once more, it is changed."
    )
    async def relate_standard(
        self, info: Info, input: Given[RelateStandardInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """One relation."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(description="Remove a relation of a standard.")
    async def unrelate_standard(
        self, info: Info, input: Given[UnrelateStandardInput], dry_run: DryRun = False
    ) -> StandardOutcome | None:
        """One relation less."""
        answer: StandardOutcome = await answer_one(info, input.command(), dry_run=dry_run)
        return answer

    @strawberry.field(
        description="Record what a committee decides about a gap. The first decision needs the gap to exist; the record outlives it."
    )
    async def track_gap(
        self, info: Info, input: Given[TrackGapInput], dry_run: DryRun = False
    ) -> TrackGapOutcome | None:
        """One record."""
        answer: TrackGapOutcome
        if dry_run:
            answer = await answer_one(info, input.command(), dry_run=True)
            return answer
        result = await apply(info, [input.command()])
        await info.context.reconcile()
        answer = await answer_with(info, outcome_row(result.outcomes[0]))
        return answer

    @strawberry.field(description="Issue an access token. The answer holds it, and nothing else ever does.")
    async def issue_token(
        self, info: Info, input: Given[IssueTokenInput], dry_run: DryRun = False
    ) -> TokenOutcome | None:
        """One token."""
        command = input.command()
        result = await apply(info, [command], dry_run=dry_run)
        row = _token_outcome(result.outcomes[0], "TokenIssued")
        if result.applied and row["__typename"] == "TokenIssued" and row["token"]["id"] == command.token_id:
            row["secret"] = command.secret
            info.context.forbid_storing()
        answer: TokenOutcome = await answer_with(info, row)
        return answer

    @strawberry.field(
        description="Revoke an access token for good. The last valid one of an administrator stays: that is revoked on the server."
    )
    async def revoke_token(
        self, info: Info, input: Given[RevokeTokenInput], dry_run: DryRun = False
    ) -> TokenOutcome | None:
        """One token less."""
        result = await apply(info, [input.command()], dry_run=dry_run)
        answer: TokenOutcome = await answer_with(info, _token_outcome(result.outcomes[0], "TokenRevoked"))
        return answer


def _token_outcome(outcome: Outcome, done: str) -> Answer:
    """An outcome as a row of the union; a token is no node, and so its row is made here."""
    if not isinstance(outcome, Changed):
        return outcome_row(outcome)
    change = None if outcome.sequence is None else Ref("Change", outcome.sequence)
    return {"__typename": done, "token": token_row(facts_told(outcome.state), calendar.now()), "change": change}
