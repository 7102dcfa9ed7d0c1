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
    """A category that a system watches, and the levels to which its standards bring it."""

    system: str
    category: str
    levels: frozenset[int]


BASIC = "基础"
"""How the titles of basic subsystems begin: 基础通用, 基础共性."""

_AMONG = "($systems IS NULL OR {0} IN $systems)"


def plan_facts_text(level: str) -> str:
    """The statement that ``read_plan_facts`` reads, of the systems ``$systems`` or of all; ``level`` as ``watched_text`` has it."""
    return (
        "RETURN [COLLECT { MATCH (d:Demand) MATCH (d)-[:MET_IN]->(x:Subsystem) MATCH (d)-[:DEMANDS_FOR]->(c:ProductCategory) "
        f"WHERE {_AMONG.format('x.system')} AND {planned('x')} AND {demanded('d')} AND {on_plan('c')} "
        "RETURN [x.id, c.code, coalesce(d.confidence = 'DERIVED', false)] }, "
        f"COLLECT {{ MATCH (x:Subsystem)-[r:{ever('PART_OF')}]->(p:Subsystem) WHERE {_AMONG.format('x.system')} AND {holds('r')} "
        "RETURN [x.id, p.id] }, "
        f"COLLECT {{ MATCH (b:Subsystem) WHERE b.titleZh STARTS WITH '{BASIC}' AND {_AMONG.format('b.system')} RETURN b.id }}, "
        f"COLLECT {{ MATCH (x:Subsystem) WHERE x.confidence = 'DERIVED' AND {_AMONG.format('x.system')} RETURN x.id }}, "
        f"{watched_text(level)}]"
    )


def watched_text(level: str) -> str:
    """An expression: what the systems ``$systems``, or all, watch; ``level`` is the level of a standard ``s`` of a ``status`` and
    ``standing``."""
    return (
        f"COLLECT {{ MATCH (y:StandardsSystem)-[w:{ever('WATCHES')}]->(c:ProductCategory) "
        f"WHERE {_AMONG.format('y.code')} AND {planned('y')} AND {holds('w')} AND {on_plan('c')} WITH DISTINCT y, c "
        f"RETURN [y.code, c.code, COLLECT {{ MATCH (c){upwards('KIND_OF', 'ku')}(:ProductCategory)<-[a:{ever('APPLIES_TO')}]-(s:Standard)"
        f"-[l:{ever('LISTED_IN')}]->(x:Subsystem {{system: y.code}}) WHERE {holds('a')} AND {lists('l', 'x')} AND {on_plan('s')} "
        f"AND {is_item('s')} {with_state('s')} WITH {level} AS reached WHERE reached IS NOT NULL RETURN DISTINCT reached }}] }}"
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
    systems: frozenset[str] | None = None
    """The systems of whose plans it is known; None: of all."""
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

    def demanded_in(self, system: str) -> frozenset[str]:
        """The categories for which anything is demanded in a system."""
        return self._by_system.get(system, frozenset())

    def watching(self, watched: Iterable[Watched], systems: Iterable[str]) -> PlanFacts:
        """The same plan, in which these systems, of all, watch this."""
        found = dict(self.watched)
        for system in systems:
            found.pop(system, None)
        return replace(self, watched=found | _by_system(watched))

    def joined(self, other: PlanFacts) -> PlanFacts:
        """With the plans of further systems."""
        return PlanFacts(
            self.network,
            {**self.demanded_below, **other.demanded_below},
            {**self.pairs, **other.pairs},
            self.unsourced | other.unsourced,
            self.basic | other.basic,
            self.arranged | other.arranged,
            {**self.watched, **other.watched},
            (self.systems or frozenset()) | (other.systems or frozenset()),
        )

    @cached_property
    def _categories(self) -> dict[str, int]:
        return {place: self.network.set_of(pair.category for pair in several) for place, several in self.pairs.items()}

    @cached_property
    def _by_system(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for place, several in self.demanded_below.items():
            categories = found.setdefault(place.partition("/")[0], set())
            for above in several:
                categories.update(pair.category for pair in self.pairs[above])
        return {system: frozenset(categories) for system, categories in found.items()}


def read_plan_facts(found: Sequence[object], network: Network, systems: frozenset[str] | None = None) -> PlanFacts:
    """The facts that the statement returned, given the systems that it was asked for."""
    demands, parts, basic, arranged, watched = found
    pairs: dict[str, list[Pair]] = {}
    sourced: set[Pair] = set()
    known: set[Pair] = set()
    for subsystem, category, derived in cast("list[tuple[str, str, bool]]", demands):
        pair = Pair(subsystem, category)
        if pair not in known:
            known.add(pair)
            pairs.setdefault(subsystem, []).append(pair)
        if not derived:
            sourced.add(pair)
    parents = cast("list[tuple[str, str]]", parts)
    below = adjacency((above, place) for place, above in parents)
    demanded_below: dict[str, list[str]] = {}
    for above in pairs:
        for place in reachable([above], below):
            demanded_below.setdefault(place, []).append(above)
    return PlanFacts(
        network,
        demanded_below,
        pairs,
        frozenset(known - sourced),
        frozenset(reachable(cast("list[str]", basic), below)),
        frozenset(cast("list[str]", arranged)),
        _by_system(read_watched(watched)),
        systems,
    )


def read_watched(found: object) -> list[Watched]:
    """What the expression returned."""
    rows = cast("list[tuple[str, str, list[int]]]", found)
    return [Watched(system, category, frozenset(levels)) for system, category, levels in rows]


def _by_system(watched: Iterable[Watched]) -> dict[str, list[Watched]]:
    found: dict[str, list[Watched]] = {}
    for one in sorted(watched):
        found.setdefault(one.system, []).append(one)
    return found
