"""Relations, systems and demands that are dated to a month or a year: not yet before its last day, and told as they are stated."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import strawberry

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.datasets.small_seed import put, replace, write_small
from tests.engines import wipe
from tests.graphql.actor import Actor
from tests.graphql.client import Ask, asker

SYSTEM = "X2024/system.yaml"
SEEN = """
query($on: Date) {
  standard(number: "GB/T 10-2010") { replacedBy { since sinceIn } standing(on: $on) }
  other: standard(number: "GB/T 10-2020") { listedIn { since sinceIn until untilIn } }
  system(code: "X2024") {
    issuedOn issuedIn announcedOn announcedIn progress(asOf: $on) { listed imprecise } targets { by baseline }
  }
}
"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def loaded(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """The small seed with dates that its sources know less exactly."""
    await load_seed(graph, read_seed(rough(tmp_path_factory.mktemp("rough"))))
    yield graph
    await wipe(graph)


def rough(folder: Path) -> Path:
    """The small seed with its dates as months and years."""
    write_small(folder)
    (folder / "dataset.yaml").write_text("name: rough\ntitle_zh: 粗略\n", encoding="utf-8")
    replace(folder, SYSTEM, "issued_on: 2024-08-24", "issued_on: 2024-08")
    replace(folder, SYSTEM, "by: 2026-12-31", "by: 2026\n    baseline: 2020-06")
    put(folder, "X2024/replacements.csv", 2, "since", "2020-07")
    put(folder, "X2024/standards.csv", 3, "stage", "60.60")
    put(folder, "X2024/standards.csv", 3, "withdrawn_on", "")
    put(folder, "X2024/standards.csv", 4, "due_on", "2027-01")
    put(folder, "X2024/demands.csv", 2, "on", "2025")
    replace(folder, "X2024/listings.csv", "membership,note", "membership,note,from,until")
    replace(folder, "X2024/listings.csv", "S001,B,1,stated,", "S001,B,1,stated,,2025-03,")
    path = folder / "X2024/listings.csv"
    first, second, *others = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([first, second, *(f"{line},," for line in others), ""]), encoding="utf-8")
    return folder


@pytest_asyncio.fixture(loop_scope="session")
async def told(loaded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Ask:
    """Asks the seed."""
    return asker(loaded, engine_settings, schema)


async def test_it_is_told_as_it_is_stated(told: Ask) -> None:
    found = await told(SEEN)
    assert found["standard"]["replacedBy"] == [{"since": None, "sinceIn": "2020-07"}]
    assert found["other"]["listedIn"] == [{"since": None, "sinceIn": "2025-03", "until": None, "untilIn": None}]
    system = found["system"]
    assert (system["issuedOn"], system["issuedIn"], system["announcedOn"]) == (None, "2024-08", None)
    assert system["targets"] == [{"by": "2026-12-31", "baseline": "2020-06-30"}]
    item = await told('{ standard(number: "20260001-T-339") { projectDueOn } }')
    assert item["standard"]["projectDueOn"] == "2027-01-31"
    demands = await told('{ productCategory(code: "LI_BATTERY") { demands { on onIn } } }')
    assert demands["productCategory"]["demands"] == [{"on": None, "onIn": "2025"}]


async def test_before_its_last_day_it_counts_as_not_yet(told: Ask) -> None:
    days = ("2020-06-30", "2020-07-01", "2020-07-30", "2020-07-31")
    found = [(await told(SEEN, on=day))["standard"]["standing"] for day in days]
    assert found == ["IN_FORCE", "IN_FORCE", "IN_FORCE", "SUPERSEDED"]
    days = ("2024-08-30", "2024-08-31", "2025-03-30", "2025-03-31")
    listed = [(await told(SEEN, on=day))["system"]["progress"]["listed"] for day in days]
    assert listed == [0, 4, 4, 5]


async def test_the_same_again_changes_nothing(loaded: Graph, tmp_path: Path) -> None:
    report = await load_seed(loaded, read_seed(rough(tmp_path)))
    assert not report.changed


async def test_a_mutation_takes_a_month_or_a_year(
    told: Ask, loaded: Graph, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    actor = Actor(loaded, engine_settings, schema)
    given = {"standard": "GB/T 10-2020", "relation": "REPLACES", "target": "GB/T 11-2002"}
    done = await actor.done("relateStandard", **given, since="2021")
    assert done["change"]["at"] is None
    seen = '{ standard(number: "GB/T 11-2002") { replacedBy { since sinceIn } history { at effectiveIn } } }'
    assert (await told(seen))["standard"]["replacedBy"] == [{"since": None, "sinceIn": "2021"}]
    await actor.done("relateStandard", **given, since="2021-05-06")
    assert (await told(seen))["standard"]["replacedBy"] == [{"since": "2021-05-06", "sinceIn": None}]
    await actor.done("supersedeStandard", standard="GB/T 11-2002", successor="GB/T 10-2020", since="2021-06")
    assert (await told(seen))["standard"]["replacedBy"] == [{"since": None, "sinceIn": "2021-06"}]
    listing = {"standard": "20260001-T-339", "relation": "LISTED_IN", "target": "X2024/A", "effectiveOn": "2026-03"}
    await actor.done("relateStandard", **listing)
    seen = (
        '{ standard(number: "20260001-T-339") { listedIn { subsystem { code } sinceIn } history { at effectiveIn } } }'
    )
    found = (await told(seen))["standard"]
    assert {"subsystem": {"code": "A"}, "sinceIn": "2026-03"} in found["listedIn"]
    assert found["history"][-1] == {"at": None, "effectiveIn": "2026-03"}
