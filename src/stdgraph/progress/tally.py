"""Progress of a scope: how many of its standards have reached which status, and of its items how many are met; and of a tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.items import item_state
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import ItemState, Level, Standing, Status
from stdgraph.progress.places import StoodPlace, in_order, parent_of
from stdgraph.progress.plan_items import LISTING_SYSTEMS, FilledItem, ItemFigures, count_items, item_system, load_chains
from stdgraph.store.plan_cypher import downwards, ever, is_item, lists, on_plan, place_on, planned
from stdgraph.store.scope_cypher import inferred, scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import (
    day_parameters,
    entry,
    entry_stage,
    imprecise,
    standing,
    status,
    undated,
    with_state,
)
from stdgraph.store.versions_cypher import said, version


class TallyRow(TypedDict):
    """How many standards in the scope ``n`` share all of this."""

    n: int
    level: str | None
    stage: str | None
    status: str
    standing: str | None
    undated: bool
    imprecise: bool
    inferred: bool
    chain: str | None
    """The replacement chain of a single one, which then is ``id``."""
    id: str | None
    systems: int
    """How many systems list each of them."""
    count: int


class DeclaredRow(TypedDict):
    """The number of items that a system declares."""

    code: str
    declared: int


DECLARED = (
    f"MATCH (y:StandardsSystem) WHERE {planned('y')} {version('y', 'w')} "
    f"WITH y.code AS code, {said('y', 'w', 'declared')} AS declared WHERE declared IS NOT NULL RETURN code, declared"
)


def _tallied(shape: frozenset[str]) -> str:
    """The statement that returns ``TallyRow``s for scopes of a shape."""
    systems = "1" if shape & {"system", "subsystem"} else f"size({LISTING_SYSTEMS})"
    return (
        f"UNWIND $scopes AS scope {standards(shape)} {with_state('s', 'scope')} "
        f"WITH scope.n AS n, s.level AS level, [x IN [{entry('s')}] WHERE x IS NOT NULL | {entry_stage('x')}][0] AS stage, "
        f"status, standing, {undated('s')} AS undated, {imprecise('s')} AS imprecise, {inferred(shape)} AS inferred, "
        "s.replacementChain AS chain, CASE WHEN s.replacementChain IS NULL THEN null ELSE s.id END AS id, "
        f"CASE WHEN s.replacementChain IS NULL THEN {systems} ELSE 0 END AS systems "
        "RETURN n, level, stage, status, standing, undated, imprecise, inferred, chain, id, systems, count(*) AS count"
    )


async def compute_progress(tx: Transaction, scopes: Sequence[ScopeFilter], on: date) -> list[Answer]:
    """The progress of each scope on a day, in three statements however many there are; all scopes must be of one shape.

    For an unknown code nothing is listed.
    """
    if not scopes:
        return []
    rows = await tx.table(TallyRow, _tallied(scopes[0].shape), scopes=scope_parameters(scopes), **day_parameters(on))
    declared = await load_declared_counts(tx, on)
    chains = await load_chains(
        tx, {row["chain"] for row in rows if row["chain"] is not None}, {**day_parameters(on), "planOn": on}
    )
    by_scope: list[list[TallyRow]] = [[] for _ in scopes]
    for row in rows:
        by_scope[row["n"]].append(row)
    return [
        {
            **tally(
                group,
                on,
                declared.get(scope),
                chains.of((row["id"] for row in group if row["id"] is not None), item_system(scope)),
            ),
            "scope": scope,
        }
        for group, scope in zip(by_scope, scopes, strict=True)
    ]


async def load_declared_counts(tx: Transaction, on: date) -> dict[ScopeFilter, int]:
    """The number of items that issuing documents declare, by scope: only whole systems on the plan declare any."""
    rows = await tx.table(DeclaredRow, DECLARED, on=on)
    return {ScopeFilter(system=row["code"]): row["declared"] for row in rows}


def tally(rows: Iterable[TallyRow], on: date, declared: int | None, chained: Iterable[FilledItem]) -> Answer:
    """The progress that rows of one scope and the items of its chains add up to."""
    groups = list(rows)

    def count(**wanted: object) -> int:
        return sum(row["count"] for row in groups if wanted.items() <= row.items())

    alone = (
        (row["level"], item_state(row["status"], row["standing"]), row["systems"] * row["count"]) for row in groups
    )
    items = count_items(alone, chained)
    return {
        "asOf": on,
        "declared": declared,
        "listed": count(),
        "items": items.items,
        "itemsMet": items.met,
        "itemsOpen": items.open,
        "itemsLeft": items.left,
        "unitemised": None if declared is None else max(declared - items.items, 0),
        "planned": count(status=Status.PLANNED),
        "drafting": count(status=Status.DRAFTING),
        "published": count(status=Status.PUBLISHED),
        "inForce": count(standing=Standing.IN_FORCE),
        "upcoming": count(standing=Standing.UPCOMING),
        "superseded": count(standing=Standing.SUPERSEDED),
        "withdrawn": count(status=Status.WITHDRAWN),
        "abandoned": count(status=Status.ABANDONED),
        "undated": count(undated=True),
        "imprecise": count(imprecise=True),
        "inferred": count(inferred=True),
        "completion": completion(items.met, declared, items.items),
        "byLevel": [
            {
                "level": level,
                "planned": count(level=level, status=Status.PLANNED),
                "drafting": count(level=level, status=Status.DRAFTING),
                "published": count(level=level, status=Status.PUBLISHED),
                "withdrawn": count(level=level, status=Status.WITHDRAWN),
            }
            for level in (*Level, None)
            if count(level=level)
        ],
        "byStage": [
            {"stage": None if stage is None else {"code": stage}, "count": count(stage=stage)}
            for stage in sorted({row["stage"] for row in groups}, key=lambda code: code or "")
        ],
        **_statistics(items, declared),
    }


def _statistics(items: ItemFigures, declared: int | None) -> Answer:
    """The table of GB/T 13016 (统计表): by level how many items there ought to be and are, and in all."""
    by_level = [
        (level, items.levels.get((level, ItemState.MET), 0), items.levels.get((level, ItemState.OPEN), 0))
        for level in (*Level, None)
    ]
    whole = max(declared or 0, items.items)
    return {
        "statistics": [
            {"level": level, "required": met + left, "existing": met, "ratio": met / (met + left)}
            for level, met, left in by_level
            if met + left
        ],
        "statisticsTotal": {
            "level": None,
            "required": whole,
            "existing": items.met,
            "ratio": completion(items.met, declared, items.items),
        },
    }


def completion(met: int, declared: int | None, items: int) -> float | None:
    """The items met as a share of the declared ones or, if more, of those on the plan; None where both are zero."""
    whole = max(declared or 0, items)
    return met / whole if whole else None


_STATUSES = ("planned", "drafting", "published", "withdrawn")
_COUNTS = ", ".join(f"sum(CASE WHEN status = '{name.upper()}' THEN 1 ELSE 0 END) AS {name}" for name in _STATUSES)
COUNTED = ("listed", *_STATUSES, "imprecise", "inferred")
"""The figures of a tree that count documents."""
_FURTHER = ("inferredHere", "met", "open")
"""How many of the documents are listed in the very subsystem on a compiler's judgement, and how many items documents fill alone."""
_SAID = "CASE l.membership WHEN 'STATED' THEN 2 WHEN 'INFERRED' THEN 1 ELSE 0 END"


class TreeRow(TypedDict):
    """A subsystem with its figures in groups: those of what it lists itself, and of what only its subtree lists; apart from these
    every standard of a replacement chain."""

    code: str
    id: str
    place: StoodPlace | None
    groups: list[tuple[int, str | None, str | None, list[int]]]
    """1 for what it lists itself, else 0; the id and the chain of a single standard; and the figures."""


_ITEM = "CASE WHEN status = 'PLANNED' OR status = 'DRAFTING' OR standing = 'UPCOMING' THEN 1 ELSE 0 END"
TREE = (
    "UNWIND $systems AS code MATCH (u:Subsystem {system: code}) "
    f"WHERE {planned('u')} RETURN code, u.id AS id, {place_on('u')} AS place, "
    f"COLLECT {{ MATCH (u){downwards('PART_OF', 'ud')}(x:Subsystem)<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')} "
    f"WITH s, max(CASE WHEN x = u THEN 1 ELSE 0 END) AS own, max({_SAID}) AS said, max(CASE WHEN x = u THEN {_SAID} ELSE 0 END) AS saidHere "
    f"WITH s, own, said, saidHere, {status('s')} AS status WITH s, own, said, saidHere, status, {standing('s', 'status')} AS standing, "
    f"CASE WHEN {imprecise('s')} THEN 1 ELSE 0 END AS unsure "
    "WITH own, CASE WHEN s.replacementChain IS NULL THEN null ELSE s.id END AS id, s.replacementChain AS chain, status, unsure, "
    "CASE WHEN said = 1 THEN 1 ELSE 0 END AS guessed, CASE WHEN saidHere = 1 THEN 1 ELSE 0 END AS guessedHere, "
    "CASE WHEN s.replacementChain IS NULL AND standing = 'IN_FORCE' THEN 1 ELSE 0 END AS met, "
    f"CASE WHEN s.replacementChain IS NULL THEN {_ITEM} ELSE 0 END AS open "
    f"WITH own, id, chain, count(*) AS listed, {_COUNTS}, sum(unsure) AS imprecise, sum(guessed) AS inferred, "
    f"sum(guessedHere) AS inferredHere, sum(met) AS met, sum(open) AS open RETURN [own, id, chain, [{', '.join((*COUNTED, *_FURTHER))}]] }} AS groups"
)


async def load_trees(tx: Transaction, systems: Sequence[str], on: date) -> list[list[Answer]]:
    """For each system its subsystems on a day in order, depth first, with their own figures and those of their subtree. Two statements."""
    nodes = await tx.table(TreeRow, TREE, systems=list(systems), **day_parameters(on))
    chains = await load_chains(
        tx,
        {chain for node in nodes for _, _, chain, _ in node["groups"] if chain},
        {**day_parameters(on), "planOn": on},
    )
    answer: dict[str, list[Answer]] = {code: [] for code in systems}
    by_id = {node["id"]: node for node in nodes}
    places = {key: node["place"] for key, node in by_id.items()}
    for key in in_order(places):
        node, parent = by_id[key], parent_of(places[key])
        own, total = (
            _figures(groups, chains.of((one for _, one, _, _ in groups if one), node["code"]), own=own)
            for own, groups in ((True, [group for group in node["groups"] if group[0]]), (False, node["groups"]))
        )
        answer[node["code"]].append(
            {
                "subsystem": Ref("Subsystem", key),
                "parentCode": None if parent is None else parent.partition("/")[2],
                "own": own,
                "total": total,
            }
        )
    return [answer[code] for code in systems]


def _figures(
    groups: Sequence[tuple[int, str | None, str | None, list[int]]], chained: Sequence[FilledItem], *, own: bool
) -> Answer:
    added = {name: sum(figures[place] for *_, figures in groups) for place, name in enumerate((*COUNTED, *_FURTHER))}
    inferred_here = added.pop("inferredHere")
    met = added.pop("met") + sum(one.state is ItemState.MET for one in chained)
    still_open = added.pop("open") + sum(one.state is ItemState.OPEN for one in chained)
    return {
        **added,
        "inferred": inferred_here if own else added["inferred"],
        "items": met + still_open,
        "itemsMet": met,
        "itemsOpen": still_open,
        "completion": completion(met, None, met + still_open),
    }
