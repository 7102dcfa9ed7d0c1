"""What a catalogue states today, whose it is, and which claims there are, without what depends on how it came about."""

from __future__ import annotations

import json
from typing import Any

from stdgraph.store.plan_cypher import STRUCTURE
from stdgraph.store.session import Graph, Transaction, native

HISTORY = frozenset(
    {
        *("id", "revision", "timeline", "stateFrom", "lastStatement", "loadedAt", "sequence"),
        *("supersededEarliest", "supersededLatest", "replacementChain", "dueOn"),
    }
)
"""What tells how a thing came about, and not what it is today: a successor that nobody states any more has replaced it all the same, and a
project is due so long after its drafting began.
Things are known by what names them, not by their ids."""

NODES = (
    "MATCH (n) WHERE n.retiredOn IS NULL AND labels(n)[0] IN $labels RETURN labels(n)[0] AS label, n{.*} AS node, "
    "COLLECT { MATCH (n)<-[:STATES]-(a:Statement) RETURN a.id ORDER BY a.id } AS owners, "
    "COLLECT { MATCH (n)-[r]->(t) WHERE t.retiredOn IS NULL AND NOT type(r) STARTS WITH 'WAS_' "
    "RETURN [type(r), labels(t)[0], t.id, properties(r)] } AS links, "
    "COLLECT { MATCH (n)<-[:ABOUT]-(k:Claim) WHERE k.dataset IS NOT NULL RETURN [k.dataset, k.field, k.value, k.chosen] } AS claims"
)
LABELS = ("Source", "Committee", "ProductCategory", "StandardsSystem", "Target", "Subsystem", "Standard", "Demand")


async def owned_facts(graph: Graph) -> list[str]:
    """A line for each thing of today's catalogue, the same for catalogues that say the same."""

    async def work(tx: Transaction) -> list[dict[str, Any]]:
        return await tx.rows(NODES, labels=list(LABELS))

    rows = await graph.read(work)
    names = {(row["label"], row["node"]["id"]): _name(row) for row in rows}
    return sorted(_line(row, names) for row in rows)


def _times(kind: str) -> tuple[str, ...]:
    """What tells how a relationship came about; of the structure no dataset states a day, and the place follows from the file."""
    return ("recorded", "from", "place") if kind in STRUCTURE else ("recorded",)


def _name(row: dict[str, Any]) -> str:
    node = row["node"]
    known = node.get("numberKey") or node.get("planNumber") or "+".join(row["owners"])
    return f"{row['label']} {(node.get('code') and node['id']) or known}"


def _line(row: dict[str, Any], names: dict[tuple[str, str], str]) -> str:
    facts = {name: str(native(value)) for name, value in row["node"].items() if name not in HISTORY}
    links = sorted(
        json.dumps(
            [
                kind,
                names.get((label, key), key),
                {k: str(native(v)) for k, v in values.items() if k not in _times(kind)},
            ],
            sort_keys=True,
        )
        for kind, label, key, values in row["links"]
    )
    return json.dumps(
        [_name(row), facts, row["owners"], links, sorted(row["claims"])], ensure_ascii=False, sort_keys=True
    )
