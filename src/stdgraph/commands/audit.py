"""The audit of the catalogue as a whole: whether its feed is gapless, and everything in it hangs together as the graph model says.

That standards are what their events say is another question (``replay``). Each check counts what is wrong and names some of it. The
number of statements depends on the length of the feed, in large steps, and on what is wrong; none holds more than a step in memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, TypedDict

from stdgraph.domain import calendar
from stdgraph.domain.vocabulary import EventKind
from stdgraph.store.plan_cypher import KEPT, WAS, ever, past
from stdgraph.store.session import Transaction
from stdgraph.store.transaction import CATALOGUE
from stdgraph.store.versions_cypher import VERSIONED

NAMED = 10
"""How many of what is wrong a finding names."""

BATCH = 5000
"""Sequences examined at a time."""


class Check(StrEnum):
    """What is checked."""

    UNFINISHED = "UNFINISHED"
    """A load or a restore was begun and not finished."""
    MISSING_EVENTS = "MISSING_EVENTS"
    """Sequences up to the catalogue's without an event."""
    EXCESS_EVENTS = "EXCESS_EVENTS"
    """Events whose sequence the catalogue has not reached, or that have none."""
    DANGLING_EVENTS = "DANGLING_EVENTS"
    """Events that concern nothing, by sequence."""
    WRONG_RELATIONS = "WRONG_RELATIONS"
    """Relations between labels that the graph model does not relate so, as ``start TYPE end``."""
    DANGLING_ALIASES = "DANGLING_ALIASES"
    DANGLING_STATEMENTS = "DANGLING_STATEMENTS"
    DANGLING_CLAIMS = "DANGLING_CLAIMS"
    DANGLING_RECORDS = "DANGLING_RECORDS"
    DANGLING_SUBSYSTEMS = "DANGLING_SUBSYSTEMS"
    DANGLING_TARGETS = "DANGLING_TARGETS"
    DANGLING_DEMANDS = "DANGLING_DEMANDS"
    """Nodes that lack the relation without which they mean nothing."""
    SHARED_NUMBERS = "SHARED_NUMBERS"
    """Standards of which each is known by the same number, printed differently: to be merged, or one to be corrected."""
    UNSTATED = "UNSTATED"
    """Things that nobody created and no dataset states any more although they are not retired."""
    BROKEN_PAST = "BROKEN_PAST"
    """Things of which what is said leaves out days, or says of some two things at once."""
    VOID_OFFERS = "VOID_OFFERS"
    """Standards of which a transfer is pending that nobody can accept: who offers them has them no more, or who is to have them has left
    the plan."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong in the catalogue."""

    check: Check
    count: int
    named: tuple[str, ...]
    """Some of it, at most ``NAMED``."""


class Ends(NamedTuple):
    """The labels at which relations of a type start and end."""

    starts: frozenset[str]
    ends: frozenset[str]


def _ends(starts: str, ends: str) -> Ends:
    return Ends(frozenset(starts.split()), frozenset(ends.split()))


_STATED = "StandardsSystem Subsystem Standard ProductCategory Committee Target Demand Source Claim"
_PRESENT: Mapping[str, Ends] = {
    "STATES": _ends("Statement", _STATED),
    "NAMES": _ends("Alias", "Standard Subsystem StandardsSystem ProductCategory Committee"),
    "CONCERNS": _ends("Event", f"{_STATED} GapRecord Dataset AccessToken"),
    "CAUSED_BY": _ends("Event", "Event"),
    "PART_OF": _ends("Subsystem", "Subsystem StandardsSystem"),
    "LISTED_IN": _ends("Standard", "Subsystem"),
    "APPLIES_TO": _ends("Standard", "ProductCategory"),
    "OWNED_BY": _ends("Standard", "Committee"),
    "REPLACES": _ends("Standard", "Standard"),
    "AMENDS": _ends("Standard", "Standard"),
    "SPLIT_FROM": _ends("Standard", "Standard"),
    "OFFERED_TO": _ends("Standard", "Committee"),
    "OFFERED_BY": _ends("Standard", "Committee"),
    "ADOPTS": _ends("Standard", "Standard"),
    "REFERENCES": _ends("Standard", "Standard"),
    "KIND_OF": _ends("ProductCategory", "ProductCategory"),
    "DEPENDS_ON": _ends("ProductCategory", "ProductCategory"),
    "SUBCOMMITTEE_OF": _ends("Committee", "Committee"),
    "AIMS_AT": _ends("StandardsSystem", "Target"),
    "WATCHES": _ends("StandardsSystem", "ProductCategory"),
    "REVISES": _ends("StandardsSystem", "StandardsSystem"),
    "DEMANDS_FOR": _ends("Demand", "ProductCategory"),
    "MET_IN": _ends("Demand", "Subsystem"),
    "ABOUT": _ends(
        "Claim GapRecord", "StandardsSystem Subsystem Standard ProductCategory Committee Target Demand Source"
    ),
    "STATED_BY": _ends("Claim", "Source"),
    "SOURCED_FROM": _ends(f"{_STATED} Dataset", "Source"),
    "ASSIGNED_TO": _ends("GapRecord", "Committee"),
    "STANDS_IN": _ends("GapRecord", "Subsystem"),
    WAS: Ends(frozenset(VERSIONED), frozenset(VERSIONED)),
}
RELATIONS: Mapping[str, Ends] = {**_PRESENT, **{past(kind): _PRESENT[kind] for kind in KEPT}}
"""The graph model: which labels each type of relationship may connect."""

_DANGLING: Mapping[Check, tuple[str, str]] = {
    Check.DANGLING_ALIASES: ("Alias", "(n)-[:NAMES]->()"),
    Check.DANGLING_STATEMENTS: ("Statement", "(n)-[:STATES]->()"),
    Check.DANGLING_CLAIMS: ("Claim", "(n)-[:ABOUT]->()"),
    Check.DANGLING_RECORDS: ("GapRecord", "(n)-[:ABOUT]->()"),
    Check.DANGLING_SUBSYSTEMS: ("Subsystem", "(n)-[:PART_OF]->()"),
    Check.DANGLING_TARGETS: ("Target", f"(n)<-[:{ever('AIMS_AT')}]-()"),
    Check.DANGLING_DEMANDS: ("Demand", "(n)-[:DEMANDS_FOR]->()"),
}
_ONLY_STATED = ("StandardsSystem", "Subsystem", "ProductCategory", "Target", "Demand")

STATE = "MATCH (c:Catalogue {id: $catalogue}) RETURN c.sequence AS sequence, c.unfinishedLoad AS unfinished"
FEED = (
    "UNWIND range($first, $last) AS sequence OPTIONAL MATCH (e:Event {sequence: sequence}) "
    "WITH sequence, count(e) AS there, count(CASE WHEN EXISTS { (e)-[:CONCERNS]->() } THEN 1 ELSE null END) AS held "
    "WHERE there <> 1 OR held <> 1 RETURN sequence, there <> 1 AS missing"
)
EXCESS = "MATCH (e:Event) WHERE e.sequence IS NULL OR e.sequence < 1 OR e.sequence > $last RETURN coalesce(toString(e.sequence), e.id) AS name"
RELATED = (
    "MATCH (a)-[r]->(b) WITH head(labels(a)) AS start, type(r) AS kind, head(labels(b)) AS end, count(r) AS count "
    "RETURN start, kind, end, count"
)
SHARED = "MATCH (n:Standard) WHERE n.numberKey IS NOT NULL WITH n.numberKey AS name, count(n) AS several WHERE several > 1 RETURN name"
VOID = (
    "MATCH (n:Standard)-[:OFFERED_TO]->(c:Committee) MATCH (n)-[:OFFERED_BY]->(g:Committee) WITH n, c, g "
    "WHERE c.retiredOn <= $today OR NOT EXISTS { MATCH (n)-[:OWNED_BY]->(:Committee)-[:SUBCOMMITTEE_OF*0..]->(o) WHERE o = g } "
    "RETURN n.id AS name"
)
_KEY = "coalesce(n.id, n.gapId, n.code)"
DATED = " UNION ALL ".join(
    f"MATCH (n:{label}) WHERE EXISTS {{ (n)-[:{WAS}]->() }} RETURN {_KEY} AS name, toString(n.statedFrom) AS since, "
    f"EXISTS {{ MATCH (n)-[:{WAS}]->(m) WHERE m <> n }} AS astray, COLLECT {{ MATCH (n)-[w:{WAS}]->(n) WHERE w.retracted IS NULL "
    "RETURN [toString(w.from), toString(w.until)] ORDER BY w.until } AS former"
    for label in VERSIONED
)


class CatalogueStateRow(TypedDict):
    """How far the feed is, and what was begun."""

    sequence: int
    unfinished: str | None


class FeedRow(TypedDict):
    """A sequence at which something is wrong: without exactly one event, or with one that concerns nothing."""

    sequence: int
    missing: bool


class RelatedRow(TypedDict):
    """How many relations there are of a type between two labels."""

    start: str
    kind: str
    end: str
    count: int


class DatedRow(TypedDict):
    """A thing with the day from which on it is as it is, whether its past leads elsewhere, and from when until when it was otherwise."""

    name: str
    since: str | None
    astray: bool
    former: list[tuple[str | None, str | None]]


class NameRow(TypedDict):
    """The key of a node."""

    name: str


async def audit(tx: Transaction) -> list[Finding]:
    """Everything that is wrong in the catalogue besides what standards store, by check; empty when all is in order."""
    state = await tx.row(STATE, CatalogueStateRow, catalogue=CATALOGUE)
    last = int(state["sequence"]) if state else 0
    found = [] if not state or state["unfinished"] is None else [_finding(Check.UNFINISHED, [state["unfinished"]])]
    found += await _audit_feed(tx, last)
    found += await _audit_relations(tx)
    for check, (label, pattern) in _DANGLING.items():
        found += await _lacking(tx, check, f"MATCH (n:{label}) WHERE NOT EXISTS {{ {pattern} }} RETURN {_KEY} AS name")
    found += await _lacking(tx, Check.SHARED_NUMBERS, SHARED)
    found += await _lacking(tx, Check.VOID_OFFERS, VOID, today=calendar.today())
    stated = " UNION ALL ".join(
        f"MATCH (n:{label}) WHERE n.seedHash IS NULL AND n.retiredOn IS NULL AND NOT EXISTS {{ (n)<-[:STATES]-() }} "
        f"AND NOT EXISTS {{ (n)<-[:CONCERNS]-(:Event {{kind: '{EventKind.CREATED}'}}) }} "
        f"RETURN {_KEY} AS name"
        for label in _ONLY_STATED
    )
    found += await _lacking(tx, Check.UNSTATED, stated)
    broken = [row["name"] for row in await tx.rows(DATED, DatedRow) if not _is_gapless(row)]
    return [*found, _finding(Check.BROKEN_PAST, broken)] if broken else found


def _is_gapless(row: DatedRow) -> bool:
    """Whether each version begins on the day on which the one before it ended."""
    starts = [*(since for since, _ in row["former"]), row["since"]]
    return not row["astray"] and (not row["former"] or starts[1:] == [until for _, until in row["former"]])


async def _audit_feed(tx: Transaction, last: int) -> list[Finding]:
    missing: list[str] = []
    dangling: list[str] = []
    for first in range(1, last + 1, BATCH):
        for row in await tx.rows(FEED, FeedRow, first=first, last=min(last, first + BATCH - 1)):
            (missing if row["missing"] else dangling).append(str(row["sequence"]))
    found = [
        _finding(check, names)
        for check, names in ((Check.MISSING_EVENTS, missing), (Check.DANGLING_EVENTS, dangling))
        if names
    ]
    return found + await _lacking(tx, Check.EXCESS_EVENTS, EXCESS, last=last)


async def _audit_relations(tx: Transaction) -> list[Finding]:
    wrong = [row for row in await tx.rows(RELATED, RelatedRow) if not _is_modelled(row)]
    if not wrong:
        return []
    names = sorted(f"{row['start']} {row['kind']} {row['end']}" for row in wrong)
    return [Finding(Check.WRONG_RELATIONS, sum(row["count"] for row in wrong), tuple(names[:NAMED]))]


def _is_modelled(row: RelatedRow) -> bool:
    ends = RELATIONS.get(row["kind"])
    return ends is not None and row["start"] in ends.starts and row["end"] in ends.ends


async def _lacking(tx: Transaction, check: Check, text: str, **parameters: object) -> list[Finding]:
    """A finding of all nodes whose names a statement returns; none where it returns none."""
    names = [row["name"] for row in await tx.rows(text, NameRow, **parameters)]
    return [_finding(check, names)] if names else []


def _finding(check: Check, names: Sequence[str]) -> Finding:
    return Finding(check, len(names), tuple(sorted(names, key=lambda name: (len(name), name))[:NAMED]))
