"""Links to editions that no longer stand: what outdated references and outdated adoptions share."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.gaps.branch import Branch, Reach, places_of
from stdgraph.gaps.kind import Facts
from stdgraph.graph.states import entry, in_force, status, with_state
from stdgraph.model.timeline import UNKNOWN_DAY
from stdgraph.model.vocabulary import Language

_TAKEN_OVER = (
    "COLLECT { MATCH (o)<-[ur:REPLACES]-(un:Standard) WHERE ur.extent = 'WHOLE' "
    f"AND ({status('un')}) IN ['PUBLISHED', 'WITHDRAWN'] AND coalesce(ur.from, un.inForceOn, un.publishedOn, $on) <= $on "
    "RETURN toString(coalesce(ur.from, un.inForceOn, un.publishedOn)) AS day ORDER BY day }"
)
DETAILS = (
    "MATCH (s:Standard {id: item.subject}) MATCH (o:Standard {id: item.other}) RETURN item.n AS n, "
    "{zh: s.titleZh, en: s.titleEn, number: coalesce(s.number, s.planNumber), otherNumber: coalesce(o.number, o.titleZh, o.id), "
    f"successors: COLLECT {{ MATCH (o)<-[:REPLACES {{extent: 'WHOLE'}}]-(n:Standard) WHERE ({status('n')}) = 'PUBLISHED' "
    "RETURN coalesce(n.number, n.titleZh, n.id) AS name ORDER BY name }} AS facts"
)


def outdated(reach: Reach, link: str, where: str, facts: Mapping[str, str]) -> Branch:
    """Cypher for the standards in force of a scope with a link ``(s)-[r:…]->(o)`` to a document superseded or withdrawn by the day."""
    return Branch(
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
