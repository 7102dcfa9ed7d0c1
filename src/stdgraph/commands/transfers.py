"""Who answers for a standard, and the transfer to another committee that is pending, as commands need them.

A pending transfer is two relations of the standard: OFFERED_TO the committee that is to accept it, OFFERED_BY the one that gives it up,
with its subcommittees.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypedDict

from stdgraph.store.session import Transaction

OFFERED_TO, OFFERED_BY = "OFFERED_TO", "OFFERED_BY"
OFFERS = (OFFERED_TO, OFFERED_BY)
_ABOVE = "COLLECT { MATCH (c)-[:SUBCOMMITTEE_OF*0..]->(a:Committee) RETURN DISTINCT a.code }"
TRANSFERS = "UNWIND $ids AS id MATCH (n:Standard {id: id}) RETURN id, " + ", ".join(
    f"COLLECT {{ MATCH (n)-[r:{kind}]->(c:Committee) "
    f"RETURN [c.code, {_ABOVE}, toString(r.from), r.role, toString(c.retiredOn)] }} AS {name}"
    for kind, name in (("OWNED_BY", "owners"), (OFFERED_TO, "receivers"), (OFFERED_BY, "givers"))
)

CommitteeRow = tuple[str, list[str], str | None, str | None, str | None]
"""A committee, it and all above it, since when it is what it is to the standard, in which role, and the day on which it left the plan;
codes and text."""


class TransferRow(TypedDict):
    """The committees of a standard."""

    id: str
    owners: list[CommitteeRow]
    receivers: list[CommitteeRow]
    givers: list[CommitteeRow]


@dataclass(frozen=True, slots=True)
class LinkedCommittee:
    """A committee of a standard."""

    code: str
    above: frozenset[str]
    """It and all above it, by code."""
    since: date | None
    """The day since which it is what it is to the standard."""
    role: str | None = None
    """Of an owner OWNER, or PERFORMING for one that does the work."""
    retired_on: date | None = None
    """The day on which it left the plan."""


@dataclass(frozen=True, slots=True)
class LoadedTransfer:
    """The committees of a standard, by code."""

    owners: Mapping[str, LinkedCommittee]
    """Those that answer for it or perform the work."""
    receiver: LinkedCommittee | None = None
    """That to which it is offered."""
    giver: LinkedCommittee | None = None
    """That which offers it."""

    @property
    def highest(self) -> list[LinkedCommittee]:
        """The owners of which none is a subcommittee of another owner."""
        return [one for one in self.owners.values() if not (one.above - {one.code}) & self.owners.keys()]

    @property
    def answering(self) -> frozenset[str]:
        """The codes of the owners and of all above them."""
        return frozenset[str]().union(*(one.above for one in self.owners.values()))

    @property
    def is_void(self) -> bool:
        """Whether the committee that offers the standard does not answer for it any more: it has nothing to give."""
        return self.giver is not None and self.giver.code not in self.answering

    def given_up(self, giver: str) -> list[LinkedCommittee]:
        """The owners that a committee gives up: itself and its subcommittees."""
        return [one for one in self.owners.values() if giver in one.above]

    def owned(self, code: str, above: frozenset[str], properties: Mapping[str, Any] | None) -> LoadedTransfer:
        """The same once a committee answers for the standard as a relation of these properties says, or, without any, does not."""
        owners = {key: one for key, one in self.owners.items() if key != code}
        if properties is not None:
            owners[code] = LinkedCommittee(code, above, properties.get("from"), properties.get("role"))
        return replace(self, owners=dict(sorted(owners.items())))


NOBODY = LoadedTransfer({})


async def load_transfers(tx: Transaction, standards: Sequence[str]) -> dict[str, LoadedTransfer]:
    """The committees of standards, by the id of the standard. One statement, or none."""
    rows = await tx.rows(TRANSFERS, TransferRow, ids=standards) if standards else []
    return {row["id"]: _loaded(row) for row in rows}


def _loaded(row: TransferRow) -> LoadedTransfer:
    owners, receivers, givers = ([_committee(one) for one in row[name]] for name in ("owners", "receivers", "givers"))
    return LoadedTransfer(
        {one.code: one for one in sorted(owners, key=lambda one: one.code)},
        next(iter(receivers), None),
        next(iter(givers), None),
    )


def _committee(row: CommitteeRow) -> LinkedCommittee:
    code, above, since, role, retired = row
    began, left = (None if day is None else date.fromisoformat(day) for day in (since, retired))
    return LinkedCommittee(code, frozenset(above), began, role, left)
