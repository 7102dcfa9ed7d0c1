"""Things of the plan and the vocabulary, loaded to be changed in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stdgraph.commands.change_record import Key
from stdgraph.domain.dates import within_name


@dataclass(slots=True)
class Thing:
    """A thing, loaded to be changed in memory."""

    label: str
    key: str
    properties: dict[str, Any]
    stored: Mapping[str, Any] = field(default_factory=dict)
    """Its properties as the graph holds them; none for one that is to be created."""
    changed_on: dict[str, date | None] = field(default_factory=dict)
    """The day from which on each changed property has its new value; None: it always had it."""

    @property
    def ref(self) -> Key:
        """Its label and key."""
        return Key(self.label, self.key)

    @property
    def exists(self) -> bool:
        """Whether the graph holds it already."""
        return bool(self.stored)

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

    def differences(self) -> dict[str, Any]:
        """The properties that differ from what the graph holds; None takes one away."""
        return {name: value for name, value in self.properties.items() if value != self.stored.get(name)}

    def left_by(self, day: date) -> bool:
        """Whether it is off the plan on a day."""
        retired = self.properties.get("retiredOn")
        return retired is not None and retired <= day


HIDDEN = frozenset(
    {"searchText", "titleZhKey", "titleEnKey", "position", "order", "since", "retiredAt", "lastStatement"}
)
"""Properties that no answer shows, or that another place decides."""

SHOWN_AS = {"horizon": "horizonText"}
"""Properties that answers show under another name."""


def _within(name: str) -> str:
    """The property that keeps the month or year of a day, where no more is known."""
    return "" if name.endswith("In") else within_name(name)
