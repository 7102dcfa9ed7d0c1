"""What a kind of gap is made of, and the clauses that several kinds share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from stdgraph.gaps.gap import Gap
from stdgraph.gaps.ground import Ground
from stdgraph.graph.door import Transaction
from stdgraph.model.network import Network
from stdgraph.model.scope import Scope
from stdgraph.model.vocabulary import Language, Severity

Facts = Mapping[str, Any]


class Weight(NamedTuple):
    """How bad a gap is, and how many stages lie behind the nearest standard that would close it."""

    severity: Severity
    nearness: int = 0


class Found(NamedTuple):
    """A gap that a kind finds by itself, not by Cypher."""

    label: str
    subject: str
    key: str
    since: date | None
    categories: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    facts: Mapping[str, Any] | None = None


class Cites(StrEnum):
    """Whose sources prove a gap."""

    SUBJECT = "SUBJECT"
    DEMANDS = "DEMANDS"
    CLAIMS = "CLAIMS"


def nowhere(_: frozenset[str]) -> tuple[str, ...]:
    """No Cypher."""
    return ()


def nothing(_: Ground, __: Scope) -> Iterable[Found]:
    """No gap of the ground."""
    return ()


def unlocks_nothing(_: Network, __: Gap) -> int:
    """What closing a gap unlocks where it stands in nobody's way."""
    return 0


def unlocks_dependents(network: Network, gap: Gap) -> int:
    """The categories the gap concerns and all that depends on them, directly or through others."""
    return network.unlocked(gap.categories)


Look = Callable[[Transaction, Sequence[Scope], date], Awaitable[list[list[Found]]]]
"""Finds gaps by asking another capability: for each scope those in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of gap: how it is found, weighed and told. It is found in one of three ways: by Cypher, on the ground, or by asking."""

    find: Callable[[frozenset[str]], tuple[str, ...]] = nowhere
    """Cypher for scopes of a shape, which follows ``UNWIND … AS scope`` and ends in ``columns``; several make a union."""
    derive: Callable[[Ground, Scope], Iterable[Found]] = nothing
    """Gaps about cells, in one scope."""
    look: Look | None = None
    on_ground: bool = False
    """Whether ``derive`` or ``weigh`` needs the ground."""
    weigh: Callable[[Gap, Ground, date], Weight | None]
    """How much a gap weighs on a day; None where it is none after all."""
    unlocks: Callable[[Network, Gap], int] = unlocks_nothing
    """What closing it completes or brings nearer."""
    details: str | None = None
    """Cypher that follows ``UNWIND $items AS item`` and returns ``item.n AS n`` and a map ``facts`` for the message; by default titles of
    the subject."""
    message: Callable[[Facts, Language], str]
    """One sentence with its numbers."""
    fact: Callable[[Facts], tuple[str, str]]
    """The fact that makes it a gap, and its value: what the evidence shows."""
    cites: Cites = Cites.SUBJECT
    """Whose sources the evidence names."""


COLUMNS = ("n", "kind", "label", "subject", "key", "since", "categories", "places", "facts")
"""What every kind's Cypher answers: so all are found in one statement."""


def columns(
    label: str,
    subject: str,
    key: str | None = None,
    *,
    since: str = "null",
    categories: str = "[]",
    places: str = "[]",
    facts: Mapping[str, str] | None = None,
) -> str:
    """The RETURN clause of a kind, of ``COLUMNS``; ``since`` as text."""
    told = ", ".join(f"{name}: {text}" for name, text in (facts or {}).items())
    return (
        f"RETURN scope.n AS n, scope.kind AS kind, '{label}' AS label, {subject} AS subject, {key or subject} AS key, {since} AS since, "
        f"{categories} AS categories, {places} AS places, {'{' + told + '}' if told else 'null'} AS facts"
    )


def places_of(var: str) -> str:
    """The subsystems that list a standard, where they are wanted."""
    return f"CASE WHEN $places THEN {always_places_of(var)} ELSE [] END"


def always_places_of(var: str) -> str:
    """The subsystems that list a standard."""
    return f"COLLECT {{ MATCH ({var})-[:LISTED_IN]->(px:Subsystem) RETURN px.id ORDER BY px.id }}"


def categories_of(var: str) -> str:
    """The categories that a standard itself says it applies to."""
    return f"COLLECT {{ MATCH ({var})-[:APPLIES_TO]->(cx:ProductCategory) RETURN cx.code }}"


def pick(facts: Facts, language: Language, zh: str = "zh", en: str = "en") -> str:
    """The title in a language, or in the other where it is missing."""
    first, second = (zh, en) if language is Language.ZH else (en, zh)
    return str(facts[first] or facts[second] or "")


def numbered(facts: Facts, language: Language) -> str:
    """A standard by number and title, in Chinese, or by its number, else its title, in English."""
    if language is Language.ZH:
        return " ".join(filter(None, (facts["number"], f"《{pick(facts, language)}》")))
    return str(facts["number"] or f"“{pick(facts, language)}”")
