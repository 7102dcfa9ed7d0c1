"""Carrying out an action: its items as one ``applyChanges`` of the reader, and what came of each in the words of its form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request

from stdgraph.domain import calendar
from stdgraph.web.actions.declared import ActedOn, ActionItem, Node, PageAction
from stdgraph.web.actions.facts import FactChange, changed_facts
from stdgraph.web.actions.given import places
from stdgraph.web.pages.answering import answer
from stdgraph.web.pages.page import document
from stdgraph.web.pages.reader import Reader

CHANGED: Mapping[str, str] = {
    "StandardAdvanced": "standard",
    "ProjectExtended": "standard",
    "ClaimRecorded": "standard",
    "GapTracked": "record",
    "SystemChanged": "system",
    "SubsystemChanged": "subsystem",
    "DemandChanged": "demand",
    "TargetChanged": "target",
    "ProductCategoryChanged": "productCategory",
    "CommitteeChanged": "committee",
    "SourceChanged": "source",
    "ClaimChanged": "claim",
}
"""The outcomes of what was done, each with its field for what was changed."""


@dataclass(slots=True)
class ThingChange:
    """What becomes of a thing."""

    name: str
    to: str | None
    facts: list[FactChange] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class CarriedOut:
    """What came of an action, or would come of it."""

    applied: bool
    changes: list[ThingChange] = field(default_factory=list)
    """What becomes of each thing; of a refused action none is shown."""
    problems: dict[str, list[str]] = field(default_factory=dict)
    """What is wrong, by the name of the field in the form; by the empty name what is wrong with the whole."""
    allowed: list[Mapping[str, str]] = field(default_factory=list)
    """The stages that may follow where one was refused."""
    sequences: list[int] = field(default_factory=list)
    is_conflict: bool = False
    is_denied: bool = False
    used_before: bool = False
    """Whether another request was carried out under the same request id."""
    bookmark: str | None = None
    unanswered: Sequence[str] = ()
    """Why a part of it cannot be told."""

    def refuse(self, name: str, message: str) -> None:
        """Keep what is wrong, each thing once."""
        found = self.problems.setdefault(name, [])
        if message not in found:
            found.append(message)


async def carry_out(
    request: Request,
    reader: Reader,
    action: PageAction,
    things: Sequence[ActedOn],
    items: Sequence[ActionItem],
    *,
    request_id: str | None,
) -> CarriedOut:
    """Carry out the items, all or none; without a request id as a dry run. Raises the errors of the API."""
    variables = {
        "items": [{item.member: dict(item.input)} for item in items],
        "dryRun": request_id is None,
        "requestId": request_id,
        "language": reader.language.name,
        "asOf": str(calendar.today()),
    }
    answered = await answer(request, reader, document("apply"), variables)
    told = answered.data["applyChanges"]
    result = CarriedOut(bool(told["applied"]), bookmark=answered.bookmark, unanswered=answered.problems)
    names = {(one.name, thing.key if thing else None) for one, thing in places(action, things)}
    after: dict[str, Node] = {}
    for item, row in zip(items, told["outcomes"], strict=True):
        _tell(result, item, row["outcome"], names, after, several=len(things) > 1)
    before = {one.key: one for one in things}
    for key, node in after.items():
        thing = before.get(key)
        change = ThingChange(thing.name if thing else name_of(node), thing.to if thing else None)
        change.facts = changed_facts(_same(thing.node if thing else None, node), node, reader.language)
        change.remarks = [text for text in [node.get("remark")] if text]
        result.changes.append(change)
    return result


def _same(before: Node | None, after: Node) -> Node | None:
    """What was before, of the same thing as afterwards: a change is taken back from what it is of."""
    if before is None or before["kind"] == after["kind"]:
        return before
    return next(
        (one for one in (before.get("subject"), before.get("record")) if one and one["kind"] == after["kind"]), None
    )


def name_of(node: Node) -> str:
    """By what people know a node."""
    named = [node.get(name) for name in ("number", "planNumber", "code", "statement", "title", "message")]
    demanded = node.get("productCategory") or {}
    return next((str(one) for one in [*named, demanded.get("title"), demanded.get("code")] if one), "")


def _tell(
    result: CarriedOut,
    item: ActionItem,
    outcome: Mapping[str, Any],
    names: set[tuple[str, str | None]],
    after: dict[str, Node],
    *,
    several: bool,
) -> None:
    """Keep what came of one item."""
    kind, thing = outcome["kind"], item.thing
    if kind in CHANGED:
        node = dict(outcome[CHANGED[kind]])
        node["remark"] = outcome.get("message")
        after[thing.key if thing else f"#{len(after)}"] = node
        if outcome.get("change"):
            result.sequences.append(outcome["change"]["sequence"])
        return
    result.is_conflict |= kind == "RevisionConflict"
    result.is_denied |= kind == "NotPermitted"
    result.allowed = [*result.allowed, *(one for one in outcome.get("allowed") or () if one not in result.allowed)]
    found = [(one["path"], one["message"]) for one in outcome.get("problems") or ()] or [("", outcome["message"])]
    found += [(name, outcome["message"]) for name in outcome.get("missing") or ()]
    for path, message in found:
        result.used_before |= path == "requestId"
        place = _place(path, item, names)
        result.refuse(place, f"{thing.name}: {message}" if several and thing and not place else message)


def _place(path: str, item: ActionItem, names: set[tuple[str, str | None]]) -> str:
    """The name of the field in the form that a problem belongs to; empty where it belongs to none."""
    name = path.partition("[")[0].partition(".")[0]
    if item.thing is not None and (name, item.thing.key) in names:
        return f"{name}.{item.thing.key}"
    if (name, None) in names:
        return name
    return item.field or ""
