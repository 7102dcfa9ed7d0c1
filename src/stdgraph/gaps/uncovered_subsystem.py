"""UNCOVERED_SUBSYSTEM: a subsystem in whose whole subtree no standard is in force.

HIGH where nothing at all is listed, MEDIUM where what is listed is not, or no longer, in force.
"""

from __future__ import annotations

from stdgraph.gaps.kind import Facts, Kind, columns, name_of, pick
from stdgraph.graph.scopes import subsystems
from stdgraph.graph.states import in_force
from stdgraph.model.vocabulary import GapKind, Language

_SUBTREE = "MATCH (u)<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(s:Standard)"


def _find(shape: frozenset[str]) -> tuple[str, ...]:
    if not shape <= {"system", "subsystem"}:
        return ()
    return (
        # the first one found, rather than NOT EXISTS: the embedded engine looks at all of them for that
        f"{subsystems(shape, 'u')} WITH scope, u, COLLECT {{ {_SUBTREE} WHERE {in_force('s')} RETURN s.id LIMIT 1 }} AS covered "
        "WHERE size(covered) = 0 "
        f"WITH scope, u, COUNT {{ {_SUBTREE} RETURN DISTINCT s }} AS listed "
        + columns(
            GapKind.UNCOVERED_SUBSYSTEM,
            label="Subsystem",
            subject="u.id",
            ident="u.id",
            severity="CASE listed WHEN 0 THEN 'HIGH' ELSE 'MEDIUM' END",
            places="[u.id]",
            facts={**name_of("u"), "code": "u.code", "listed": "listed"},
        ),
    )


def _message(facts: Facts, language: Language) -> str:
    name, listed = pick(facts, language), facts["listed"]
    if language is Language.ZH:
        return f"子体系 {facts['code']}“{name}”" + (
            f"列有 {listed} 项，但没有现行标准。" if listed else "没有列入任何标准。"
        )
    if listed:
        return f"Subsystem {facts['code']} “{name}” lists {listed} standard{'s' * (listed > 1)}, none of them in force."
    return f"Subsystem {facts['code']} “{name}” lists no standard at all."


KIND = Kind(GapKind.UNCOVERED_SUBSYSTEM, _find, _message, lambda facts: ("listed", str(facts["listed"])))
