"""What a history is counted from: the documents of a scope and of their replacement chains, as recorded or as known at an instant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from stdgraph.domain.item_history import FIRST, NEVER, ChainMember, DocumentHistory, Span
from stdgraph.domain.items import Successor
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.stored_state import StandardProperties
from stdgraph.domain.supersession import Succession, supersession
from stdgraph.domain.vocabulary import HistoryPlan
from stdgraph.progress.known_documents import EARLIER, documents_known
from stdgraph.progress.membership import LISTINGS, Bounds, MemberRow, kinds_of, listed_spans, members, spans_of
from stdgraph.progress.scope_places import load_places
from stdgraph.store.plan_cypher import as_known, ever, is_item
from stdgraph.store.session import Transaction, native
from stdgraph.store.versions_cypher import with_known_days

_CHAIN = (
    "RETURN s.replacementChain AS chain, s.id AS id, s.timeline AS timeline, s.forceEarliest AS forceEarliest, s.forceLatest AS forceLatest, "
    f"s.supersededLatest AS superseded, s.seriesKey AS series, s.partOf AS partOf, toString(s.retiredOn) AS left, {is_item('s')} AS item, "
    f"{LISTINGS} AS listings, COLLECT {{ MATCH (s)<-[r:{ever('REPLACES')}]-(n:Standard) WHERE r.extent = 'WHOLE' AND r.retracted IS NULL "
    "RETURN [n.id, toString(r.from), r.fromIn] } AS successors"
)
CHAINS = f"UNWIND $chains AS chain MATCH (s:Standard {{replacementChain: chain}}) {_CHAIN}"
CHAINS_KNOWN = as_known(
    with_known_days(f"UNWIND $chains AS chain MATCH (s:Standard {{replacementChain: chain}}) WHERE {EARLIER} {_CHAIN}")
)


class ChainRow(TypedDict):
    """A document of a replacement chain, where it is listed, and what replaces it as a whole since when."""

    chain: str
    id: str
    timeline: list[str] | None
    forceEarliest: date | None
    forceLatest: date | None
    superseded: date | None
    series: str | None
    partOf: str | None
    left: str | None
    item: bool
    listings: list[tuple[str, Bounds]]
    successors: list[tuple[str, str | None, str | None]]


@dataclass(frozen=True, slots=True)
class ScopeMember:
    """A document of a scope over time."""

    id: str
    history: DocumentHistory
    in_scope: Sequence[Span]
    listed: Mapping[str, Sequence[Span]]
    """When each system lists it; empty where the scope names one."""
    chain: str | None = None


async def load_members(
    tx: Transaction,
    scope: ScopeFilter,
    parameters: Mapping[str, object],
    plan: HistoryPlan,
    last: date,
    at: datetime | None,
) -> list[ScopeMember]:
    """The documents that are or were in a scope; by ``plan: CURRENT`` those in it on the last day, on every day. Two statements, three with
    ``at``: only what was recorded by then counts, and a standard of which nothing was recorded is not listed."""
    places = await load_places(tx, scope, at)
    parameters = {**parameters, **{name: sorted(inside) for name, inside in places.items()}}
    if at is None:
        rows = await tx.table(MemberRow, members(scope.shape), **parameters)
        known: Mapping[str, StandardProperties] = {}
    else:
        text = as_known(with_known_days(members(scope.shape, EARLIER)))
        rows = await tx.table(MemberRow, text, **parameters, at=at.isoformat())
        known = await documents_known(tx, (row["id"] for row in rows), at)
    found = []
    inside = [places.get(name) for name in kinds_of(scope.shape)]
    for row in rows:
        told = known.get(row["id"])
        spans, listed = spans_of(row, inside), listed_spans(row["left"], row["listings"])
        if plan is HistoryPlan.CURRENT:
            spans, listed = always(spans, last), {code: always(one, last) for code, one in listed.items()}
        force = date.fromisoformat(row["force"]) if row["force"] else None
        document = DocumentHistory(row["timeline"] or (), force) if told is None else _history(told)
        found.append(ScopeMember(row["id"], document, spans, listed, row["chain"]))
    return found


def always(spans: Iterable[Span], day: date) -> list[Span]:
    """Every day, if a day is among the spans, else none."""
    text = day.isoformat()
    return [(FIRST, NEVER)] if any(start <= text < end for start, end in spans) else []


def _history(told: StandardProperties) -> DocumentHistory:
    return DocumentHistory(told.get("timeline") or (), told.get("forceLatest"))


async def load_chain_members(
    tx: Transaction,
    in_scope: Mapping[str, Sequence[Span]],
    chains: Iterable[str],
    plan: HistoryPlan,
    last: date,
    at: datetime | None,
) -> list[list[ChainMember]]:
    """For each chain its documents, given when those in the scope are in it. One statement, two with ``at``; none without chains."""
    wanted = sorted(set(chains))
    if not wanted:
        return []
    if at is None:
        rows = await tx.table(ChainRow, CHAINS, chains=wanted)
        documents = {row["id"]: _stored(row) for row in rows}
    else:
        rows = await tx.table(ChainRow, CHAINS_KNOWN, chains=wanted, at=at.isoformat())
        known = await documents_known(tx, (row["id"] for row in rows), at)
        documents = {row["id"]: known.get(row["id"]) or _stored(row) for row in rows}
    grouped: dict[str, list[ChainMember]] = {}
    for row in rows:
        successors = [one for one in row["successors"] if one[0] in documents]
        superseded = native(row["superseded"]) if at is None else _superseded(successors, documents)
        told = documents[row["id"]]
        listed = listed_spans(row["left"], row["listings"]) if row["item"] else {}
        if plan is HistoryPlan.CURRENT:
            listed = {code: always(one, last) for code, one in listed.items()}
        member = ChainMember(
            row["id"],
            DocumentHistory(told.get("timeline") or (), told.get("forceLatest"), superseded),
            in_scope.get(row["id"], ()),
            listed,
            [_successor(key, documents[key]) for key, _, _ in successors],
        )
        grouped.setdefault(row["chain"], []).append(member)
    return [group for _, group in sorted(grouped.items())]


def _stored(row: ChainRow) -> StandardProperties:
    return {
        "timeline": row["timeline"] or [],
        "forceEarliest": native(row["forceEarliest"]),
        "forceLatest": native(row["forceLatest"]),
        "seriesKey": row["series"],
        "partOf": row["partOf"],
    }


def _superseded(
    successors: Iterable[tuple[str, str | None, str | None]], documents: Mapping[str, StandardProperties]
) -> date | None:
    by_others = supersession(
        Succession(
            documents[key].get("timeline") or [],
            in_force_by=documents[key].get("forceLatest"),
            in_force_from=documents[key].get("forceEarliest"),
            since=date.fromisoformat(since) if since else None,
            since_in=within,
            series=documents[key].get("seriesKey"),
            part_of=documents[key].get("partOf"),
        )
        for key, since, within in successors
    )
    return None if by_others is None else by_others.latest


def _successor(key: str, document: StandardProperties) -> Successor:
    issued = Succession(document.get("timeline") or []).takeover() is not None
    return Successor(key, document.get("partOf"), document.get("seriesKey"), issued)
