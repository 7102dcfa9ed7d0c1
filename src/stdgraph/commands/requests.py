"""Requests: what a client calls its request, so that sending it again changes nothing and answers the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import date
from typing import Any

from stdgraph.commands.outcomes import Changed
from stdgraph.domain.identity import Identity
from stdgraph.store.session import Transaction

KNOWN = "MATCH (q:Request) WHERE q.id IN $ids RETURN q.id AS id, q.digest AS digest, q.outcome AS outcome"
KEEP = "UNWIND $rows AS row CREATE (q:Request) SET q = row.properties, q.at = datetime($now)"


@dataclass(frozen=True, slots=True)
class Answered:
    """A request that was carried out before."""

    digest: str
    outcomes: tuple[Changed, ...]


LONGEST = 200
"""Most characters of a request's id."""


def request_key(identity: Identity, request_id: str) -> str:
    """The key of a request: each identity names its own, whatever name another has."""
    return f"{identity.key}\n{request_id}"


def digest(command: Any) -> str:
    """What was asked, in short: the same request twice has the same digest."""
    return hashlib.sha256(json.dumps(_plain(command), sort_keys=True, default=str).encode()).hexdigest()


async def answered(tx: Transaction, identity: Identity, request_ids: Sequence[str]) -> dict[str, Answered]:
    """Those of an identity's requests that were carried out before, by the id it gave."""
    if not request_ids:
        return {}
    ids = {request_key(identity, one): one for one in request_ids}
    rows = await tx.rows(KNOWN, ids=list(ids))
    return {ids[row["id"]]: Answered(row["digest"], _outcomes(row["outcome"])) for row in rows}


async def keep(
    tx: Transaction, identity: Identity, done: Sequence[tuple[str, str, Sequence[Changed]]], now: str
) -> None:
    """Remember requests that were carried out: (id, digest, outcomes) of each."""
    rows = [
        {
            "properties": {
                "id": request_key(identity, request_id),
                "digest": text,
                "outcome": json.dumps([asdict(one) for one in outcomes], default=str, ensure_ascii=False),
            }
        }
        for request_id, text, outcomes in done
    ]
    if rows:
        await tx.run(KEEP, rows=rows, now=now)


def _outcomes(text: str) -> tuple[Changed, ...]:
    found = []
    for one in json.loads(text):
        state = {name: _typed(name, value) for name, value in one["state"].items()}
        at = date.fromisoformat(one["at"]) if one["at"] else None
        found.append(Changed(one["standard"], at, one["actor"], one["place"], one["sequence"], state))
    return tuple(found)


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if name.endswith("On") and value is not None else value


def _plain(command: Any) -> Any:
    """What was asked, without what we made up for it (the id of a new standard)."""
    if isinstance(command, (list, tuple)):
        return [_plain(one) for one in command]
    return (
        {one.name: getattr(command, one.name) for one in fields(command) if one.compare}
        if is_dataclass(command)
        else command
    )
