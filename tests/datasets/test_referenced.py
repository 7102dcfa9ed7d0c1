"""Documents that stand in no system: bare as they were, or with the states, titles and days that a register gives."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.problems import SeedInvalid
from stdgraph.datasets.reader import read_seed
from stdgraph.store.session import Graph
from tests.datasets.small_seed import replace, write_small
from tests.engines import wipe

HEADER = "id,number,title_zh,title_en,level,stage,published_on,in_force_on,withdrawn_on,source,confidence,note\n"
ROWS = (
    "R001,ISO 1:2016,,,international,,,,,page,verified,",
    "R002,ISO 2:2006,甲,First,international,95.99,2006-06-30,,2026-06,page,verified,",
    "R003,ISO 2:2026,,,international,60.60,2026-06-24,,,page,verified,",
    "R004,ISO 1:2016/Amd 1:2020,,,international,90.93,2020-09-24,,,page,verified,",
)
STATE = (
    "MATCH (s:Standard {id: $id}) RETURN s.titleZh AS title, s.stage AS stage, toString(s.publishedOn) AS published, "
    "s.publicationBasis AS basis, s.withdrawnIn AS withdrawn, "
    "COLLECT { MATCH (s)<-[:REPLACES]-(o) RETURN o.id } AS successors, COLLECT { MATCH (s)-[:AMENDS]->(o) RETURN o.id } AS amended"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = write_small(tmp_path / "x-seed")
    (folder / "referenced.csv").write_text(HEADER + "\n".join(ROWS) + "\n", encoding="utf-8")
    replace(folder, "X2024/replacements.csv", "S001,S002,", "R003,R002,whole,2026-06-24,page,verified,\nS001,S002,")
    return folder


@pytest.fixture
async def loaded(graph: Graph, folder: Path) -> AsyncIterator[Graph]:
    await wipe(graph)
    await load_seed(graph, read_seed(folder))
    yield graph
    await wipe(graph)


async def state(graph: Graph, key: str) -> dict[str, Any]:
    return await graph.read(lambda tx: tx.row(STATE, id=key)) or {}


async def test_a_row_without_a_state_is_published_in_the_year_of_its_number(loaded: Graph) -> None:
    found = await state(loaded, "R001")
    assert (found["stage"], found["published"], found["basis"]) == ("60.60", None, "NUMBER")


async def test_a_row_has_the_state_and_the_days_that_it_states(loaded: Graph) -> None:
    assert await state(loaded, "R002") == {
        "title": "甲",
        "stage": "95.99",
        "published": "2006-06-30",
        "basis": "STATED",
        "withdrawn": "2026-06",
        "successors": ["R003"],
        "amended": [],
    }


async def test_an_amendment_amends_what_its_number_says(loaded: Graph) -> None:
    found = await state(loaded, "R004")
    assert (found["stage"], found["amended"]) == ("90.93", ["R001"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (",95.99,2006-06-30", ",95.9,2006-06-30", "referenced.csv:row 3, column stage: invalid stage '95.9'"),
        (",2006-06-30,,2026-06,", ",2006-06-30,,2005-06,", "withdrawn_on: 2005-06 is before published_on 2006-06-30"),
        (",95.99,2006-06-30", ",60.60,2006-06-30", "withdrawn_on: 2026-06 at stage 60.60 (expected an empty field"),
    ],
)
def test_a_state_that_cannot_be_is_refused(folder: Path, old: str, new: str, message: str) -> None:
    replace(folder, "referenced.csv", old, new)
    with pytest.raises(SeedInvalid) as raised:
        read_seed(folder)
    assert message in str(raised.value)
