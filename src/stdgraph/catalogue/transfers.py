"""Pending transfers of standards from one committee to another: of a standard, and of a committee with its subcommittees."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.store.session import Transaction

_OFFER = (
    "COLLECT { MATCH (s)<-[:CONCERNS]-(e:Event {kind: 'TRANSFER_OFFERED'}) "
    "RETURN {recordedAt: e.recordedAt, actor: e.actor, note: e.note} AS told ORDER BY e.sequence DESC LIMIT 1 }[0]"
)
_TOLD = (
    "MATCH (s)-[o:OFFERED_TO]->(c:Committee) MATCH (s)-[:OFFERED_BY]->(g:Committee) "
    f"RETURN key, s.id AS standard, c.code AS receiver, g.code AS giver, o.from AS since, {_OFFER} AS offer ORDER BY since, standard"
)
OF_STANDARDS = f"UNWIND $keys AS key MATCH (s:Standard {{id: key}}) {_TOLD}"
OF_COMMITTEES = (
    "UNWIND $keys AS key MATCH (:Committee {{code: key}})<-[:SUBCOMMITTEE_OF*0..]-(:Committee)<-[:{kind}]-(s:Standard) "
    f"WITH DISTINCT key, s {_TOLD.replace('{', '{{').replace('}', '}}')}"
)


class TransferRow(TypedDict):
    """A pending transfer."""

    key: str
    standard: str
    receiver: str
    giver: str
    since: Any
    offer: dict[str, Any] | None
    """Its event; None where none is recorded."""


async def transfers_of_standards(tx: Transaction, standards: Sequence[str]) -> dict[str, Answer]:
    """The pending transfer of each standard that is offered to a committee, by id."""
    rows = await tx.rows(OF_STANDARDS, TransferRow, keys=standards)
    return {row["key"]: _answer(row) for row in rows}


async def transfers_of_committees(tx: Transaction, committees: Sequence[str]) -> list[Answer]:
    """The pending transfers to and from each committee or a subcommittee of it, in the order in which they were offered."""
    found = []
    for kind in ("OFFERED_TO", "OFFERED_BY"):
        rows = await tx.rows(OF_COMMITTEES.format(kind=kind), TransferRow, keys=committees)
        found.append([(row["key"], _answer(row)) for row in rows])
    incoming, outgoing = found
    return [
        {
            "incoming": [one for key, one in incoming if key == code],
            "outgoing": [one for key, one in outgoing if key == code],
        }
        for code in committees
    ]


def _answer(row: TransferRow) -> Answer:
    return {
        "standard": Ref("Standard", row["standard"]),
        "fromCommittee": Ref("Committee", row["giver"]),
        "toCommittee": Ref("Committee", row["receiver"]),
        "since": row["since"],
        **(row["offer"] or _unrecorded()),
    }


def _unrecorded() -> Answer:
    """What there is to tell of an offer that a dry run makes: it would be recorded now."""
    return {"recordedAt": datetime.now(UTC), "actor": None, "note": None}
