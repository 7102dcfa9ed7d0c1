"""What docs/seed-format.md shows is so: its lines are lines of the seed, its files are a seed that loads, its messages are those of a spoilt one."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from stdgraph.datasets.external import check_external
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.problems import SeedInvalid
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.errors import BadInput
from stdgraph.store.session import Graph

PAGE = (Path(__file__).parents[2] / "docs" / "seed-format.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(?P<language>\w*) ?(?P<name>\S*)\n(?P<body>(?:.*\n)+?)```$", PAGE, re.MULTILINE)
FILES = {name: body for _, name, body in BLOCKS if name}
LINES = [line for language, name, body in BLOCKS if language == "csv" and not name for line in body.splitlines()]
MESSAGES = re.findall(r"^\S+:row .+|^\S+, key .+", PAGE, re.MULTILINE)

SPOILT = {
    "PV2024/standards.csv": (r"^(S0\d\d,GB/T [^\n]*?,60\.60,,,)\d{4}-\d\d-\d\d", r"\g<1>2025-13-01"),
    "PV2024/listings.csv": (r"^(S\d+),\w+,", r"\1,ZZ,"),
    "product-categories.csv": (r"^(LI_BATTERY,[^,]*,[^,]*,product),,", r"\1,LIB_STORAGE,"),
    "PV2024/system.yaml": (r"by: 2026-12-31", "by: 2026-13"),
}
"""By file, what spoils it as the message says."""


def test_every_line_is_one_of_the_seed() -> None:
    files = [path.read_text(encoding="utf-8") for path in bundled_seed().rglob("*.csv")]
    assert len(LINES) >= 5
    for line in LINES:
        assert any(line in text.splitlines() for text in files), line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, body in FILES.items():
        path = tmp_path / "seed" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body, encoding="utf-8")
    return tmp_path / "seed"


def test_the_small_seed_has_every_file_of_a_seed(folder: Path) -> None:
    bundled = bundled_seed()
    wanted = {path.name for path in bundled.glob("*.*")} | {path.name for path in (bundled / "PV2024").iterdir()}
    assert {path.name for path in folder.rglob("*.*")} == wanted


async def test_the_small_seed_loads(graph: Graph, folder: Path) -> None:
    seed = read_seed(folder)
    assert [one.code for one in seed.systems] == ["X2026"]
    await load_seed(graph, seed)
    row = await graph.read(lambda tx: tx.row("MATCH (s:Standard)-[:LISTED_IN]->(x:Subsystem) RETURN count(s) AS n"))
    assert row == {"n": 2}


@pytest.mark.parametrize("message", MESSAGES)
def test_a_message_is_that_of_a_spoilt_seed(tmp_path: Path, message: str) -> None:
    shutil.copytree(bundled_seed(), tmp_path / "seed")
    name = re.split(r":row|, key", message)[0]
    file = tmp_path / "seed" / name
    text = file.read_text(encoding="utf-8")
    spoilt = re.sub(*SPOILT[name], text, count=1, flags=re.MULTILINE)
    assert spoilt != text
    file.write_text(spoilt, encoding="utf-8")
    with pytest.raises(BadInput) as raised:
        raise SeedInvalid(check_external(read_seed(tmp_path / "seed"), {}))
    shown = re.sub(r"row \d+", "row N", str(raised.value))
    assert re.sub(r"row \d+", "row N", message) in shown
