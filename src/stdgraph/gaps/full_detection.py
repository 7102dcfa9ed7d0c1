"""Full detection: all gaps of some scopes on a day, with what is needed to bring them up to date once something changed; and incremental
detection, which examines again only what changes affect.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from stdgraph.domain.network import Network
from stdgraph.gaps.affected import Affected
from stdgraph.gaps.coverage_index import (
    CoverageIndex,
    build_index,
    load_coverage,
    load_coverage_of,
)
from stdgraph.gaps.examination import (
    Computed,
    examine_again,
    examine_with_every_plan,
    examine_with_plan,
    load_plan,
    places_of,
)
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.gap_query import GapQuery
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.plan_facts import PlanFacts, read_watched
from stdgraph.gaps.ranking import RankedGaps
from stdgraph.gaps.rows import gap_of_candidate
from stdgraph.gaps.sizes import detection_size
from stdgraph.gaps.weighing import is_same, weigh
from stdgraph.store.session import Transaction


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
    examine = examine_with_every_plan if query.is_wide else examine_with_plan
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
    found = await examine_with_plan(tx, query, network, query.detectors(among=True), {}, among)
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
    again, watched = await examine_again(tx, query, network, affected.standards, watching)
    if watching:
        plan = plan.watching(read_watched(watched), watching)
    if plan.places is not None:
        new = {place for gap in again for place in gap.places}.union(places_of(computed)) - plan.places
        if new:
            plan = plan.joined(await load_plan(tx, query, network, new))
    index = before.index.updated(plan, {})
    if query.indexed:
        known = index.subsystems.keys()
        roots = _indexed_places(query, plan, again) - known
        changed = await load_coverage_of(tx, network, affected.subsystems & known, query.on)
        index = index.updated(plan, changed | await load_coverage(tx, network, (), roots, query.on))
    others = _others(query, index, computed, affected.systems)
    return _updated(before, index, affected, again, others)


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
