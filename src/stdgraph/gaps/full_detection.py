"""Full detection: all gaps of some scopes on a day, with what is needed to bring them up to date once something changed; and incremental
detection, which examines again only what changes affect.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypedDict

from stdgraph.domain import calendar
from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.series import series_facts
from stdgraph.domain.vocabulary import Severity
from stdgraph.gaps.coverage_index import (
    LEVEL,
    CoverageIndex,
    SubsystemCoverage,
    build_index,
    load_coverage,
    load_coverage_of,
)
from stdgraph.gaps.gap import BASIC_POINTS, DEMANDED_POINTS, MANDATORY_POINTS, NO_FACTS, RANK, DetectedGap, score_gap
from stdgraph.gaps.kind import Candidate, DetectorQuery, DetectorRow, Kind, Reach
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.plan_facts import PlanFacts, plan_facts_text, read_plan_facts
from stdgraph.gaps.sizes import detection_size
from stdgraph.store.memory import SHORTLY
from stdgraph.store.plan_cypher import ever
from stdgraph.store.scope_cypher import scope_parameters
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters

CHANGED_STANDARDS = (
    "UNWIND range($after + 1, $until) AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->(s:Standard) "
    "RETURN collect([s.id, CASE WHEN e.before CONTAINS '\"relation\"' OR e.before CONTAINS '\"number\"' THEN e.before ELSE null END]) AS found"
)
AFFECTED = (
    "CALL () { UNWIND $names AS name MATCH (s:Standard {id: name}) RETURN s "
    "UNION UNWIND $names AS name MATCH (s:Standard {number: name}) RETURN s "
    "UNION UNWIND $names AS name MATCH (s:Standard {numberKey: name}) RETURN s } "
    "WITH DISTINCT s MATCH (s)-[:REPLACES|AMENDS*0..1]->(b:Standard) WITH DISTINCT b "
    "WITH b, COLLECT { MATCH (e:Standard {seriesKey: b.seriesKey}) RETURN e } AS editions "
    "UNWIND [b] + editions AS a WITH DISTINCT a RETURN collect([a.id, "
    f"COLLECT {{ MATCH (a)<-[:{ever('ADOPTS', 'REFERENCES')}]-(w:Standard) RETURN w.id }}, "
    f"COLLECT {{ MATCH (a)-[:{ever('LISTED_IN')}]->(x:Subsystem) RETURN x.id }}]) AS found"
)


class ChangedRow(TypedDict):
    """The changed standards by id, each with the relation that was taken away, as JSON text, if one was."""

    found: list[tuple[str, str | None]]


class AffectedRow(TypedDict):
    """The affected standards by id, each with the standards that link to it and the subsystems that list it."""

    found: list[tuple[str, list[str], list[str]]]


@dataclass(frozen=True, slots=True)
class Affected:
    """What changes of standards may have an effect on."""

    standards: frozenset[str] = frozenset()
    """Standards whose gaps may differ, by id: those that changed, those they replace or amend, other
    editions of all these, and those that refer to or adopt any of them."""
    subsystems: frozenset[str] = frozenset()
    """Subsystems whose cells may differ, by id: those that list, or listed, a changed standard or one that it replaces."""


async def affected_since(tx: Transaction, after: int, until: int) -> Affected:
    """What a range of changes, by sequence, affects. Two statements, or one where no standard changed."""
    row = await tx.row(CHANGED_STANDARDS, ChangedRow, after=after, until=until)
    names, places = set(), set()
    for standard, before in row["found"] if row else ():
        names.add(standard)
        relation = (
            json.loads(before) if before else {}
        )  # as it was: it names its target, and a former number what it amended
        if relation.get("relation") in ("REPLACES", "AMENDS"):
            names.add(relation["target"])
        amended = series_facts(str(relation.get("number") or "")).amends
        if amended is not None:
            names.add(amended)
        if relation.get("relation") == "LISTED_IN":
            places.add(relation["target"])
    return await affected_by(tx, names, places)


async def affected_by(tx: Transaction, names: Iterable[str], places: Iterable[str] = ()) -> Affected:
    """What changes of standards, by id or number, affect, and the subsystems ``places``. One statement, or none for no names."""
    wanted = sorted(names)
    row = await tx.row(AFFECTED, AffectedRow, names=wanted) if wanted else None
    standards, subsystems = set(wanted), set(places)
    for standard, linking, listing in row["found"] if row else ():
        standards.update((standard, *linking))
        subsystems.update(listing)
    return Affected(frozenset(standards), frozenset(subsystems))


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


@dataclass(frozen=True, slots=True)
class Detection:
    """The outcome of a detection."""

    query: GapQuery
    network: Network
    plan: PlanFacts = field(default_factory=PlanFacts)
    about_standards: Sequence[DetectedGap] = ()
    """Candidates about standards that detector queries returned, before those without a weight are dropped."""
    coverage: Mapping[str, SubsystemCoverage] = field(default_factory=dict)
    found: list[list[DetectedGap]] = field(default_factory=list)
    """All gaps of each scope, highest rank first."""
    merged: Mapping[str, str] = field(default_factory=dict)
    """The gaps that are none of their own, by id, and the id of the gap of the same need."""

    @property
    def size(self) -> int:
        """Its bytes, about."""
        return detection_size(self.about_standards, self.found, self.plan, self.coverage, self.merged)


async def detect_all(tx: Transaction, query: GapQuery, network: Network) -> Detection:
    """Detect the gaps of a query from scratch."""
    plan, about_standards, others = await _run_detectors(tx, query, network)
    coverage: dict[str, SubsystemCoverage] = {}
    if query.indexed:
        roots = _indexed_places(query, plan, about_standards)
        coverage = await load_coverage(tx, network, query.scopes, roots, query.on)
    return _assemble(query, network, plan, about_standards, others, coverage, anew=True)


async def redetect(tx: Transaction, before: Detection, affected: Affected) -> Detection:
    """Detect again what changes affected, and everything that is not about standards; keep the rest."""
    query, network = before.query, before.network
    plan, again, others = await _run_detectors(tx, query, network, affected.standards)
    about_standards = [gap for gap in before.about_standards if gap.subject not in affected.standards] + again
    coverage = dict(before.coverage)
    if query.indexed:
        coverage |= await load_coverage_of(tx, network, affected.subsystems & coverage.keys(), query.on)
        coverage |= await load_coverage(
            tx, network, (), _indexed_places(query, plan, again) - coverage.keys(), query.on
        )
    return _assemble(query, network, plan, about_standards, others, coverage, anew=plan != before.plan)


async def _run_detectors(
    tx: Transaction, query: GapQuery, network: Network, among: Collection[str] | None = None
) -> tuple[PlanFacts, list[DetectedGap], list[DetectedGap]]:
    """What gaps weigh by; candidates about standards, of all or only of those in ``among``, and candidates about anything else."""
    reach = Reach(query.shape, among=among is not None)
    detectors = [
        (code, detector)
        for code, kind in query.wanted.items()
        for detector in (*(kind.of_standards(reach) if among or among is None else ()), *kind.of_others(query.shape))
    ]
    facts, *results = await tx.lists(
        [plan_facts_text(LEVEL), *(f"UNWIND $scopes AS scope {detector.text}" for _, detector in detectors)],
        scopes=scope_parameters(query.scopes),
        among=sorted(among or ()),
        **day_parameters(query.on),
    )
    about_standards: list[DetectedGap] = []
    others: list[DetectedGap] = []
    concerned: dict[tuple[bool, tuple[str, ...]], int] = {}
    known: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}
    for (code, detector), rows in zip(detectors, results, strict=True):
        gaps = _gaps_of_rows(code, detector, rows, network, concerned, known)
        (about_standards if detector.label == "Standard" else others).extend(gaps)
    for code, kind in query.wanted.items():
        if kind.compute is not None:
            for n, several in enumerate(await kind.compute(tx, query.scopes, query.on)):
                others += (_gap_of_candidate(code, n, one, network) for one in several)
    return read_plan_facts(facts), about_standards, others


def _gaps_of_rows(
    code: str,
    detector: DetectorQuery,
    rows: Sequence[DetectorRow],
    network: Network,
    concerned: dict[tuple[bool, tuple[str, ...]], int],
    known: dict[tuple[str, ...], tuple[str, ...]],
) -> list[DetectedGap]:
    """The gaps in the rows of a detector query. ``concerned`` caches the set of categories that a combination of codes stands for: what a
    standard names it applies to with all kinds of it, what a gap is about is that category alone. ``known`` keeps one tuple of those that are
    equal: many gaps are of the same few places and committees."""
    names = tuple(detector.facts)
    gaps = []
    for scope, subject, key, since, codes, places, owners, mandatory, facts in rows:
        categories = detector.label == "Standard", tuple(codes)
        if categories not in concerned:
            concerned[categories] = (network.concerned_by if categories[0] else network.set_of)(categories[1])
        gaps.append(
            DetectedGap(
                kind=code,
                label=detector.label,
                subject=subject,
                key=key or subject,
                since=_day(since) if since else None,
                categories=concerned[categories],
                places=_one(tuple(sorted(places)), known),
                committees=_one(tuple(sorted(set(owners))), known),
                mandatory=mandatory,
                facts=dict(zip(names, facts, strict=True)) if names else NO_FACTS,
                network=network,
                scope=scope,
            )
        )
    return gaps


def _one(names: tuple[str, ...], known: dict[tuple[str, ...], tuple[str, ...]]) -> tuple[str, ...]:
    return known.setdefault(names, names)


def _gap_of_candidate(code: str, scope: int, candidate: Candidate, network: Network) -> DetectedGap:
    """A gap that a kind found without a detector query."""
    return DetectedGap(
        kind=code,
        label=candidate.label,
        subject=candidate.subject,
        key=candidate.key,
        since=candidate.since,
        categories=network.set_of(candidate.categories),
        places=candidate.places,
        facts=dict(candidate.facts) if candidate.facts else NO_FACTS,
        network=network,
        scope=scope,
    )


@lru_cache(maxsize=1 << 15)
def _day(text: str) -> date | None:
    """A day as Cypher returns it; None for year 1, which stands for an unknown day."""
    return None if text.startswith("0001") else date.fromisoformat(text)


def _indexed_places(query: GapQuery, plan: PlanFacts, about_standards: Iterable[DetectedGap]) -> set[str]:
    """Subsystems, in scope or not, that the coverage index must hold because an indexed kind found a gap that may meet a demand there."""
    indexed = query.indexed
    places = {place for gap in about_standards if gap.kind in indexed for place in gap.places}
    return {pair.subsystem for place in places for pair in plan.demanded_at.get(place, ())}


def _assemble(
    query: GapQuery,
    network: Network,
    plan: PlanFacts,
    about_standards: Sequence[DetectedGap],
    others: Iterable[DetectedGap],
    coverage: Mapping[str, SubsystemCoverage],
    *,
    anew: bool,
) -> Detection:
    """Build the index, derive the gaps of cells from it, then weigh and rank everything; ``anew`` what was weighed before as well."""
    index = build_index(network, plan, coverage)
    derived = (
        _gap_of_candidate(code, n, candidate, network)
        for code, kind in query.wanted.items()
        for n, scope in enumerate(query.scopes)
        for candidate in kind.derive(index, scope)
    )
    kept: list[DetectedGap] = []
    merged: dict[str, str] = {}
    by_scope: list[list[DetectedGap]] = [[] for _ in query.scopes]
    for gap in about_standards:
        kind = kinds()[gap.kind]
        stays = gap.weighed and not kind.needs_index and not anew
        weighed = gap if stays else _weigh(gap, kind, index, query.on)
        if weighed is not None:
            by_scope[weighed.scope].append(weighed)
        elif (need := kind.merges(gap, index)) is not None:
            merged[gap.id] = need
        if weighed is not None or kind.needs_index:
            kept.append(weighed or gap)
    for gap in chain(others, derived):
        if _weigh(gap, kinds()[gap.kind], index, query.on):
            by_scope[gap.scope].append(gap)
    found = [sorted(gaps, key=RANK) for gaps in by_scope]
    return Detection(query, network, plan, kept, coverage, found, merged)


def _weigh(gap: DetectedGap, kind: Kind, index: CoverageIndex, on: date) -> DetectedGap | None:
    """A gap with its weight; None where it turns out not to be a gap."""
    weight = kind.weigh(gap, index, on)
    if weight is None:
        return None
    unlocked = gap.unlocked if gap.weighed else kind.unlocks(gap.network, gap)
    score = score_gap(weight, unlocked.bit_count(), _importance(gap, weight.severity, index.plan), gap.since, on)
    if gap.weighed:
        if gap.severity is weight.severity and gap.score == score:
            return gap
        gap = replace(gap)  # a concurrent reader may hold the gap as it is
    gap.weighed = True
    gap.severity = weight.severity
    gap.unlocked = unlocked
    gap.score = score
    gap.rank = -score.total, -score.nearness, gap.id
    return gap


def _importance(gap: DetectedGap, severity: Severity, plan: PlanFacts) -> int:
    """What counts of what a gap is about; nothing for one that is only to be known."""
    if severity is Severity.INFO:
        return 0
    points = BASIC_POINTS if not plan.basic.isdisjoint(gap.places) else 0
    if gap.mandatory:
        points += MANDATORY_POINTS
    if gap.label == "Standard" and any(
        gap.categories & gap.network.set_of([pair.category])
        for place in gap.places
        for pair in plan.demanded_at.get(place, ())
    ):
        points += DEMANDED_POINTS
    return points
