"""CONFLICTING_CLAIMS: sources state different values for one field of a subject, and the catalogue does not follow them all.

INFO where one of the values is followed, LOW where none is.
"""

from __future__ import annotations

from stdgraph.gaps.kind import Facts, Kind, columns, name_of, of_category, pick, places_of
from stdgraph.graph.scopes import standards, subsystems
from stdgraph.model.vocabulary import GapKind, Language


def _find(shape: frozenset[str]) -> tuple[str, ...]:
    found = [
        _about(
            "Standard", standards(shape) if shape else "MATCH (s:Standard) WITH scope, s", "s", "s.id", places_of("s")
        )
    ]
    if shape <= {"system", "subsystem"}:
        found.append(_about("Subsystem", subsystems(shape, "s"), "s", "s.id", "[s.id]"))
    if shape <= {"system"}:
        where = " WHERE s.code = scope.system" if shape else ""
        found.append(_about("StandardsSystem", f"MATCH (s:StandardsSystem){where}", "s", "s.code", "[]"))
    if shape <= {"product_category"}:
        where = f" WHERE {of_category('s')}" if shape else ""
        found.append(_about("ProductCategory", f"MATCH (s:ProductCategory){where}", "s", "s.code", "[]"))
    if not shape:
        found.append(_about("Committee", "MATCH (s:Committee)", "s", "s.code", "[]"))
    return tuple(found)


def _about(label: str, start: str, var: str, key: str, places: str) -> str:
    number = f"{var}.number" if label == "Standard" else key
    return (
        f"{start} MATCH ({var})<-[:ABOUT]-(k:Claim) WITH scope, {var}, k.field AS field, collect(DISTINCT k.value) AS stated, "
        "collect(DISTINCT CASE WHEN k.chosen THEN k.value ELSE null END) AS followed "
        f"WITH scope, {var}, field, stated, followed WHERE size(stated) > 1 AND size(followed) < size(stated) "
        + columns(
            GapKind.CONFLICTING_CLAIMS,
            label=label,
            subject=key,
            ident=f"'{label}:' + {key} + ':' + field",
            severity="CASE size(followed) WHEN 0 THEN 'LOW' ELSE 'INFO' END",
            places=places,
            facts={**name_of(var), "name": number, "field": "field", "stated": "stated", "followed": "followed"},
        )
    )


def _message(facts: Facts, language: Language) -> str:
    name = facts["name"] or pick(facts, language)
    stated, followed = sorted(facts["stated"]), sorted(facts["followed"])
    if language is Language.ZH:
        kept = f"采用 {'、'.join(followed)}" if followed else "均未采用"
        return f"{name} 的 {facts['field']} 各来源说法不一：{'；'.join(stated)}（{kept}）。"
    kept = f"followed: {', '.join(followed)}" if followed else "none is followed"
    return f"Sources disagree on {facts['field']} of {name}: {'; '.join(stated)} ({kept})."


KIND = Kind(
    GapKind.CONFLICTING_CLAIMS, _find, _message, lambda facts: (facts["field"], "; ".join(sorted(facts["stated"])))
)
