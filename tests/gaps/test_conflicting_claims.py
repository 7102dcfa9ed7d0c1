"""Conflicts are between sources: a correction of what stood here opens none, and settles none between others."""

from __future__ import annotations

from stdgraph.commands.correct import Correct
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.detection import find_gaps
from stdgraph.store.session import Graph
from tests.commands.workspace import TODAY, Workspace

STATED = (
    "MATCH (s:Standard)<-[:ABOUT]-(k:Claim {field: 'inForceOn'})-[:STATED_BY]->() WITH s, count(DISTINCT k.value) AS values "
    "WHERE values > 1 RETURN s.id AS id ORDER BY id LIMIT 1"
)
UNDISPUTED = (
    "MATCH (s:Standard {status: 'PUBLISHED'})-[:LISTED_IN]->() WHERE s.inForceOn IS NOT NULL AND s.publishedOn < s.inForceOn "
    "AND NOT EXISTS { (s)<-[:ABOUT]-(:Claim) } RETURN s.id AS id ORDER BY id LIMIT 1"
)


async def conflicts(graph: Graph) -> set[str]:
    (gaps,) = await graph.read(lambda tx: find_gaps(tx, [ScopeFilter()], ["CONFLICTING_CLAIMS"], TODAY))
    return {gap.key for gap in gaps}


async def test_a_correction_is_no_conflict_and_settles_none(graph: Graph) -> None:
    await load_seed(graph, read_seed(bundled_seed()))
    workspace = Workspace(graph)
    (disputed,), (undisputed,) = await workspace.rows(STATED), await workspace.rows(UNDISPUTED)
    before = await conflicts(graph)
    assert f"Standard:{disputed['id']}:inForceOn" in before
    for one in (disputed, undisputed):
        published = (await workspace.standard(one["id"]))["publishedOn"]
        await workspace.done(
            Correct(one["id"], "inForceOn", published.isoformat(), "https://example.org/gazette", "read it")
        )
    assert (False, None) in {
        (chosen, source) for _, chosen, source in await workspace.claims(undisputed["id"], "inForceOn")
    }
    assert await conflicts(graph) == before
