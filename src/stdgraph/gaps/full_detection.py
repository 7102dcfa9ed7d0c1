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
from stdgraph.gaps.kind import Candidate, DetectorQuery, Kind, Reach, derive_nothing
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.plan_facts import (
    PLAN_AT,
    WHOLE_PLAN,
    PlanFacts,
    read_plan_at,
    read_watched,
    read_whole_plan,
    watched_text,
)
from stdgraph.gaps.ranking import RankedGaps
from stdgraph.gaps.rows import Rows, gap_of_candidate
from stdgraph.gaps.sizes import detection_size
from stdgraph.gaps.weighing import is_same, weigh
from stdgraph.store.memory import SHORTLY
from stdgraph.store.scope_cypher import scope_parameters, subsystems
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

    @property
    def is_wide(self) -> bool:
        """Whether that is about the plans of all systems."""
        return self.shape <= WIDE

    @property
    def derives(self) -> bool:
        """Whether a wanted kind is derived from the cells in scope."""
        return any(kind.needs_index and kind.derive is not derive_nothing for kind in self.wanted.values())

    @property
    def watches(self) -> bool:
        """Whether a wanted kind needs to know what systems watch."""
        return any(kind.needs_watched for kind in self.wanted.values())

    @property
    def systems(self) -> frozenset[str]:
        """The systems that the scopes name."""
        return frozenset({scope.system or (scope.subsystem or ("",))[0] for scope in self.scopes} - {""})

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
    computed = await _computed(tx, query)
    examine = _examined_with_every_plan if query.is_wide else _examined_with_plan
    found = await examine(tx, query, network, query.detectors(), computed)
    index = build_index(network, found.plan, {})
    if query.indexed:
        # without a demand no cell of the scope can be a gap
        scopes = query.scopes if found.plan.pairs and (query.is_wide or query.derives) else ()
        roots = _indexed_places(query, found.plan, found.standards)
        index = index.updated(found.plan, await load_coverage(tx, network, scopes, roots, query.on))
    return _assembled(query, index, found.standards, found.others, _others(query, index, computed))


async def detect_among(tx: Transaction, query: GapQuery, network: Network, among: Collection[str]) -> list[DetectedGap]:
    """The gaps of a query that are about these standards, by id."""
    found = await _examined_with_plan(tx, query, network, query.detectors(among=True), {}, among)
    index = build_index(network, found.plan, {})
    if query.indexed:
        roots = _indexed_places(query, found.plan, found.standards)
        index = index.updated(found.plan, await load_coverage(tx, network, (), roots, query.on))
    return [gap for one in found.standards if (gap := weigh(one, index, query.on)) is not None]


async def redetect(tx: Transaction, before: Detection, affected: Affected) -> Detection:
    """Detect again what changes of standards affected; keep the rest."""
    query, network, plan = before.query, before.network, before.index.plan
    computed = await _computed(tx, query, affected.systems)
    watching = sorted(affected.systems & plan.watched.keys())
    again, watched = await _examined_again(tx, query, network, affected.standards, watching)
    if watching:
        plan = plan.watching(read_watched(watched), watching)
    if plan.places is not None:
        new = {place for gap in again for place in gap.places}.union(_places_of(computed)) - plan.places
        if new:
            plan = plan.joined(await _load_plan(tx, query, network, new))
    index = before.index.updated(plan, {})
    if query.indexed:
        known = index.subsystems.keys()
        roots = _indexed_places(query, plan, again) - known
        changed = await load_coverage_of(tx, network, affected.subsystems & known, query.on)
        index = index.updated(plan, changed | await load_coverage(tx, network, (), roots, query.on))
    others = _others(query, index, computed, affected.systems)
    return _updated(before, index, affected, again, others)


_EACH = "UNWIND $scopes AS scope"
_SYSTEMS = "([place IN places | split(place, '/')[0]] + $systems)"
"""The systems of places, and those that the scopes name."""

Computed = Mapping[str, Sequence[Sequence[Candidate]]]
"""By kind, for each scope, the gaps that other capabilities compute."""


class _Examined(NamedTuple):
    """What detector queries found: candidates about standards, those about anything else, and the plan that they weigh by."""

    standards: list[DetectedGap]
    others: list[DetectedGap]
    plan: PlanFacts


async def _examined_with_every_plan(
    tx: Transaction,
    query: GapQuery,
    network: Network,
    detectors: Sequence[tuple[str, DetectorQuery]],
    _: Computed,
) -> _Examined:
    """What detectors find, and the plans of all systems. One statement."""
    watched = [watched_text(LEVEL)] if query.watches else []
    texts = [*(f"{_EACH} {detector.text}" for _, detector in detectors), WHOLE_PLAN, *watched]
    results = await tx.lists(texts, **query.parameters())
    plan = read_whole_plan(network, results[len(detectors)], results[-1] if watched else ())
    return _Examined(*_gaps_of(detectors, results[: len(detectors)], network), plan)


async def _examined_with_plan(
    tx: Transaction,
    query: GapQuery,
    network: Network,
    detectors: Sequence[tuple[str, DetectorQuery]],
    computed: Computed,
    among: Collection[str] = (),
) -> _Examined:
    """What detectors find, and the plan of the places where that, what was ``computed``, and what is demanded in scope belongs. One
    statement: it takes the places out of what it found."""
    names = [f"f{n}" for n in range(len(detectors))]
    calls = [f"CALL () {{ {_EACH} {one.text} AS {name} }}" for name, (_, one) in zip(names, detectors, strict=True)]
    places = ["$places"]
    if detectors:
        listed = f"UNWIND {' + '.join(names)} AS row UNWIND row[5] AS place RETURN collect(DISTINCT place)"
        calls.append(f"CALL ({', '.join(names)}) {{ {listed} AS listed }}")
        places.append("listed")
    if query.derives and not among and query.shape & {"system", "subsystem"}:
        demanded = f"{_EACH} {subsystems(query.shape)} MATCH (x)<-[:MET_IN]-(:Demand) RETURN collect(DISTINCT x.id)"
        calls.append(f"CALL () {{ {demanded} AS demanded }}")
        places.append("demanded")
    carried = "".join(f"{name}, " for name in names)
    calls.append(f"WITH {carried}{' + '.join(places)} AS places {_plan_calls(query)}")
    names += ["plan", *(["watched"] if query.watches else [])]
    given = _places_of(computed)
    results = await tx.collected(
        f"{' '.join(calls)} WITH {', '.join(names)}",
        names,
        **query.parameters(places=sorted(given), systems=sorted(query.systems), among=sorted(among)),
    )
    standards, others = _gaps_of(detectors, results[: len(detectors)], network)
    given.update(place for gap in chain(standards, others) for place in gap.places)
    watched = results[-1] if query.watches else ()
    known = query.systems.union(map(system_of, given))
    return _Examined(
        standards, others, read_plan_at(network, results[len(detectors)], watched, frozenset(given), known)
    )


async def _examined_again(
    tx: Transaction, query: GapQuery, network: Network, among: Collection[str], watching: Sequence[str]
) -> tuple[list[DetectedGap], object]:
    """Candidates about these standards, and what the systems ``watching`` watch. One statement, or none."""
    detectors = query.detectors(among=True) if among else []
    texts = [f"{_EACH} {detector.text}" for _, detector in detectors]
    if watching:
        texts.append(watched_text(LEVEL, "$systems"))
    results = await tx.lists(texts, **query.parameters(among=sorted(among), systems=list(watching)))
    watched = results.pop() if watching else ()
    return _gaps_of(detectors, results, network)[0], watched


def _plan_calls(query: GapQuery) -> str:
    """Clauses that add the plan of ``places``, and what their systems watch."""
    text = f"CALL (places) {{ {PLAN_AT} AS plan }}"
    return f"{text} CALL (places) {{ {watched_text(LEVEL, _SYSTEMS)} AS watched }}" if query.watches else text


async def _load_plan(tx: Transaction, query: GapQuery, network: Network, places: Collection[str]) -> PlanFacts:
    """The plan of these subsystems. One statement."""
    names = ["plan", *(["watched"] if query.watches else [])]
    plan, *watched = await tx.collected(
        f"WITH $places AS places {_plan_calls(query)} WITH {', '.join(names)}",
        names,
        **query.parameters(places=sorted(places), systems=[]),
    )
    known = frozenset(map(system_of, places))
    return read_plan_at(network, plan, watched[0] if watched else (), frozenset(places), known)


def _places_of(computed: Computed) -> set[str]:
    """The subsystems that computed gaps belong to."""
    return {place for scopes in computed.values() for found in scopes for one in found for place in one.places}


def _indexed_places(query: GapQuery, plan: PlanFacts, standards: Iterable[DetectedGap]) -> set[str]:
    """Subsystems, in scope or not, that the coverage index must hold because an indexed kind found a gap that may meet a demand there."""
    indexed, holds = query.indexed, plan.network.holds
    return {
        pair.subsystem
        for gap in standards
        if gap.kind in indexed
        for place in gap.places
        if gap.categories & plan.categories_at(place)
        for pair in plan.demanded_at(place)
        if holds(gap.categories, pair.category)
    }


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


async def _computed(tx: Transaction, query: GapQuery, systems: Collection[str] | None = None) -> Computed:
    """The gaps that other capabilities compute, of all systems or of these."""
    return {
        code: await kind.compute(tx, query.scopes, query.on, systems)
        for code, kind in query.wanted.items()
        if kind.compute is not None
    }


def _others(
    query: GapQuery, index: CoverageIndex, computed: Computed, systems: Collection[str] | None = None
) -> dict[str, list[DetectedGap]]:
    """The gaps that were computed and those that are derived from cells, in all systems or in these, by system."""
    found: dict[str, list[DetectedGap]] = {}
    for code, kind in query.wanted.items():
        for n, scope in enumerate(query.scopes):
            for one in chain(computed[code][n] if code in computed else (), kind.derive(index, scope, systems)):
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
