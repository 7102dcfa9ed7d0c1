"""Series, editions and amendments as a consumer asks for them, on a dataset beside the small one."""

from __future__ import annotations

from pathlib import Path

import pytest
import pytest_asyncio
import strawberry

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.datasets.small_seed import write_small
from tests.graphql.client import Ask, asker

HEADER = (
    "id,number,printed_number,title_zh,title_en,level,nature,stage,stage_on,due_on,published_on,in_force_on,withdrawn_on,"
    "plan_number,committees,owner_basis,ics,ccs,adopts,adoption_degree,amends,product_categories,source,confidence,note"
)
ROWS = (
    ("T001", "GB/T 200-2019", "national", "2019-01-01", "ISO 2:2018", "IDT", ""),
    ("T002", "GB/T 201-2019", "national", "2019-01-01", "ISO 3", "IDT", ""),
    ("T003", "GB/T 200-2019/XG1-2021", "national", "2021-01-01", "", "", ""),
    ("T004", "GB/T 202-2022", "national", "2022-01-01", "", "", "T002"),
)
WORLD = (
    ("A001", "ISO 2:2018/Amd 1:2020", "2020-05-01", ""),
    ("A002", "ISO 2:2018", "2018-01-01", ""),
    ("A003", "ISO 3:2010", "2010-01-01", ""),
    ("A004", "ISO 3:2020", "2020-01-01", "A003"),
)


def _standard(key: str, number: str, level: str, on: str, adopts: str = "", degree: str = "", amends: str = "") -> str:
    return f"{key},{number},,{key},,{level},,60.60,,,{on},{on},,,,,,,{adopts},{degree},{amends},,page,verified,"


def _write(folder: Path, name: str, **files: list[str]) -> Path:
    """A dataset about the system of the small seed: of its files those that are given have rows."""
    home = write_small(folder / name)
    (home / "X2024" / "system.yaml").unlink()
    for path in home.rglob("*.csv"):
        header = path.read_text(encoding="utf-8").partition("\n")[0]
        path.write_text(
            "\n".join([HEADER if path.stem == "standards" else header, *files.get(path.stem, ()), ""]), encoding="utf-8"
        )
    (home / "dataset.yaml").write_text(f"name: {name}\ntitle_zh: {name}\n", encoding="utf-8")
    return home


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def world(graph: Graph, tmp_path_factory: pytest.TempPathFactory) -> Graph:
    """The small seed, documents of ISO, and standards that adopt and amend."""
    folder = tmp_path_factory.mktemp("series")
    replaced = [f"{key},{of},whole,,page,verified," for key, _, _, of in WORLD if of]
    documents = [_standard(key, number, "international", on) for key, number, on, _ in WORLD]
    listed = [f"{row[0]},B,,stated," for row in ROWS]
    own = [_standard(*row) for row in ROWS]
    await load_seed(graph, read_seed(write_small(folder / "small")))
    await load_seed(graph, read_seed(_write(folder, "iso", standards=documents, replacements=replaced)))
    await load_seed(graph, read_seed(_write(folder, "gb", standards=own, listings=listed)))
    return graph


@pytest.fixture
def ask_world(world: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Ask:
    return asker(world, engine_settings, schema)


SERIES = "query Q($number: String!) { standard(number: $number) { number editions { number } amends { number } amendments { number } } }"


@pytest.mark.parametrize(
    ("asked", "number", "editions", "amends", "amendments"),
    [
        ("ISO 3", "ISO 3:2020", ["ISO 3:2010", "ISO 3:2020"], None, []),
        ("iso3:2010", "ISO 3:2010", ["ISO 3:2010", "ISO 3:2020"], None, []),
        ("ISO 2", "ISO 2:2018", ["ISO 2:2018"], None, ["ISO 2:2018/Amd 1:2020"]),
        ("GB/T 200-2019/XG1", "GB/T 200-2019/XG1-2021", ["GB/T 200-2019/XG1-2021"], "GB/T 200-2019", []),
        ("GB/T 202", "GB/T 202-2022", ["GB/T 202-2022"], "GB/T 201-2019", []),
    ],
)
async def test_a_number_answers_with_its_series(
    ask_world: Ask, asked: str, number: str, editions: list[str], amends: str | None, amendments: list[str]
) -> None:
    found = (await ask_world(SERIES, number=asked))["standard"]
    assert found == {
        "number": number,
        "editions": [{"number": one} for one in editions],
        "amends": None if amends is None else {"number": amends},
        "amendments": [{"number": one} for one in amendments],
    }


PLAN = (
    '{ progress(scope: {system: "X2024"}) { listed published } subsystem(system: "X2024", code: "B") { listings { standard { number } } } '
    'gaps(scope: {system: "X2024"}, first: 100) { edges { node { kind severity message english: message(language: EN) since '
    "subject { ... on Standard { number } } } } } }"
)


async def test_an_amendment_is_no_item_and_what_lacks_one_is_a_gap(ask_world: Ask) -> None:
    answer = await ask_world(PLAN)
    assert answer["progress"] == {"listed": 7, "published": 3}  # five of the small seed, and the two that amend nothing
    assert len(answer["subsystem"]["listings"]) == 7
    gaps = [edge["node"] for edge in answer["gaps"]["edges"]]
    about = {gap["subject"].get("number") for gap in gaps}
    assert not about & {"GB/T 200-2019/XG1-2021", "GB/T 202-2022"}
    (outdated,) = [gap for gap in gaps if gap["kind"] == "OUTDATED_ADOPTION"]
    assert outdated == {
        "kind": "OUTDATED_ADOPTION",
        "severity": "LOW",
        "message": "GB/T 200-2019 《T001》采用的 ISO 2:2018（IDT）已有修改单或技术勘误：ISO 2:2018/Amd 1:2020。",
        "english": "GB/T 200-2019 adopts ISO 2:2018 (IDT), which was amended by ISO 2:2018/Amd 1:2020.",
        "since": "2020-05-01",
        "subject": {"number": "GB/T 200-2019"},
    }
