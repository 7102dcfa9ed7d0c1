"""UNITEMISED: a system whose document declares more items than the catalogue lists: nobody has itemised the rest.

MEDIUM; HIGH while less than half is listed.
"""

from __future__ import annotations

from stdgraph.gaps.kind import Facts, Kind, columns, name_of, pick
from stdgraph.model.vocabulary import GapKind, Language


def _find(shape: frozenset[str]) -> tuple[str, ...]:
    if not shape <= {"system"}:
        return ()
    start = "MATCH (y:StandardsSystem {code: scope.system})" if shape else "MATCH (y:StandardsSystem)"
    return (
        f"{start} CALL (y) {{ MATCH (:Subsystem {{system: y.code}})<-[:LISTED_IN]-(s:Standard) RETURN count(DISTINCT s) AS listed }} "
        "WITH scope, y, listed WHERE y.declared > listed "
        + columns(
            GapKind.UNITEMISED,
            label="StandardsSystem",
            subject="y.code",
            ident="y.code",
            since="y.issuedOn",
            severity="CASE WHEN 2 * listed < y.declared THEN 'HIGH' ELSE 'MEDIUM' END",
            facts={**name_of("y"), "declared": "y.declared", "listed": "listed"},
        ),
    )


def _message(facts: Facts, language: Language) -> str:
    name, declared, listed = pick(facts, language), facts["declared"], facts["listed"]
    if language is Language.ZH:
        return f"《{name}》列有 {declared} 项，目录中仅有 {listed} 项，尚缺 {declared - listed} 项明细。"
    return f"“{name}” declares {declared} items; {listed} are itemised, {declared - listed} are not."


KIND = Kind(GapKind.UNITEMISED, _find, _message, lambda facts: ("listed", f"{facts['listed']}/{facts['declared']}"))
