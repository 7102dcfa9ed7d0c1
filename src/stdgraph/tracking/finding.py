"""Finding one gap by its id, in no more of the catalogue than it can be in."""

from __future__ import annotations

from datetime import date

from stdgraph.gaps.finding import find_gaps
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kinds import kinds
from stdgraph.graph.door import Transaction
from stdgraph.model.scope import Scope

PLACE = "MATCH (:Standard {id: $id})-[:LISTED_IN]->(x:Subsystem) RETURN x.system AS system, x.code AS code ORDER BY x.id LIMIT 1"

_OF_PAIRS = ("UNMET_DEMAND", "GROUP_ONLY", "INCOMPLETE_CHAIN")
_OF_STANDARDS = ("UNSTARTED", "OVERDUE", "REVIEW_OVERDUE", "OUTDATED_REFERENCE", "OUTDATED_ADOPTION")


async def find_gap(tx: Transaction, gap: str, on: date) -> Gap | None:
    """The gap of an id on a day, with the subsystems it stands in; None when it is not found then."""
    kind, _, key = gap.partition(":")
    if kind not in kinds():
        return None
    (found,) = await find_gaps(tx, [await _scope(tx, kind, key)], [kind], on, places=True)
    return next((one for one in found if one.id == gap), None)


async def _scope(tx: Transaction, kind: str, key: str) -> Scope:
    """A scope that holds the gap if there is one; of kinds of which an id says less, the whole catalogue."""
    first, _, second = key.partition(":")
    if kind in _OF_PAIRS:
        return Scope(subsystem=_place(first), product_category=second)
    if kind == "UNCOVERED_SUBSYSTEM":
        return Scope(subsystem=_place(key))
    if kind == "UNITEMISED":
        return Scope(system=key)
    row = await tx.row(PLACE, id=first) if kind in _OF_STANDARDS else None
    return Scope(subsystem=(row["system"], row["code"])) if row else Scope()


def _place(subsystem: str) -> tuple[str, str]:
    system, _, code = subsystem.partition("/")
    return system, code
