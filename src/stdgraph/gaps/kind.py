"""What a kind of gap is made of: the Cypher that detects it, its weight, and the words of its message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import Gap
from stdgraph.store.scope_cypher import among, standards
from stdgraph.store.session import Transaction


class Reach(NamedTuple):
    """Which standards are looked at: all in scopes of a shape, or of those only the ones that ``$among`` names."""

    shape: frozenset[str]
    among: bool = False

    def standards(self, where: str = "") -> str:
        """Clauses that bind them, listed ones, once each, as ``scope, s``, where a condition on the standard alone holds."""
        return among(self.shape, where=where) if self.among else standards(self.shape, where=where)

    def having(self, tail: str) -> str:
        """The same for standards from which a pattern leads on: few do, so in the whole catalogue they are looked for from there."""
        if self.among or self.shape:
            return self.standards(f"EXISTS {{ (s){tail} }}")
        return f"MATCH (s:Standard){tail} WITH DISTINCT scope, s WHERE EXISTS {{ (s)-[:LISTED_IN]->() }}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorQuery:
    """Cypher that follows ``UNWIND $scopes AS scope`` and binds what gaps are made of; the fields are expressions over it."""

    match: str
    label: str
    """What kind of node the gaps are about."""
    subject: str
    """The key of that node."""
    key: str | None = None
    """What tells a gap from others of its kind, where the subject alone does not."""
    since: str = "null"
    """The day since when it stands open, as text."""
    categories: str = "[]"
    places: str = "[]"
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The Cypher with its RETURN clause, which collects all gaps."""
        facts = ", ".join(self.facts.values())
        row = (
            f"scope.n, {self.subject}, {self.key or 'null'}, {self.since}, {self.categories}, {self.places}, [{facts}]"
        )
        return f"{self.match} RETURN collect([{row}])"


def places_of(var: str) -> str:
    """The subsystems that list a standard, where they are wanted, in any order."""
    return f"CASE WHEN $places THEN {always_places_of(var)} ELSE [] END"


def always_places_of(var: str) -> str:
    """The subsystems that list a standard, in any order."""
    return f"[({var})-[:LISTED_IN]->(px:Subsystem) | px.id]"


def categories_of(var: str) -> str:
    """The categories that a standard itself says it applies to, in any order."""
    return f"[({var})-[:APPLIES_TO]->(cx:ProductCategory) | cx.code]"


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


def nowhere(_: object) -> tuple[DetectorQuery, ...]:
    """No Cypher."""
    return ()


def nothing(_: CoverageIndex, __: ScopeFilter) -> Iterable[Found]:
    """No gap of the ground."""
    return ()


def unlocks_nothing(_: Network, __: Gap) -> int:
    """What closing a gap unlocks where it stands in nobody's way."""
    return 0


def unlocks_dependents(network: Network, gap: Gap) -> int:
    """The categories the gap concerns and all that depends on them, directly or through others."""
    return network.unlocked(gap.categories)


Look = Callable[[Transaction, Sequence[ScopeFilter], date], Awaitable[list[list[Found]]]]
"""Finds gaps by asking another capability: for each scope those in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of gap: how it is found, weighed and told. It is found in one of three ways: by Cypher, on the ground, or by asking."""

    of_standards: Callable[[Reach], tuple[DetectorQuery, ...]] = nowhere
    """Cypher for gaps about standards. Whether there is one may rest on the standard itself, on what replaces it, on the documents it
    links to and what replaces those, and on nothing else: after a change only standards that stand so to what changed are looked at again."""
    of_others: Callable[[frozenset[str]], tuple[DetectorQuery, ...]] = nowhere
    """Cypher for gaps about anything else in scopes of a shape; after every change it is asked again."""
    derive: Callable[[CoverageIndex, ScopeFilter], Iterable[Found]] = nothing
    """Gaps about cells, in one scope."""
    look: Look | None = None
    on_ground: bool = False
    """Whether ``derive`` or ``weigh`` needs the ground."""
    weigh: Callable[[Gap, CoverageIndex, date], Weight | None]
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

    @property
    def is_of_pairs(self) -> bool:
        """Whether it is found about pairs of subsystem and category."""
        return self.derive is not nothing


def pick(facts: Facts, language: Language, zh: str = "zh", en: str = "en") -> str:
    """The title in a language, or in the other where it is missing."""
    first, second = (zh, en) if language is Language.ZH else (en, zh)
    return str(facts[first] or facts[second] or "")


def numbered(facts: Facts, language: Language) -> str:
    """A standard by number and title, in Chinese, or by its number, else its title, in English."""
    if language is Language.ZH:
        return " ".join(filter(None, (facts["number"], f"《{pick(facts, language)}》")))
    return str(facts["number"] or f"“{pick(facts, language)}”")
