"""Things of the plan and the vocabulary, loaded to be changed in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from stdgraph.commands.change_record import Key
from stdgraph.domain.dates import within_name
from stdgraph.store.versions_cypher import VERSIONED


class Restatement(NamedTuple):
    """Facts that are said anew, of which the past is kept."""

    before: Mapping[str, Any]
    values: Mapping[str, Any]
    on: date | None
    """The day from which on they hold; None: they always did."""
    undoes: str | None
    """The instant of the change that this takes back."""


@dataclass(slots=True)
class Thing:
    """A thing, loaded to be changed in memory."""

    label: str
    key: str
    properties: dict[str, Any]
    stored: Mapping[str, Any] = field(default_factory=dict)
    """Its properties as the graph holds them; none for one that is to be created."""
    restated: list[Restatement] = field(default_factory=list)
    """What was said anew of its facts of which the past is kept, in order."""

    @property
    def ref(self) -> Key:
        """Its label and key."""
        return Key(self.label, self.key)

    @property
    def exists(self) -> bool:
        """Whether the graph holds it already."""
        return bool(self.stored)

    @property
    def was_ever(self) -> bool:
        """Whether the graph holds it as what is, or was, on the plan."""
        return self.exists and self.stored.get("retiredOn") != date.min

    @property
    def is_ever(self) -> bool:
        """Whether it is, or was, on the plan, as this transaction has changed it so far."""
        return self.properties.get("retiredOn") != date.min

    @property
    def revision(self) -> int:
        """Its revision, counting the changes of this transaction."""
        return int(self.properties.get("revision") or 0)

    @property
    def name(self) -> str:
        """Its code, or its id where it has none."""
        return str(self.properties.get("code") or self.key)

    def state(self) -> dict[str, object]:
        """What answers show of it right after a change: a day only where it is known to the day."""
        return {
            SHOWN_AS.get(name, name): None if self.properties.get(_within(name)) is not None else value
            for name, value in self.properties.items()
            if name not in HIDDEN
        }

    def restate(
        self, before: Mapping[str, Any], values: Mapping[str, Any], on: date | None, undoes: str | None
    ) -> None:
        """Note what is said anew, as far as the past of it is kept."""
        names = [name for name in VERSIONED.get(self.label, ()) if name in values]
        if names:
            was, now = ({name: side.get(name) for name in names} for side in (before, values))
            self.restated.append(Restatement(was, now, on, undoes))
            if on is not None:
                self.properties["statedFrom"] = on

    def said(self, values: Mapping[str, Any], now: str) -> None:
        """Take these values. What a command said until now of its leaving the plan stays known (``as_known``)."""
        left, at = (self.properties.get(name) for name in ("retiredOn", "retiredAt"))
        self.properties |= values
        if left is not None and at is not None and self.properties.get("retiredOn") != left:
            self.properties["wasRetired"] = [*(self.properties.get("wasRetired") or ()), f"{at} {now} {left}"]

    def created(self) -> dict[str, Any]:
        """The properties of a new one, before anything was said anew of it."""
        first = {**self.properties}
        for one in reversed(self.restated):
            first |= one.before
        return {name: value for name, value in first.items() if value is not None and name not in STATED}

    def differences(self) -> dict[str, Any]:
        """The properties that differ from what the graph holds; None takes one away."""
        return {
            name: value
            for name, value in self.properties.items()
            if name not in STATED and value != self.stored.get(name)
        }

    def plain_differences(self) -> dict[str, Any]:
        """Those of them of which no past is kept."""
        told = {name for one in self.restated for name in one.values}
        return {name: value for name, value in self.differences().items() if name not in told}

    def left_by(self, day: date) -> bool:
        """Whether it is off the plan on a day."""
        retired = self.properties.get("retiredOn")
        return retired is not None and retired <= day


STATED = frozenset({"statedFrom", "statedAt"})
"""Since when the facts of which the past is kept are as they are: that is written with their past."""
HIDDEN = frozenset(
    {
        "searchText",
        "titleZhKey",
        "titleEnKey",
        "position",
        "order",
        "since",
        "retiredAt",
        "wasRetired",
        "lastStatement",
        *STATED,
    }
)
"""Properties that no answer shows, or that another place decides."""

SHOWN_AS = {"horizon": "horizonText"}
"""Properties that answers show under another name."""


def _within(name: str) -> str:
    """The property that keeps the month or year of a day, where no more is known."""
    return "" if name.endswith("In") else within_name(name)
