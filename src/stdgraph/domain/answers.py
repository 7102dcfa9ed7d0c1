"""Answers of capabilities: plain maps in which a ``Ref`` represents a node of the graph."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Ref:
    """A node by label and key. The selected fields of all nodes in one answer are read together."""

    label: str
    key: Any
    extra: dict[str, Any] = field(default_factory=dict, compare=False)
    """Values of this mention of the node rather than of the node itself (a source's locator)."""


Answer = dict[str, Any]
