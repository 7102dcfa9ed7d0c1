"""UNCOVERED_SUBSYSTEM: a subsystem in whose whole subtree no standard is in force; those inside it are its evidence, and no gaps.

HIGH where it, or one inside it, lists nothing at all, MEDIUM where what is listed is not, or no longer, in force; less where all
of it is the compiler's arrangement.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.domain.network import adjacency, reachable
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import UNSOURCED_POINTS, DetectedGap, Facts, Weight
from stdgraph.gaps.kind import Candidate, Kind, named_systems, title_in
from stdgraph.store.plan_cypher import downwards, ever, is_item, lists, on_plan, parent_on, planned, upwards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, in_force

_SUBTREE = (
    f"MATCH (u){downwards('PART_OF', 'ud')}(x:Subsystem)<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')}"
)


def _covered(var: str) -> str:
    # stops at the first one; for NOT EXISTS the embedded engine visits all of them
    return f"COLLECT {{ {_SUBTREE.replace('(u)', f'({var})')} AND {in_force('s')} RETURN s.id LIMIT 1 }} AS covered"


_RETURN = (
    f"WITH u, {_covered('u')} WHERE size(covered) = 0 "
    f"RETURN u.id AS id, COUNT {{ {_SUBTREE} RETURN DISTINCT s }} AS listed, u.confidence = 'DERIVED' AS arranged, "
    f"{parent_on('u')} AS parent, COLLECT {{ MATCH (u){upwards('PART_OF', 'uu', least=1)}(p:Subsystem) RETURN p.id }} AS above"
)
_OF_ALL = f"MATCH (u:Subsystem) WHERE {planned('u')} {_RETURN}"
_OF_SYSTEMS = f"UNWIND $systems AS code MATCH (u:Subsystem {{system: code}}) WHERE {planned('u')} {_RETURN}"
_OF_BRANCHES = (
    f"UNWIND $roots AS root MATCH (:Subsystem {{id: root}}){upwards('PART_OF', 'ru')}(r:Subsystem) WITH DISTINCT root, r "
    f"WITH root, r, {_covered('r')} WHERE r.id = root OR size(covered) = 0 WITH DISTINCT r "
    f"MATCH (r){downwards('PART_OF', 'rd')}(u:Subsystem) WHERE {planned('u')} WITH DISTINCT u {_RETURN}"
)
"""Of branches, and where one of them belongs to what is uncovered as a whole, of that."""


class UncoveredRow(TypedDict):
    """A subsystem without a standard in force, how many it lists with its subtree, the one above it and all above it."""

    id: str
    listed: int
    arranged: bool | None
    parent: str | None
    above: list[str]


async def _uncovered(
    tx: Transaction, scopes: Sequence[ScopeFilter], on: date, among: Collection[str] | None
) -> list[list[Candidate]]:
    systems = named_systems(scopes, among, "system", "subsystem")
    if systems == []:
        return [[] for _ in scopes]
    branches = {one.subsystem for one in scopes if one.subsystem and (among is None or one.subsystem[0] in among)}
    roots = sorted(map("/".join, branches))
    text = _OF_BRANCHES if roots else _OF_ALL if systems is None else _OF_SYSTEMS
    found = await tx.table(UncoveredRow, text, systems=systems, roots=roots, **day_parameters(on))
    rows = {row["id"]: row for row in found}
    below = adjacency((row["parent"], row["id"]) for row in rows.values() if row["parent"] in rows)
    gaps = [_candidate(row, rows, below) for row in rows.values() if row["parent"] not in rows]
    return [[one for one in gaps if _in_scope(one, scope, rows)] for scope in scopes]


def _candidate(row: UncoveredRow, rows: dict[str, UncoveredRow], below: dict[str, list[str]]) -> Candidate:
    places = sorted(reachable([row["id"]], below))
    facts = {
        "listed": row["listed"],
        "empty": any(rows[one]["listed"] == 0 for one in places),
        "inside": [one.partition("/")[2] for one in places if one != row["id"]],
        "arranged": all(rows[one]["arranged"] for one in places),
    }
    return Candidate("Subsystem", row["id"], row["id"], None, (), tuple(places), facts)


def _in_scope(one: Candidate, scope: ScopeFilter, rows: dict[str, UncoveredRow]) -> bool:
    """Whether the gap is of the scope's system and touches the subtree of its subsystem: what lies inside the gap is uncovered, too."""
    if scope.system not in (None, one.subject.partition("/")[0]):
        return False
    return scope.subsystem_id is None or scope.subsystem_id in (*one.places, *rows[one.subject]["above"])


def _weigh(gap: DetectedGap, _: CoverageIndex, __: date) -> Weight:
    severity = Severity.HIGH if gap.facts["empty"] else Severity.MEDIUM
    return Weight(severity, basis=UNSOURCED_POINTS if gap.facts["arranged"] else 0)


def _message(facts: Facts, language: Language) -> str:
    name, listed, inside = title_in(facts, language), facts["listed"], facts["inside"]
    if language is Language.ZH:
        text = f"子体系 {facts['code']}“{name}”"
        text += f"列有 {listed} 项，但没有现行标准" if listed else "没有列入任何标准"
        text += f"（其下 {'、'.join(inside)} 均如此）" if inside else ""
        return f"{text}{'（该分类系编者所设，未见来源载明）' if facts['arranged'] else ''}。"
    text = f"Subsystem {facts['code']} “{name}” lists "
    text += {0: "no standard at all", 1: "1 standard, not in force"}.get(
        listed, f"{listed} standards, none of them in force"
    )
    text += f"; so {'do' if len(inside) > 1 else 'does'} {', '.join(inside)} inside it" if inside else ""
    return f"{text}{' (an arrangement of the compiler)' if facts['arranged'] else ''}."


def _remedy(facts: Facts, language: Language) -> str:
    if language is Language.ZH:
        return "推进所列项目发布实施。" if facts["listed"] else "梳理应列入的标准，或立项制定。"
    return (
        "Bring what is listed into force."
        if facts["listed"]
        else "List what belongs there, or approve projects for it."
    )


KIND = Kind(
    compute=_uncovered,
    of=("Subsystem",),
    weigh=_weigh,
    message=_message,
    remedy=_remedy,
    fact=lambda facts: ("listed", str(facts["listed"])),
)
