"""What capabilities answer with: plain maps, in which a node of the graph stands as a ``Ref``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ref:
    """A node by label and key: whoever shows the answer reads of it what is wanted, all of one answer together."""

    label: str
    key: Any
    extra: dict[str, Any] = field(default_factory=dict, compare=False)
    """Values that belong to this mention of the node rather than to the node (a source's locator)."""


Answer = dict[str, Any]
