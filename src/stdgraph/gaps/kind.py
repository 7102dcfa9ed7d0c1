"""What a kind of gap is made of, and the words that several kinds share."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from stdgraph.gaps.branch import Branch, Reach
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


def nowhere(_: object) -> tuple[Branch, ...]:
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

    of_standards: Callable[[Reach], tuple[Branch, ...]] = nowhere
    """Cypher for gaps about standards. Whether there is one may rest on the standard itself, on what replaces it, on the documents it
    links to and what replaces those, and on nothing else: after a change only standards that stand so to what changed are looked at again."""
    of_others: Callable[[frozenset[str]], tuple[Branch, ...]] = nowhere
    """Cypher for gaps about anything else in scopes of a shape; after every change it is asked again."""
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
