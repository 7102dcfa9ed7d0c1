"""Finding one gap by its id, in no more of the catalogue than it can be in."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from stdgraph.gaps.finding import Gap, find_gaps
from stdgraph.graph.door import Transaction
from stdgraph.model.scope import Scope
from stdgraph.model.vocabulary import GapKind

PLACE = "MATCH (:Standard {id: $id})-[:LISTED_IN]->(x:Subsystem) RETURN x.system AS system, x.code AS code ORDER BY x.id LIMIT 1"

_OF_PAIRS = (GapKind.UNMET_DEMAND, GapKind.GROUP_ONLY, GapKind.INCOMPLETE_CHAIN)
_OF_STANDARDS = (GapKind.UNSTARTED, GapKind.REVIEW_OVERDUE)


def kind_of(gap: str) -> GapKind | None:
    """The kind in a gap's id; None where it names none."""
    with suppress(ValueError):
        return GapKind(gap.partition(":")[0])
    return None


async def find_gap(tx: Transaction, gap: str, on: date) -> Gap | None:
    """The gap of an id on a day; None when it is not found then. At most four statements."""
    kind = kind_of(gap)
    if kind is None:
        return None
    (found,) = await find_gaps(tx, [await _scope(tx, kind, gap.partition(":")[2])], [kind], on)
    return next((one for one in found if one.id == gap), None)


async def _scope(tx: Transaction, kind: GapKind, subject: str) -> Scope:
    """A scope that holds the gap if there is one; of kinds of which an id says less, the whole catalogue."""
    if kind in _OF_PAIRS:
        place, _, category = subject.partition(":")
        return Scope(subsystem=_place(place), product_category=category)
    if kind is GapKind.UNCOVERED_SUBSYSTEM:
        return Scope(subsystem=_place(subject))
    if kind is GapKind.UNITEMISED:
        return Scope(system=subject)
    if kind in _OF_STANDARDS:
        row = await tx.row(PLACE, id=subject)
        return Scope(subsystem=(row["system"], row["code"])) if row else Scope(system="")
    return Scope()


def _place(subsystem: str) -> tuple[str, str]:
    system, _, code = subsystem.partition("/")
    return system, code
