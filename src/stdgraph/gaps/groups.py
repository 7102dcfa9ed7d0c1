"""Gaps counted by where they belong, whom they concern, what they are, or how severe they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, TypedDict

from stdgraph.domain.terms import GAP_KINDS, TERMS, Term
from stdgraph.domain.vocabulary import Severity
from stdgraph.gaps.candidates import place_gaps
from stdgraph.gaps.gap import SEVERITY_POINTS, DetectedGap
from stdgraph.store.session import Transaction


class GapGroup(StrEnum):
    """What gaps can be counted by."""

    SYSTEM = "SYSTEM"
    SUBSYSTEM = "SUBSYSTEM"
    COMMITTEE = "COMMITTEE"
    PRODUCT_CATEGORY = "PRODUCT_CATEGORY"
    KIND = "KIND"
    SEVERITY = "SEVERITY"


_TITLES: Mapping[GapGroup, str] = {
    GapGroup.SYSTEM: "MATCH (n:StandardsSystem {code: key})",
    GapGroup.SUBSYSTEM: "MATCH (n:Subsystem {id: key})",
    GapGroup.COMMITTEE: "MATCH (n:Committee {code: key})",
    GapGroup.PRODUCT_CATEGORY: "MATCH (n:ProductCategory {code: key})",
}


class TitleRow(TypedDict):
    """The titles of something by its key."""

    key: str
    zh: str | None
    en: str | None


class CountedGroup(NamedTuple):
    """Gaps that share something; of what belongs to nothing the key and the titles are None."""

    key: str | None
    title: Term | None
    size: int
    worst: Severity


async def group_gaps(tx: Transaction, gaps: Sequence[DetectedGap], by: GapGroup, on: date) -> list[CountedGroup]:
    """The groups of gaps, the largest first. A gap that belongs to several counts in each, one that belongs to none in a group without key."""
    keys = await _keys(tx, gaps, by, on)
    grouped: dict[str | None, list[DetectedGap]] = {}
    nothing: Sequence[str | None] = (None,)
    for gap, own in zip(gaps, keys, strict=True):
        for key in own or nothing:
            grouped.setdefault(key, []).append(gap)
    titles = await _titles(tx, [key for key in grouped if key is not None], by)
    found = [
        CountedGroup(
            key,
            None if key is None else titles.get(key),
            len(several),
            max((gap.severity for gap in several), key=lambda one: SEVERITY_POINTS[one]),
        )
        for key, several in grouped.items()
    ]
    return sorted(found, key=lambda one: (-one.size, one.key is None, one.key or ""))


async def _keys(tx: Transaction, gaps: Sequence[DetectedGap], by: GapGroup, on: date) -> Sequence[Sequence[str]]:
    match by:
        case GapGroup.SYSTEM:
            return [gap.systems for gap in gaps]
        case GapGroup.SUBSYSTEM:
            return [gap.places for gap in gaps]
        case GapGroup.PRODUCT_CATEGORY:
            return [gap.concerned for gap in gaps]
        case GapGroup.KIND:
            return [[gap.kind] for gap in gaps]
        case GapGroup.SEVERITY:
            return [[gap.severity.value] for gap in gaps]
        case GapGroup.COMMITTEE:
            return [one.committees for one in await place_gaps(tx, gaps, on)]


async def _titles(tx: Transaction, keys: Sequence[str], by: GapGroup) -> Mapping[str, Term]:
    if by is GapGroup.KIND:
        return {key: GAP_KINDS[key] for key in keys}
    if by is GapGroup.SEVERITY:
        return {key: TERMS[Severity][key] for key in keys}
    text = f"UNWIND $keys AS key {_TITLES[by]} RETURN key, n.titleZh AS zh, n.titleEn AS en"
    rows = await tx.table(TitleRow, text, keys=sorted(keys)) if keys else []
    return {
        row["key"]: Term(row["zh"] or row["en"] or row["key"], row["en"] or row["zh"] or row["key"]) for row in rows
    }
