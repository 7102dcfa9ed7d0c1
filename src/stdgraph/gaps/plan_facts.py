"""What of a plan decides what gaps weigh: demands and where they are to be met, basic and arranged subsystems, what systems watch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, cast

from stdgraph.store.plan_cypher import demanded, downwards, ever, holds, is_item, lists, on_plan, planned, upwards
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


def plan_facts_text(level: str) -> str:
    """The statement that ``read_plan_facts`` reads; ``level`` is the level of a standard ``s`` of a ``status`` and ``standing``."""
    return (
        "RETURN [COLLECT { MATCH (c:ProductCategory)<-[:DEMANDS_FOR]-(d:Demand)-[:MET_IN]->(x:Subsystem) "
        f"WHERE {planned('x')} AND {demanded('d')} AND {on_plan('c')} "
        "RETURN [x.id, c.code, coalesce(d.confidence = 'DERIVED', false), "
        f"COLLECT {{ MATCH (x){downwards('PART_OF', 'xd')}(y:Subsystem) RETURN DISTINCT y.id }}] }}, "
        f"COLLECT {{ MATCH (b:Subsystem){downwards('PART_OF', 'bd')}(y:Subsystem) WHERE b.titleZh STARTS WITH '{BASIC}' RETURN DISTINCT y.id }}, "
        "COLLECT { MATCH (x:Subsystem) WHERE x.confidence = 'DERIVED' RETURN x.id }, "
        f"COLLECT {{ MATCH (y:StandardsSystem)-[w:{ever('WATCHES')}]->(c:ProductCategory) "
        f"WHERE {planned('y')} AND {holds('w')} AND {on_plan('c')} WITH DISTINCT y, c "
        f"RETURN [y.code, c.code, COLLECT {{ MATCH (c){upwards('KIND_OF', 'ku')}(:ProductCategory)<-[a:{ever('APPLIES_TO')}]-(s:Standard)"
        f"-[l:{ever('LISTED_IN')}]->(x:Subsystem {{system: y.code}}) WHERE {holds('a')} AND {lists('l', 'x')} AND {on_plan('s')} "
        f"AND {is_item('s')} {with_state('s')} WITH {level} AS reached WHERE reached IS NOT NULL RETURN DISTINCT reached }}] }}]"
    )


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """The plan on a day, as far as gaps weigh by it."""

    demanded_at: Mapping[str, Sequence[Pair]] = field(default_factory=dict)
    """For each subsystem the demanded pairs that a standard listed in it may meet: those of the subsystem and of all above it."""
    unsourced: frozenset[Pair] = frozenset()
    """The demanded pairs of which every demand was placed by the compiler."""
    basic: frozenset[str] = frozenset()
    """Basic subsystems (基础通用) with all below them, by id."""
    arranged: frozenset[str] = frozenset()
    """Subsystems that no source states, by id."""
    watched: Sequence[Watched] = ()


def read_plan_facts(found: Sequence[object]) -> PlanFacts:
    """The facts that the statement returned."""
    demands, basic, arranged, watched = found
    at: dict[str, list[Pair]] = {}
    sourced: set[Pair] = set()
    pairs: set[Pair] = set()
    for subsystem, category, derived, below in cast("list[tuple[str, str, bool, list[str]]]", demands):
        pair = Pair(subsystem, category)
        if pair not in pairs:
            pairs.add(pair)
            for place in below:
                at.setdefault(place, []).append(pair)
        if not derived:
            sourced.add(pair)
    return PlanFacts(
        at,
        frozenset(pairs - sourced),
        frozenset(cast("list[str]", basic)),
        frozenset(cast("list[str]", arranged)),
        [
            Watched(system, category, frozenset(levels))
            for system, category, levels in cast("list[tuple[str, str, list[int]]]", watched)
        ],
    )
