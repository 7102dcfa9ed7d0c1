"""Detection of gaps: cached results brought up to date with what changed since, or a full detection."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import NamedTuple, TypedDict

from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.affected import affected_by, affected_since
from stdgraph.gaps.full_detection import (
    Detection,
    detect_all,
    detect_among,
    redetect,
)
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.gap_query import GapQuery
from stdgraph.gaps.kinds import kinds as all_kinds
from stdgraph.gaps.ranking import RankedGaps
from stdgraph.progress.coverage import load_network, load_network_of
from stdgraph.store.session import Transaction

VERSION = (
    "MATCH (c:Catalogue {id: 'catalogue'}) "
    "RETURN c.instance AS instance, c.structureVersion AS structure, coalesce(c.sequence, 0) AS sequence, coalesce(c.visibleSequence, 0) AS visible"
)

MOST_CHANGES = 1000
"""After more changes than this a full detection is cheaper than an incremental one."""


class VersionRow(TypedDict):
    """The versions that the Catalogue node carries."""

    instance: str | None
    structure: str | None
    sequence: int
    visible: int


class DetectionVersion(NamedTuple):
    """The version of the catalogue that a transaction sees."""

    instance: str | None = None
    """Another one once the data was restored or replaced: nothing that was found before holds then."""
    structure: str | None = None
    """A new value after each seed, which may change anything."""
    sequence: int = 0
    """The last change; a reader may see it in part."""
    visible: int = 0
    """The last change before that transaction: every reader sees all changes up to it."""

    @property
    def base(self) -> tuple[str | None, str] | None:
        """What a detection must rest on to be brought up to date with changes; None where nothing was loaded yet."""
        return None if self.structure is None else (self.instance, self.structure)


class CachedDetection(NamedTuple):
    """A detection with the version that it is valid for."""

    base: tuple[str | None, str]
    until: int
    """The last change that the detection is sure to include."""
    detection: Detection


async def find_gaps(
    tx: Transaction,
    scopes: Sequence[ScopeFilter],
    kinds: Collection[str] | None,
    on: date,
    *,
    apart: bool = False,
) -> list[RankedGaps]:
    """The gaps of each scope on a day, highest rank first; all scopes must be of one shape. No kinds means every kind.

    ``apart`` asks for a detection of its own, which rests on nothing that was found for others. The number of statements does not
    depend on the number of scopes, kinds or gaps. The cost grows with the scopes; for a query that was answered before, with what changed.
    """
    if not scopes:
        return []
    wanted = frozenset(code for code in all_kinds() if not kinds or code in kinds)
    return (await _detection(tx, scopes, wanted, on, apart=apart)).found


async def find_with_merged(tx: Transaction, kinds: Collection[str], on: date) -> tuple[RankedGaps, Mapping[str, str]]:
    """The gaps of these kinds on a day, and those that are none of their own: by id, with the id of the gap of the same need.

    The detection is one of its own, which rests on nothing that was found for others.
    """
    detection = await _detection(tx, [ScopeFilter()], frozenset(kinds), on, apart=True)
    return detection.found[0], detection.merged


async def _detection(
    tx: Transaction, scopes: Sequence[ScopeFilter], wanted: frozenset[str], on: date, *, apart: bool
) -> Detection:
    query = GapQuery(tuple(scopes), wanted, on, apart)
    if tx.gone and not query.is_incremental:
        return await detect_all(tx, query, await load_network(tx, on))
    detection = await _current(tx.actual, query)
    if tx.gone:
        detection = await redetect(tx, detection, await affected_by(tx, tx.gone))
    return detection


async def find_gaps_of(tx: Transaction, standard: str, kind: str, on: date) -> list[DetectedGap]:
    """The gaps of one kind about one standard, by id; no other standard is examined."""
    query = GapQuery((ScopeFilter(),), frozenset([kind]), on, apart=True)
    return await detect_among(tx, query, await load_network(tx, on), [standard])


async def _current(tx: Transaction, query: GapQuery) -> Detection:
    """The detection for a query as of now; concurrent requests for the same query and version share one."""
    row = await tx.row(VERSION, VersionRow)
    version = DetectionVersion(**row) if row else DetectionVersion()
    return await tx.memory.once((query, version), lambda: _detect(tx, query, version))


async def _detect(tx: Transaction, query: GapQuery, version: DetectionVersion) -> Detection:
    is_whole = tx.memory.is_stable("changes", (version.instance, version.structure, version.sequence))
    is_cacheable = tx.memory.is_stable("structure of gaps", version.base)
    cached: CachedDetection | None = tx.memory.get("gaps", query)
    until = version.sequence if is_whole else version.visible
    if cached is not None and cached.base == version.base and cached.until <= version.sequence:
        if cached.until == version.sequence:
            return cached.detection
        if query.is_incremental and version.sequence - cached.until <= MOST_CHANGES:
            affected = await affected_since(tx, cached.until, version.sequence)
            if affected is not None:
                detection = await redetect(tx, cached.detection, affected)
                fresh = CachedDetection(cached.base, max(until, cached.until), detection)
                tx.memory.keep("gaps", query, fresh, detection.size, seconds=query.seconds)
                return detection
    detection = await detect_all(tx, query, await load_network_of(tx, query.on, version.base))
    if version.base is not None and is_cacheable and (is_whole or query.is_incremental):
        fresh = CachedDetection(version.base, until, detection)
        tx.memory.keep("gaps", query, fresh, detection.size, seconds=query.seconds)
    return detection
