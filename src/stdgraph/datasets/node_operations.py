"""What is to be written of nodes, as the operations of a load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stdgraph.commands.events import NewEvent
from stdgraph.datasets.circles import ACYCLIC
from stdgraph.datasets.follow import CITATIONS, FollowedFacts
from stdgraph.datasets.node_changes import NodeChange, conflict_claims
from stdgraph.datasets.operations import Parts, Target
from stdgraph.datasets.statements import Statement
from stdgraph.datasets.stored import NodeState

NUMBERS = ("number", "planNumber")

LinkTargets = Mapping[tuple[str, str, str], str]
"""The nodes to which relationships lead, by dataset, label and name."""


@dataclass(slots=True)
class ResolvedStatement:
    """A statement, resolved as far as its precedence."""

    ref: str
    facts_of: Statement
    dataset: str
    rank: int

    @property
    def confidence(self) -> str | None:
        """How sure the dataset is of it."""
        value = self.facts_of.properties.get("confidence")
        return str(value) if value else None


class NodeOperations:
    """Gathers what a load writes of nodes."""

    def __init__(self, load: str) -> None:
        self._load = load
        self.parts = Parts()
        self.made: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        """The relationships that never lead back, by type: those that are made."""
        self.cut: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        """Those that are removed."""

    def set_properties(self, label: str, node: str, properties: dict[str, Any]) -> None:
        """Change properties; numbers are freed first, so that another node may have them."""
        if not properties:
            return
        if label == "Standard" and any(name in properties for name in NUMBERS):
            freed = {name: None for name in NUMBERS if name in properties}
            self.parts.add(Target("free", label), {"id": node, "set": freed})
        self.parts.add(Target("set", label), {"id": node, "set": properties})

    def write_changes(self, label: str, node: str, change: NodeChange) -> None:
        """Relationships and events of a change."""
        for link in change.unlinked:
            if link.type in ACYCLIC:
                self.cut[link.type].add((node, link.key))
            row = {
                "a": node,
                "b": link.key,
                "locator": link.properties.get("locator"),
                "ended": change.ended.get(link.end),
            }
            self.parts.add(Target("unlink", label, link.type, link.label), row)
        for made in change.linked:
            if made.type in ACYCLIC:
                self.made[made.type].add((node, made.key))
            row = {"a": node, "b": made.key, "properties": {**made.properties, "seeded": True}}
            self.parts.add(Target("link", label, made.type, made.label), row)
        for event in change.events:
            self.parts.add(Target("event", label), {"subject": node, "properties": self._properties_of(event)})

    def _properties_of(self, event: NewEvent) -> dict[str, Any]:
        known = {name: value for name, value in event.properties().items() if value is not None}
        return {**known, "load": self._load}

    def keep_statements(self, label: str, node: str, rows: Sequence[ResolvedStatement], new: Collection[str]) -> None:
        """Keep statements, and what they are about. ``new``: the ids of those that are not stored yet."""
        for row in rows:
            statement = row.facts_of
            properties = {
                "id": row.ref,
                "dataset": row.dataset,
                "label": label,
                "local": statement.local,
                "digest": statement.digest,
                "content": statement.content,
                "identity": statement.identity,
                "plan": statement.plan,
                "confidence": row.confidence,
                "bare": statement.bare or None,
            }
            kept = {"id": row.ref, "node": node, "properties": properties}
            self.parts.add(Target("state", label), kept | {"new": True} if row.ref in new else kept)

    def write_claims(
        self,
        label: str,
        node: str,
        followed: FollowedFacts,
        rows: Sequence[ResolvedStatement],
        state: NodeState | None,
        targets: LinkTargets,
    ) -> int:
        """Claims for what datasets state differently, each with the sources of its row; how many."""
        held = state.conflicts if state is not None else {}
        claims = (
            {one["id"]: one for one in conflict_claims(label, node, followed.conflicts)} if label != "Claim" else {}
        )
        same = {key for key, one in claims.items() if held.get(key) == (one["value"], one["chosen"])}
        for former in held.keys() - same:
            self.parts.add(Target("delete", "Claim"), {"id": former})
        sources = {row.dataset: self._sources(row, targets) for row in rows}
        for key, claim in claims.items():
            if key not in same:
                cited = sources.get(claim["dataset"], [])
                self.parts.add(Target("claim", label), {"about": node, "properties": claim, "sources": cited})
        return len(claims)

    def _sources(self, row: ResolvedStatement, targets: LinkTargets) -> list[dict[str, Any]]:
        links = [link for link in row.facts_of.links if link.type in CITATIONS]
        found = [(targets.get((row.dataset, link.label, link.name)), link.properties.get("locator")) for link in links]
        return [{"id": node, "locator": locator} for node, locator in found if node is not None]
