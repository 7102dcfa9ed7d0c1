"""Full detection: all gaps of some scopes on a day, with what is needed to bring them up to date once something changed; and incremental
detection, which examines again only what changes affect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain
from typing import Any, NamedTuple

from stdgraph.domain import calendar
from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.affected import Affected
from stdgraph.gaps.coverage_index import (
    LEVEL,
    CoverageIndex,
    build_index,
    load_coverage,
    load_coverage_of,
    system_of,
)
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kind import DetectorQuery, Kind, Reach
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.plan_facts import PlanFacts, plan_facts_text, read_plan_facts, read_watched, watched_text
from stdgraph.gaps.ranking import RankedGaps
from stdgraph.gaps.rows import Rows, gap_of_candidate
from stdgraph.gaps.sizes import detection_size
from stdgraph.gaps.weighing import is_same, weigh
from stdgraph.store.memory import SHORTLY
from stdgraph.store.scope_cypher import scope_parameters
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters

WIDE = frozenset({"product_category"})
"""Shapes up to this one are about the plans of all systems."""


class GapQuery(NamedTuple):
    """Which gaps are wanted: everything that distinguishes one detection from another."""

    scopes: tuple[ScopeFilter, ...]
    """Of one shape."""
    kinds: frozenset[str]
    on: date
    apart: bool
    """Whether nobody else may have asked for the same: the answer then rests on no reading that another made."""

    @property
    def shape(self) -> frozenset[str]:
        """The shape of the scopes."""
        return self.scopes[0].shape

    @property
    def seconds(self) -> float | None:
        """For how long a detection is kept: shortly, unless it is today's."""
        return None if self.on == calendar.today() else SHORTLY

    @property
    def wanted(self) -> dict[str, Kind]:
        """The wanted kinds by code, in the order in which they are detected."""
        return {code: kind for code, kind in kinds().items() if code in self.kinds}

    @property
    def is_incremental(self) -> bool:
        """Whether a detection can be brought up to date: not if changes of standards alter which subsystems are in scope."""
        return "product_category" not in self.shape or bool(self.shape & {"system", "subsystem", "committee"})

    @property
    def indexed(self) -> frozenset[str]:
        """The wanted kinds that need the coverage index."""
        return frozenset(code for code, kind in self.wanted.items() if kind.needs_index)

    def detectors(self, *, standards: bool = True, among: bool = False) -> list[tuple[str, DetectorQuery]]:
        """The detector queries by kind: of ``standards``, of those only that ``$among`` names, and else of everything."""
        reach, found = Reach(self.shape, among), []
        for code, kind in self.wanted.items():
            several = (*(kind.of_standards(reach) if standards else ()), *(() if among else kind.of_others(self.shape)))
            found += [(code, one) for one in several]
        return found

    def parameters(self, **further: object) -> dict[str, object]:
        """The parameters of detector queries, ``further`` ones included."""
        return {"scopes": scope_parameters(self.scopes), **day_parameters(self.on), **further}


@dataclass(frozen=True, slots=True)
class Detection:
    """The outcome of a detection. Several may share parts of it: nobody changes any."""

    query: GapQuery
    network: Network
    index: CoverageIndex
    found: list[RankedGaps]
    """All gaps of each scope, highest rank first."""
    dependent: Sequence[DetectedGap] = ()
    """Candidates about standards whose weight rests on cells; those without a weight are no gaps."""
    others: Mapping[str, Sequence[DetectedGap]] = field(default_factory=dict)
    """The gaps about cells, subsystems and systems, by system; under no name those that no change of a standard affects."""
    merged: Mapping[str, str] = field(default_factory=dict)
    """The gaps that are none of their own, by id, and the id of the gap of the same need."""

    @property
    def size(self) -> int:
        """Its bytes, about."""
        return detection_size(self.found, self.dependent, self.index, self.merged)


async def detect_all(tx: Transaction, query: GapQuery, network: Network) -> Detection:
    """Detect the gaps of a query from scratch."""
    is_wide = query.shape <= WIDE
    detectors = query.detectors()
    texts = [*([plan_facts_text(LEVEL)] if is_wide else ()), *(f"{_EACH} {detector.text}" for _, detector in detectors)]
    results = await tx.lists(texts, **query.parameters(systems=None))
    plan = read_plan_facts(results.pop(0), network) if is_wide else None
    standards, apart = _gaps_of(detectors, results, network)
    if plan is None:
        plan = await _load_plan(tx, query, network, _systems_of(query, standards))
    index = build_index(network, plan, {})
    if query.indexed:
        roots = _indexed_places(query, plan, standards)
        index = index.updated(plan, await load_coverage(tx, network, query.scopes, roots, query.on))
    return _assembled(query, index, standards, apart, await _others(tx, query, index))


async def detect_among(tx: Transaction, query: GapQuery, network: Network, among: Collection[str]) -> list[DetectedGap]:
    """The gaps of a query that are about these standards, by id."""
    standards, _ = await _examined(tx, query, network, among)
    plan = await _load_plan(tx, query, network, _systems_of(query, standards))
    index = build_index(network, plan, {})
    if query.indexed:
        roots = _indexed_places(query, plan, standards)
        index = index.updated(plan, await load_coverage(tx, network, (), roots, query.on))
    return [gap for one in standards if (gap := weigh(one, index, query.on)) is not None]


async def redetect(tx: Transaction, before: Detection, affected: Affected) -> Detection:
    """Detect again what changes of standards affected; keep the rest."""
    query, network, plan = before.query, before.network, before.index.plan
    watching = sorted(affected.systems & plan.watched.keys())
    again, watched = await _examined(tx, query, network, affected.standards, watching)
    if watching:
        plan = plan.watching(read_watched(watched), watching)
    new = set() if plan.systems is None else _systems_of(query, again) - plan.systems
    if new:
        plan = plan.joined(await _load_plan(tx, query, network, new))
    index = before.index.updated(plan, {})
    if query.indexed:
        known = index.subsystems.keys()
        roots = _indexed_places(query, plan, again) - known
        changed = await load_coverage_of(tx, network, affected.subsystems & known, query.on)
        index = index.updated(plan, changed | await load_coverage(tx, network, (), roots, query.on))
    others = await _others(tx, query, index, affected.systems)
    return _updated(before, index, affected, again, others)


_EACH = "UNWIND $scopes AS scope"


async def _examined(
    tx: Transaction, query: GapQuery, network: Network, among: Collection[str], watching: Sequence[str] = ()
) -> tuple[list[DetectedGap], object]:
    """Candidates about these standards, and what the systems ``watching`` watch."""
    detectors = query.detectors(among=True) if among else []
    texts = [f"{_EACH} {detector.text}" for _, detector in detectors]
    if watching:
        texts.append(f"RETURN {watched_text(LEVEL)}")
    results = await tx.lists(texts, **query.parameters(among=sorted(among), systems=list(watching)))
    watched = results.pop() if watching else ()
    return _gaps_of(detectors, results, network)[0], watched


async def _load_plan(tx: Transaction, query: GapQuery, network: Network, systems: Collection[str]) -> PlanFacts:
    """What gaps weigh by, of these systems."""
    (facts,) = await tx.lists([plan_facts_text(LEVEL)], **query.parameters(systems=sorted(systems)))
    return read_plan_facts(facts, network, frozenset(systems))


def _systems_of(query: GapQuery, gaps: Iterable[DetectedGap]) -> set[str]:
    """The systems whose plans decide about gaps: those in which their standards are listed, and those in scope."""
    named = {scope.system or (scope.subsystem or ("",))[0] for scope in query.scopes} - {""}
    return named.union(system_of(place) for gap in gaps for place in gap.places)


def _indexed_places(query: GapQuery, plan: PlanFacts, standards: Iterable[DetectedGap]) -> set[str]:
    """Subsystems, in scope or not, that the coverage index must hold because an indexed kind found a gap that may meet a demand there."""
    indexed = query.indexed
    places = {place for gap in standards if gap.kind in indexed for place in gap.places}
    return {pair.subsystem for place in places for pair in plan.demanded_at(place)}


def _gaps_of(
    detectors: Sequence[tuple[str, DetectorQuery]], results: Sequence[Sequence[Any]], network: Network
) -> tuple[list[DetectedGap], list[DetectedGap]]:
    """The candidates about standards in the rows of detector queries, and those about anything else."""
    rows = Rows(network)
    standards: list[DetectedGap] = []
    others: list[DetectedGap] = []
    for (code, detector), found in zip(detectors, results, strict=True):
        (standards if detector.label == "Standard" else others).extend(rows.gaps(code, detector, found))
    return standards, others


async def _others(
    tx: Transaction, query: GapQuery, index: CoverageIndex, systems: Collection[str] | None = None
) -> dict[str, list[DetectedGap]]:
    """The gaps that other capabilities compute and that are derived from cells, in all systems or in these, by system."""
    found: dict[str, list[DetectedGap]] = {}
    for code, kind in query.wanted.items():
        computed: Sequence[Iterable[Any]] = [()] * len(query.scopes)
        if kind.compute is not None:
            computed = await kind.compute(tx, query.scopes, query.on, systems)
        for n, scope in enumerate(query.scopes):
            for one in chain(computed[n], kind.derive(index, scope, systems)):
                gap = weigh(gap_of_candidate(code, n, one, index.network), index, query.on)
                if gap is not None:
                    found.setdefault(gap.systems[0], []).append(gap)
    return found


def _assembled(
    query: GapQuery,
    index: CoverageIndex,
    standards: Sequence[DetectedGap],
    apart: Iterable[DetectedGap],
    others: Mapping[str, Sequence[DetectedGap]],
) -> Detection:
    """Weigh and rank everything."""
    by_scope: list[list[DetectedGap]] = [[] for _ in query.scopes]
    indexed = query.indexed
    dependent, merged = _reweighed([gap for gap in standards if gap.kind in indexed], index, query.on)
    weighed = [gap for one in apart if (gap := weigh(one, index, query.on)) is not None]
    plain = (weigh(gap, index, query.on) for gap in standards if gap.kind not in indexed)
    for gap in chain(plain, dependent, weighed, *others.values()):
        if gap is not None and gap.weighed:
            by_scope[gap.scope].append(gap)
    return Detection(query, index.network, index, [RankedGaps.of(gaps) for gaps in by_scope], dependent, others, merged)


def _reweighed(gaps: Iterable[DetectedGap], index: CoverageIndex, on: date) -> tuple[list[DetectedGap], dict[str, str]]:
    """Candidates whose weight rests on cells, weighed where they are gaps of their own; and of those that are not the gaps of the same
    need."""
    found: list[DetectedGap] = []
    merged: dict[str, str] = {}
    for gap in gaps:
        weighed = weigh(gap, index, on)
        if weighed is None:
            weighed = gap.unweighed()
            need = kinds()[gap.kind].merges(gap, index)
            if need is not None:
                merged[gap.id] = need
        found.append(weighed)
    return found, merged


def _updated(
    before: Detection,
    index: CoverageIndex,
    affected: Affected,
    again: Sequence[DetectedGap],
    others: Mapping[str, Sequence[DetectedGap]],
) -> Detection:
    """The detection with what was detected again in the place of what was affected."""
    query, indexed, hit = before.query, before.query.indexed, affected.standards
    gone = [gap for gaps in before.found for gap in gaps if gap.subject in hit and gap.label == "Standard"]
    gone = [gap for gap in gone if gap.kind not in indexed]
    come = [gap for one in again if one.kind not in indexed and (gap := weigh(one, index, query.on)) is not None]

    touched = [gap for gap in before.dependent if gap.subject in hit or not affected.systems.isdisjoint(gap.systems)]
    former = {id(gap): gap for gap in touched}
    # one without a weight is given it in its place: others may hold it as it is
    same = (gap if gap.weighed else replace(gap) for gap in touched if gap.subject not in hit)
    weighed, merged = _reweighed(chain(same, (gap for gap in again if gap.kind in indexed)), index, query.on)
    come += [gap for gap in weighed if gap.weighed and former.pop(id(gap), None) is None]
    gone += [gap for gap in former.values() if gap.weighed]
    names = {gap.id for gap in touched}
    dependent = [gap for gap in before.dependent if gap.id not in names] + weighed

    kept: dict[str, Sequence[DetectedGap]] = dict(before.others)
    now: list[DetectedGap]
    for system in affected.systems:
        known = {(gap.id, gap.scope): gap for gap in kept.pop(system, ())}
        now = kept[system] = []
        for gap in others.get(system, ()):
            one = known.get((gap.id, gap.scope))
            if one is not None and is_same(one, gap):
                now.append(known.pop((gap.id, gap.scope)))
            else:
                now.append(gap)
                come.append(gap)
        gone += known.values()
    found = [
        gaps.with_changes([gap for gap in gone if gap.scope == n], [gap for gap in come if gap.scope == n])
        for n, gaps in enumerate(before.found)
    ]
    merged = {name: need for name, need in before.merged.items() if name not in names} | merged
    return Detection(query, before.network, index, found, dependent, kept, merged)
