"""What a kind of gap is made of, and the clauses that several kinds share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from stdgraph.graph.states import cell_rank, with_state
from stdgraph.model.vocabulary import GapKind, Language

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of gap: how it is found, and how it is told."""

    kind: GapKind
    find: Callable[[frozenset[str]], tuple[str, ...]]
    """Cypher that follows ``UNWIND $scopes AS scope`` for scopes of a shape and ends in a RETURN of ``columns``; several make a union,
    none means that no gap of this kind can be in such a scope."""
    message: Callable[[Facts, Language], str]
    """One sentence with its numbers."""
    fact: Callable[[Facts], tuple[str, str]]
    """The fact that makes it a gap, and its value: what the evidence shows."""
    unlocks_dependents: bool = False
    """Whether closing it brings nearer everything that depends on its categories."""


COLUMNS = ("n", "kind", "label", "subject", "ident", "since", "severity", "places", "categories", "facts")
"""What every kind answers: so all are found in one statement."""


def columns(
    kind: GapKind,
    *,
    label: str,
    subject: str,
    ident: str,
    severity: str,
    since: str = "null",
    places: str = "[]",
    categories: str = "[]",
    facts: Mapping[str, str],
) -> str:
    """The RETURN clause of a kind, of ``COLUMNS``."""
    told = ", ".join(f"{name}: {text}" for name, text in facts.items())
    return (
        f"RETURN scope.n AS n, '{kind}' AS kind, '{label}' AS label, {subject} AS subject, {ident} AS ident, {since} AS since, "
        f"{severity} AS severity, {places} AS places, {categories} AS categories, {{{told}}} AS facts"
    )


def places_of(var: str) -> str:
    """The subsystems that list a standard."""
    return f"COLLECT {{ MATCH ({var})-[:LISTED_IN]->(px:Subsystem) RETURN px.id ORDER BY px.id }}"


def name_of(var: str) -> dict[str, str]:
    """Facts that let a message name a node."""
    return {"zh": f"{var}.titleZh", "en": f"{var}.titleEn"}


def pick(facts: Facts, language: Language, zh: str = "zh", en: str = "en") -> str:
    """The title in a language, or in the other where it is missing."""
    first, second = (zh, en) if language is Language.ZH else (en, zh)
    return str(facts[first] or facts[second] or "")


def cell_of(subsystem: str, category: str, *answers: str) -> str:
    """A subquery over the standards in the cell of two bound variables; ``answers`` aggregate over ``s`` and its ``rank``."""
    return (
        f"CALL ({subsystem}, {category}) {{ "
        f"MATCH ({category})-[:KIND_OF*0..]->(:ProductCategory)<-[:APPLIES_TO]-(s:Standard)-[:LISTED_IN]->(:Subsystem)-[:PART_OF*0..]->({subsystem}) "
        f"WITH DISTINCT s {with_state('s')} WITH s, {cell_rank('s', 'status', 'standing')} AS rank WHERE rank IS NOT NULL "
        f"RETURN {', '.join(answers)} }}"
    )


def of_category(var: str) -> str:
    """Condition: the category is the scope's or a kind of it."""
    return f"EXISTS {{ MATCH ({var})-[:KIND_OF*0..]->(:ProductCategory {{code: scope.category}}) }}"
