"""Loads a seed into the graph in one transaction. Rows that have not changed are not written.

Every seeded node has ``seedHash``, the digest of its statement in the seed, and every seeded relationship ``seeded``:
a correction replaces what the seed made and not what people added. What vanished from the seed is reported, not deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from stdgraph.commands.events import NewEvent, record
from stdgraph.datasets.external import check_external
from stdgraph.datasets.nodes import nodes
from stdgraph.datasets.plan import KEYS, PlannedLink, PlannedNode, difference
from stdgraph.datasets.problems import SeedInvalid
from stdgraph.datasets.rows import Seed
from stdgraph.datasets.standard_history import corrections, opening, refuse_duplicate_numbers
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import acquire_write_lock, mark_structure_changed

Progress = Callable[[str, int, int], None]
"""Called with the label being written, the number of its nodes done, and their total."""

LOAD_LIMIT = 300.0
"""Seconds for a load, which is one transaction: a Neo4j that has just started on a busy machine is slow to plan it."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """The result of a load, by label: nodes created, updated, unchanged, and no longer in the seed."""

    created: Mapping[str, int]
    updated: Mapping[str, int]
    unchanged: Mapping[str, int]
    vanished: Mapping[str, tuple[str, ...]]
    revision: int | None
    """The catalogue's revision after a load that changed something."""

    @property
    def changed(self) -> bool:
        """Whether anything was written."""
        return self.revision is not None


async def load_seed(graph: Graph, seed: Seed, *, actor: str = "seed", progress: Progress | None = None) -> LoadReport:
    """Bring the catalogue to the state of the seed, all or nothing. Raises BadInput for a number that another standard has."""
    unknown = check_external(seed, {})
    if unknown:
        raise SeedInvalid(unknown)
    planned: defaultdict[str, dict[str, PlannedNode]] = defaultdict(dict)
    for node in nodes(seed):
        planned[node.label][node.key] = node

    async def work(transaction: Transaction) -> LoadReport:
        return await _Load(transaction, planned, actor, progress).run()

    return await graph.write(work, limit=LOAD_LIMIT)


class DigestRow(TypedDict):
    """The digest of an existing node."""

    label: str
    key: str
    digest: str | None


_DIGESTS = " UNION ALL ".join(
    f"MATCH (n:{label}) RETURN '{label}' AS label, n.{key} AS key, n.seedHash AS digest" for label, key in KEYS.items()
)


class _Load:
    """One run of the loader inside its transaction."""

    def __init__(
        self,
        transaction: Transaction,
        planned: Mapping[str, Mapping[str, PlannedNode]],
        actor: str,
        progress: Progress | None,
    ) -> None:
        self._transaction = transaction
        self._planned = planned
        self._actor = actor
        self._progress = progress or (lambda what, done, total: None)

    async def run(self) -> LoadReport:
        await acquire_write_lock(self._transaction)
        todo = difference(self._planned, await self._digests())
        events: list[NewEvent] = []
        for label in KEYS:
            new, changed = todo.new[label], todo.changed[label]
            self._progress(label, 0, len(new) + len(changed))
            if label == "Standard" and (new or changed):
                await refuse_duplicate_numbers(self._transaction, [*new, *changed], self._planned[label])
            events += await self._update(label, changed)
            events += await self._create(label, new)
            self._progress(label, len(new) + len(changed), len(new) + len(changed))
        for label in KEYS:
            await self._unlink(label, todo.changed[label])
            await self._link(label, [*todo.new[label], *todo.changed[label]])
        if todo.any:
            await mark_structure_changed(self._transaction)
        return LoadReport(
            created={label: len(found) for label, found in todo.new.items()},
            updated={label: len(found) for label, found in todo.changed.items()},
            unchanged=todo.unchanged,
            vanished=todo.vanished,
            revision=(await record(self._transaction, events, actor=self._actor)).revision if todo.any else None,
        )

    async def _digests(self) -> dict[str, dict[str, str | None]]:
        """The digests of existing nodes, by label and key; None for one that no seed made."""
        digests: dict[str, dict[str, str | None]] = {label: {} for label in KEYS}
        for row in await self._transaction.rows(_DIGESTS, DigestRow):
            digests[row["label"]][row["key"]] = row["digest"]
        return digests

    async def _create(self, label: str, found: Sequence[PlannedNode]) -> list[NewEvent]:
        if not found:
            return []
        events: list[NewEvent] = []
        rows = []
        for node in found:
            extra, opening_events = opening(node) if label == "Standard" else ({}, [])
            rows.append({**node.properties, **node.derived, **extra, "seedHash": node.digest})
            events += opening_events
        await self._transaction.run(f"UNWIND $rows AS row CREATE (n:{label}) SET n = row", rows=rows)
        return events

    async def _update(self, label: str, found: Sequence[PlannedNode]) -> list[NewEvent]:
        if not found:
            return []
        if label == "Standard":
            changes = await corrections(self._transaction, found)
        else:
            changes = [({**node.properties, **node.derived}, None) for node in found]
        await self._transaction.run(
            f"UNWIND $rows AS row MATCH (n:{label} {{{KEYS[label]}: row.key}}) SET n += row.properties",
            rows=[
                {"key": node.key, "properties": {**properties, "seedHash": node.digest}}
                for node, (properties, _) in zip(found, changes, strict=True)
            ],
        )
        return [event for _, event in changes if event]

    async def _unlink(self, label: str, found: Iterable[PlannedNode]) -> None:
        keys = [node.key for node in found]
        if keys:
            await self._transaction.run(
                f"UNWIND $keys AS key MATCH (n:{label} {{{KEYS[label]}: key}})-[r]->() WHERE r.seeded DELETE r",
                keys=keys,
            )

    async def _link(self, label: str, found: Iterable[PlannedNode]) -> None:
        batches: defaultdict[tuple[str, str], list[tuple[str, PlannedLink]]] = defaultdict(list)
        for node in found:
            for link in node.links:
                batches[link.type, link.label].append((node.key, link))
        for (kind, target), links in batches.items():
            await self._transaction.run(
                f"UNWIND $rows AS row "
                f"MATCH (a:{label} {{{KEYS[label]}: row.a}}) MATCH (b:{target} {{{KEYS[target]}: row.b}}) "
                f"CREATE (a)-[r:{kind}]->(b) SET r = row.properties",
                rows=[
                    {"a": key, "b": link.key, "properties": {**_known(link.properties), "seeded": True}}
                    for key, link in links
                ],
            )


def _known(properties: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in properties.items() if value is not None}
