from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.correct import Correct
from stdgraph.commands.replay import differences
from stdgraph.datasets.load_report import LoadReport
from stdgraph.datasets.loader import LoadRefused, load_seed
from stdgraph.datasets.problems import SeedInvalid
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.datasets.rows import Seed
from stdgraph.store.session import Graph, Transaction
from tests.commands.workspace import ADMINISTRATOR
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


async def rows(graph: Graph, text: str, **parameters: Any) -> list[dict[str, Any]]:
    async def work(transaction: Transaction) -> list[dict[str, Any]]:
        return await transaction.rows(text, **parameters)

    return await graph.read(work)


async def write(graph: Graph, text: str) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run(text)

    await graph.write(work)


async def load(graph: Graph, folder: Path) -> LoadReport:
    return await load_seed(graph, read_seed(folder))


async def catalogue(graph: Graph) -> tuple[int, int]:
    (row,) = await rows(graph, "MATCH (c:Catalogue) RETURN c.revision AS revision, c.sequence AS sequence")
    return row["revision"], row["sequence"]


async def standard(graph: Graph, key: str) -> dict[str, Any]:
    ((row),) = await rows(graph, "MATCH (s:Standard {id: $key}) RETURN s{.*} AS s", key=key)
    return {name: value.to_native() if hasattr(value, "to_native") else value for name, value in row["s"].items()}


async def history(graph: Graph, key: str) -> list[tuple[Any, ...]]:
    found = await rows(
        graph,
        "MATCH (e:Event)-[:CONCERNS]->(:Standard {id: $key}) "
        "RETURN e.kind AS kind, e.fromStage AS before, e.stage AS stage, "
        "toString(e.effectiveOn) AS day, e.before AS was, e.after AS is ORDER BY e.sequence",
        key=key,
    )
    return [
        (e["kind"], e["before"], e["stage"], e["day"], json.loads(e["was"] or "null"), json.loads(e["is"] or "null"))
        for e in found
    ]


async def relations(graph: Graph, key: str, kind: str) -> list[tuple[str, dict[str, Any]]]:
    found = await rows(
        graph,
        f"MATCH (n {{id: $key}})-[r:{kind}]->(m) RETURN coalesce(m.id, m.code) AS far, properties(r) AS r ORDER BY far",
        key=key,
    )
    return [
        (row["far"], {k: str(v) for k, v in row["r"].items() if k not in ("seeded", "recorded", "place")})
        for row in found
    ]


async def test_the_first_load_makes_the_graph(empty: Graph, folder: Path) -> None:
    report = await load(empty, folder)
    assert report.changed
    assert report.created == {
        "Source": 2, "Committee": 2, "ProductCategory": 3, "StandardsSystem": 1, "Target": 1, "Subsystem": 3,
        "Standard": 6, "Demand": 2, "Claim": 3,
    }  # fmt: skip
    assert sum(report.updated.values()) + sum(report.unchanged.values()) == 0
    assert not any(report.vanished.values())
    one = await standard(empty, "S001")
    assert {name: one[name] for name in one if name not in ("seedRow", "seedHash", "searchText")} == {
        "id": "S001",
        "replacementChain": "S001",
        "number": "GB/T 10-2020",
        "numberKey": "GB/T 10-2020",
        "numberSort": "GB/T 00000010-00002020",
        "seriesKey": "GB/T 10",
        "seriesOrder": "2020-00",
        "titleZh": "一",
        "titleEn": "One",
        "titleZhKey": "一",
        "titleEnKey": "one",
        "level": "NATIONAL",
        "nature": "RECOMMENDED",
        "stage": "60.60",
        "status": "PUBLISHED",
        "stageOn": date(2020, 1, 1),
        "standing": "IN_FORCE",
        "itemStatus": "PUBLISHED",
        "stateFrom": date(2020, 7, 1),
        "publicationEarliest": date(2020, 1, 1),
        "publicationLatest": date(2020, 1, 1),
        "publicationBasis": "STATED",
        "forceEarliest": date(2020, 7, 1),
        "forceLatest": date(2020, 7, 1),
        "forceBasis": "STATED",
        "timeline": ["2020-01-01 60.60"],
        "publishedOn": date(2020, 1, 1),
        "inForceOn": date(2020, 7, 1),
        "reviewDueOn": date(2025, 1, 1),
        "ics": ["27.160"],
        "ccs": ["K83"],
        "confidence": "VERIFIED",
        "revision": 1,
    }
    assert one["searchText"] == "gb/t 10-2020\n一\none"
    assert await relations(empty, "S001", "OWNED_BY") == [
        ("SAC/TC1", {"role": "OWNER", "basis": "STATED"}),
        ("SAC/TC1/SC2", {"role": "PERFORMING", "basis": "STATED"}),
    ]
    assert await relations(empty, "S001", "REPLACES") == [("S002", {"extent": "WHOLE", "from": "2020-07-01"})]
    assert await relations(empty, "S001", "ADOPTS") == [("R001", {"degree": "IDT"})]
    assert await relations(empty, "S001", "APPLIES_TO") == [("LI_BATTERY", {})]
    assert await relations(empty, "S001", "LISTED_IN") == [("X2024/B", {"itemNumber": "1", "membership": "STATED"})]
    assert await relations(empty, "S001", "SOURCED_FROM") == [("page", {"locator": "3"})]
    assert await relations(empty, "LI_BATTERY", "KIND_OF") == [("BATTERY", {})]
    assert await relations(empty, "LI_BATTERY", "DEPENDS_ON") == [
        ("CATHODE", {"role": "PART", "confidence": "VERIFIED"})
    ]
    assert await relations(empty, "X2024", "WATCHES") == [("CATHODE", {})]
    assert await relations(empty, "X2024", "AIMS_AT") == [("X2024-T1", {})]
    assert await relations(empty, "X2024/AA", "PART_OF") == [("X2024/A", {})]
    assert await relations(empty, "X2024/B", "PART_OF") == [("X2024", {})]
    assert await relations(empty, "SAC/TC1/SC2", "SUBCOMMITTEE_OF") == [("SAC/TC1", {})]
    assert await relations(empty, "D001", "DEMANDS_FOR") == [("LI_BATTERY", {})]
    assert await relations(empty, "D001", "MET_IN") == [("X2024/B", {})]
    assert await relations(empty, "C001", "ABOUT") == [("S001", {})]
    assert await relations(empty, "C001", "STATED_BY") == [("page", {"locator": "2"})]
    order = await rows(empty, "MATCH (s:Subsystem) RETURN s.code AS code, s.depth AS depth ORDER BY s.order")
    assert [(row["code"], row["depth"]) for row in order] == [("A", 1), ("AA", 2), ("B", 1)]


async def test_the_first_load_tells_each_standards_history(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    assert await history(empty, "S002") == [
        ("PUBLISHED", None, "60.60", "2010-01-01", None, None),
        ("WITHDRAWN", "60.60", "95.99", "2020-07-01", None, None),
    ]
    assert await history(empty, "S003") == [("STARTED", None, "20.00", "2026-01-15", None, None)]
    assert await history(empty, "S004") == [("REGISTERED", None, "00.00", None, None, None)]
    assert await history(empty, "R001") == [("PUBLISHED", None, "60.60", None, None, None)]
    numbered = await rows(empty, "MATCH (e:Event) RETURN e.sequence AS n, e.actor AS actor ORDER BY n")
    assert numbered == [{"n": n, "actor": "seed"} for n in range(1, 10)]
    assert await catalogue(empty) == (1, 9)
    (entry,) = await rows(
        empty,
        "MATCH (e:Event {sequence: 9})-[:CONCERNS]->(d:Dataset) RETURN e.kind AS kind, e.after AS after, d.name AS name",
    )
    assert (entry["kind"], entry["name"]) == ("LOADED", "x-seed")
    assert json.loads(entry["after"])["created"]["Standard"] == 6
    assert (await standard(empty, "S003"))["dueOn"] == date(2027, 1, 15)
    withdrawn_some_day = await standard(empty, "S005")
    assert withdrawn_some_day["timeline"] == ["2002-12-04 60.60", "2026-11-23 95.99?2002-12-04"]
    assert withdrawn_some_day["status"] == "WITHDRAWN"
    assert (withdrawn_some_day["stageOn"], withdrawn_some_day["statedOn"]) == (date(2026, 11, 23), date(2026, 11, 23))


async def test_loading_twice_changes_nothing(empty: Graph, folder: Path) -> None:
    first = await load(empty, folder)
    everything = (
        "MATCH (n) OPTIONAL MATCH (n)-[r]->() WITH n, count(r) AS links "
        "RETURN n{.*} AS n, links ORDER BY n.id, n.sequence, n.version"
    )
    before = await rows(empty, everything)
    second = await load(empty, folder)
    assert not second.changed
    assert second.unchanged == first.created
    assert await rows(empty, everything) == before


async def test_a_corrected_title_updates_in_place_and_leaves_one_event(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    await write(
        empty, "MATCH (s:Standard {id: 'S001'}), (c:ProductCategory {code: 'CATHODE'}) CREATE (s)-[:APPLIES_TO]->(c)"
    )
    put(folder, STANDARDS, 2, "title_zh", "壹")
    put(folder, STANDARDS, 2, "title_en", "")
    put(folder, STANDARDS, 2, "committees", "SAC/TC1")
    report = await load(empty, folder)
    assert {label: count for label, count in report.updated.items() if count} == {"Standard": 1}
    now = await standard(empty, "S001")
    assert (now["titleZh"], now["revision"], now["searchText"]) == ("壹", 2, "gb/t 10-2020\n壹")
    assert "titleEn" not in now
    assert await relations(empty, "S001", "OWNED_BY") == [("SAC/TC1", {"role": "OWNER", "basis": "STATED"})]
    assert await relations(empty, "S001", "APPLIES_TO") == [("CATHODE", {}), ("LI_BATTERY", {})], (
        "what people added stays"
    )
    kind, before, stage, day, was, corrected = (await history(empty, "S001"))[-1]
    assert (kind, before, stage, day) == ("CORRECTED", "60.60", "60.60", None)
    owner = ["Committee", "SAC/TC1", {"basis": "STATED", "role": "OWNER"}]
    performing = ["Committee", "SAC/TC1/SC2", {"basis": "STATED", "role": "PERFORMING"}]
    assert was == {"titleZh": "一", "titleEn": "One", "OWNED_BY": [owner, performing]}
    assert corrected == {"titleZh": "壹", "OWNED_BY": [owner]}
    assert len(await history(empty, "S001")) == 2
    assert await catalogue(empty) == (2, 11)


async def test_what_a_row_leaves_open_its_number_says(empty: Graph, folder: Path) -> None:
    put(folder, STANDARDS, 2, "level", "")
    put(folder, STANDARDS, 2, "nature", "")
    put(folder, STANDARDS, 4, "level", "")
    await load(empty, folder)
    numbered, planned = await standard(empty, "S001"), await standard(empty, "S003")
    assert (numbered["level"], numbered["nature"]) == ("NATIONAL", "RECOMMENDED")
    assert planned["level"] == "NATIONAL"


async def test_a_stage_that_leads_on_is_a_move(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    put(folder, STANDARDS, 4, "stage", "30.00")
    put(folder, STANDARDS, 4, "stage_on", "2026-09-01")
    await load(empty, folder)
    assert (await standard(empty, "S003"))["timeline"] == ["2026-01-15 20.00", "2026-09-01 30.00"]
    put(folder, STANDARDS, 4, "stage", "60.60")
    put(folder, STANDARDS, 4, "stage_on", "")
    put(folder, STANDARDS, 4, "number", "GB/T 12-2026")
    put(folder, STANDARDS, 4, "published_on", "2026-10-01")
    put(folder, STANDARDS, 4, "in_force_on", "2027-04-01")
    await load(empty, folder)
    found = await history(empty, "S003")
    assert [event[:4] for event in found] == [
        ("STARTED", None, "20.00", "2026-01-15"),
        ("ADVANCED", "20.00", "30.00", "2026-09-01"),
        ("PUBLISHED", "30.00", "60.60", "2026-10-01"),
    ]
    now = await standard(empty, "S003")
    assert (now["status"], now["numberKey"], now["revision"]) == ("PUBLISHED", "GB/T 12-2026", 3)
    assert now["timeline"] == ["2026-01-15 20.00", "2026-09-01 30.00", "2026-10-01 60.60"]
    assert now["reviewDueOn"] == date(2031, 10, 1)
    assert "dueOn" not in now


async def test_a_day_that_was_wrong_is_told_anew(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    put(folder, STANDARDS, 2, "published_on", "2020-01-02")
    await load(empty, folder)
    now = await standard(empty, "S001")
    assert (now["publishedOn"], now["stageOn"], now["timeline"]) == (
        date(2020, 1, 2),
        date(2020, 1, 2),
        ["2020-01-02 60.60"],
    )
    assert now["reviewDueOn"] == date(2025, 1, 2)
    assert (await history(empty, "S001"))[1:] == [
        (
            "CORRECTED", "60.60", "60.60", None,
            {"publishedOn": "2020-01-01", "timeline": ["2020-01-01 60.60"]},
            {"publishedOn": "2020-01-02", "timeline": ["2020-01-02 60.60"]},
        )
    ]  # fmt: skip


async def test_what_people_changed_since_stays(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    title = Correct("S003", "titleEn", "Third", reason="translated anew", source="page")
    moved = Advance("S003", "30.00", effective_on=date(2026, 8, 1))
    assert (await apply_commands(empty, ADMINISTRATOR, [title, moved], today=date(2026, 9, 1))).applied
    assert not (await load(empty, folder)).changed
    put(folder, STANDARDS, 4, "title_zh", "叁")
    put(folder, STANDARDS, 4, "title_en", "3rd")
    await load(empty, folder)
    now = await standard(empty, "S003")
    assert (now["titleZh"], now["titleEn"], now["stage"], now["revision"]) == ("叁", "Third", "30.00", 4)
    claimed = await rows(
        empty,
        "MATCH (k:Claim {field: 'titleEn'})-[:ABOUT]->({id: 'S003'}) RETURN k.value AS v, k.chosen AS c ORDER BY v",
    )
    assert {"v": "3rd", "c": False} in claimed
    assert now["timeline"] == ["2026-01-15 20.00", "2026-08-01 30.00"]


@pytest.mark.parametrize(
    ("published_on", "kept"),
    [
        ("2020-01-02", ["2020-01-02 60.60", "2021-02-01 90.93", "2099-01-01 95.99"]),
        ("2021-03-01", ["2020-12-31 60.60?2020-01-01", "2021-02-01 90.93", "2099-01-01 95.99"]),
    ],
    ids=["before what people entered", "after it"],
)
async def test_moves_that_people_entered_stay_when_the_seed_corrects_the_day_before(
    empty: Graph, folder: Path, published_on: str, kept: list[str]
) -> None:
    await load(empty, folder)
    reviewed = Advance("S001", "90.93", effective_on=date(2021, 2, 1))
    withdrawn = Advance("S001", "95.99", effective_on=date(2099, 1, 1))
    done = await apply_commands(empty, ADMINISTRATOR, [reviewed, withdrawn], today=date(2026, 9, 1))
    assert done.applied
    put(folder, STANDARDS, 2, "published_on", published_on)
    put(folder, STANDARDS, 2, "in_force_on", "")
    await load(empty, folder)
    assert (await standard(empty, "S001"))["timeline"] == kept
    assert await empty.read(differences) == []


async def test_what_people_entered_beyond_the_stage_that_the_seed_tells_now_stays(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    ahead = [Advance("S003", to, effective_on=on) for to, on in (("30", date(2026, 3, 1)), ("40", date(2026, 5, 1)))]
    assert (await apply_commands(empty, ADMINISTRATOR, ahead, today=date(2026, 9, 1))).applied
    put(folder, STANDARDS, 4, "stage", "30.00")
    put(folder, STANDARDS, 4, "stage_on", "2026-04-01")
    await load(empty, folder)
    assert (await standard(empty, "S003"))["timeline"] == [
        "2026-01-15 20.00",
        "2026-03-01 30.00",
        "2026-05-01 40.00",
    ]


async def test_a_number_may_move_to_another_standard(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    put(folder, STANDARDS, 2, "number", "GB/T 10-2010")
    put(folder, STANDARDS, 3, "number", "GB/T 10-2020")
    put(folder, STANDARDS, 3, "printed_number", "")
    for row in (2, 3):
        for column in ("published_on", "in_force_on"):
            put(folder, STANDARDS, row, column, "")
    await load(empty, folder)
    numbers = await rows(empty, "MATCH (s:Standard) WHERE s.id IN ['S001', 'S002'] RETURN s.number AS n ORDER BY s.id")
    assert [row["n"] for row in numbers] == ["GB/T 10-2010", "GB/T 10-2020"]
    was, now = (await history(empty, "S001"))[-1][4:]
    assert (was["number"], now["number"]) == ("GB/T 10-2020", "GB/T 10-2010")


async def test_a_correction_elsewhere_updates_in_place_without_events(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    put(folder, "committees.csv", 2, "secretariat", "")
    put(folder, "dependencies.csv", 2, "role", "input")
    replace(folder, "X2024/system.yaml", "required: 2", "required: 3")
    put(folder, "claims.csv", 3, "chosen", "yes")
    report = await load(empty, folder)
    assert {label: count for label, count in report.updated.items() if count} == {
        "Committee": 1, "ProductCategory": 1, "Target": 1, "Claim": 1,
    }  # fmt: skip
    (committee,) = await rows(empty, "MATCH (c:Committee {code: 'SAC/TC1'}) RETURN c{.*} AS c")
    assert "secretariat" not in committee["c"]
    assert await relations(empty, "LI_BATTERY", "DEPENDS_ON") == [
        ("CATHODE", {"role": "INPUT", "confidence": "VERIFIED"})
    ]
    assert await catalogue(empty) == (2, 10)


async def test_what_vanished_is_reported_and_stays(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    replace(folder, "X2024/demands.csv", "D002,B,CATHODE,,,page,derived,\n", "")
    report = await load(empty, folder)
    assert not report.changed
    assert {label: keys for label, keys in report.vanished.items() if keys} == {"Demand": ("D002",)}
    assert await rows(empty, "MATCH (d:Demand) RETURN d.id AS id ORDER BY id") == [{"id": "D001"}, {"id": "D002"}]


async def test_a_broken_seed_writes_nothing(empty: Graph, folder: Path) -> None:
    put(folder, STANDARDS, 2, "level", "galactic")
    with pytest.raises(SeedInvalid, match="row 2, column level"):
        await load(empty, folder)
    assert await catalogue(empty) == (0, 0)


async def test_a_row_that_turns_into_another_thing_is_refused_with_both_sides_named(empty: Graph, folder: Path) -> None:
    await load(empty, folder)
    before = await catalogue(empty)
    (folder / "X2024").rename(folder / "H2024")
    replace(folder, "H2024/system.yaml", "code: X2024", "code: H2024")
    replace(folder, "H2024/system.yaml", "X2024-T1", "H2024-T1")
    put(folder, "H2024/standards.csv", 2, "number", "GB/T 99-2020")
    with pytest.raises(LoadRefused, match=r"S001: .*GB/T 10-2020 .* X2024, .* GB/T 99-2020 .* H2024"):
        await load(empty, folder)
    assert await catalogue(empty) == before
    assert await rows(empty, "MATCH (n:StandardsSystem) RETURN n.code AS code") == [{"code": "X2024"}]


async def test_progress_counts_up_to_every_statement(empty: Graph, folder: Path) -> None:
    told: list[tuple[str, int, int]] = []
    await load_seed(empty, read_seed(folder), progress=lambda *step: told.append(step))
    assert told[-1] == ("plan", 23, 23)


async def test_an_empty_seed_is_no_change(empty: Graph) -> None:
    assert not (await load_seed(empty, Seed())).changed
    assert await catalogue(empty) == (0, 0)


async def test_the_bundled_seed_loads_whole(empty: Graph) -> None:
    report = await load_seed(empty, read_seed(bundled_seed()))
    assert report.created == {
        "Source": 215, "Committee": 37, "ProductCategory": 114, "StandardsSystem": 3, "Target": 5, "Subsystem": 73,
        "Standard": 333, "Demand": 26, "Claim": 86,
    }  # fmt: skip
    counted = await rows(
        empty, "MATCH (s:Standard)-[r:LISTED_IN]->() WITH count(r) AS listed, count(DISTINCT s) AS n RETURN listed, n"
    )
    assert counted == [{"listed": 259, "n": 255}]
    statuses = await rows(
        empty,
        "MATCH (s:Standard) WHERE s.id STARTS WITH 'S' "
        "WITH s.status AS status, count(*) AS n RETURN status, n ORDER BY n",
    )
    assert [(row["status"], row["n"]) for row in statuses] == [
        ("DRAFTING", 8), ("PLANNED", 14), ("WITHDRAWN", 26), ("PUBLISHED", 219),
    ]  # fmt: skip
    assert not (await load_seed(empty, read_seed(bundled_seed()))).changed
