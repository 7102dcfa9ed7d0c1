"""What several kinds share: outdated links to other editions, and pairs of subsystem and product category."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.timeline import UNKNOWN_DAY
from stdgraph.domain.vocabulary import Language
from stdgraph.gaps.coverage_index import CoverageIndex, Demanded, Pair
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kind import DetectorQuery, Facts, Found, Reach, places_of
from stdgraph.store.status_cypher import entry, in_force, status, with_state

_TAKEN_OVER = (
    "COLLECT { MATCH (o)<-[ur:REPLACES]-(un:Standard) WHERE ur.extent = 'WHOLE' "
    f"AND ({status('un')}) IN ['PUBLISHED', 'WITHDRAWN'] AND coalesce(ur.from, un.inForceOn, un.publishedOn, $on) <= $on "
    "RETURN toString(coalesce(ur.from, un.inForceOn, un.publishedOn)) AS day ORDER BY day }"
)
LINK_DETAILS = (
    "MATCH (s:Standard {id: item.subject}) MATCH (o:Standard {id: item.other}) RETURN item.n AS n, "
    "{zh: s.titleZh, en: s.titleEn, number: coalesce(s.number, s.planNumber), otherNumber: coalesce(o.number, o.titleZh, o.id), "
    f"successors: COLLECT {{ MATCH (o)<-[:REPLACES {{extent: 'WHOLE'}}]-(n:Standard) WHERE ({status('n')}) = 'PUBLISHED' "
    "RETURN coalesce(n.number, n.titleZh, n.id) AS name ORDER BY name }} AS facts"
)


def outdated(reach: Reach, link: str, where: str, facts: Mapping[str, str]) -> DetectorQuery:
    """Cypher for the standards in force of a scope with a link ``(s)-[r:…]->(o)`` to a document superseded or withdrawn by the day."""
    return DetectorQuery(
        match=f"{reach.having(f'-[:{link}]->(:Standard)')} MATCH (s)-[r:{link}]->(o:Standard) WHERE {where} AND {in_force('s')} "
        f"{with_state('o', 'scope', 's', 'r')} WITH scope, s, r, o, standing WHERE standing IN ['SUPERSEDED', 'WITHDRAWN'] "
        f"WITH scope, s, r, o, standing, CASE standing WHEN 'WITHDRAWN' THEN left({entry('o')}, 10) ELSE {_TAKEN_OVER}[0] END AS since",
        label="Standard",
        subject="s.id",
        key="s.id + ':' + o.id",
        since=f"CASE since WHEN '{UNKNOWN_DAY}' THEN null ELSE since END",
        places=places_of("s"),
        facts={"other": "o.id", "standing": "standing", **facts},
    )


def became(facts: Facts, language: Language) -> str:
    """What became of the edition that is linked to."""
    successors = list(facts["successors"])
    if language is Language.ZH:
        if facts["standing"] == "WITHDRAWN":
            return f"已废止{'，由 ' + '、'.join(successors) + ' 代替' if successors else ''}"
        return f"已被 {'、'.join(successors)} 代替" if successors else "已被代替"
    if facts["standing"] == "WITHDRAWN":
        return f"was withdrawn{', replaced by ' + ', '.join(successors) if successors else ''}"
    return f"was replaced by {', '.join(successors)}" if successors else "was replaced"


PAIR_DETAILS = (
    "MATCH (c:ProductCategory {code: item.subject}) MATCH (u:Subsystem {id: item.subsystem}) RETURN item.n AS n, "
    "{zh: c.titleZh, en: c.titleEn, subsystemZh: u.titleZh, subsystemEn: u.titleEn} AS facts"
)
"""The titles of both, for the message."""


def found_pair(pair: Pair, since: date | None, **facts: Any) -> Found:
    """A gap about a pair."""
    told: Mapping[str, Any] = {"subsystem": pair.subsystem, "category": pair.category, **facts}
    key = f"{pair.subsystem}:{pair.category}"
    return Found("ProductCategory", pair.category, key, since, (pair.category,), (pair.subsystem,), told)


def pair_of(gap: Gap) -> Pair:
    """The pair that a gap is about."""
    return Pair(gap.facts["subsystem"], gap.facts["category"])


def demanded(ground: CoverageIndex, scope: ScopeFilter) -> Iterator[tuple[Pair, Demanded]]:
    """Every demanded pair in a scope."""
    return ((pair, demand) for pair, demand in ground.demands.items() if ground.holds(scope, pair))


def rung_of(ground: CoverageIndex, pair: Pair) -> int | None:
    """The best rung that anything has brought the pair's cell to; None where nothing is there."""
    return ground.rung(pair.subsystem, ground.network.set_of([pair.category]))
