"""Imports into a graph: announced and done are the same, again changes nothing, and what contradicts the catalogue stops no other."""

from __future__ import annotations

from collections import Counter
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
from stdgraph.commands.supersede import Supersede
from stdgraph.datasets.importing.formats import Format, format_of
from stdgraph.datasets.importing.importer import Importer, ImportReport, ImportRequest
from stdgraph.datasets.loader import CatalogueMovedOn
from stdgraph.datasets.undo import undo_load
from stdgraph.domain.dates import partial_date
from stdgraph.errors import BadInput, UnknownCode
from stdgraph.store.session import Graph
from tests.commands.workspace import ADMINISTRATOR
from tests.datasets.importing.files import COMMITTEES, ICS, as_yaml, deliverable, record, tar_of, write_lines
from tests.engines import wipe


@pytest.fixture
async def empty(graph: Graph) -> AsyncIterator[Graph]:
    await wipe(graph)
    yield graph
    await wipe(graph)


async def rows(graph: Graph, text: str, **parameters: Any) -> list[dict[str, Any]]:
    return await graph.read(lambda tx: tx.rows(text, **parameters))


async def counted(graph: Graph) -> tuple[Counter[str], Counter[str]]:
    """The nodes by label and the relationships by type, by plain Cypher."""
    nodes = await rows(graph, "MATCH (n) UNWIND labels(n) AS name RETURN name, count(*) AS count")
    links = await rows(graph, "MATCH ()-[r]->() RETURN type(r) AS name, count(*) AS count")
    return tuple(Counter({row["name"]: row["count"] for row in found}) for found in (nodes, links))  # type: ignore[return-value]


async def imported(graph: Graph, *files: Path, dataset: str = "register", **further: Any) -> ImportReport:
    importer = await Importer.read(graph, ImportRequest(files, dataset, **further))
    try:
        planned = await importer.plan(graph)
        done = await importer.apply(graph, "tester")
    finally:
        importer.close()
    told = (planned.load.created, planned.load.updated, planned.load.linked, planned.load.unlinked, planned.rejected)
    assert told == (done.load.created, done.load.updated, done.load.linked, done.load.unlinked, done.rejected)
    return done


def register(tmp_path: Path) -> tuple[Path, ...]:
    records = [
        deliverable(1, "ISO 1:2010", publicationDate="2010-01", replaces=[1]),
        deliverable(2, "ISO 1:2020", publicationDate="2020-01", replaces=[1], icsCode=["27.160", "27.160"]),
        deliverable(3, "ISO 1:2020/Amd 1:2021", publicationDate="2021-02-03", ownerCommittee="ISO/TC 180/SC 4"),
        "broken",
        deliverable(4, "ISO 4:2020", currentStage=4020, publicationDate=None, ownerCommittee=None),
    ]
    ics = tmp_path / "iso_ics.xml"
    ics.write_text(ICS, encoding="utf-8")
    return (
        write_lines(tmp_path / "deliverables.jsonl.gz", records, packed=True),
        write_lines(tmp_path / "committees.jsonl", COMMITTEES),
        ics,
    )


async def test_what_is_announced_is_what_is_there(empty: Graph, tmp_path: Path) -> None:
    nodes, links = await counted(empty)
    done = await imported(empty, *register(tmp_path))
    assert done.formats == (Format.ISO_DELIVERABLES, Format.ISO_COMMITTEES, Format.ISO_ICS)
    assert (done.accepted, done.rejected, done.left_out) == (4 + 2 + 2, 1 + 1 + 2, 2)
    now, linked = await counted(empty)
    made = {name: now[name] - nodes[name] for name in done.load.created if now[name] != nodes[name]}
    assert made == {name: count for name, count in done.load.created.items() if count}
    assert {name: linked[name] - links[name] for name in done.load.linked} == done.load.linked
    (amended,) = await rows(empty, "MATCH (:Standard {id: 'iso-3'})-[:AMENDS]->(s) RETURN s.id AS id")
    assert amended["id"] == "iso-2"
    again = await imported(empty, *register(tmp_path))
    assert not again.load.changed
    assert sum(again.load.unchanged.values()) == sum(done.load.created.values())
    undone = await undo_load(empty, str(done.load.load), actor="tester")
    assert undone.changed
    (left,) = await rows(empty, "MATCH (s:Standard) WHERE s.retiredOn IS NULL RETURN count(s) AS count")
    assert left["count"] == 0


@pytest.mark.parametrize("registered", [False, True])
async def test_what_an_import_superseded_stands_again_after_the_undo(
    empty: Graph, tmp_path: Path, registered: bool
) -> None:
    """Whether the load alone states the successor, or people registered it."""
    old = [deliverable(n, f"ISO {n}:2010", publicationDate="2010-01") for n in (1, 2, 3, 4)]
    await imported(empty, write_lines(tmp_path / "old.jsonl", old), dataset="old")
    await apply_commands(empty, ADMINISTRATOR, [Supersede("ISO 3:2010", "ISO 4:2010")], today=date(2026, 11, 23))
    if registered:
        successor = Register("五", number="ISO 5:2020", stage="60.60", published_on=partial_date("2020-05"))
        assert (await apply_commands(empty, ADMINISTRATOR, [successor], today=date(2026, 11, 23))).applied
    before = await standings(empty)
    held = {5: "IN_FORCE"} if registered else {}
    assert before == {1: "IN_FORCE", 2: "IN_FORCE", 3: "SUPERSEDED", 4: "IN_FORCE", **held}
    new = [
        deliverable(10, "ISO 1:2010"),
        deliverable(20, "ISO 2:2010", replaces=[10]),
        deliverable(30, "ISO 3:2010"),
        deliverable(40, "ISO 4:2010", publicationDate="2010", replaces=[20, 30]),
        deliverable(50, "ISO 5:2020", replaces=[40]),
    ]
    done = await imported(empty, write_lines(tmp_path / "new.jsonl", new), dataset="new")
    after = await standings(empty)
    assert after == {**dict.fromkeys((1, 2, 3, 4), "SUPERSEDED"), 5: "IN_FORCE"}
    undone = await undo_load(empty, str(done.load.load), actor="tester")
    now = await standings(empty)
    assert {number: now[number] for number in before} == before
    assert await empty.read(differences) == []
    assert await empty.read(audit) == []
    await undo_load(empty, str(undone.load), actor="tester")
    assert await standings(empty) == after


async def standings(graph: Graph) -> dict[int, str]:
    found = await rows(graph, "MATCH (s:Standard) RETURN s.number AS number, s.standing AS standing")
    return {int(row["number"][4]): row["standing"] for row in found}


async def test_what_contradicts_the_catalogue_is_left_out(empty: Graph, tmp_path: Path) -> None:
    first = [
        deliverable(1, "ISO 1:2010", publicationDate="2010", replaces=[2]),
        deliverable(2, "ISO 2:2005", publicationDate="2005"),
    ]
    await imported(empty, write_lines(tmp_path / "first.jsonl", first), dataset="first")
    second = [
        deliverable(7, "ISO 2:2005", publicationDate="2005", replaces=[8]),
        deliverable(8, "ISO 1:2010", publicationDate="2010"),
        deliverable(9, "ISO 9:2015", publicationDate="2015", replaces=[8]),
    ]
    done = await imported(empty, write_lines(tmp_path / "second.jsonl", second), dataset="second")
    assert done.left_out == 1
    assert "REPLACES: cycle" in done.findings[0].reason
    assert (done.findings[0].file, done.findings[0].row) == ("second.jsonl", 1)
    (there,) = await rows(empty, "MATCH (:Standard {number: 'ISO 9:2015'})-[:REPLACES]->(s) RETURN s.number AS number")
    assert there["number"] == "ISO 1:2010"


async def test_a_circle_among_what_is_new_is_left_out(empty: Graph, tmp_path: Path) -> None:
    ring = [{"id": n, "reference": f"ISO/TC {n}", "parentId": n % 3 + 1, "secretariat": None} for n in (1, 2, 3)]
    below = {"id": 9, "reference": "ISO/TC 9", "parentId": 8, "secretariat": None}
    above = {"id": 8, "reference": "ISO/TC 9/SC 1", "parentId": None, "secretariat": None}
    done = await imported(empty, write_lines(tmp_path / "tc.jsonl", [*ring, below, above]))
    assert [(one.row, one.column, one.rejected) for one in done.findings] == [
        (1, "SUBCOMMITTEE_OF", False),
        (4, "SUBCOMMITTEE_OF", False),
    ]
    assert done.findings[0].reason == ("SUBCOMMITTEE_OF: cycle ISO/TC1 > ISO/TC2 > ISO/TC3 > ISO/TC1 (expected none)")
    assert (done.accepted, done.load.linked["SUBCOMMITTEE_OF"]) == (5, 2 + 1)
    again = await imported(empty, tmp_path / "tc.jsonl")
    assert (again.load.changed, again.left_out) == (False, 2)


async def test_what_people_entered_stays_and_what_differs_is_claimed(empty: Graph, tmp_path: Path) -> None:
    draft = [deliverable(1, "ISO 4:2024", currentStage=4020, publicationDate=None)]
    await imported(empty, write_lines(tmp_path / "a.jsonl", draft), dataset="a")
    await apply_commands(empty, ADMINISTRATOR, [Advance("ISO 4:2024", "50.20")], today=date(2026, 11, 23))
    differing = record("ISO 4:2024", title="Another title", docstatus={"stage": "30", "substage": "20"}, date=[])
    done = await imported(empty, tar_of(tmp_path / "b.tar", {"a.yaml": as_yaml(differing)}, "w"), dataset="b", rank=50)
    assert done.load.conflict_count == 2
    (now,) = await rows(empty, "MATCH (s:Standard) RETURN s.stage AS stage, s.titleEn AS title")
    assert now == {"stage": "50.20", "title": "Another title"}


async def test_deliverables_are_listed_in_a_system_that_is_there(empty: Graph, tmp_path: Path) -> None:
    deliverables, _, ics = register(tmp_path)
    await imported(empty, ics, dataset="ics", system="FIELDS")
    done = await imported(empty, deliverables, dataset="iso", system="FIELDS")
    assert done.load.linked["LISTED_IN"] == 4
    with pytest.raises(UnknownCode, match="FIELDS"):
        await Importer.read(empty, ImportRequest((deliverables,), "iso", system="FIELD"))
    with pytest.raises(BadInput, match="no places in a system"):
        await Importer.read(empty, ImportRequest((tmp_path / "committees.jsonl",), "iso", system="FIELDS"))


async def test_a_plan_is_good_for_its_revision(empty: Graph, tmp_path: Path) -> None:
    files = register(tmp_path)
    importer = await Importer.read(empty, ImportRequest(files[1:2], "committees"))
    try:
        with pytest.raises(CatalogueMovedOn, match="revision 0, and it was 5"):
            await importer.apply(empty, "tester", revision=5)
        report = await importer.apply(empty, "tester", revision=0)
        assert report.load.changed
    finally:
        importer.close()


def test_formats_are_told_by_content(tmp_path: Path) -> None:
    deliverables, committees, ics = register(tmp_path)
    table = tmp_path / "t.csv"
    table.write_text("标准号,标准名称\nGB/T 1-2020,x\n", encoding="utf-8")
    yaml = tmp_path / "x.txt"
    yaml.write_bytes(b"---\n" + as_yaml(record("IEC 1:2000")))
    wanted = {
        deliverables: Format.ISO_DELIVERABLES,
        committees: Format.ISO_COMMITTEES,
        ics: Format.ISO_ICS,
        table: Format.TABLE,
        yaml: Format.RELATON,
        tmp_path: Format.RELATON,
        tar_of(tmp_path / "y.bin", {"a.yaml": b"docid: x"}): Format.RELATON,
    }
    assert {path: format_of(path) for path in wanted} == wanted
    (tmp_path / "empty").write_bytes(b" \n")
    (tmp_path / "other.json").write_text('{"a": 1}\n')
    for name, told in (("empty", "is empty"), ("other.json", "JSON of no register"), ("none", "no such file")):
        with pytest.raises(BadInput, match=told):
            format_of(tmp_path / name)
