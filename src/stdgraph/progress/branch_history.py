"""The histories of all branches of a system in one answer: what ``progressHistory`` tells of each subsystem."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.calendar import TEXT
from stdgraph.domain.item_history import FIRST, NEVER, ChainMember, DocumentHistory, Span, alone_changes, chain_changes
from stdgraph.domain.network import adjacency, reachable
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import HistoryPlan, Interval
from stdgraph.progress.history_points import Changes, history_points, running_counts
from stdgraph.progress.history_rows import load_chain_members
from stdgraph.progress.membership import changes_of
from stdgraph.progress.places import StoodPlace, in_order, parent_of
from stdgraph.store.plan_cypher import ever, is_item, lists, on_plan, place_on, planned
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters

BRANCHES = f"MATCH (u:Subsystem {{system: $system}}) WHERE {planned('u')} RETURN u.id AS id, {place_on('u')} AS place"
LISTED = (
    f"MATCH (x:Subsystem {{system: $system}})<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')} WITH s, collect(DISTINCT x.id) AS places "
    "RETURN s.id AS id, s.timeline AS timeline, toString(s.forceLatest) AS force, s.replacementChain AS chain, places"
)
_ALWAYS: list[Span] = [(FIRST, NEVER)]


class BranchRow(TypedDict):
    """A subsystem, and where it stands on the last day."""

    id: str
    place: StoodPlace | None


class ListedRow(TypedDict):
    """A document that a system lists, and where."""

    id: str
    timeline: list[str] | None
    force: str | None
    chain: str | None
    places: list[str]


async def compute_branch_histories(
    tx: Transaction, system: str, first: date, last: date, interval: Interval
) -> list[Answer]:
    """For each subsystem of a system, in order, its history by what is listed on the last day. Three statements.

    Raises BadInput where the days are the wrong way round, LimitExceeded for more than 1,000 points.
    """
    points = history_points(first, last, interval)
    parameters = {"system": system, **day_parameters(last)}
    branches = {row["id"]: row["place"] for row in await tx.table(BranchRow, BRANCHES, **parameters)}
    documents = await tx.table(ListedRow, LISTED, **parameters)
    chained = {row["id"]: _ALWAYS for row in documents if row["chain"] is not None}
    chains = {row["chain"] for row in documents if row["chain"] is not None}
    groups = await load_chain_members(tx, chained, chains, HistoryPlan.CURRENT, last, None)
    above = adjacency((key, parent) for key, place in branches.items() if (parent := parent_of(place)))
    inside: dict[str, list[ListedRow]] = {key: [] for key in branches}
    for one in documents:
        for place in reachable(one["places"], above):
            inside.setdefault(place, []).append(one)
    return [
        {
            "subsystem": Ref("Subsystem", key),
            "points": [
                {
                    **point,
                    "scope": ScopeFilter(subsystem=(system, key.partition("/")[2])),
                    "knownAt": None,
                    "planOn": last,
                }
                for point in running_counts(
                    points,
                    TEXT[interval],
                    _changes(inside[key], groups, system, last, interval),
                    [None] * len(points),
                )
            ],
        }
        for key in in_order(branches)
    ]


def _changes(
    documents: list[ListedRow], groups: list[list[ChainMember]], system: str, last: date, interval: Interval
) -> Changes:
    changes = Changes(TEXT[interval])
    inside = {row["id"] for row in documents}
    for row in documents:
        changes.note_documents(changes_of(_ALWAYS, row["timeline"] or (), last))
        if row["chain"] is None:
            force = date.fromisoformat(row["force"]) if row["force"] else None
            changes.note_items(alone_changes(_ALWAYS, DocumentHistory(row["timeline"] or (), force), last.isoformat()))
    for group in groups:
        if not inside.isdisjoint(one.id for one in group):
            here = [replace(one, in_scope=_ALWAYS if one.id in inside else ()) for one in group]
            changes.note_items(chain_changes(here, system, last.isoformat()))
    return changes
