"""What can be changed. Each mutation is one write transaction; its answer is read right after, with the writer's bookmark."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import strawberry

from stdgraph.commands.command import Command, S, U
from stdgraph.commands.command_handler import BulkResult, apply_commands
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Invalid, Outcome, Refused, Unknown
from stdgraph.commands.requests import MAX_LENGTH
from stdgraph.commands.standard_unit import StandardCommand
from stdgraph.domain import calendar
from stdgraph.domain.answers import Answer, Ref
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.graphql.command_inputs import (
    AbandonStandardInput,
    AdvanceStandardInput,
    CorrectStandardInput,
    ExtendProjectInput,
    PublishStandardInput,
    RecordReviewInput,
    RegisterStandardInput,
    RelateStandardInput,
    RevokeEventInput,
    StartProjectInput,
    SupersedeStandardInput,
    TrackGapInput,
    UnrelateStandardInput,
    WithdrawStandardInput,
)
from stdgraph.graphql.context import Context
from stdgraph.graphql.resolvers import answer_with
from stdgraph.graphql.types.inputs import DryRun, Given, GivenAll, RequestId
from stdgraph.graphql.types.outcomes import BulkExtension, BulkOutcome, ExtensionOutcome, StandardOutcome
from stdgraph.graphql.types.records import TrackGapOutcome


def outcome_row(outcome: Outcome, done: str = "StandardAdvanced") -> Answer:
    """An outcome as a row of its union, in which a changed standard has the type ``done``.

    Nodes in it are ``Ref``, the changed one with its state right after the change.
    """
    match outcome:
        case Changed():
            return _changed_row(outcome, done)
        case Conflict():
            current = None if outcome.key is None else Ref(outcome.label, outcome.key)
            field = "currentRecord" if outcome.label == "GapRecord" else "current"
            return {"__typename": "RevisionConflict", "message": outcome.message, field: current}
        case Refused():
            return {
                "__typename": "TransitionRefused",
                "message": outcome.message,
                "from": {"code": outcome.from_stage} if outcome.from_stage else None,
                "allowed": [{"code": code} for code in outcome.allowed],
                "missing": list(outcome.missing),
            }
        case Invalid():
            problems = [{"path": problem.path, "message": problem.message} for problem in outcome.problems]
            return {"__typename": "InvalidInput", "message": outcome.message, "problems": problems}
        case Denied():
            return {"__typename": "NotPermitted", "message": outcome.message, "required": outcome.required}
        case Unknown():
            return {"__typename": "NotFound", "message": outcome.message}


def _changed_row(outcome: Changed, done: str) -> Answer:
    changed = Ref(outcome.label, outcome.key, dict(outcome.state))
    if outcome.label == "GapRecord":
        return {"__typename": "GapTracked", "record": changed}
    change = None if outcome.sequence is None else Ref("Change", outcome.sequence)
    return {"__typename": done, "standard": changed, "change": change}


EXTENDED = "ProjectExtended"
"""What ``extendProject`` answers where it is done."""

Info = strawberry.Info[Context, None]

MAX_ITEMS = 1000


@strawberry.type(
    description="Everything that can be changed. Outcomes are named types; `errors` are for the request itself."
)
class Mutation:
    """Root fields; each is one write transaction."""

    @strawberry.field(description="Move a standard to another stage.")
    async def advance_standard(self, info: Info, input: Given[AdvanceStandardInput]) -> StandardOutcome | None:
        """One standard."""
        return await _answer_standard(info, input.command())

    @strawberry.field(
        description="Move many standards, all or none; with `dryRun` the same answer and nothing written."
    )
    async def advance_standards(
        self, info: Info, items: GivenAll[AdvanceStandardInput], dry_run: DryRun = False, request_id: RequestId = None
    ) -> BulkOutcome | None:
        """Up to a thousand standards in one transaction."""
        answer: BulkOutcome = await _answer_several(info, items, dry_run=dry_run, request_id=request_id)
        return answer

    @strawberry.field(description="Put an item on the plan.")
    async def register_standard(self, info: Info, input: Given[RegisterStandardInput]) -> StandardOutcome | None:
        """A new standard."""
        return await _answer_standard(info, input.command())

    @strawberry.field(description="Start the project of a planned item: it enters stage 20 under its plan number.")
    async def start_project(self, info: Info, input: Given[StartProjectInput]) -> StandardOutcome | None:
        """Stage 20."""
        return await _answer_standard(info, input.command())

    @strawberry.field(description="Publish a standard: it enters 60.60 with its number and its days.")
    async def publish_standard(self, info: Info, input: Given[PublishStandardInput]) -> StandardOutcome | None:
        """Stage 60.60."""
        return await _answer_standard(info, input.command())

    @strawberry.field(description="Record the outcome of a review: confirmed, to be revised, or to be withdrawn.")
    async def record_review(self, info: Info, input: Given[RecordReviewInput]) -> StandardOutcome | None:
        """Stage 90."""
        return await _answer_standard(info, input.command())

    @strawberry.field(description="Withdraw a standard, today or on a day to come.")
    async def withdraw_standard(self, info: Info, input: Given[WithdrawStandardInput]) -> StandardOutcome | None:
        """Stage 95.99."""
        return await _answer_standard(info, input.command())

    @strawberry.field(
        description="Have a successor replace a standard as a whole, today or on a day to come; on that day it may be withdrawn, too."
    )
    async def supersede_standard(self, info: Info, input: Given[SupersedeStandardInput]) -> StandardOutcome | None:
        """A replacement, seen from the standard that is replaced."""
        return await _answer_standard(info, input.command())

    @strawberry.field(description="Abandon an item before its publication.")
    async def abandon_standard(self, info: Info, input: Given[AbandonStandardInput]) -> StandardOutcome | None:
        """Sub-stage 98 of the stage it is in."""
        return await _answer_standard(info, input.command())

    @strawberry.field(description="Extend a project: it is due later, by a decision that is named (延期).")
    async def extend_project(self, info: Info, input: Given[ExtendProjectInput]) -> ExtensionOutcome | None:
        """One project."""
        answer: ExtensionOutcome = await answer_with(info, await _apply_one(info, input.command(), EXTENDED))
        return answer

    @strawberry.field(
        description="Extend many projects, all or none; with `dryRun` the same answer and nothing written."
    )
    async def extend_projects(
        self, info: Info, items: GivenAll[ExtendProjectInput], dry_run: DryRun = False, request_id: RequestId = None
    ) -> BulkExtension | None:
        """Up to a thousand projects in one transaction."""
        answer: BulkExtension = await _answer_several(
            info, items, dry_run=dry_run, request_id=request_id, done=EXTENDED
        )
        return answer

    @strawberry.field(description="Correct a fact, with its source and the reason: the old value stays as a claim.")
    async def correct_standard(self, info: Info, input: Given[CorrectStandardInput]) -> StandardOutcome | None:
        """One field."""
        return await _answer_standard(info, input.command())

    @strawberry.field(description="Revoke an event that was wrong: nothing is deleted, another event takes it back.")
    async def revoke_event(self, info: Info, input: Given[RevokeEventInput]) -> StandardOutcome | None:
        """One event."""
        return await _answer_standard(info, input.command())

    @strawberry.field(
        description="Relate a standard to another, to a category, a committee or a subsystem; made once more, it is changed."
    )
    async def relate_standard(self, info: Info, input: Given[RelateStandardInput]) -> StandardOutcome | None:
        """One relation."""
        return await _answer_standard(info, input.command())

    @strawberry.field(description="Remove a relation of a standard.")
    async def unrelate_standard(self, info: Info, input: Given[UnrelateStandardInput]) -> StandardOutcome | None:
        """One relation less."""
        return await _answer_standard(info, input.command())

    @strawberry.field(
        description="Record what a committee decides about a gap. The first decision needs the gap to exist; the record outlives it."
    )
    async def track_gap(self, info: Info, input: Given[TrackGapInput]) -> TrackGapOutcome | None:
        """One record."""
        row = await _apply_one(info, input.command())
        await info.context.reconcile()
        answer: TrackGapOutcome = await answer_with(info, row)
        return answer


async def _answer_standard(info: Info, command: StandardCommand) -> StandardOutcome:
    answer: StandardOutcome = await answer_with(info, await _apply_one(info, command))
    return answer


async def _answer_several(
    info: Info,
    items: Sequence[AdvanceStandardInput | ExtendProjectInput],
    *,
    dry_run: bool,
    request_id: str | None,
    done: str = "StandardAdvanced",
) -> Any:
    """Apply the commands of several inputs, all or none, and answer with an outcome for each. Raises BadInput or LimitExceeded."""
    if not items:
        raise BadInput("items must not be empty")
    if len(items) > MAX_ITEMS:
        raise LimitExceeded(f"items: expected at most {MAX_ITEMS}, got {len(items)}")
    if request_id is not None and len(request_id) > MAX_LENGTH:
        raise BadInput(f"requestId must not exceed {MAX_LENGTH} characters, got {len(request_id)}")
    name = request_id or str(uuid4())
    result = await _apply(info, [item.command() for item in items], dry_run=dry_run, request_id=name)
    outcomes = [{"index": n, "outcome": outcome_row(outcome, done)} for n, outcome in enumerate(result.outcomes)]
    return await answer_with(info, {"applied": result.applied, "requestId": name, "outcomes": outcomes})


async def _apply_one(info: Info, command: Command[U, S], done: str = "StandardAdvanced") -> Answer:
    """Apply one command; its outcome as a row of the union."""
    result = await _apply(info, [command])
    return outcome_row(result.outcomes[0], done)


async def _apply(
    info: Info, commands: Sequence[Command[U, S]], *, dry_run: bool = False, request_id: str | None = None
) -> BulkResult:
    """Apply commands as whoever sent the request, on the calendar day of the server, and keep the bookmark of the write."""
    context: Context = info.context
    result = await apply_commands(
        context.graph,
        await context.identity(),
        commands,
        today=calendar.today(),
        dry_run=dry_run,
        request_id=request_id,
    )
    await context.wrote()
    return result
