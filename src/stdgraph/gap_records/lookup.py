"""Finding one gap by its id, by detection in the part of the catalogue that can hold it."""

from __future__ import annotations

from datetime import date

from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.detection import find_gaps, find_gaps_of
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kind import Kind, Reach
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.messages import SUBJECT_KEYS
from stdgraph.store.session import Transaction


async def find_gap(tx: Transaction, gap: str, on: date) -> DetectedGap | None:
    """The gap of an id on a day, with the subsystems it belongs to; None when it is not found then."""
    code, _, key = gap.partition(":")
    if code not in kinds():
        return None
    return next((one for one in await _candidates(tx, code, key, on) if one.id == gap), None)


async def _candidates(tx: Transaction, code: str, key: str, on: date) -> list[DetectedGap]:
    """Gaps of a kind among which that of a key is, if there is one."""
    kind = kinds()[code]
    first, _, rest = key.partition(":")
    if kind.is_of_pairs:
        scope = ScopeFilter(subsystem=_place(first), product_category=rest)
    else:
        label, subject = (first, rest.partition(":")[0]) if first in SUBJECT_KEYS else (_label(kind), first)
        if label == "Standard":
            return await find_gaps_of(tx, subject, code, on)
        scope = _scope(label, subject)
    (found,) = await find_gaps(tx, [scope], [code], on, places=True)
    return found


def _label(kind: Kind) -> str | None:
    """The label that a kind is about where its keys do not say it: that of its queries; None where it has none."""
    everywhere: frozenset[str] = frozenset()
    branches = (*kind.of_standards(Reach(everywhere)), *kind.of_others(everywhere))
    return next((branch.label for branch in branches), None)


def _scope(label: str | None, subject: str) -> ScopeFilter:
    """The scope of what is about a subject; the whole catalogue for labels without a scope of their own."""
    if label == "Subsystem":
        return ScopeFilter(subsystem=_place(subject))
    return ScopeFilter(system=subject) if label == "StandardsSystem" else ScopeFilter()


def _place(subsystem: str) -> tuple[str, str]:
    system, _, code = subsystem.partition("/")
    return system, code
