"""Random catalogues, decisions and days: every record is what the oracle says it is."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.outcomes import Changed
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.vocabulary import GapStatus
from stdgraph.gap_records.reconciliation import reconcile_records
from stdgraph.gap_records.track_gap import Track
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.stored_states import store_all_states
from tests.calendar_day import TODAY
from tests.engines import wipe
from tests.examples import examples
from tests.oracle.answers import gaps
from tests.oracle.day import Day
from tests.oracle.drawn_days import DAYS
from tests.oracle.records import World
from tests.oracle.tracking import Record, look_at_all
from tests.oracle.worlds import worlds
from tests.oracle.writing import move_world, retire_world, write_pasts, write_world

WHO = Identity("管理员", Role.ADMINISTRATOR)
WORDS = (None, "MOVING", "CLOSED", "WITHDRAWN", "OPEN")
Check = Callable[[World, list[date], list[str | None]], None]

STORED = (
    "MATCH (g:GapRecord) RETURN g.gapId AS gap, g.status AS status, g.found AS found, "
    "COLLECT { MATCH (g)<-[:CONCERNS]-(e:Event) RETURN e.kind ORDER BY e.sequence } AS happened"
)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def check(graph: Graph) -> Check:
    """Runs the comparison on the loop of the graph."""
    loop = asyncio.get_running_loop()

    async def stored(tx: Transaction) -> dict[str, tuple[str, bool, tuple[str, ...]]]:
        return {row["gap"]: (row["status"], row["found"], tuple(row["happened"])) for row in await tx.rows(STORED)}

    async def compare(world: World, days: list[date], words: list[str | None]) -> None:
        await wipe(graph)
        with tempfile.TemporaryDirectory() as folder:
            write_world(world, Path(folder))
            await load_seed(graph, read_seed(Path(folder)))
        await graph.write(lambda tx: move_world(tx, world))
        await graph.write(lambda tx: write_pasts(tx, world))
        await graph.write(lambda tx: retire_world(tx, world))
        await store_all_states(graph, TODAY)
        records: dict[str, Record] = {}
        for day in days:
            found = {gap.id for gap in gaps(Day(world, day))}
            await reconcile_records(graph, day)
            look_at_all(records.values(), found)
            for gap, word in zip(sorted(found | set(records)), words, strict=False):
                wish = Track(gap, status=GapStatus(word) if word else None, note="说明")
                (outcome,) = (await apply_commands(graph, WHO, [wish], today=day)).outcomes
                assert isinstance(outcome, Changed)
                if gap not in records:
                    records[gap] = Record(gap, status=word or "OPEN")
                elif word:
                    records[gap].decide(word)
                else:
                    records[gap].happened += ("TRACKED",)
            expected = {one.gap: (one.status, one.found, one.happened) for one in records.values()}
            assert await graph.read(stored) == expected

    return lambda world, days, words: loop.run_until_complete(compare(world, days, words))


@examples(5)
@given(worlds(), st.just(sorted(DAYS)), st.lists(st.sampled_from(WORDS), min_size=4, max_size=4))
def test_records_follow_the_findings(check: Check, world: World, days: list[date], words: list[str | None]) -> None:
    check(world, days, words)
