"""Carrying out what a mutation asks for: its commands, as whoever sent the request, and their outcomes as rows of the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

import strawberry

from stdgraph.commands.command_handler import AnyCommand, BulkResult, Look, apply_commands
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Invalid, Message, Outcome, Refused, Unknown
from stdgraph.commands.requests import MAX_LENGTH
from stdgraph.domain import calendar
from stdgraph.domain.answers import Answer, Ref
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.graphql.context import Context
from stdgraph.graphql.replayed import with_present_keys
from stdgraph.graphql.resolvers import answer_with, answer_within
from stdgraph.store.session import Transaction

Info = strawberry.Info[Context, None]

MAX_ITEMS = 1000

DONE = {
    "Standard": ("StandardAdvanced", "standard"),
    "GapRecord": ("GapTracked", "record"),
    "Subsystem": ("SubsystemChanged", "subsystem"),
    "StandardsSystem": ("SystemChanged", "system"),
    "Demand": ("DemandChanged", "demand"),
    "Target": ("TargetChanged", "target"),
    "ProductCategory": ("ProductCategoryChanged", "productCategory"),
    "Committee": ("CommitteeChanged", "committee"),
    "Source": ("SourceChanged", "source"),
    "Claim": ("ClaimChanged", "claim"),
}
"""The type of what is answered where a thing of a label was changed, and its field for the thing."""


CLAIM_RECORDED = Message(
    "您无权更正该标准：所述内容已作为来源说法记录，未被采用。",
    "you may not correct the standard: what you state is recorded as a claim of its source and is not followed",
)


def outcome_row(outcome: Outcome, done: str | None = None) -> Answer:
    """An outcome as a row of its union, in which a changed thing has the type ``done``, if that is given.

    Nodes in it are ``Ref``, the changed one with its state right after the change.
    """
    match outcome:
        case Changed():
            return _changed_row(outcome, done)
        case Conflict():
            return _conflict_row(outcome)
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


def _changed_row(outcome: Changed, done: str | None) -> Answer:
    kind, field = DONE[outcome.label]
    change = None if outcome.sequence is None else Ref("Change", outcome.sequence)
    if outcome.claim is not None:
        recorded = {"claim": Ref("Claim", outcome.claim), "message": CLAIM_RECORDED}
        return {
            "__typename": "ClaimRecorded",
            field: Ref(outcome.label, outcome.key, dict(outcome.state)),
            "change": change,
            **recorded,
        }
    return {"__typename": done or kind, field: Ref(outcome.label, outcome.key, dict(outcome.state)), "change": change}


def _conflict_row(outcome: Conflict) -> Answer:
    current = None if outcome.key is None else Ref(outcome.label, outcome.key)
    field = {"Standard": "current", "GapRecord": "currentRecord"}.get(outcome.label)
    row: Answer = {"__typename": "RevisionConflict", "message": outcome.message, "currentRevision": outcome.revision}
    return row if field is None else {**row, field: current}


async def answer_one(info: Info, command: AnyCommand, *, done: str | None = None, dry_run: bool = False) -> Any:
    """Apply one command, and answer with its outcome."""

    def row(applied: bool, outcomes: Sequence[Outcome]) -> Answer:
        return outcome_row(outcomes[0], done)

    return await _answer(info, [command], row, dry_run=dry_run)


async def answer_several(
    info: Info, commands: Sequence[AnyCommand], *, dry_run: bool, request_id: str | None, done: str | None = None
) -> Any:
    """Apply several commands, all or none, and answer with an outcome for each. Raises BadInput or LimitExceeded."""
    if not commands:
        raise BadInput("items must not be empty")
    if len(commands) > MAX_ITEMS:
        raise LimitExceeded(f"items: expected at most {MAX_ITEMS}, got {len(commands)}")
    if request_id is not None and len(request_id) > MAX_LENGTH:
        raise BadInput(f"requestId must not exceed {MAX_LENGTH} characters, got {len(request_id)}")
    name = request_id or str(uuid4())

    def row(applied: bool, outcomes: Sequence[Outcome]) -> Answer:
        rows = [{"index": n, "outcome": outcome_row(outcome, done)} for n, outcome in enumerate(outcomes)]
        return {"applied": applied, "requestId": name, "outcomes": rows}

    return await _answer(info, commands, row, dry_run=dry_run, request_id=name)


async def _answer(
    info: Info,
    commands: Sequence[AnyCommand],
    row: Callable[[bool, Sequence[Outcome]], Answer],
    *,
    dry_run: bool,
    request_id: str | None = None,
) -> Any:
    """Apply commands, and answer with the row of their outcomes. What is taken back again is read before that."""

    async def look(tx: Transaction, outcomes: Sequence[Outcome]) -> object:
        return await answer_within(tx, info, row(False, outcomes))

    result = await apply(info, commands, dry_run=dry_run, request_id=request_id, look=look)
    return result.seen or await answer_with(info, row(result.applied, result.outcomes))


async def apply(
    info: Info,
    commands: Sequence[AnyCommand],
    *,
    dry_run: bool = False,
    request_id: str | None = None,
    look: Look | None = None,
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
        look=look,
    )
    await context.wrote()
    if any(isinstance(one, Changed) and one.replayed for one in result.outcomes):
        await context.read(lambda tx: with_present_keys(tx, result.outcomes))
    return result
