"""The properties that a standard stores: those of its own, and those that follow from its moves and names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from stdgraph.domain import timeline as timelines
from stdgraph.domain.calendar import HELD, review_due_on, stage_due_on
from stdgraph.domain.numbers import number_key
from stdgraph.domain.stages import status_of
from stdgraph.domain.text import fold
from stdgraph.domain.timeline import Move, unfold
from stdgraph.domain.vocabulary import EventKind, Level, Status


class StandardProperties(TypedDict, total=False):
    """The properties of a ``Standard`` node that commands read or write; days are days."""

    id: str
    revision: int
    number: str | None
    numberKey: str | None
    numberSort: str | None
    searchText: str | None
    titleZhKey: str | None
    titleEnKey: str | None
    printedNumber: str | None
    planNumber: str | None
    titleZh: str | None
    titleEn: str | None
    note: str | None
    level: str | None
    nature: str | None
    publishedOn: date | None
    inForceOn: date | None
    withdrawnOn: date | None
    projectDueOn: date | None
    timeline: list[str]
    stage: str
    status: str
    stageOn: date | None
    dueOn: date | None
    reviewDueOn: date | None
    retiredOn: date | None


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
) -> StandardProperties:
    """The properties of a standard that follow from its moves (one at least) and days, None where unknown."""
    timeline = timelines.fold((move.on, move.stage) for move in moves)
    effective = unfold(timeline)
    last = effective[-1]
    reviewed_on = max((move.on for move in effective if move.on and move.stage in HELD), default=None)
    return {
        "timeline": timeline,
        "stage": last.stage,
        "status": status_of(last.stage).value,
        "stageOn": last.on,
        "dueOn": stage_due_on(last.stage, last.on, project_due_on),
        "reviewDueOn": review_due_on(level, published_on, reviewed_on),
    }


_DIGITS = re.compile(r"\d+")
_NAMES = ("number", "printedNumber", "planNumber", "titleZh", "titleEn")


def search_text(names: Iterable[str | None]) -> str:
    """The text to search in: the names that are known, folded, each once, on lines of their own."""
    return "\n".join(dict.fromkeys(folded for name in names if name and (folded := fold(name))))


def title_keys(values: Mapping[str, object]) -> dict[str, str | None]:
    """The titles of anything that has some, as conditions compare them; None for one that is absent."""
    titles = {f"{name}Key": values.get(name) for name in ("titleZh", "titleEn")}
    return {key: fold(title) if isinstance(title, str) and title else None for key, title in titles.items()}


_FOUND_BY: Mapping[str, tuple[str, ...]] = {
    "Standard": _NAMES,
    "Committee": ("code", "titleZh", "titleEn"),
    "Subsystem": ("code", "titleZh", "titleEn"),
    "ProductCategory": ("code", "titleZh", "titleEn", "aliases"),
    "StandardsSystem": ("code", "documentNumber", "titleZh", "titleEn"),
}
"""The properties by which the nodes of a label are searched, what they are called first."""
SEARCHED = tuple(_FOUND_BY)
"""The labels of what can be searched."""


def searchable(label: str, values: Mapping[str, Any]) -> dict[str, str | None]:
    """The properties by which a node of a label, with these properties, is searched; none where the label is not searched."""
    if label not in _FOUND_BY:
        return {}
    found = [values.get(name) for name in _FOUND_BY[label]]
    names = [name for one in found for name in (one if isinstance(one, list | tuple) else (one,))]
    return {"searchText": search_text(names), **title_keys(values)}


def sort_text(number: str) -> str:
    """The number in a form that sorts as people count: GB/T 6495.2 before GB/T 6495.10."""
    return _DIGITS.sub(lambda digits: digits[0].zfill(8), number)


def findable(standard: Mapping[str, object]) -> StandardProperties:
    """The properties by which a standard with these properties is found; to be written whenever one of its names is."""
    names = {name: value for name in _NAMES if isinstance(value := standard.get(name), str) and value}
    number = names.get("number")
    keys = title_keys(names)
    return {
        "numberKey": number_key(number) if number else None,
        "numberSort": sort_text(number) if number else None,
        "searchText": search_text(names.get(name) for name in _NAMES),
        "titleZhKey": keys["titleZhKey"],
        "titleEnKey": keys["titleEnKey"],
    }
