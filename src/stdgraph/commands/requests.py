"""Requests by the id that the client gave them, so that sending one again changes nothing and answers the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date, datetime
from typing import TypedDict

from stdgraph.commands.outcomes import Changed
from stdgraph.domain.identity import Identity
from stdgraph.domain.timeline import typed
from stdgraph.store.session import Transaction

LOAD = "MATCH (q:Request) WHERE q.id IN $ids RETURN q.id AS id, q.digest AS digest, q.outcome AS outcome, q.record AS record"
STORE = "UNWIND $rows AS row CREATE (q:Request) SET q = row.properties, q.at = datetime($now)"

MAX_LENGTH = 200
"""Maximum length of a request id, in characters."""


class RequestRow(TypedDict):
    """A ``Request`` node."""

    id: str
    digest: str
    outcome: str
    record: str | None
    """The state of a gap's record as JSON: how versions before commands had one handler stored what ``trackGap`` answered."""


@dataclass(frozen=True, slots=True)
class StoredRequest:
    """A request that was carried out."""

    digest: str
    outcomes: tuple[Changed, ...]


def request_key(identity: Identity, request_id: str) -> str:
    """The key of a request: each identity has its own request ids."""
    return f"{identity.key}\n{request_id}"


def digest(command: object) -> str:
    """A digest of what is asked for: equal requests have equal digests. Field names are part of it, so they must not change."""
    return hashlib.sha256(json.dumps(_plain(command), sort_keys=True, default=str).encode()).hexdigest()


async def load_requests(tx: Transaction, identity: Identity, names: Mapping[str, str]) -> dict[str, StoredRequest]:
    """Those of an identity's requests that were carried out before, by request id; ``names`` says what each id's command changes."""
    if not names:
        return {}
    ids = {request_key(identity, name): name for name in names}
    rows = await tx.rows(LOAD, RequestRow, ids=list(ids))
    return {(name := ids[row["id"]]): StoredRequest(row["digest"], tuple(_outcomes(row, names[name]))) for row in rows}


async def store_requests(
    tx: Transaction, identity: Identity, requests: Mapping[str, StoredRequest], now: datetime
) -> None:
    """Store requests that were carried out, by request id."""
    rows = [
        {
            "properties": {
                "id": request_key(identity, name),
                "digest": request.digest,
                "outcome": json.dumps([asdict(one) for one in request.outcomes], default=str, ensure_ascii=False),
            }
        }
        for name, request in requests.items()
    ]
    if rows:
        await tx.run(STORE, rows=rows, now=now.isoformat(timespec="milliseconds"))


def _outcomes(row: RequestRow, key: str) -> list[Changed]:
    """The outcomes as stored; earlier versions named a standard ``standard``, and a record by its state alone."""
    if row["record"] is not None:
        return [Changed("GapRecord", key, state=json.loads(row["record"]), replayed=True)]
    return [
        Changed(
            label=one.get("label", "Standard"),
            key=one["key"] if "key" in one else one["standard"],
            at=None if one["at"] is None else date.fromisoformat(one["at"]),
            place=one["place"],
            sequence=one["sequence"],
            state={name: typed(name, value) for name, value in one["state"].items()},
            claim=one.get("claim"),
            replayed=True,
        )
        for one in json.loads(row["outcome"])
    ]


def _plain(command: object) -> object:
    """What is asked for, without what was made up for it (the id of a new standard)."""
    if isinstance(command, (list, tuple)):
        return [_plain(one) for one in command]
    if is_dataclass(command):
        return {one.name: getattr(command, one.name) for one in fields(command) if one.compare}
    return command
