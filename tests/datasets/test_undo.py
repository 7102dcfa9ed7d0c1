"""Taking a load back: what it did is gone, what was there before is there again, and what rests on it keeps it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.audit import audit
from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.register import Register
from stdgraph.commands.replay import differences
from stdgraph.datasets.load_report import LoadReport
from stdgraph.datasets.loader import LoadRefused, load_seed
from stdgraph.datasets.ownership import owner_differences
from stdgraph.datasets.reader import read_seed
from stdgraph.datasets.registry import list_datasets, list_loads
from stdgraph.datasets.undo import undo_load
from stdgraph.domain.dates import partial_date
from stdgraph.errors import BadInput
from stdgraph.store.session import Graph, Transaction
from tests.commands.workspace import ADMINISTRATOR
from tests.datasets.owned_facts import owned_facts
from tests.datasets.small_seed import put, replace, write_small
from tests.engines import wipe

STANDARDS = "X2024/standards.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small(tmp_path / "x-seed")


@pytest.fixture
async def empty(graph: Graph) -> AsyncIterator[Graph]:
    await wipe(graph)
    yield graph
    await wipe(graph)


def write_other(folder: Path) -> Path:
    """The small seed with a system of its own, Y2024."""
    write_small(folder)
    (folder / "X2024").rename(folder / "Y2024")
    replace(folder, "Y2024/system.yaml", "code: X2024", "code: Y2024")
    replace(folder, "Y2024/system.yaml", "X2024-T1", "Y2024-T1")
    return folder


async def load(graph: Graph, folder: Path, *, retire: bool = False) -> LoadReport:
    return await load_seed(graph, read_seed(folder), retire=retire)


async def undo(graph: Graph, name: str | None) -> LoadReport:
    assert name is not None
    return await undo_load(graph, name, actor="somebody")


async def sound(graph: Graph) -> None:
    assert await graph.read(differences) == []
    assert await graph.read(audit) == []
    assert await owner_differences(graph) == []


async def test_a_load_is_taken_back_and_may_be_repeated(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    before = await owned_facts(empty)
    put(folder, STANDARDS, 2, "title_zh", "壹")
    put(folder, "committees.csv", 2, "secretariat", "别的公司")
    replace(folder, "X2024/demands.csv", "D002,B,CATHODE,,,page,derived,\n", "D003,AA,CATHODE,,,page,derived,\n")
    second = await load(empty, folder, retire=True)
    after = await owned_facts(empty)
    assert after != before
    report = await undo(empty, second.load)
    assert report.changed
    assert await owned_facts(empty) == before
    await sound(empty)
    loads = await list_loads(empty)
    assert [(one.state, one.undoes) for one in loads] == [("DONE", None), ("UNDONE", None), ("DONE", second.load)]
    kinds = await feed(empty)
    assert [kind for kind in kinds if kind in ("LOADED", "UNDONE")] == ["LOADED", "LOADED", "UNDONE"]
    with pytest.raises(BadInput, match="undone"):
        await undo(empty, second.load)
    await undo(empty, report.load)
    assert await owned_facts(empty) == after
    await sound(empty)


async def feed(graph: Graph) -> list[str]:
    async def work(tx: Transaction) -> list[str]:
        return [row["kind"] for row in await tx.rows("MATCH (e:Event) RETURN e.kind AS kind ORDER BY e.sequence")]

    return await graph.read(work)


async def test_what_only_the_load_stated_was_never_on_the_plan(empty: Graph, folder: Path) -> None:
    first = await load(empty, folder)
    assert await owned_facts(empty) != []
    await undo(empty, first.load)
    assert await owned_facts(empty) == []

    async def days(tx: Transaction) -> list[date]:
        text = "MATCH (n) WHERE n.retiredOn IS NOT NULL RETURN DISTINCT n.retiredOn AS day"
        return [row["day"].to_native() for row in await tx.rows(text)]

    assert await empty.read(days) == [date.min]
    again = await load(empty, folder)
    assert again.created["Standard"] == 0, "what was retired is brought back, with its history"
    assert again.updated["Standard"] == 6
    (dataset,) = await list_datasets(empty)
    assert dataset.counts["Standard"] == 6
    await sound(empty)


async def test_what_amends_nothing_any_more_is_an_item_with_reviews_again(empty: Graph, folder: Path) -> None:
    registered = Register("六", number="GB/T 12-2021", stage="60.60", published_on=partial_date("2021-05-01"))
    assert (await apply_commands(empty, ADMINISTRATOR, [registered], today=date(2026, 11, 23))).applied

    async def found(tx: Transaction) -> list[Any]:
        text = "MATCH (s:Standard {number: 'GB/T 12-2021'}) RETURN s.amending AS amending, s.reviewDueOn AS due"
        return [tuple(row.values()) for row in await tx.rows(text)]

    before = await empty.read(found)
    assert before[0][1] is not None
    standards = folder / STANDARDS
    header, *rows = standards.read_text(encoding="utf-8").splitlines()
    amendment = {"id": "S006", "number": "GB/T 12-2021", "title_zh": "六", "level": "national", "nature": "recommended"}
    amendment |= {"stage": "60.60", "published_on": "2021-05-01", "source": "page", "confidence": "verified"}
    added = ",".join([*(amendment.get(name, "") for name in header.split(",")), "S001"])
    standards.write_text("\n".join([f"{header},amends", *(f"{row}," for row in rows), added, ""]), encoding="utf-8")
    done = await load(empty, folder)
    assert await empty.read(found) == [(True, None)]
    await undo(empty, done.load)
    assert await empty.read(found) == before
    await sound(empty)


async def test_what_rests_on_a_load_is_named(empty: Graph, folder: Path, tmp_path: Path) -> None:
    first = await load(empty, folder)
    moved = Advance("S003", "30.00", effective_on=date(2026, 8, 1))
    assert (await apply_commands(empty, ADMINISTRATOR, [moved], today=date(2026, 9, 1))).applied
    with pytest.raises(LoadRefused, match=r"S003: ADVANCED by .* \(change 10\)"):
        await undo(empty, first.load)
    put(folder, STANDARDS, 2, "title_zh", "壹")
    second = await load(empty, folder)
    with pytest.raises(LoadRefused, match=f"load {second.load} .* changed 1 of the same things"):
        await undo(empty, first.load)
    report = await undo_load(empty, str(first.load)[:6], actor="somebody", dry_run=True)
    assert len(report.refused) == 2
    await undo(empty, second.load)
    await sound(empty)


async def test_another_dataset_that_names_what_the_load_made_keeps_it(
    empty: Graph, folder: Path, tmp_path: Path
) -> None:
    first = await load(empty, folder)
    other = write_other(tmp_path / "other")
    for file in (
        "sources.csv",
        "committees.csv",
        "product-categories.csv",
        "dependencies.csv",
        "claims.csv",
        "referenced.csv",
    ):
        head, *_ = (other / file).read_text(encoding="utf-8").splitlines()
        (other / file).write_text(head + "\n", encoding="utf-8")
    for name in ("replacements", "references", "demands", "listings", "standards"):
        path = other / "Y2024" / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    (other / "Y2024" / "listings.csv").write_text(
        "standard,subsystem,item_number,membership,note\nGB/T 10—2020,A,7,stated,\n", encoding="utf-8"
    )
    await load(empty, other)
    with pytest.raises(LoadRefused, match="dataset other states"):
        await undo(empty, first.load)


@pytest.mark.parametrize("first", ["x-seed", "other"])
async def test_what_a_load_adds_to_shared_things_is_its_own(
    empty: Graph, folder: Path, tmp_path: Path, first: str
) -> None:
    """A listing, a part and a source of things that both datasets state rest on nobody else."""
    other = write_other(tmp_path / "other")
    replace(other, "sources.csv", "page,A page,https://example.org/a,", "leaf,A leaf,https://example.org/b,")
    for path in (*other.glob("*.csv"), *other.glob("Y2024/*")):
        text = path.read_text(encoding="utf-8").replace(",Source,page,", ",Source,leaf,")
        path.write_text(text.replace(",page", ",leaf").replace("- page", "- leaf"), encoding="utf-8")
    with (other / "product-categories.csv").open("a", encoding="utf-8") as file:
        file.write("ANODE,负极,Anode,product,,,leaf,verified,\n")
    with (other / "dependencies.csv").open("a", encoding="utf-8") as file:
        file.write("LI_BATTERY,ANODE,part,leaf,verified,\n")
    order = [folder, other] if first == "x-seed" else [other, folder]
    await load(empty, order[0])
    before = await owned_facts(empty)
    await undo(empty, (await load(empty, order[1])).load)
    assert await owned_facts(empty) == before
    await sound(empty)


@pytest.mark.parametrize("name", ["", "nothing", "0"])
async def test_an_unknown_load_is_refused(empty: Graph, name: str) -> None:
    with pytest.raises(BadInput, match="no load"):
        await undo(empty, name)
