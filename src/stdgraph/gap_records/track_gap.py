"""Tracking a gap: a committee's decision about it, recorded in one transaction with its event.

Only what is given changes. The first decision needs the gap to exist; a record that exists can always be changed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from stdgraph.auth.policy import Action, decide
from stdgraph.commands.outcomes import Denied, Invalid, Message, Unknown, invalid
from stdgraph.commands.requests import LONGEST, digest, request_key
from stdgraph.domain.identity import Identity
from stdgraph.domain.vocabulary import EventKind, GapStatus, Priority
from stdgraph.gap_records.lookup import find_gap
from stdgraph.gap_records.repository import LoadedRecord, answering, held, looked, new, put, tell, told
from stdgraph.store.catalogue_node import CATALOGUE, acquire_write_lock
from stdgraph.store.session import Graph, Transaction


@dataclass(frozen=True, slots=True)
class Tracked:
    """It was recorded. ``state`` is what the record was then."""

    gap: str
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else changed the record meanwhile; ``gap`` is None while there is no record."""

    gap: str | None
    said: Message


Outcome = Tracked | Overtaken | Invalid | Unknown | Denied


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
    """A command to record what is to be done about a gap. None says nothing; an empty text takes owner or recommendation away."""

    gap: str
    status: GapStatus | None = None
    priority: Priority | None = None
    needs_research: bool | None = None
    owner: str | None = None
    recommendation: str | None = None
    expected_revision: int | None = None
    note: str | None = None
    request_id: str | None = None


async def track(graph: Graph, identity: Identity, command: Track, *, today: date) -> Outcome:
    """Record a decision, or say why not; a refusal changes nothing. Under one request id it is recorded once and answered alike."""

    async def work(tx: Transaction) -> Outcome:
        await acquire_write_lock(tx)
        return await _named(tx, identity, command, today)

    return await graph.write(work)


async def _named(tx: Transaction, identity: Identity, command: Track, today: date) -> Outcome:
    name = command.request_id
    if not name:
        return await _track(tx, identity, command, today)
    if len(name) > LONGEST:
        return invalid("requestId", f"超过 {LONGEST} 个字符", f"is longer than {LONGEST} characters")
    key, asked = request_key(identity, name), digest(command)
    known = await tx.row(KNOWN, id=key)
    if known is not None:
        if known["digest"] != asked:
            return invalid("requestId", "该请求号已用于另一请求", "was used for another request already")
        return Tracked(command.gap, json.loads(known["record"]))
    outcome = await _track(tx, identity, command, today)
    if isinstance(outcome, Tracked):
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        await tx.run(KEEP, id=key, digest=asked, record=json.dumps(outcome.state, ensure_ascii=False), now=now)
    return outcome


async def _track(tx: Transaction, identity: Identity, command: Track, today: date) -> Outcome:
    one = await held(tx, command.gap)
    if one is None:
        gap = await find_gap(tx, command.gap, today)
        if gap is None:
            zh, en = (
                f"没有缺口 {command.gap!r}，也没有其记录。",
                f"there is no gap {command.gap!r}, and no record of one",
            )
            return Unknown(Message(zh, en))
        one = await new(tx, gap, today)
    denial = decide(Action.TRACK_GAP, identity, await answering(tx, one))
    if denial is not None:
        return Denied(denial.required, Message(denial.zh, denial.en))
    if command.expected_revision is not None and command.expected_revision != one.revision:
        return Overtaken(one.gap if one.exists else None, _conflict(command.expected_revision, one.revision))
    problem = await _wrong(tx, command)
    if problem is not None:
        return problem
    return await _decided(tx, identity, command, one, today)


async def _wrong(tx: Transaction, command: Track) -> Invalid | None:
    if command.owner and await tx.row(COMMITTEE, code=command.owner) is None:
        return invalid("owner", f"没有 {command.owner!r}", f"there is no committee {command.owner!r}")
    return None


async def _decided(tx: Transaction, identity: Identity, command: Track, one: LoadedRecord, today: date) -> Tracked:
    was = one.decided
    now = {**was, **_given(command)}
    now["status"] = now["status"] or GapStatus.OPEN.value
    # what a committee says of the status is its word: the system does not take it back
    ours = one.properties.get("closedBySystem") if command.status is None else None
    if one.exists and now == was and ours == one.properties.get("closedBySystem") and not command.note:
        return Tracked(one.gap, one.state())
    after = replace(one.changed(now, closedBySystem=ours), exists=True)
    agreed = await tx.row(AGREED, catalogue=CATALOGUE) or {"agreed": False, "on": None}
    await put(tx, one, after)
    event = told(EventKind.TRACKED, one, after, today, command.note)
    first = await tell(tx, [event], actor=identity.name, request_id=command.request_id)
    if not one.exists:
        await tx.run("MATCH (g:GapRecord {gapId: $gap}) SET g.sequence = $sequence", gap=one.gap, sequence=first)
    if agreed["agreed"]:  # a decision changes no finding: what agreed before agrees now
        await looked(tx, agreed["on"].to_native() if agreed["on"] is not None else today)
    return Tracked(after.gap, after.state())


def _given(command: Track) -> Mapping[str, Any]:
    """What the command says, as the graph holds it."""
    said = {
        "status": command.status and command.status.value,
        "priority": command.priority and command.priority.value,
        "needsResearch": command.needs_research,
        "recommendation": command.recommendation,
        "owner": command.owner,
    }
    return {name: None if value == "" else value for name, value in said.items() if value is not None}


def _conflict(expected: int, now: int) -> Message:
    return Message(
        f"预期修订号为 {expected}，现为 {now}：他人已先行更改。",
        f"expected revision {expected}, it is {now}: somebody else changed it meanwhile",
    )
