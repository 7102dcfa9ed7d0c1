"""What a kind of gap consists of: the Cypher that detects it, its weight, and its message."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.timeline import UNKNOWN_DAY
from stdgraph.domain.vocabulary import Language
from stdgraph.gaps.coverage_index import CoverageIndex
from stdgraph.gaps.gap import DetectedGap, Facts, Weight
from stdgraph.gaps.plan_facts import Pair
from stdgraph.store.plan_cypher import ever, holds, is_item, lists, on_plan
from stdgraph.store.scope_cypher import among, listed, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import entry, in_force, known_day, standing, status, with_state


class Reach(NamedTuple):
    """Which standards a detector query examines: all in scopes of a shape, or of those only the ones that ``$among`` names."""

    shape: frozenset[str]
    among: bool = False
    is_today: bool = False
    """Whether the day is today: then status and standing are as a rule read as they are stored, and found by their index."""

    @property
    def is_whole(self) -> bool:
        """Whether that is the whole catalogue: there a query begins where its own condition is narrowest."""
        return not self.shape and not self.among

    def standards(self, where: str) -> str:
        """Clauses that bind these standards, listed ones, each once, as ``scope, s``; ``where`` is a condition on ``s`` alone."""
        if self.is_whole:
            return f"MATCH (s:Standard) WHERE {where} AND {_LISTED} WITH scope, s"
        return among(self.shape, where=where) if self.among else standards(self.shape, where=where)

    def having(self, tail: str) -> str:
        """Clauses that bind these standards where the pattern ``tail`` starts from them. Few have one, so the whole catalogue is searched
        from the pattern."""
        if not self.is_whole:
            return self.standards(f"EXISTS {{ MATCH (s){tail} }}")
        return f"MATCH (s:Standard){tail} WITH DISTINCT scope, s WHERE {_LISTED}"


_LISTED = f"{on_plan('s')} AND {is_item('s')} AND {listed('s')}"

DetectorRow = tuple[int, str, str | None, str | None, list[str], list[str], list[str], bool, list[Any]]
"""Scope, subject, key, since, categories, places, owners, whether it is mandatory, and facts: a row that a detector query collects."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorQuery:
    """Cypher that follows ``UNWIND $scopes AS scope`` and binds variables; the other fields are expressions over these."""

    match: str
    label: str
    """The label of the nodes that the gaps are about."""
    subject: str
    """The key of such a node."""
    key: str | None = None
    """Identifies a gap among those of its kind, where the subject alone does not."""
    since: str = "null"
    """The day since which it has been open, as text."""
    categories: str = "[]"
    """The categories it concerns; of a standard ``s`` those that it names."""
    places: str = "[]"
    """The subsystems it belongs to; of a standard ``s`` those that list it."""
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The Cypher with its RETURN clause, which collects a ``DetectorRow`` for each gap."""
        facts = ", ".join(self.facts.values())
        about, owners, mandatory = (self.categories, self.places), "[]", "false"
        if self.label == "Standard":
            about, owners = (categories_of("s"), places_of("s")), owners_of("s")
            mandatory = "coalesce(s.nature = 'MANDATORY', false)"
        row = f"scope.n, {self.subject}, {self.key or 'null'}, {self.since}, {', '.join(about)}, {owners}, {mandatory}, [{facts}]"
        return f"{self.match} RETURN collect([{row}])"


def owners_of(var: str) -> str:
    """The committees that own a standard, in any order."""
    return f"[({var})-[po:{ever('OWNED_BY')}]->(pc:Committee) WHERE {holds('po')} | pc.code]"


def places_of(var: str) -> str:
    """The subsystems that list a standard as an item, in any order."""
    return f"[({var})-[pl:{ever('LISTED_IN')}]->(px:Subsystem) WHERE {lists('pl', 'px')} AND {is_item(var)} | px.id]"


def categories_of(var: str) -> str:
    """The categories that a standard itself names, in any order."""
    return f"[({var})-[ca:{ever('APPLIES_TO')}]->(cx:ProductCategory) WHERE {holds('ca')} | cx.code]"


class Candidate(NamedTuple):
    """A gap that a kind finds without a detector query."""

    label: str
    subject: str
    key: str
    since: date | None
    categories: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    facts: Facts | None = None


def named_systems(scopes: Sequence[ScopeFilter], among: Collection[str] | None, *parts: str) -> list[str] | None:
    """The systems that scopes of one shape are about, of ``among`` only, in order; None where that is every system. Empty for a shape
    of more than these parts."""
    if not scopes[0].shape.issubset(parts):
        return []
    if not scopes[0].shape:
        return None if among is None else sorted(among)
    named = {scope.system or (scope.subsystem or ("",))[0] for scope in scopes}
    return sorted(named if among is None else named.intersection(among))


class Cites(StrEnum):
    """Whose sources are the evidence of a gap."""

    SUBJECT = "SUBJECT"
    DEMANDS = "DEMANDS"
    CLAIMS = "CLAIMS"


def no_queries(_: object) -> tuple[DetectorQuery, ...]:
    """No detector query."""
    return ()


def derive_nothing(_: CoverageIndex, __: ScopeFilter, ___: Collection[str] | None) -> Iterable[Candidate]:
    """No gap derived from the coverage index."""
    return ()


def merges_nowhere(_: DetectedGap, __: CoverageIndex) -> str | None:
    """No other gap."""
    return None


def unlocks_nothing(_: Network, __: DetectedGap) -> int:
    """What closing a gap unlocks on which nothing depends."""
    return 0


def unlocks_dependents(network: Network, gap: DetectedGap) -> int:
    """The categories the gap concerns and everything that depends on them, directly or through others."""
    return network.unlocked(gap.categories)


Computation = Callable[
    [Transaction, Sequence[ScopeFilter], date, Collection[str] | None], Awaitable[list[list[Candidate]]]
]
"""Finds gaps with the help of another capability: for each scope those in it, of all systems or of some."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of gap: how it is found, weighed and put in words. It is found in one of three ways: by detector queries, derived from
    the coverage index, or computed by another capability."""

    of_standards: Callable[[Reach], tuple[DetectorQuery, ...]] = no_queries
    """Queries for gaps about standards. Their outcome may depend on the standard itself, on what replaces it, on the documents it links
    to, on the other editions of these, on what replaces or amends any of them, and on nothing else: after a change only standards related
    to it in these ways are examined again."""
    of_others: Callable[[frozenset[str]], tuple[DetectorQuery, ...]] = no_queries
    """Queries for gaps about anything else in scopes of a shape. Their outcome does not depend on standards."""
    derive: Callable[[CoverageIndex, ScopeFilter, Collection[str] | None], Iterable[Candidate]] = derive_nothing
    """Gaps about cells, in one scope, of all systems or of some. What is derived or computed of a system may depend on the standards that
    it lists, on the other editions of these, and on what belongs to their replacement chains: after a change only systems that are related
    to what changed in these ways are examined again."""
    compute: Computation | None = None
    """Gaps about systems and subsystems, likewise."""
    of: tuple[str, ...] = ()
    """The labels of the things whose keys make up the key of its gaps, where no detector query says so."""
    needs_index: bool = False
    """Whether ``derive`` or ``weigh`` reads the coverage index."""
    needs_watched: bool = False
    """Whether they read what systems watch."""
    weigh: Callable[[DetectedGap, CoverageIndex, date], Weight | None]
    """The weight of a gap on a day; None where it turns out not to be a gap."""
    merges: Callable[[DetectedGap, CoverageIndex], str | None] = merges_nowhere
    """The id of the gap of the same need, into which one that turns out not to be a gap of its own is merged."""
    unlocks: Callable[[Network, DetectedGap], int] = unlocks_nothing
    """What closing it completes or brings nearer."""
    details: str | None = None
    """Cypher that follows ``UNWIND $items AS item`` and returns ``item.n AS n`` and a map ``facts`` for the message; by default the
    titles of the subject."""
    message: Callable[[Facts, Language], str]
    """One sentence with its numbers."""
    remedy: Callable[[Facts, Language], str]
    """What would close it, in a sentence."""
    fact: Callable[[Facts], tuple[str, str]]
    """The fact that makes it a gap, and its value: what the evidence shows."""
    cites: Cites = Cites.SUBJECT
    """Whose sources the evidence names."""


def title_in(facts: Facts, language: Language, zh: str = "zh", en: str = "en") -> str:
    """The title in a language, or in the other one where it is missing."""
    first, second = (zh, en) if language is Language.ZH else (en, zh)
    return str(facts[first] or facts[second] or "")


def standard_name(facts: Facts, language: Language) -> str:
    """In Chinese number and title of a standard; in English its number, or its title where it has none."""
    if language is Language.ZH:
        return " ".join(filter(None, (facts["number"], f"《{title_in(facts, language)}》")))
    return str(facts["number"] or f"“{title_in(facts, language)}”")


_TAKEOVER_DAY = f"CASE WHEN o.supersededLatest > date('{UNKNOWN_DAY}') THEN toString(o.supersededLatest) END"
AMENDED = "AMENDED"
"""In place of a standing: the document is in force, and has been amended."""


def lacking_amendment(standard: str, amendment: str) -> str:
    """Condition: an amendment is in force, and the standard does not adopt it together with the document that it amends."""
    return f"{in_force(amendment)} AND NOT EXISTS {{ ({standard})-[:ADOPTS]->({amendment}) }}"


def undated(link: str, document: str) -> str:
    """Condition: a link to a document names no edition of it."""
    return f"(coalesce({link}.undated, false) OR coalesce({document}.numberKey = {document}.seriesKey, false))"


def _some_edition_in_force(document: str) -> str:
    return f"EXISTS {{ MATCH (oe:Standard {{seriesKey: {document}.seriesKey}}) WHERE {in_force('oe')} }}"


OUTDATED_LINK_DETAILS = (
    "MATCH (s:Standard {id: item.subject}) MATCH (o:Standard {id: item.other}) RETURN item.n AS n, "
    "{zh: s.titleZh, en: s.titleEn, number: coalesce(s.number, s.planNumber), otherNumber: coalesce(o.number, o.titleZh, o.id), "
    f"successors: COLLECT {{ MATCH (o)<-[:REPLACES {{extent: 'WHOLE'}}]-(n:Standard) WHERE ({status('n')}) = 'PUBLISHED' "
    "RETURN coalesce(n.number, n.titleZh, n.id) AS name ORDER BY name }, "
    f"amendments: COLLECT {{ MATCH (o)<-[:AMENDS]-(m:Standard) WHERE {lacking_amendment('s', 'm')} "
    "RETURN coalesce(m.number, m.titleZh, m.id) AS name ORDER BY name }} AS facts"
)
"""Names of the standard, of the document it links to, of that document's successors and of the amendments that it lacks."""


OUTDATED = ["SUPERSEDED", "WITHDRAWN"]
"""The standings of documents to which a link is outdated."""


def outdated_links(reach: Reach, link: str, where: str, facts: Mapping[str, str]) -> DetectorQuery:
    """A query for standards in force with a link ``(s)-[r:…]->(o)`` to a document that is superseded or withdrawn by the day.

    A link that names no edition means the one in force (GB/T 1.1), so it is outdated only once none is.
    """
    having = reach.having(f"-[:{ever(link)}]->(:Standard)")
    links = f"MATCH (s)-[r:{ever(link)}]->(o:Standard) WHERE {where} AND {holds('r')} AND {in_force('s')}"
    linked = f"{having} {links} {with_state('o', 'scope', 's', 'r')} WITH scope, s, r, o, standing WHERE standing IN {OUTDATED}"
    if reach.is_whole and reach.is_today:  # few documents are outdated
        of_document = standing("o", f"({status('o')})")
        linked = (
            f"UNWIND {OUTDATED} AS standing MATCH (o:Standard) WHERE ({of_document}) = standing WITH scope, o, standing "
            f"MATCH (o)<-[r:{ever(link)}]-(s:Standard) WHERE {where} AND {holds('r')} AND {in_force('s')} AND {_LISTED} "
            "WITH scope, s, r, o, standing WHERE true"
        )
    return DetectorQuery(
        match=f"{linked} AND NOT ({undated('r', 'o')} AND {_some_edition_in_force('o')}) "
        f"WITH scope, s, r, o, standing, CASE standing WHEN 'WITHDRAWN' THEN {known_day(entry('o'))} ELSE {_TAKEOVER_DAY} END AS since",
        label="Standard",
        subject="s.id",
        key="s.id + ':' + o.id",
        since="since",
        facts={"other": "o.id", "standing": "standing", **facts},
    )


def describe_outdated(facts: Facts, language: Language) -> str:
    """What happened to the document that is linked to, as the end of a sentence."""
    successors = list(facts["successors"])
    is_withdrawn = facts["standing"] == "WITHDRAWN"
    if facts["standing"] == AMENDED:
        return _describe_amended(list(facts["amendments"]), language)
    if language is Language.ZH:
        names = "、".join(successors)
        if is_withdrawn:
            return f"已废止，由 {names} 代替" if successors else "已废止"
        return f"已被 {names} 代替" if successors else "已被代替"
    names = ", ".join(successors)
    if is_withdrawn:
        return f"was withdrawn and replaced by {names}" if successors else "was withdrawn"
    return f"was replaced by {names}" if successors else "was replaced"


def _describe_amended(amendments: Sequence[str], language: Language) -> str:
    if language is Language.ZH:
        return f"已有修改单或技术勘误：{'、'.join(amendments)}" if amendments else "已有修改单或技术勘误"
    return f"was amended by {', '.join(amendments)}" if amendments else "was amended"


PAIR_DETAILS = (
    "MATCH (c:ProductCategory {code: item.subject}) MATCH (u:Subsystem {id: item.subsystem}) RETURN item.n AS n, "
    "{zh: c.titleZh, en: c.titleEn, subsystemZh: u.titleZh, subsystemEn: u.titleEn} AS facts"
)
"""The titles of category and subsystem."""


def unsourced(facts: Facts, language: Language) -> str:
    """What is to be added to the sentence of a gap about a pair that the compiler placed; an empty text for one that a source states."""
    if not facts.get("unsourced"):
        return ""
    if language is Language.ZH:
        return "（归入该子体系系编者所为，未见来源载明）"
    return " (placed there by the compiler, not by a source)"


def is_unsourced(pair: Pair, index: CoverageIndex) -> bool:
    """Whether that the pair is demanded there rests on the compiler's arrangement alone."""
    return pair in index.plan.unsourced or pair.subsystem in index.plan.arranged


PAIR = ("Subsystem", "ProductCategory")
"""What the keys of gaps about pairs consist of."""


def pair_candidate(pair: Pair, since: date | None, **facts: object) -> Candidate:
    """A gap about a pair."""
    key = f"{pair.subsystem}:{pair.category}"
    named = {"subsystem": pair.subsystem, "category": pair.category, **facts}
    return Candidate("ProductCategory", pair.category, key, since, (pair.category,), (pair.subsystem,), named)


def pair_of(gap: DetectedGap) -> Pair:
    """The pair that a gap is about."""
    return Pair(gap.facts["subsystem"], gap.facts["category"])
