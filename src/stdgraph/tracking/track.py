"""Tracking a gap: a committee's decision about it, recorded in one transaction with the event that tells it.

Only what is given changes. The first decision needs the gap to exist; a record that exists can be changed for good.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from stdgraph.graph.door import Graph, Transaction
from stdgraph.identity.policy import Action, decide
from stdgraph.lifecycle.events import CATALOGUE, take_turn
from stdgraph.lifecycle.outcomes import Denied, Invalid, Said, Unknown, invalid
from stdgraph.lifecycle.requests import LONGEST, digest, request_key
from stdgraph.model.identity import Identity
from stdgraph.model.vocabulary import EventKind, GapStatus, Priority
from stdgraph.tracking.finding import find_gap
from stdgraph.tracking.keeping import Held, answering, held, looked, new, put, tell, told
from stdgraph.tracking.outcomes import Outcome, Overtaken, Tracked

KNOWN = "MATCH (q:Request {id: $id}) RETURN q.digest AS digest, q.record AS record"
KEEP = (
    "CREATE (q:Request {id: $id}) SET q.digest = $digest, q.outcome = '[]', q.record = $record, q.at = datetime($now)"
)
AGREED = (
    "MATCH (c:Catalogue {id: $catalogue}) RETURN c.trackedRevision IS NULL OR c.trackedRevision = c.revision AS agreed, "
    "c.trackedOn AS on"
)
COMMITTEE = "MATCH (c:Committee {code: $code}) RETURN c.code AS code"


@dataclass(frozen=True, slots=True)
class Track:
    """A wish to record what is to be done about a gap. None says nothing; an empty text takes owner or recommendation away."""

    gap: str
    status: GapStatus | None = None
    priority: Priority | None = None
    needs_research: bool | None = None
    owner: str | None = None
    recommendation: str | None = None
    expected_revision: int | None = None
    note: str | None = None
    request_id: str | None = None


async def track(graph: Graph, identity: Identity, wish: Track, *, today: date) -> Outcome:
    """Record a decision, or say why not; a refusal changes nothing. Under one request id it is recorded once and answered alike."""

    async def work(tx: Transaction) -> Outcome:
        await take_turn(tx)
        return await _named(tx, identity, wish, today)

    return await graph.write(work)


async def _named(tx: Transaction, identity: Identity, wish: Track, today: date) -> Outcome:
    name = wish.request_id
    if not name:
        return await _track(tx, identity, wish, today)
    if len(name) > LONGEST:
        return invalid("requestId", f"超过 {LONGEST} 个字符", f"is longer than {LONGEST} characters")
    key, asked = request_key(identity, name), digest(wish)
    known = await tx.row(KNOWN, id=key)
    if known is not None:
        if known["digest"] != asked:
            return invalid("requestId", "该请求号已用于另一请求", "was used for another request already")
        return Tracked(wish.gap, json.loads(known["record"]))
    outcome = await _track(tx, identity, wish, today)
    if isinstance(outcome, Tracked):
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        await tx.run(KEEP, id=key, digest=asked, record=json.dumps(outcome.state, ensure_ascii=False), now=now)
    return outcome


async def _track(tx: Transaction, identity: Identity, wish: Track, today: date) -> Outcome:
    one = await held(tx, wish.gap)
    if one is None:
        gap = await find_gap(tx, wish.gap, today)
        if gap is None:
            zh, en = f"没有缺口 {wish.gap!r}，也没有其记录。", f"there is no gap {wish.gap!r}, and no record of one"
            return Unknown(Said(zh, en))
        one = await new(tx, gap, today)
    denial = decide(Action.TRACK_GAP, identity, await answering(tx, one))
    if denial is not None:
        return Denied(denial.required, Said(denial.zh, denial.en))
    if wish.expected_revision is not None and wish.expected_revision != one.revision:
        return Overtaken(one.gap if one.exists else None, _conflict(wish.expected_revision, one.revision))
    problem = await _wrong(tx, wish)
    if problem is not None:
        return problem
    return await _decided(tx, identity, wish, one, today)


async def _wrong(tx: Transaction, wish: Track) -> Invalid | None:
    if wish.owner and await tx.row(COMMITTEE, code=wish.owner) is None:
        return invalid("owner", f"没有 {wish.owner!r}", f"there is no committee {wish.owner!r}")
    return None


async def _decided(tx: Transaction, identity: Identity, wish: Track, one: Held, today: date) -> Tracked:
    was = one.decided
    now = {**was, **_given(wish)}
    now["status"] = now["status"] or GapStatus.OPEN.value
    # what a committee says of the status is its word: the system does not take it back
    ours = one.properties.get("closedBySystem") if wish.status is None else None
    if one.exists and now == was and ours == one.properties.get("closedBySystem") and not wish.note:
        return Tracked(one.gap, one.state())
    after = replace(one.changed(now, closedBySystem=ours), exists=True)
    agreed = await tx.row(AGREED, catalogue=CATALOGUE) or {"agreed": False, "on": None}
    await put(tx, one, after)
    event = told(EventKind.TRACKED, one, after, today, wish.note)
    first = await tell(tx, [event], actor=identity.name, request_id=wish.request_id)
    if not one.exists:
        await tx.run("MATCH (g:GapRecord {gapId: $gap}) SET g.sequence = $sequence", gap=one.gap, sequence=first)
    if agreed["agreed"]:  # a decision changes no finding: what agreed before agrees now
        await looked(tx, agreed["on"].to_native() if agreed["on"] is not None else today)
    return Tracked(after.gap, after.state())


def _given(wish: Track) -> Mapping[str, Any]:
    """What the wish says, as the graph holds it."""
    said = {
        "status": wish.status and wish.status.value,
        "priority": wish.priority and wish.priority.value,
        "needsResearch": wish.needs_research,
        "recommendation": wish.recommendation,
        "owner": wish.owner,
    }
    return {name: None if value == "" else value for name, value in said.items() if value is not None}


def _conflict(expected: int, now: int) -> Said:
    return Said(
        f"预期修订号为 {expected}，现为 {now}：他人已先行更改。",
        f"expected revision {expected}, it is {now}: somebody else changed it meanwhile",
    )
