"""Finding one gap by its id, in no more of the catalogue than it can be in."""

from __future__ import annotations

from datetime import date

from stdgraph.gaps.finding import find_gaps, find_gaps_of
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.telling import KEYS
from stdgraph.graph.door import Transaction
from stdgraph.model.scope import Scope


async def find_gap(tx: Transaction, gap: str, on: date) -> Gap | None:
    """The gap of an id on a day, with the subsystems it stands in; None when it is not found then."""
    code, _, key = gap.partition(":")
    if code not in kinds():
        return None
    return next((one for one in await _candidates(tx, code, key, on) if one.id == gap), None)


async def _candidates(tx: Transaction, code: str, key: str, on: date) -> list[Gap]:
    """Gaps of a kind among which that of a key is, if it is anywhere: those of the standard or of the pair that the key names."""
    kind = kinds()[code]
    first, _, second = key.partition(":")
    label, subject = (first, second.partition(":")[0]) if first in KEYS else ("Standard", first)
    if label == "Standard" and kind.is_of_standards:
        return await find_gaps_of(tx, subject, code, on)
    scope = Scope()
    if kind.is_of_pairs:
        system, _, subsystem = first.partition("/")
        scope = Scope(subsystem=(system, subsystem), product_category=second)
    (found,) = await find_gaps(tx, [scope], [code], on, places=True)
    return found
