"""Progress of a scope: how many of its standards have reached which status, each counted once; and of a tree, at every level."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Level, Standing, Status
from stdgraph.store.plan_cypher import ever, is_item, lists, on_plan, planned
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, entry_stage, imprecise, status, undated, with_state


class TallyRow(TypedDict):
    """How many standards in the scope ``n`` share level, stage, status and standing, and whether their status rests on an undated event."""

    n: int
    level: str | None
    stage: str | None
    status: str
    standing: str | None
    undated: bool
    imprecise: bool
    count: int


class DeclaredRow(TypedDict):
    """The number of items that a system declares."""

    code: str
    declared: int


DECLARED = f"MATCH (y:StandardsSystem) WHERE y.declared IS NOT NULL AND {planned('y')} RETURN y.code AS code, y.declared AS declared"


async def compute_progress(tx: Transaction, scopes: Sequence[ScopeFilter], on: date) -> list[Answer]:
    """The progress of each scope on a day, in two statements however many there are; all scopes must be of one shape.

    For an unknown code nothing is listed.
    """
    if not scopes:
        return []
    text = (
        f"UNWIND $scopes AS scope {standards(scopes[0].shape)} {with_state('s', 'scope')} "
        f"WITH scope.n AS n, s.level AS level, [x IN [{entry('s')}] WHERE x IS NOT NULL | {entry_stage('x')}][0] AS stage, "
        f"status, standing, {undated('s')} AS undated, {imprecise('s')} AS imprecise "
        "RETURN n, level, stage, status, standing, undated, imprecise, count(*) AS count"
    )
    rows = await tx.table(TallyRow, text, scopes=scope_parameters(scopes), **day_parameters(on))
    declared = await load_declared_counts(tx, on)
    by_scope: list[list[TallyRow]] = [[] for _ in scopes]
    for row in rows:
        by_scope[row["n"]].append(row)
    return [tally(group, on, declared.get(scope)) for group, scope in zip(by_scope, scopes, strict=True)]


async def load_declared_counts(tx: Transaction, on: date) -> dict[ScopeFilter, int]:
    """The number of items that issuing documents declare, by scope: only whole systems on the plan declare any."""
    rows = await tx.table(DeclaredRow, DECLARED, on=on)
    return {ScopeFilter(system=row["code"]): row["declared"] for row in rows}


def tally(rows: Iterable[TallyRow], on: date, declared: int | None) -> Answer:
    """The progress that rows of one scope add up to."""
    groups = list(rows)

    def count(**wanted: object) -> int:
        return sum(row["count"] for row in groups if wanted.items() <= row.items())

    listed, published = count(), count(status=Status.PUBLISHED)
    return {
        "asOf": on,
        "declared": declared,
        "listed": listed,
        "unitemised": None if declared is None else max(declared - listed, 0),
        "planned": count(status=Status.PLANNED),
        "drafting": count(status=Status.DRAFTING),
        "published": published,
        "inForce": count(standing=Standing.IN_FORCE),
        "upcoming": count(standing=Standing.UPCOMING),
        "superseded": count(standing=Standing.SUPERSEDED),
        "withdrawn": count(status=Status.WITHDRAWN),
        "abandoned": count(status=Status.ABANDONED),
        "undated": count(undated=True),
        "imprecise": count(imprecise=True),
        "completion": completion(published, declared, listed),
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
    }


def completion(published: int, declared: int | None, listed: int) -> float | None:
    """Published as a share of the declared items or, if more, of the listed ones; None where both are zero."""
    whole = max(declared or 0, listed)
    return published / whole if whole else None


_STATUSES = ("planned", "drafting", "published", "withdrawn")
_COUNTS = ", ".join(f"sum(CASE WHEN status = '{name.upper()}' THEN 1 ELSE 0 END) AS {name}" for name in _STATUSES)
FIGURES = ("listed", *_STATUSES, "imprecise")


class TreeRow(TypedDict):
    """A subsystem with its figures in two groups: those of what it lists itself, and of what only its subtree lists."""

    code: str
    id: str
    place: int
    parent: str | None
    groups: list[list[int]]
    """1 for what it lists itself, else 0, and then the ``FIGURES``."""


TREE = (
    "UNWIND $systems AS code MATCH (u:Subsystem {system: code}) "
    f"WHERE {planned('u')} RETURN code, u.id AS id, u.order AS place, "
    "COLLECT { MATCH (u)-[:PART_OF]->(p:Subsystem) RETURN p.code LIMIT 1 }[0] AS parent, "
    f"COLLECT {{ MATCH (u)<-[:PART_OF*0..]-(x:Subsystem)<-[l:{ever('LISTED_IN')}]-(s:Standard) "
    f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')} WITH s, max(CASE WHEN x = u THEN 1 ELSE 0 END) AS own "
    f"WITH own, {status('s')} AS status, CASE WHEN {imprecise('s')} THEN 1 ELSE 0 END AS open "
    f"WITH own, count(*) AS listed, {_COUNTS}, sum(open) AS imprecise RETURN [own, {', '.join(FIGURES)}] }} AS groups"
)


async def load_trees(tx: Transaction, systems: Sequence[str], on: date) -> list[list[Answer]]:
    """For each system its subsystems in order, depth first, with their own figures and those of their subtree. One statement."""
    nodes = await tx.table(TreeRow, TREE, systems=list(systems), **day_parameters(on))
    answer: dict[str, list[Answer]] = {code: [] for code in systems}
    for node in sorted(nodes, key=lambda node: node["place"]):
        total = _add_up([figures for _, *figures in node["groups"]])
        answer[node["code"]].append(
            {
                "subsystem": Ref("Subsystem", node["id"]),
                "parentCode": node["parent"],
                "own": _add_up([figures for own, *figures in node["groups"] if own]),
                "total": {**total, "completion": completion(total["published"], None, total["listed"])},
            }
        )
    return [answer[code] for code in systems]


def _add_up(groups: list[list[int]]) -> dict[str, int]:
    return {name: sum(figures[place] for figures in groups) for place, name in enumerate(FIGURES)}
