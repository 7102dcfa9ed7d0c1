"""Conditions on what is related to a standard, and which of them a statement begins with: from one subsystem, committee or category the
standards that are related to it are few, whatever the catalogue holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stdgraph.domain.numbers import names_several
from stdgraph.domain.vocabulary import Standing, Status
from stdgraph.store.plan_cypher import ever, holds, lists
from stdgraph.store.status_cypher import standing, status

Where = Mapping[str, Any]
"""Field names with operators, related objects, or further conditions below ``all``, ``any`` and ``not``."""


@dataclass(frozen=True, slots=True)
class Related:
    """How standards are related to something, and what of it and of the relationship can be compared."""

    types: str
    label: str
    fields: Mapping[str, str]
    """Expressions over {t}, what a standard is related to, and {r}, the relationship."""
    outgoing: bool = True
    condition: str = "true"
    """Whether the relationship holds, over {r} and {t}."""
    key: str = ""
    """The indexed property by which a related thing is found, and the field that says so."""
    known_by: str = "code"
    rank: int = 9
    """Those of which a thing has fewer come first."""

    def pattern(self, var: str, rel: str, far: str, properties: str = "") -> str:
        """The pattern, from the standard."""
        arrow = f"-[{rel}:{self.types}]->" if self.outgoing else f"<-[{rel}:{self.types}]-"
        return f"({var}){arrow}({far}:{self.label}{properties})"

    def from_far(self, var: str, rel: str, far: str, properties: str = "") -> str:
        """The pattern from the other end, to any standard."""
        arrow = f"<-[{rel}:{self.types}]-" if self.outgoing else f"-[{rel}:{self.types}]->"
        return f"({far}:{self.label}{properties}){arrow}({var}:Standard)"

    def holds(self, rel: str, far: str) -> str:
        """The condition for two variables."""
        return self.condition.format(r=rel, t=far)


_STATUS = f"({status('{t}')})"
_HOLDS = holds("{r}")
RELATED: Mapping[str, Related] = {
    "listedIn": Related(
        ever("LISTED_IN"),
        "Subsystem",
        {"system": "{t}.system", "code": "{t}.code", "membership": "{r}.membership"},
        condition=lists("{r}", "{t}"),
        key="id",
        rank=2,
    ),
    "committee": Related(
        ever("OWNED_BY"), "Committee", {"code": "{t}.code", "role": "{r}.role"}, condition=_HOLDS, key="code", rank=3
    ),
    "productCategory": Related(
        ever("APPLIES_TO"),
        "ProductCategory",
        {"code": "{t}.code", "kind": "{t}.kind"},
        condition=_HOLDS,
        key="code",
        rank=4,
    ),
    "adopts": Related(
        ever("ADOPTS"),
        "Standard",
        {"number": "{t}.number", "degree": "{r}.degree", "standing": f"({standing('{t}', _STATUS)})"},
        condition=_HOLDS,
        key="numberKey",
        known_by="number",
        rank=1,
    ),
    "replaces": Related(
        "REPLACES",
        "Standard",
        {"number": "{t}.number", "extent": "{r}.extent"},
        key="numberKey",
        known_by="number",
        rank=0,
    ),
    "replacedBy": Related(
        "REPLACES",
        "Standard",
        {"number": "{t}.number", "extent": "{r}.extent"},
        outgoing=False,
        key="numberKey",
        known_by="number",
        rank=0,
    ),
}
"""Fields that test whether some related object meets conditions."""

ALONE = ("number", "planNumber")
"""Fields by which a standard itself is found: nothing is narrower."""
SUBTREE, SYSTEM = 5, 6
"""The ranks of a subtree of subsystems, and of a whole system."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a statement begins with: the field, the things by key or the subtree, and what else is asked of the same."""

    name: str
    rank: int
    key: str = ""
    keys: Sequence[str] = ()
    within: Mapping[str, str] | None = None
    further: Where = field(default_factory=dict)


def narrowest(where: Where | None) -> tuple[Where, Beginning | None]:
    """The narrowest beginning that a condition offers, and what remains of the condition; None where it offers none, or is about the
    number of the standard itself, which has an index."""
    terms = list(_conjuncts(where or {}))
    if any(name in ALONE and _named(value) is not None for name, value in terms):
        return where or {}, None
    offers = [
        (offer.rank, place, offer)
        for place, (name, value) in enumerate(terms)
        if name in RELATED and (offer := _offer(name, value)) is not None
    ]
    if not offers:
        return where or {}, None
    _, chosen, beginning = min(offers, key=lambda offer: offer[:2])
    return {"all": [{name: value} for place, (name, value) in enumerate(terms) if place != chosen]}, beginning


_WIDE = ("level", "nature", "confidence", "standing", "retired", "status")
_NARROW: Mapping[str, frozenset[str]] = {
    "status": frozenset({Status.PLANNED, Status.DRAFTING, Status.ABANDONED}),
    "standing": frozenset({Standing.UPCOMING}),
}
"""Values that few standards have at a time."""


def is_wide(where: Where | None) -> bool:
    """Whether a condition leaves so much of the catalogue that a page of it is better read in its order than found by the condition."""
    for name, value in _conjuncts(where or {}):
        if name not in _WIDE:
            return False
        named = _named(value)
        if named is not None and name in _NARROW and _NARROW[name].issuperset(named):
            return False
    return True


def _conjuncts(where: Where) -> Iterator[tuple[str, Any]]:
    """The conditions that must all hold, those below ``all`` as well."""
    for name, value in where.items():
        if value is None:
            continue
        if name == "all":
            for part in value:
                yield from _conjuncts(part)
        else:
            yield name, value


def _named(operators: Mapping[str, Any] | None) -> list[str] | None:
    """The values of which a field must have one; None where it says no such thing."""
    if not operators:
        return None
    if operators.get("eq") is not None:
        return [operators["eq"]]
    return list(dict.fromkeys(operators["in"])) if operators.get("in") is not None else None


def _offer(name: str, value: Where) -> Beginning | None:
    related = RELATED[name]
    asked = {field: operators for field, operators in value.items() if operators is not None}
    keys = _named(asked.get(related.known_by))
    if name == "listedIn":
        return _listing_offer(asked, keys)
    if keys is None or (related.known_by == "number" and any(map(names_several, keys))):
        return None
    return Beginning(name, related.rank, related.key, keys, further=_without(asked, related.known_by))


def _without(asked: Where, *names: str) -> Where:
    """What is asked besides that fields have one of their named values."""
    rest = {}
    for name, operators in asked.items():
        used = ("in",) if operators.get("eq") is None else ("eq",)
        left = {
            one: value for one, value in operators.items() if value is not None and not (name in names and one in used)
        }
        if left:
            rest[name] = left
    return rest


def _listing_offer(asked: Where, codes: Sequence[str] | None) -> Beginning | None:
    systems = _named(asked.get("system"))
    if systems is not None and codes is not None:
        ids = [f"{system}/{code}" for system in systems for code in codes]
        return Beginning("listedIn", RELATED["listedIn"].rank, "id", ids, further=_without(asked, "system", "code"))
    if asked.get("within") is not None:
        further = {name: operators for name, operators in asked.items() if name != "within"}
        return Beginning("listedIn", SUBTREE, within=asked["within"], further=further)
    return (
        None if systems is None else Beginning("listedIn", SYSTEM, "system", systems, further=_without(asked, "system"))
    )
