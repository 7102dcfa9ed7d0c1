"""UNSTARTED: a listed standard that is still planned (拟制订): nobody has begun to draft it.

HIGH where it would fill a demanded cell of a subsystem that lists it and nothing in force fills that cell; otherwise MEDIUM.
"""

from __future__ import annotations

from stdgraph.gaps.kind import Facts, Kind, columns, name_of, pick, places_of
from stdgraph.graph.scopes import standards
from stdgraph.graph.states import entry, in_force, with_state
from stdgraph.model.vocabulary import GapKind, Language

_WANTED = (
    "EXISTS { MATCH (s)-[:LISTED_IN]->(u:Subsystem)<-[:PART_OF*0..]-(:Subsystem)<-[:MET_IN]-(:Demand)-[:DEMANDS_FOR]->(c:ProductCategory), "
    "(c)-[:KIND_OF*0..]->(:ProductCategory)<-[:APPLIES_TO]-(s) WHERE NOT EXISTS { "
    "MATCH (c)-[:KIND_OF*0..]->(:ProductCategory)<-[:APPLIES_TO]-(o:Standard)-[:LISTED_IN]->(:Subsystem)-[:PART_OF*0..]->(u) "
    f"WHERE NOT coalesce(o.level, '') IN ['GROUP', 'ENTERPRISE'] AND {in_force('o')} }} }}"
)


def _find(shape: frozenset[str]) -> tuple[str, ...]:
    return (
        f"{standards(shape)} {with_state('s', 'scope')} WITH scope, s, status WHERE status = 'PLANNED' "
        f"WITH scope, s, [x IN [{entry('s')}] WHERE NOT x STARTS WITH '0001' | date(left(x, 10))][0] AS since "
        + columns(
            GapKind.UNSTARTED,
            label="Standard",
            subject="s.id",
            ident="s.id",
            since="since",
            severity=f"CASE WHEN {_WANTED} THEN 'HIGH' ELSE 'MEDIUM' END",
            places=places_of("s"),
            categories="COLLECT { MATCH (s)-[:APPLIES_TO]->(:ProductCategory)<-[:KIND_OF*0..]-(c:ProductCategory) RETURN DISTINCT c.code }",
            facts={**name_of("s"), "number": "coalesce(s.number, s.planNumber)"},
        ),
    )


def _message(facts: Facts, language: Language) -> str:
    name = pick(facts, language)
    if language is Language.ZH:
        return f"《{name}》已列入体系，尚未启动。"
    return f"“{name}” is on the plan and has not been started."


KIND = Kind(GapKind.UNSTARTED, _find, _message, lambda _: ("status", "PLANNED"), unlocks_dependents=True)
