"""A person's own seed beside the bundled one: they share committees, categories and three standards, and both stay as stated."""

from __future__ import annotations

import asyncio
import csv
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.audit import audit
from stdgraph.commands.replay import differences
from stdgraph.datasets.load_report import LoadReport
from stdgraph.datasets.loader import LoadRefused, load_seed
from stdgraph.datasets.ownership import owner_differences
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.store.session import Graph, Transaction
from tests.datasets.owned_facts import owned_facts
from tests.datasets.small_seed import replace, write_small
from tests.engines import wipe

SHARED = ("S001", "S010", "S040")
"""Standards of the bundled seed that the other one states, too."""


@pytest.fixture
async def empty(graph: Graph) -> AsyncIterator[Graph]:
    await wipe(graph)
    yield graph
    await wipe(graph)


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        columns = dict.fromkeys(name for row in rows for name in row)
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A seed whose ids are those of the bundled one, for other things, and whose rows are partly copied from it."""
    folder, bundled = write_small(tmp_path / "hydrogen"), bundled_seed()
    committees = {row["code"]: row for row in table(bundled / "committees.csv")}
    write(
        folder / "committees.csv",
        [*table(folder / "committees.csv"), {**committees["SAC/TC90"], "source": "page", "title_en": "Another name"}],
    )
    categories = {row["code"]: row for row in table(bundled / "product-categories.csv")}
    pv = {**categories["PV_MODULE"], "source": "page", "parent": ""}
    write(folder / "product-categories.csv", [*table(folder / "product-categories.csv"), pv])
    known = {row["id"]: row for file in bundled.glob("*/standards.csv") for row in table(file)}
    numbered = [row for row in known.values() if row["number"] and row["stage"] == "60.60"][:3]
    copies = [
        {**row, "id": f"S{place + 100}", "source": "page", "adopts": "", "adoption_degree": "", "committees": "SAC/TC90",
         "product_categories": "PV_MODULE", "title_zh": f"{row['title_zh']}（另一题名）" if place == 0 else row["title_zh"]}
        for place, row in enumerate(numbered)
    ]  # fmt: skip
    write(folder / "X2024/standards.csv", [*table(folder / "X2024/standards.csv"), *copies])
    listings = [
        {"standard": row["id"], "subsystem": "B", "item_number": str(n), "membership": "stated", "note": ""}
        for n, row in enumerate(copies, start=10)
    ]
    write(folder / "X2024/listings.csv", [*table(folder / "X2024/listings.csv"), *listings])
    return folder


async def rows(graph: Graph, text: str, **parameters: Any) -> list[dict[str, Any]]:
    async def work(tx: Transaction) -> list[dict[str, Any]]:
        return await tx.rows(text, **parameters)

    return await graph.read(work)


async def load(graph: Graph, folder: Path, retire: bool = False, dry_run: bool = False) -> LoadReport:
    return await load_seed(graph, read_seed(folder), retire=retire, dry_run=dry_run)


async def test_both_are_found_as_stated_in_either_order(empty: Graph, own: Path) -> None:
    await load(empty, bundled_seed())
    report = await load(empty, own)
    assert report.created["StandardsSystem"] == 1
    assert report.created["Standard"] == 6, "six of its own; three are those of the bundled seed"
    assert {one.field for one in report.conflicts} >= {"titleZh", "titleEn"}
    one_way = await owned_facts(empty)
    await as_stated(empty)
    await wipe(empty)
    await load(empty, own)
    await load(empty, bundled_seed())
    assert await owned_facts(empty) == one_way
    await as_stated(empty)
    for folder in (own, bundled_seed()):
        assert not (await load(empty, folder, retire=True)).changed


async def as_stated(graph: Graph) -> None:
    found = await rows(
        graph, "MATCH (s:Standard)<-[:STATES]-(a:Statement) RETURN s.number AS n, collect(a.dataset) AS by"
    )
    shared = [row for row in found if len(row["by"]) == 2]
    assert len(shared) == 3
    listed = await rows(
        graph,
        "MATCH (s:Standard {number: $n})-[:LISTED_IN]->(x:Subsystem) RETURN DISTINCT x.system AS system ORDER BY system",
        n=shared[0]["n"],
    )
    assert "X2024" in {row["system"] for row in listed}
    assert len(listed) >= 1
    for dataset in ("stdgraph", "hydrogen"):
        (row,) = await rows(
            graph,
            "MATCH (:Statement {id: $id})-[:STATES]->(s:Standard) RETURN s.number AS number",
            id=f"{dataset}:Standard:S001",
        )
        assert (row["number"] == "GB/T 10-2020") is (dataset == "hydrogen")
    assert await graph.read(differences) == []
    assert await graph.read(audit) == []
    assert await owner_differences(graph) == []


async def test_a_dry_run_says_what_the_load_then_does(empty: Graph, own: Path) -> None:
    await load(empty, bundled_seed())
    before = await owned_facts(empty)
    planned = await load(empty, own, dry_run=True)
    assert await owned_facts(empty) == before
    done = await load(empty, own)
    for name in ("created", "updated", "unchanged", "retired", "vanished", "changes", "conflicts", "new_things"):
        assert getattr(planned, name) == getattr(done, name), name


async def test_names_of_the_catalogue_need_no_copies(empty: Graph, tmp_path: Path) -> None:
    folder = write_small(tmp_path / "small")
    replace(
        folder, "X2024/listings.csv", "S004,AA,,inferred,\n", "S004,AA,,inferred,\nGB/T 20047.1—2006,AA,7,stated,\n"
    )
    replace(folder, "X2024/demands.csv", "D002,B,CATHODE,,,page,derived,\n", "D002,B,PV_MODULE,,,page,derived,\n")
    replace(folder, "X2024/standards.csv", ",SAC/TC1,inferred,", ",SAC/TC90,inferred,")
    with pytest.raises(LoadRefused) as refused:
        await load(empty, folder)
    assert len(refused.value.reasons) == 3
    assert any("unknown reference 'SAC/TC90' (expected a committee" in reason for reason in refused.value.reasons)
    await load(empty, bundled_seed())
    await load(empty, folder)
    found = await rows(
        empty,
        "MATCH (s:Standard)-[r:LISTED_IN]->(:Subsystem {id: 'X2024/AA'}) WHERE r.itemNumber = '7' RETURN s.number AS n",
    )
    assert found == [{"n": "GB/T 20047.1-2006"}]
    assert await owner_differences(empty) == []


async def test_a_rename_carries_listings_along_and_the_old_code_is_found(empty: Graph, tmp_path: Path) -> None:
    folder = write_small(tmp_path / "small")
    await load(empty, folder)
    listed = await rows(empty, "MATCH (s)-[:LISTED_IN]->(x:Subsystem {id: 'X2024/AA'}) RETURN s.id AS id ORDER BY id")
    assert listed
    for file, head in (
        ("X2024/subsystems.csv", "code,parent,title_zh,title_en,source,confidence,note"),
        ("committees.csv", "code,title_zh,title_en,parent,level,secretariat,members,source,confidence,note"),
    ):
        path = folder / file
        lines = path.read_text(encoding="utf-8").splitlines()
        path.write_text(
            "\n".join([head + ",renamed_from", *(f"{line}," for line in lines[1:])]) + "\n", encoding="utf-8"
        )
    replace(folder, "X2024/subsystems.csv", "AA,A,术语,Terms,page,derived,,", "AB,A,术语,Terms,page,derived,,AA")
    listings = folder / "X2024/listings.csv"
    listings.write_text(listings.read_text(encoding="utf-8").replace(",AA,", ",AB,"), encoding="utf-8")
    planned = await load(empty, folder, dry_run=True)
    assert planned.created["Subsystem"] == 0
    done = await load(empty, folder, retire=True)
    assert (done.created["Subsystem"], done.retired["Subsystem"]) == (0, 0)
    again = await rows(empty, "MATCH (s)-[:LISTED_IN]->(x:Subsystem {id: 'X2024/AB'}) RETURN s.id AS id ORDER BY id")
    assert again == listed
    assert await rows(empty, "MATCH (:Alias {id: 'Subsystem:X2024/AA'})-[:NAMES]->(x) RETURN x.id AS id") == [
        {"id": "X2024/AB"}
    ]
    assert not (await load(empty, folder, retire=True)).changed
    assert await owner_differences(empty) == []


async def test_a_replacement_that_leads_back_through_another_dataset_is_refused(empty: Graph, tmp_path: Path) -> None:
    await load(empty, write_small(tmp_path / "small"))
    other = write_small(tmp_path / "other")
    replace(
        other,
        "X2024/replacements.csv",
        "S001,S002,whole,2020-07-01,page,verified,\n",
        "S002,S001,whole,,page,verified,\n",
    )
    with pytest.raises(LoadRefused, match="REPLACES: cycle"):
        await load(empty, other)


async def test_several_that_load_the_same_at_once_load_it_once(empty: Graph, tmp_path: Path) -> None:
    folder = write_small(tmp_path / "small")
    reports = await asyncio.gather(*(load(empty, folder) for _ in range(3)))
    assert sorted(report.changed for report in reports) == [False, False, True]
    assert await rows(empty, "MATCH (l:Load) RETURN count(l) AS n") == [{"n": 1}]
