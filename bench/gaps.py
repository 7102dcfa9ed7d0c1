"""Gaps of a national catalogue: a first look, one right after a change, and one while nothing changed, beside hand-written statements.

The floor is what the engine alone takes to yield the rows that gaps are made of: today's states as they are stored, the simplest patterns.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from functools import partial
from typing import TypedDict

from bench.engines import Place
from bench.floor import Floor
from bench.latency import changing
from bench.national import write_national
from bench.recording import Statement
from bench.report import Row, Section
from bench.sampling import Effort, Way, in_turns, nothing, percentile
from stdgraph.domain import calendar
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.detection import find_gaps
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import mark_structure_changed
from stdgraph.store.versioned_cache import STABLE_AFTER

FIRST = Effort(warm=3, samples=10, warm_seconds=20.0, sample_seconds=20.0)
AGAIN = Effort(warm=10, samples=100, warm_seconds=5.0, sample_seconds=10.0)

_WHOLE = "MATCH (s:Standard) WHERE"
_BRANCH = (
    "MATCH (:Subsystem {id: $subsystem})<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(s:Standard) WITH DISTINCT s WHERE"
)
_COMMITTEE = "MATCH (:Committee {code: $committee})<-[:SUBCOMMITTEE_OF*0..]-(:Committee)<-[:OWNED_BY]-(s:Standard) WITH DISTINCT s WHERE"
_LISTED = "EXISTS { (s)-[:LISTED_IN]->(:Subsystem) }"
_ROW = (
    "RETURN collect([s.id, toString(s.{0}), s.level, [(s)-[:LISTED_IN]->(x) | x.id], [(s)-[:APPLIES_TO]->(c) | c.code], "
    "[(s)-[:OWNED_BY]->(o) | o.code]]) AS rows"
)
_CELLS = (
    "MATCH (x:Subsystem)<-[:LISTED_IN]-(s:Standard)-[:APPLIES_TO]->(c:ProductCategory) "
    "WHERE {0}(s.standing IN ['IN_FORCE', 'UPCOMING'] OR s.status IN ['PLANNED', 'DRAFTING']) "
    "WITH DISTINCT x.id AS place, c.code AS code, s.status AS status, s.standing AS standing, s.stage AS stage, s.level AS level "
    "RETURN collect([place, code, status, standing, stage, level]) AS rows"
)
_DEMANDS = "MATCH (x:Subsystem)<-[:MET_IN]-(:Demand)-[:DEMANDS_FOR]->(c:ProductCategory) RETURN collect([x.id, c.code]) AS rows"


class SomeRow(TypedDict):
    """A branch and a committee that hold many standards."""

    subsystem: str
    committee: str


SOME = (
    "RETURN COLLECT { MATCH (x:Subsystem {depth: 1})<-[:PART_OF*0..]-(:Subsystem)<-[:LISTED_IN]-(s:Standard) "
    "WITH x, count(*) AS size ORDER BY size DESC, x.id LIMIT 1 RETURN x.id }[0] AS subsystem, "
    "COLLECT { MATCH (c:Committee)<-[:OWNED_BY]-(s:Standard) WITH c, count(*) AS size ORDER BY size DESC, c.code LIMIT 1 RETURN c.code }[0] "
    "AS committee"
)


def floor(scope: ScopeFilter) -> list[Statement]:
    """The hand-written statements of a scope."""
    start, cells = (_WHOLE, "") if not scope.shape else (_BRANCH, "x.system = $system AND ")
    if scope.committee is not None:
        start = _COMMITTEE
    conditions = {
        "reviewDueOn": "s.standing = 'IN_FORCE' AND s.reviewDueOn < $today",
        "dueOn": "s.status IN ['PLANNED', 'DRAFTING'] AND s.dueOn < $today",
        "stageOn": "s.status = 'DRAFTING' AND s.stageOn < $today",
        "stage": "s.status = 'PLANNED'",
    }
    texts = [f"{start} {condition} AND {_LISTED} {_ROW.format(name)}" for name, condition in conditions.items()]
    links = "MATCH (s)-[r:ADOPTS|REFERENCES]->(o:Standard) WHERE o.standing IN ['SUPERSEDED', 'WITHDRAWN']"
    texts.append(
        f"{start} s.standing = 'IN_FORCE' AND {_LISTED} {links} RETURN collect([s.id, type(r), o.id, o.standing]) AS rows"
    )
    if scope.committee is None:
        texts += [_CELLS.format(cells), _DEMANDS]
    system = scope.subsystem[0] if scope.subsystem else None
    values = {
        "subsystem": scope.subsystem_id,
        "committee": scope.committee,
        "system": system,
        "today": calendar.today(),
    }
    return [Statement(text, values) for text in texts]


async def measure_gaps(where: Place, standards: int) -> list[Section]:
    """Three looks at the whole catalogue, a branch and a committee."""
    async with await Graph.open(where.settings) as graph, Floor(graph.engine.endpoint()) as below:
        await write_national(graph, *([standards] if standards else []))
        row = await graph.read(lambda tx: tx.row(SOME, SomeRow))
        if row is None:
            raise RuntimeError("the catalogue holds nothing")
        system, _, code = row["subsystem"].partition("/")
        scopes = {
            "whole catalogue": ScopeFilter(),
            f"branch {row['subsystem']}": ScopeFilter(subsystem=(system, code)),
            f"committee {row['committee']}": ScopeFilter(committee=row["committee"]),
        }
        looks: Mapping[str, tuple[Way, Effort]] = {
            "first": (partial(graph.write, mark_structure_changed), FIRST),
            "a standard changed": (partial(graph.write, await changing(graph)), AGAIN),
            "nothing changed": (nothing, AGAIN),
        }
        rows = [
            await _measured(graph, below, name, scope, look, *how)
            for name, scope in scopes.items()
            for look, how in looks.items()
        ]
        return [Section(f"Gaps of a national catalogue, in process ({graph.engine.version})", rows)]


async def _measured(
    graph: Graph, below: Floor, name: str, scope: ScopeFilter, look: str, before: Way, effort: Effort
) -> Row:
    async def work(tx: Transaction) -> int:
        (found,) = await find_gaps(tx, [scope], None, calendar.today())
        return len(found)

    count = await graph.read(work)
    await asyncio.sleep(STABLE_AFTER)  # what is read then may be kept
    await graph.read(work)
    own: list[float] = []

    async def asked() -> None:
        begun = time.process_time()
        await graph.read(work)
        own.append(time.process_time() - begun)

    taken, alone = await in_turns([asked, partial(below.send, [floor(scope)])], effort, before)
    return {
        "scope": name,
        "gaps": count,
        "look": look,
        "p50 ms": 1000 * percentile(taken, 0.5),
        "p99 ms": 1000 * percentile(taken, 0.99),
        "own CPU ms": 1000 * percentile(sorted(own), 0.5),
        "floor p50": 1000 * percentile(alone, 0.5),
        "share of the floor": percentile(alone, 0.5) / percentile(taken, 0.5),
        "samples": len(taken),
    }
