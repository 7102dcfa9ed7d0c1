"""Replacement chains as stored: standards that are connected by replacements of the whole document share ``replacementChain``.

Replacements that were taken back count as well, for what was known before they were is still asked about. It is the least id among
them, and null for what never replaced anything as a whole and never was replaced so. Items of a plan are read from it
(``domain.items``): whatever can belong together is found by one index, however long the chain is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypedDict

from stdgraph.domain.items import components
from stdgraph.store.plan_cypher import ever
from stdgraph.store.transaction import Transaction

_LINKS = (
    "RETURN s.id AS id, s.replacementChain AS chain, "
    f"COLLECT {{ MATCH (s)-[r:{ever('REPLACES')}]-(t:Standard) WHERE r.extent = 'WHOLE' RETURN DISTINCT t.id }} AS linked"
)
NAMED = f"UNWIND $ids AS id MATCH (s:Standard {{id: id}}) {_LINKS}"
IN_CHAINS = f"UNWIND $chains AS chain MATCH (s:Standard {{replacementChain: chain}}) {_LINKS}"
WRITE = "UNWIND $rows AS row MATCH (s:Standard {id: row.id}) SET s.replacementChain = row.chain"


class LinkedRow(TypedDict):
    """A standard with its chain as it is stored, and what it replaces or is replaced by as a whole."""

    id: str
    chain: str | None
    linked: list[str]


async def store_chains(tx: Transaction, ids: Sequence[str]) -> None:
    """Bring the stored chains of standards, and of all that are or were connected with them, into line with the replacements."""
    rows = await _connected(tx, ids)
    wrong = [{"id": key, "chain": chain} for key, chain in _chains(rows).items() if rows[key]["chain"] != chain]
    if wrong:
        await tx.run(WRITE, rows=wrong)


async def wrong_chains(tx: Transaction, ids: Sequence[str]) -> list[tuple[str, str | None, str | None]]:
    """The stored chains of these standards that are not what the replacements say: id, what is stored and what it should be."""
    rows = await _connected(tx, ids)
    chains = _chains(rows)
    return [(key, rows[key]["chain"], chains[key]) for key in ids if key in rows and rows[key]["chain"] != chains[key]]


def _chains(rows: Mapping[str, LinkedRow]) -> dict[str, str | None]:
    found = components({key: row["linked"] for key, row in rows.items()})
    return {key: min(group) if len(group) > 1 else None for group in found for key in group}


async def _connected(tx: Transaction, ids: Iterable[str]) -> dict[str, LinkedRow]:
    """The standards, all that share a stored chain with them, and all that are connected with any of these."""
    found: dict[str, LinkedRow] = {}
    asked: set[str] = set()
    wanted = sorted(set(ids))
    while wanted:
        rows = await tx.table(LinkedRow, NAMED, ids=wanted)
        chains = sorted({row["chain"] for row in rows if row["chain"] is not None} - asked)
        if chains:
            asked.update(chains)
            rows += await tx.table(LinkedRow, IN_CHAINS, chains=chains)
        found |= {row["id"]: row for row in rows}
        wanted = sorted({one for row in rows for one in row["linked"]} - found.keys())
    return found
