"""What is remembered says how many bytes it takes: within a factor of two of the truth, for each kind."""

from __future__ import annotations

import gc
from datetime import date, timedelta
from pathlib import Path

import pytest
import strawberry

from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.full_detection import Detection, detect_all
from stdgraph.gaps.gap_query import GapQuery
from stdgraph.gaps.kinds import kinds
from stdgraph.graphql.context import Context
from stdgraph.graphql.kept_documents import parse_document
from stdgraph.graphql.planning import PlanCache
from stdgraph.progress.coverage import load_categories, load_network
from stdgraph.settings import Settings
from stdgraph.store.memory import Memory
from stdgraph.store.session import Graph, Transaction
from tests.calendar_day import TODAY
from tests.graphql.test_limits import aliased
from tests.sizes import deep_size, is_honest

DOCUMENTS = Path(__file__).parent.parent / "contract" / "operations"
TEXTS = [
    *(
        (DOCUMENTS / f"{name}.graphql").read_text(encoding="utf-8")
        for name in ("02-subsystem-tree", "05-gaps", "06-coverage", "18-gaps-placed")
    ),
    "{ systems { code } }",
    aliased(60),
    aliased(90),
]


@pytest.mark.parametrize(
    ("scope", "wanted", "on"),
    [
        (ScopeFilter(), frozenset(kinds()), TODAY),
        (ScopeFilter(system="ICN2024"), frozenset(kinds()), TODAY - timedelta(days=700)),
        (ScopeFilter(), frozenset({"OVERDUE"}), TODAY),
        (ScopeFilter(), frozenset({"UNMET_DEMAND"}), TODAY),
    ],
)
async def test_a_detection_tells_its_bytes(seeded: Graph, scope: ScopeFilter, wanted: frozenset[str], on: date) -> None:
    async def detect(tx: Transaction) -> Detection:
        return await detect_all(tx, GapQuery((scope,), wanted, on, False), await load_network(tx, on))

    found = await seeded.read(detect)
    told, taken = found.size, deep_size(found, without=[found.network, found.query])
    assert is_honest(told, taken), (told, taken)


async def test_categories_tell_their_bytes(seeded: Graph) -> None:
    found = await seeded.read(load_categories)
    told, taken = found.size, deep_size(found)
    assert is_honest(told, taken), (told, taken)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
async def test_a_document_and_its_plan_tell_their_bytes(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, text: str
) -> None:
    seeded.memory.clear()
    plans = Memory()
    context = Context(seeded, engine_settings, PlanCache(lambda: plans))
    await schema.execute(text, {"code": "PV2024", "system": "PV2024"}, context_value=context)
    for memory, kind in ((seeded.memory, "documents"), (plans, "plans")):
        entries = [one for name, one in memory._long.items() if name[0] == kind]
        told, taken = sum(one.size for one in entries), deep_size(*entries, without=[schema, schema._schema])
        assert not entries or is_honest(told, taken), (kind, told, taken)
    assert seeded.memory.usage["documents"].entries == 1


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_document_that_is_dropped_is_gone_at_once(text: str) -> None:
    gc.collect()
    gc.disable()
    try:
        parse_document(text)
        assert gc.collect() == 0, "circles that it was part of"
    finally:
        gc.enable()
