"""What a change of the plan or the vocabulary changed, as its event keeps it so that it can be taken back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple


class Key(NamedTuple):
    """What identifies a thing: its label, and its id or code."""

    label: str
    key: str


class Edge(NamedTuple):
    """What identifies a relation: its type and its ends."""

    kind: str
    start: Key
    end: Key


@dataclass(frozen=True, slots=True)
class ThingChange:
    """Properties of a thing before and after a change; ``before`` is None for one that was created."""

    thing: Key
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]

    @property
    def creates(self) -> bool:
        """Whether the thing was not there before, or its creation had been taken back."""
        if self.before is None:
            return True
        return self.before.get("retiredOn") == date.min and self.after.get("retiredOn", date.min) is None


@dataclass(frozen=True, slots=True)
class EdgeChange:
    """The properties of a relation before and after a change; None where there was, or is, none."""

    edge: Edge
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class KeyChange:
    """That a thing got another key."""

    former: Key
    key: str


@dataclass(frozen=True, slots=True)
class PastChange:
    """That what had led to a thing is what had led to another one, from a day on or, without one, at all times."""

    former: Key
    heir: Key
    on: date | None
    back: bool = False
    """That this was taken back."""


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """That a thing has another place among the same siblings."""

    part: Key
    whole: Key
    siblings: Sequence[Key]
    """These in their order before, the thing among them."""


@dataclass(frozen=True, slots=True)
class MergeChange:
    """That a thing became part of another one: it has another key, ``aside``, and by its own the other one is found."""

    lost: Key
    aside: str
    kept: Key
    tokens: Sequence[str] = ()
    """The ids of the tokens that named it."""
    tokens_of_both: Sequence[str] = ()
    """The ids of those that named both."""
    back: bool = False
    """That they are two again."""


@dataclass(frozen=True, slots=True)
class CarryChange:
    """That what leads to a thing, and is no part of the plan, leads to another one."""

    former: Key
    heir: Key
    carried: Mapping[str, Sequence[str]]
    """The keys of what leads there, by the type of relation."""


@dataclass(frozen=True, slots=True)
class FollowChange:
    """That the records of a thing's gaps go on as those of another one."""

    former: Key
    heir: Key
    back: bool = False
    """That they are those of the former one again."""


Change = ThingChange | EdgeChange | KeyChange | PlaceChange | PastChange | MergeChange | CarryChange | FollowChange


@dataclass(frozen=True)
class ChangeRecord:
    """What an event keeps so that it can be taken back: the action, which decides who may, the subject that guards the change, and
    all that was changed."""

    action: str
    subject: Key
    changes: tuple[Change, ...]

    @cached_property
    def edges(self) -> frozenset[Edge]:
        """The relations that were made, changed or removed."""
        return frozenset(one.edge for one in self.changes if isinstance(one, EdgeChange))

    @cached_property
    def net(self) -> tuple[Change, ...]:
        """The same with one change of each thing and of each relation: as it was before all of them, and as it was after."""
        things: dict[Key, ThingChange] = {}
        edges: dict[Edge, EdgeChange] = {}
        keys: list[Change] = []
        for one in self.changes:
            match one:
                case ThingChange(thing, before, after):
                    first = things.get(thing, ThingChange(thing, before, {}))
                    kept = None if first.before is None else {**(before or {}), **first.before}
                    things[thing] = ThingChange(thing, kept, {**first.after, **after})
                case EdgeChange(edge, before, after):
                    edges[edge] = EdgeChange(edge, edges[edge].before if edge in edges else before, after)
                case KeyChange() | PlaceChange():
                    keys.append(one)
        return (*things.values(), *edges.values(), *keys)

    def text(self) -> str:
        """It as the event keeps it."""
        rows = [_row(one) for one in self.changes]
        told = {"action": self.action, "subject": self.subject, "changes": rows}
        return json.dumps(told, ensure_ascii=False, default=_encode)

    def with_keys(self, former: Mapping[Key, Key]) -> ChangeRecord:
        """The same record of things by the keys that they have today."""

        def now(key: Key) -> Key:
            return former.get(key, key)

        changes: list[Change] = []
        for one in self.changes:
            match one:
                case ThingChange(thing, before, after):
                    changes.append(ThingChange(now(thing), before, after))
                case EdgeChange(Edge(kind, start, end), before, after):
                    changes.append(EdgeChange(Edge(kind, now(start), now(end)), before, after))
                case PastChange() | CarryChange() | FollowChange():
                    changes.append(replace(one, former=now(one.former), heir=now(one.heir)))
                case MergeChange(kept=kept):
                    changes.append(replace(one, kept=now(kept)))
                case PlaceChange(part, whole, siblings):
                    changes.append(PlaceChange(now(part), now(whole), tuple(map(now, siblings))))
                case KeyChange():
                    changes.append(one)
        return ChangeRecord(self.action, now(self.subject), tuple(changes))

    @classmethod
    def read(cls, text: str) -> ChangeRecord:
        """The record in a text."""
        told = json.loads(text, object_hook=_decode)
        return cls(told["action"], Key(*told["subject"]), tuple(map(_change, told["changes"])))


def _row(change: Change) -> dict[str, Any]:
    match change:
        case ThingChange(thing, before, after):
            return {"thing": thing, "before": before, "after": after}
        case EdgeChange(edge, before, after):
            return {"edge": edge, "before": before, "after": after}
        case KeyChange(former, key):
            return {"former": former, "key": key}
        case PlaceChange(part, whole, siblings):
            return {"placed": part, "in": whole, "among": siblings}
        case PastChange(former, heir, on, back):
            return {"past": former, "heir": heir, "on": on, "back": back}
        case CarryChange(former, heir, carried):
            return {"carried": carried, "from": former, "to": heir}
        case FollowChange(former, heir, back):
            return {"followed": former, "by": heir, "back": back}
        case MergeChange():
            return asdict(change)


def _change(row: Mapping[str, Any]) -> Change:
    if "former" in row:
        return KeyChange(Key(*row["former"]), row["key"])
    if "placed" in row:
        return PlaceChange(Key(*row["placed"]), Key(*row["in"]), tuple(Key(*one) for one in row["among"]))
    if "past" in row:
        return PastChange(Key(*row["past"]), Key(*row["heir"]), row["on"], row["back"])
    if "followed" in row:
        return FollowChange(Key(*row["followed"]), Key(*row["by"]), row["back"])
    if "lost" in row:
        return MergeChange(**{**row, "lost": Key(*row["lost"]), "kept": Key(*row["kept"])})
    if "carried" in row:
        return CarryChange(Key(*row["from"]), Key(*row["to"]), row["carried"])
    if "thing" in row:
        return ThingChange(Key(*row["thing"]), row["before"], row["after"])
    kind, start, end = row["edge"]
    return EdgeChange(Edge(kind, Key(*start), Key(*end)), row["before"], row["after"])


def _encode(value: object) -> object:
    if isinstance(value, datetime):
        return {"$instant": value.isoformat()}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    message = f"cannot keep {type(value).__name__}"
    raise TypeError(message)


def _decode(value: dict[str, Any]) -> object:
    if value.keys() == {"$instant"}:
        return datetime.fromisoformat(value["$instant"])
    return date.fromisoformat(value["$date"]) if value.keys() == {"$date"} else value
