"""What follows from the moves of a standard: what they are called, and what its properties say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from stdgraph.model import timeline as timelines
from stdgraph.model.deadlines import stage_due_on
from stdgraph.model.moves import Move, unfold
from stdgraph.model.reviews import HELD, review_due_on
from stdgraph.model.stages import status_of
from stdgraph.model.vocabulary import EventKind, Level, Status

_KINDS = {
    Status.PUBLISHED: EventKind.PUBLISHED,
    Status.WITHDRAWN: EventKind.WITHDRAWN,
    Status.ABANDONED: EventKind.ABANDONED,
}


def opening_moves(
    stage: str, *, stage_on: date | None, published_on: date | None, withdrawn_on: date | None
) -> tuple[Move, ...]:
    """The moves that a standard met at this stage has made: a withdrawn one, for instance, was published before."""
    match status_of(stage), stage[:2]:
        case Status.PUBLISHED, "60":
            return (Move(stage, published_on),)
        case Status.PUBLISHED, _:
            return (Move("60.60", published_on), Move(stage, stage_on))
        case Status.WITHDRAWN, _:
            return (Move("60.60", published_on), Move(stage, withdrawn_on))
        case _:
            return (Move(stage, stage_on),)


def kind_of(move: Move, before: str | None) -> EventKind:
    """What a move is called, coming from a stage or, None, from nowhere."""
    status, earlier = status_of(move.stage), status_of(before) if before else None
    if status is earlier:
        return EventKind.ADVANCED
    if status is Status.DRAFTING:
        return EventKind.STARTED if earlier in (None, Status.PLANNED) else EventKind.ADVANCED
    return _KINDS.get(status, EventKind.REGISTERED if earlier is None else EventKind.ADVANCED)


def project(
    moves: Sequence[Move], *, level: Level | None, published_on: date | None, project_due_on: date | None
) -> dict[str, Any]:
    """The properties of a standard that follow from its moves (one at least) and days, None where unknown."""
    timeline = timelines.fold((move.on, move.stage) for move in moves)
    standing = unfold(timeline)
    last = standing[-1]
    reviewed_on = max((move.on for move in standing if move.on and move.stage in HELD), default=None)
    return {
        "timeline": timeline,
        "stage": last.stage,
        "status": status_of(last.stage).value,
        "stageOn": last.on,
        "dueOn": stage_due_on(last.stage, last.on, project_due_on),
        "reviewDueOn": review_due_on(level, published_on, reviewed_on),
    }
