"""GROUP_ONLY: the ladder 团标-行标-国标 stops at a group standard: nothing above it is in force, or on its way.

Looked for where a subsystem itself lists a group or enterprise standard for a category, and where a pair is demanded.
"""

from __future__ import annotations

from stdgraph.gaps.demanded import PAIR, SCOPES, pair_facts
from stdgraph.gaps.kind import Facts, Kind, cell_of, columns, of_category, pick
from stdgraph.graph.scopes import subsystems
from stdgraph.graph.states import in_force
from stdgraph.model.vocabulary import GapKind, Language

_CANDIDATES = (
    "CALL (u) { MATCH (u)<-[:LISTED_IN]-(g:Standard)-[:APPLIES_TO]->(c:ProductCategory) "
    f"WHERE g.level IN ['GROUP', 'ENTERPRISE'] AND {in_force('g')} RETURN c "
    "UNION MATCH (u)<-[:MET_IN]-(:Demand)-[:DEMANDS_FOR]->(c:ProductCategory) RETURN c }"
)


def _find(shape: frozenset[str]) -> tuple[str, ...]:
    if not shape <= SCOPES:
        return ()
    where = f" WHERE {of_category('c')}" if "product_category" in shape else ""
    return (
        f"{subsystems(shape, 'u')} {_CANDIDATES} WITH scope, u, c{where} "
        f"{cell_of('u', 'c', 'min(rank) AS best', 'min(s.inForceOn) AS since', 'collect(s.number) AS numbers')} "
        "WITH scope, u, c, best, since, numbers WHERE best = 4 "
        "WITH scope, u, c, since, numbers, EXISTS { (u)<-[:MET_IN]-(:Demand)-[:DEMANDS_FOR]->(c) } AS demanded "
        + columns(
            GapKind.GROUP_ONLY,
            label="ProductCategory",
            subject="c.code",
            ident=PAIR,
            since="since",
            severity="CASE WHEN demanded THEN 'MEDIUM' ELSE 'LOW' END",
            places="[u.id]",
            categories="[c.code]",
            facts={**pair_facts(), "numbers": "numbers"},
        ),
    )


def _message(facts: Facts, language: Language) -> str:
    name, where = pick(facts, language), pick(facts, language, "subsystemZh", "subsystemEn")
    numbers = sorted(facts["numbers"])
    if language is Language.ZH:
        return f"“{name}”在“{where}”中只有团体（企业）标准：{'、'.join(numbers)}。"
    return f"“{name}” in “{where}” has group standards only: {', '.join(numbers)}."


KIND = Kind(
    GapKind.GROUP_ONLY,
    _find,
    _message,
    lambda facts: ("standards", ", ".join(sorted(facts["numbers"]))),
    unlocks_dependents=True,
)
