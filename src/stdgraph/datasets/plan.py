"""The planned content of the graph: nodes with their properties and outgoing relationships.

A node's digest covers its statement in the seed, relationships included, and no derived properties: the same statement
gives the same digest.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b

from stdgraph.domain.timeline import Move

KEYS: Mapping[str, str] = {
    "Source": "id",
    "Committee": "code",
    "ProductCategory": "code",
    "StandardsSystem": "code",
    "Target": "id",
    "Subsystem": "id",
    "Standard": "id",
    "Demand": "id",
    "Claim": "id",
}
"""The labels of a seed in the order of writing, each with its key property."""


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """A relationship from a node to another, by that one's label and key."""

    type: str
    label: str
    key: str
    properties: Mapping[str, object]


@dataclass(frozen=True)
class PlannedNode:
    """A node as the seed states it. ``derived`` properties follow from the others; ``moves`` are those of a standard."""

    label: str
    key: str
    properties: Mapping[str, object]
    links: tuple[PlannedLink, ...] = ()
    derived: Mapping[str, object] = field(default_factory=dict)
    moves: tuple[Move, ...] = ()

    @cached_property
    def statement(self) -> dict[str, object]:
        """The seed's statement of the node as JSON: its properties and, by type, its relationships."""
        links: defaultdict[str, list[object]] = defaultdict(list)
        for link in self.links:
            links[link.type].append([link.label, link.key, _json(link.properties)])
        related = {kind: sorted(found, key=json.dumps) for kind, found in links.items()}
        moves = {"moves": [f"{move.on or 'unknown'} {move.stage}" for move in self.moves]} if self.moves else {}
        return {**_json(self.properties), **related, **moves}

    @cached_property
    def digest(self) -> str:
        """A short text that changes with the statement."""
        return blake2b(dump(self.statement).encode(), digest_size=12).hexdigest()


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """The differences between a seed and the graph, by label."""

    new: Mapping[str, Sequence[PlannedNode]]
    changed: Mapping[str, Sequence[PlannedNode]]
    unchanged: Mapping[str, int]
    vanished: Mapping[str, tuple[str, ...]]

    @property
    def any(self) -> bool:
        """Whether there is anything to write."""
        return any(self.new.values()) or any(self.changed.values())


def difference(
    planned: Mapping[str, Mapping[str, PlannedNode]], existing: Mapping[str, Mapping[str, str | None]]
) -> PlanDifference:
    """The differences between planned nodes and the digests of existing ones; None where no seed made one."""
    new: dict[str, list[PlannedNode]] = {}
    changed: dict[str, list[PlannedNode]] = {}
    unchanged: dict[str, int] = {}
    vanished: dict[str, tuple[str, ...]] = {}
    for label in KEYS:
        nodes, digests = planned.get(label, {}), existing.get(label, {})
        new[label] = [node for key, node in nodes.items() if key not in digests]
        changed[label] = [node for key, node in nodes.items() if key in digests and digests[key] != node.digest]
        unchanged[label] = len(nodes) - len(new[label]) - len(changed[label])
        vanished[label] = tuple(sorted(key for key, digest in digests.items() if digest and key not in nodes))
    return PlanDifference(new, changed, unchanged, vanished)


def dump(value: Mapping[str, object]) -> str:
    """Canonical JSON text."""
    return json.dumps(_json(value), ensure_ascii=False, sort_keys=True)


def _json(value: Mapping[str, object]) -> dict[str, object]:
    """The known values, days as text."""
    known = {name: item for name, item in value.items() if item is not None}
    return {name: item.isoformat() if isinstance(item, date) else item for name, item in known.items()}
