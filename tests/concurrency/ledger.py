"""The whole catalogue read at once, and held against itself: nothing is half there."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from stdgraph.commands.replay import differences
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import acquire_write_lock

EVENTS = (
    "MATCH (e:Event) OPTIONAL MATCH (e)-[:CONCERNS]->(s:Standard) "
    "RETURN e.sequence AS sequence, e.requestId AS request, e.after AS after, s.id AS standard ORDER BY sequence"
)
STANDARDS = "MATCH (s:Standard) RETURN s.id AS id, s.revision AS revision, s.titleEn AS title"
CHOSEN = "MATCH (k:Claim {field: 'titleEn'})-[:ABOUT]->(s:Standard) WHERE k.chosen RETURN s.id AS id, k.value AS value"
REQUESTS = "MATCH (q:Request) RETURN q.id AS id, q.outcome AS outcome"
CATALOGUE = "MATCH (c:Catalogue) RETURN c.sequence AS sequence, c.revision AS revision"


@dataclass(frozen=True, slots=True)
class Ledger:
    """The changes of each request, as (sequence, standard)."""

    changes: dict[str, list[tuple[int, str]]]


async def balanced(graph: Graph) -> Ledger:
    """The ledger, which must balance: feed, revisions, timelines, properties, claims and requests agree.

    It is read in turn with writers: what somebody who was killed had begun to commit is done by then, or never will be.
    """
    return await graph.write(_balanced)


async def _balanced(tx: Transaction) -> Ledger:
    await acquire_write_lock(tx)
    events = await tx.rows(EVENTS)
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1)), "the feed has a hole"
    tokens = [event for event in events if event["standard"] is None]
    events = [event for event in events if event["standard"] is not None]
    changes: dict[str, list[tuple[int, str]]] = {}
    for event in events:
        changes.setdefault(event["request"], []).append((event["sequence"], event["standard"]))
    (catalogue,) = await tx.rows(CATALOGUE)
    counted = {"sequence": len(events) + len(tokens), "revision": len(changes) + len(tokens)}
    assert catalogue == counted, f"{catalogue}: {len(changes)} changes, {len(tokens)} tokens issued"
    standards = await tx.rows(STANDARDS)
    revisions = {row["id"]: row["revision"] for row in standards}
    assert revisions == Counter(event["standard"] for event in events), "each event is one revision"
    assert await differences(tx) == []
    titles = _last_titles(events)
    assert {row["id"]: row["title"] for row in standards if row["title"]} == titles
    assert {row["id"]: row["value"] for row in await tx.rows(CHOSEN)} == titles
    kept = {row["id"].partition("\n")[2]: _told(row["outcome"]) for row in await tx.rows(REQUESTS)}
    assert kept == changes, "what is kept of requests is what happened"
    return Ledger(changes)


def _last_titles(events: list[dict[str, Any]]) -> dict[str, str]:
    titles = {}
    for event in events:
        after = json.loads(event["after"] or "{}")
        if "titleEn" in after:
            titles[event["standard"]] = after["titleEn"]
    return titles


def _told(outcome: str) -> list[tuple[int, str]]:
    return [(one["sequence"], one["key"]) for one in json.loads(outcome)]
