"""What of a plan decides what gaps weigh: demands and where they are to be met, basic and arranged subsystems, what systems watch."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple, cast

from stdgraph.domain.network import Network, adjacency, reachable
from stdgraph.store.plan_cypher import demanded, ever, holds, is_item, lists, on_plan, planned, upwards
from stdgraph.store.status_cypher import with_state


class Pair(NamedTuple):
    """A subsystem and a category."""

    subsystem: str
    category: str


class Watched(NamedTuple):
    """A category that a system watches, the levels to which its standards bring it, and whether anything there is demanded for it."""

    system: str
    category: str
    levels: frozenset[int]
    demanded: bool


BASIC = "基础"
"""How the titles of basic subsystems begin: 基础通用, 基础共性."""

_DEMANDED = f"{planned('x')} AND {demanded('d')} AND {on_plan('c')}"
_IS_DERIVED = "coalesce(d.confidence = 'DERIVED', false)"
_ABOVE = f"[(x)-[r:{ever('PART_OF')}]->(p:Subsystem) WHERE {holds('r')} | p.id]"

WHOLE_PLAN = (
    "RETURN [COLLECT { MATCH (d:Demand) MATCH (d)-[:MET_IN]->(x:Subsystem) MATCH (d)-[:DEMANDS_FOR]->(c:ProductCategory) "
    f"WHERE {_DEMANDED} RETURN [x.id, c.code, {_IS_DERIVED}] }}, "
    f"COLLECT {{ MATCH (x:Subsystem)-[r:{ever('PART_OF')}]->(p:Subsystem) WHERE {holds('r')} RETURN [x.id, p.id] }}, "
    f"COLLECT {{ MATCH (b:Subsystem) WHERE b.titleZh STARTS WITH '{BASIC}' RETURN b.id }}, "
    "COLLECT { MATCH (x:Subsystem) WHERE x.confidence = 'DERIVED' RETURN x.id }]"
)
"""The statement that ``read_whole_plan`` reads: of every plan what is demanded, what is part of what, and which subsystems are basic or
arranged by the compiler."""

PLAN_AT = (
    f"UNWIND places AS place MATCH (:Subsystem {{id: place}}){upwards('PART_OF', 'pu')}(x:Subsystem) WITH DISTINCT x "
    f"RETURN collect([x.id, {_ABOVE}, coalesce(x.titleZh STARTS WITH '{BASIC}', false), coalesce(x.confidence = 'DERIVED', false), "
    f"COLLECT {{ MATCH (x)<-[:MET_IN]-(d:Demand)-[:DEMANDS_FOR]->(c:ProductCategory) WHERE {_DEMANDED} RETURN [c.code, {_IS_DERIVED}] }}])"
)
"""The statement that ``read_plan_at`` reads: the same of the subsystems that the variable ``places`` names and of all above them."""


def watched_text(level: str, systems: str = "") -> str:
    """The statement that ``read_watched`` reads: what systems watch, all of them or those that the expression ``systems`` names; ``level``
    is the level of a standard ``s`` of a ``status`` and ``standing``."""
    named = f"UNWIND {systems} AS code MATCH (y:StandardsSystem {{code: code}}) WITH DISTINCT y " if systems else ""
    demand = "(c)<-[:DEMANDS_FOR]-(d:Demand)-[:MET_IN]->(x:Subsystem {system: y.code})"
    return (
        f"{named}MATCH (y{'' if systems else ':StandardsSystem'})-[w:{ever('WATCHES')}]->(c:ProductCategory) "
        f"WHERE {planned('y')} AND {holds('w')} AND {on_plan('c')} WITH DISTINCT y, c "
        f"RETURN collect([y.code, c.code, COLLECT {{ MATCH (c){upwards('KIND_OF', 'ku')}(:ProductCategory)<-[a:{ever('APPLIES_TO')}]-(s:Standard)"
        f"-[l:{ever('LISTED_IN')}]->(x:Subsystem {{system: y.code}}) WHERE {holds('a')} AND {lists('l', 'x')} AND {on_plan('s')} "
        f"AND {is_item('s')} {with_state('s')} WITH {level} AS reached WHERE reached IS NOT NULL RETURN DISTINCT reached }}, "
        f"EXISTS {{ MATCH {demand} WHERE {_DEMANDED} }}])"
    )


@dataclass(frozen=True)
class PlanFacts:
    """The plan on a day, as far as gaps weigh by it."""

    network: Network
    demanded_below: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For each subsystem that belongs to one in which something is demanded those, itself included: what is listed in it may meet that."""
    pairs: Mapping[str, Sequence[Pair]] = field(default_factory=dict)
    """The demanded pairs of each subsystem."""
    unsourced: frozenset[Pair] = frozenset()
    """The demanded pairs of which every demand was placed by the compiler."""
    basic: frozenset[str] = frozenset()
    """Basic subsystems (基础通用) with all below them, by id."""
    arranged: frozenset[str] = frozenset()
    """Subsystems that no source states, by id."""
    watched: Mapping[str, Sequence[Watched]] = field(default_factory=dict)
    """By system what it watches."""
    places: frozenset[str] | None = None
    """The subsystems of which it is known, with all above them; None: all."""
    systems: frozenset[str] | None = None
    """The systems of which it is known what they watch; None: all."""
    _known: dict[str, int] = field(default_factory=dict, compare=False)

    def demanded_at(self, place: str) -> list[Pair]:
        """The demanded pairs that a standard listed in a subsystem may meet: those of the subsystem and of all above it."""
        return [pair for above in self.demanded_below.get(place, ()) for pair in self.pairs[above]]

    def categories_at(self, place: str) -> int:
        """The categories of these pairs, as a set."""
        known = self._known.get(place)
        if known is None:
            known = 0
            for above in self.demanded_below.get(place, ()):
                known |= self._categories[above]
            self._known[place] = known
        return known

    def watching(self, watched: Iterable[Watched], systems: Iterable[str]) -> PlanFacts:
        """The same plan, in which these systems, of all, watch this."""
        found = dict(self.watched)
        for system in systems:
            found.pop(system, None)
        return replace(self, watched=found | _by_system(watched))

    def joined(self, other: PlanFacts) -> PlanFacts:
        """With what is known of further subsystems and systems."""
        return PlanFacts(
            self.network,
            {**self.demanded_below, **other.demanded_below},
            {**self.pairs, **other.pairs},
            self.unsourced | other.unsourced,
            self.basic | other.basic,
            self.arranged | other.arranged,
            {**self.watched, **other.watched},
            (self.places or frozenset()) | (other.places or frozenset()),
            (self.systems or frozenset()) | (other.systems or frozenset()),
        )

    @cached_property
    def _categories(self) -> dict[str, int]:
        return {place: self.network.set_of(pair.category for pair in several) for place, several in self.pairs.items()}


def read_whole_plan(network: Network, found: Sequence[object], watched: object) -> PlanFacts:
    """The facts that ``WHOLE_PLAN`` returned, and what systems watch."""
    demands, parts, basic, arranged = found
    return _plan(
        network,
        cast("list[tuple[str, str, bool]]", demands),
        cast("list[tuple[str, str]]", parts),
        cast("list[str]", basic),
        frozenset(cast("list[str]", arranged)),
        watched,
    )


def read_plan_at(
    network: Network, found: object, watched: object, places: frozenset[str], systems: frozenset[str]
) -> PlanFacts:
    """The facts that ``PLAN_AT`` returned of these subsystems, and what these systems watch."""
    rows = cast("list[tuple[str, list[str], bool, bool, list[tuple[str, bool]]]]", found)
    plan = _plan(
        network,
        [(place, code, derived) for place, _, _, _, demands in rows for code, derived in demands],
        [(place, above) for place, parents, *_ in rows for above in parents],
        [place for place, _, is_basic, *_ in rows if is_basic],
        frozenset(place for place, _, _, is_arranged, _ in rows if is_arranged),
        watched,
    )
    return replace(plan, places=places.union(place for place, *_ in rows), systems=systems)


def _plan(
    network: Network,
    demands: Iterable[tuple[str, str, bool]],
    parts: Iterable[tuple[str, str]],
    basic: Iterable[str],
    arranged: frozenset[str],
    watched: object,
) -> PlanFacts:
    """The facts, given the demanded pairs and whether the compiler placed them, and subsystems with those that they are part of."""
    pairs: dict[str, list[Pair]] = {}
    sourced: set[Pair] = set()
    known: set[Pair] = set()
    for subsystem, category, derived in demands:
        pair = Pair(subsystem, category)
        if pair not in known:
            known.add(pair)
            pairs.setdefault(subsystem, []).append(pair)
        if not derived:
            sourced.add(pair)
    below = adjacency((above, place) for place, above in parts)
    demanded_below: dict[str, list[str]] = {}
    for above in pairs:
        for place in reachable([above], below):
            demanded_below.setdefault(place, []).append(above)
    return PlanFacts(
        network,
        demanded_below,
        pairs,
        frozenset(known - sourced),
        frozenset(reachable(basic, below)),
        arranged,
        _by_system(read_watched(watched)),
    )


def read_watched(found: object) -> list[Watched]:
    """What the statement returned."""
    rows = cast("list[tuple[str, str, list[int], bool]]", found)
    return [Watched(system, category, frozenset(levels), is_demanded) for system, category, levels, is_demanded in rows]


def _by_system(watched: Iterable[Watched]) -> dict[str, list[Watched]]:
    found: dict[str, list[Watched]] = {}
    for one in sorted(watched, key=lambda one: (one.system, one.category)):
        found.setdefault(one.system, []).append(one)
    return found
