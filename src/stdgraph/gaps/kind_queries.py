"""What several kinds share: outdated links to other documents, and pairs of subsystem and product category."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from stdgraph.domain.timeline import UNKNOWN_DAY
from stdgraph.domain.vocabulary import Language
from stdgraph.gaps.coverage_index import Pair
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kind import Candidate, DetectorQuery, Reach, places_of
from stdgraph.store.status_cypher import entry, in_force, status, with_state

_TAKEOVER_DAYS = (
    "COLLECT { MATCH (o)<-[ur:REPLACES]-(un:Standard) WHERE ur.extent = 'WHOLE' "
    f"AND ({status('un')}) IN ['PUBLISHED', 'WITHDRAWN'] AND coalesce(ur.from, un.inForceOn, un.publishedOn, $on) <= $on "
    "RETURN toString(coalesce(ur.from, un.inForceOn, un.publishedOn)) AS day ORDER BY day }"
)
OUTDATED_LINK_DETAILS = (
    "MATCH (s:Standard {id: item.subject}) MATCH (o:Standard {id: item.other}) RETURN item.n AS n, "
    "{zh: s.titleZh, en: s.titleEn, number: coalesce(s.number, s.planNumber), otherNumber: coalesce(o.number, o.titleZh, o.id), "
    f"successors: COLLECT {{ MATCH (o)<-[:REPLACES {{extent: 'WHOLE'}}]-(n:Standard) WHERE ({status('n')}) = 'PUBLISHED' "
    "RETURN coalesce(n.number, n.titleZh, n.id) AS name ORDER BY name }} AS facts"
)
"""Names of the standard, of the document it links to and of that document's successors."""


def outdated_links(reach: Reach, link: str, where: str, facts: Mapping[str, str]) -> DetectorQuery:
    """A query for standards in force with a link ``(s)-[r:…]->(o)`` to a document that is superseded or withdrawn by the day."""
    return DetectorQuery(
        match=f"{reach.having(f'-[:{link}]->(:Standard)')} MATCH (s)-[r:{link}]->(o:Standard) WHERE {where} AND {in_force('s')} "
        f"{with_state('o', 'scope', 's', 'r')} WITH scope, s, r, o, standing WHERE standing IN ['SUPERSEDED', 'WITHDRAWN'] "
        f"WITH scope, s, r, o, standing, CASE standing WHEN 'WITHDRAWN' THEN left({entry('o')}, 10) ELSE {_TAKEOVER_DAYS}[0] END AS since",
        label="Standard",
        subject="s.id",
        key="s.id + ':' + o.id",
        since=f"CASE since WHEN '{UNKNOWN_DAY}' THEN null ELSE since END",
        places=places_of("s"),
        facts={"other": "o.id", "standing": "standing", **facts},
    )


def describe_outdated(facts: Facts, language: Language) -> str:
    """What happened to the document that is linked to, as the end of a sentence."""
    successors = list(facts["successors"])
    is_withdrawn = facts["standing"] == "WITHDRAWN"
    if language is Language.ZH:
        names = "、".join(successors)
        if is_withdrawn:
            return f"已废止，由 {names} 代替" if successors else "已废止"
        return f"已被 {names} 代替" if successors else "已被代替"
    names = ", ".join(successors)
    if is_withdrawn:
        return f"was withdrawn and replaced by {names}" if successors else "was withdrawn"
    return f"was replaced by {names}" if successors else "was replaced"


PAIR_DETAILS = (
    "MATCH (c:ProductCategory {code: item.subject}) MATCH (u:Subsystem {id: item.subsystem}) RETURN item.n AS n, "
    "{zh: c.titleZh, en: c.titleEn, subsystemZh: u.titleZh, subsystemEn: u.titleEn} AS facts"
)
"""The titles of category and subsystem."""


def pair_candidate(pair: Pair, since: date | None, **facts: object) -> Candidate:
    """A gap about a pair."""
    key = f"{pair.subsystem}:{pair.category}"
    named = {"subsystem": pair.subsystem, "category": pair.category, **facts}
    return Candidate("ProductCategory", pair.category, key, since, (pair.category,), (pair.subsystem,), named)


def pair_of(gap: DetectedGap) -> Pair:
    """The pair that a gap is about."""
    return Pair(gap.facts["subsystem"], gap.facts["category"])
