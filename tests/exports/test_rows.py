"""Every export beside what the API answers for the same filter, in every format, parsed back."""

from __future__ import annotations

import icalendar
import orjson
import pytest
import yaml

from stdgraph.domain.terms import GAP_KINDS, TERMS
from stdgraph.domain.vocabulary import Language, Severity, Status
from stdgraph.errors import BadInput, UnknownCode
from stdgraph.exports import source as sources
from stdgraph.exports.source import ExportSource
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.exports.exporting import Row, every, export, objects, rows
from tests.exports.workbook import SPACE, cells, sheet_of
from tests.graphql.client import Ask

WHERES = [
    None,
    {"status": {"in": ["DRAFTING", "PLANNED"]}, "any": [{"level": {"eq": "NATIONAL"}}, {"level": {"eq": "INDUSTRY"}}]},
    {"listedIn": {"system": {"eq": "PV2024"}}, "publishedOn": {"gte": "2020-01-01"}},
    {"number": {"eq": "GB/T 24067-2024"}},
]
NUMBERS = """query ($where: StandardWhere, $after: String, $asOf: Date) {
  standards(where: $where, first: 200, after: $after, asOf: $asOf) {
    pageInfo { hasNextPage endCursor }
    edges { node { id number titleZh: title titleEn: title(language: EN) level status(on: $asOf) } }
  }
}"""
GAPS = """query ($scope: Scope, $after: String) {
  gaps(scope: $scope, first: 200, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { id kind severity score message remedy subsystems { code } unlocks { code title } } }
  }
}"""


@pytest.fixture(scope="module")
def origin(seeded: Graph, engine_settings: Settings) -> ExportSource:
    return ExportSource(seeded, engine_settings)


@pytest.mark.parametrize("where", WHERES, ids=str)
@pytest.mark.parametrize("as_of", ["2026-11-23", "2019-06-30"])
async def test_standards_are_those_of_the_api_in_its_order(
    origin: ExportSource, ask: Ask, where: Row | None, as_of: str
) -> None:
    asked = {"asOf": as_of, **({"where": orjson.dumps(where).decode()} if where else {})}
    expected = await every(ask, NUMBERS, "standards", where=where, asOf=as_of)
    assert expected or as_of < "2020"
    found = await objects(origin, "standards", **asked)
    names = ("id", "number", "titleZh", "titleEn", "level", "status")
    assert [{name: row[name] for name in names} for row in found] == expected
    lines = await rows(origin, "standards", **asked, language="EN")
    assert [line["Id"] for line in lines] == [row["id"] for row in expected]
    for line, row in zip(lines, expected, strict=True):
        assert line["Number"] == (row["number"] or "")
        assert line["Status"] == (TERMS[Status][row["status"]].en if row["status"] else "")
    book = cells(await export(origin, "standards", "xlsx", **asked, language="EN"))
    assert [row[book[0].index("Id")] for row in book[1:]] == [row["id"] for row in expected]
    documents = list(yaml.safe_load_all(await export(origin, "standards", "yaml", **asked)))
    assert [one["docid"][0]["id"] for one in documents] == [
        row["number"] or row["planNumber"] or row["id"] for row in found
    ]


SCOPES = [
    {"system": "PV2024"},
    {"subsystem": "ICN2024/B"},
    {"system": "ICN2024", "subsystem": "BA"},
    {"committee": "SAC/TC90"},
    {"productCategory": "STEEL"},
    {"system": "ICN2024", "committee": "SAC/TC548", "productCategory": "STEEL"},
]


@pytest.mark.parametrize("scope", SCOPES, ids=str)
async def test_a_scope_holds_what_is_listed_owned_or_concerned(origin: ExportSource, ask: Ask, scope: Row) -> None:
    """Conditions of the API say the same of systems and subsystems; committees and categories count with what is below them."""
    system, below = scope.get("system"), scope.get("subsystem")
    place = below and dict(
        zip(("system", "code"), (below if "/" in below else f"{system}/{below}").split("/"), strict=True)
    )
    committees = await _with_all_below(ask, "committees", "parent", scope.get("committee"))
    kinds = await _with_all_below(ask, "productCategories", "parents", scope.get("productCategory"))
    where = {
        "all": [
            *([{"listedIn": {"system": {"eq": system}}}] if system else []),
            *([{"listedIn": {"within": place}}] if place else []),
            *([{"committee": {"code": {"in": committees}}}] if committees else []),
        ]
    }
    expected = await every(ask, NUMBERS, "standards", where=where, asOf="2026-11-23")
    found = await objects(origin, "standards", **scope)
    if kinds is None:
        assert [row["id"] for row in found] == [row["id"] for row in expected]
    else:
        assert {row["id"] for row in found} <= {row["id"] for row in expected}
        direct = [row["id"] for row in found if {one["code"] for one in row["productCategories"]} & set(kinds)]
        assert direct
        assert scope.get("system") or len(direct) <= len(found)


async def _with_all_below(ask: Ask, field: str, above: str, code: str | None) -> list[str] | None:
    if code is None:
        return None
    things = (await ask(f"{{ {field} {{ code {above} {{ code }} }} }}"))[field]
    found = [code]
    for one in found:
        parents = ((thing["code"], thing[above]) for thing in things)
        found += [
            name
            for name, up in parents
            if name not in found
            and one in [each["code"] for each in (up if isinstance(up, list) else [up] if up else [])]
        ]
    return found


async def test_pages_join_without_a_seam(origin: ExportSource, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = {what: await export(origin, what, "jsonl") for what in ("standards", "gaps")}
    from stdgraph.exports import standards

    for module in (sources, standards):
        monkeypatch.setattr(module, "FIRST_PAGE", 3)
        monkeypatch.setattr(module, "PAGE", 7)
    for what, expected in whole.items():
        assert await export(origin, what, "jsonl") == expected


@pytest.mark.parametrize("scope", [{}, {"system": "PV2024"}, {"subsystem": "ICN2024/BAB"}, {"committee": "SAC/TC90"}])
async def test_gaps_are_those_of_the_api(origin: ExportSource, ask: Ask, scope: dict[str, str]) -> None:
    asked: Row = dict(scope)
    if "subsystem" in asked:
        system, code = asked["subsystem"].split("/")
        asked["subsystem"] = {"system": system, "code": code}
    expected = await every(ask, GAPS, "gaps", scope=asked)
    found = await objects(origin, "gaps", **scope)
    assert [row["id"] for row in found] == [row["id"] for row in expected]
    lines = await rows(origin, "gaps", **scope)
    for line, gap in zip(lines, expected, strict=True):
        assert line["缺口标识"] == gap["id"]
        assert line["类型"] == GAP_KINDS[gap["kind"]].zh
        assert line["严重程度"] == TERMS[Severity][gap["severity"]].zh
        assert float(line["分值"]) == gap["score"]
        assert (line["说明"], line["解决办法"]) == (gap["message"], gap["remedy"])
        assert (
            line["解锁"].split("|") == [f"{one['code']} {one['title']}" for one in gap["unlocks"]] or not gap["unlocks"]
        )
        parts = [int(line[f"分值：{part}"]) for part in ("严重程度", "解锁", "迟延", "重要性", "紧迫性", "依据")]
        assert sum(parts) == gap["score"]


async def test_a_day_that_is_named_stands_in_the_ids_of_gaps(origin: ExportSource) -> None:
    (today, *_), (then, *_) = await objects(origin, "gaps"), await objects(origin, "gaps", asOf="2026-03-01")
    assert "@" not in today["id"]
    assert then["id"] == f"{then['key']}@2026-03-01"


async def test_the_workbook_of_gaps_can_be_filled_in(origin: ExportSource, ask: Ask) -> None:
    book = await export(origin, "gaps", "xlsx", system="PV2024")
    sheet = sheet_of(book)
    head, *lines = cells(book)
    validations = {one.get("sqref"): one.findtext(f"{SPACE}formula1") for one in sheet.iter(f"{SPACE}dataValidation")}
    assert len(validations) == 4
    last = len(lines) + 1
    for name, choices in (
        ("处理状态", '"待处理,'),
        ("优先级", '"高,中,低"'),
        ("需要研究", '"是,否"'),
        ("责任组织", "'技术委员会'!$A$2:$A$"),
    ):
        letter = chr(ord("A") + head.index(name))
        assert (validations[f"{letter}2:{letter}{last}"] or "").startswith(choices)
    committees = (await ask("{ committees { code title } }"))["committees"]
    assert [row[:2] for row in cells(book, 2)[1:]] == [[one["code"], one["title"] or ""] for one in committees]
    assert {"缺口标识", "记录修订号", "建议", "本次备注"} <= set(head)


async def test_progress_is_that_of_the_api(origin: ExportSource, ask: Ask) -> None:
    systems = (
        await ask(
            "{ systems { code progress { items itemsMet completion } gaps { totalCount } "
            "tree { subsystem { code } total { items itemsMet listed } openGaps } } }"
        )
    )["systems"]
    found = await objects(origin, "progress")
    lines = await rows(origin, "progress", language="EN")
    assert len(found) == len(lines) == sum(1 + len(one["tree"]) for one in systems)
    of_systems = {row["system"]["code"]: row for row in found if row["subsystem"] is None}
    for one in systems:
        whole = of_systems[one["code"]]
        assert {name: whole["progress"][name] for name in one["progress"]} == one["progress"]
        assert whole["openGaps"] == one["gaps"]["totalCount"]
        own = [row for row in found if row["system"]["code"] == one["code"] and row["subsystem"]]
        assert [(row["subsystem"]["code"], row["openGaps"]) for row in own] == [
            (node["subsystem"]["code"], node["openGaps"]) for node in one["tree"]
        ]
        for row, node in zip(own, one["tree"], strict=True):
            assert {name: row["progress"][name] for name in node["total"]} == node["total"]
    branch = await objects(origin, "progress", subsystem="ICN2024/BA")
    assert [row["subsystem"]["code"] for row in branch] == ["BA", "BAA", "BAB", "BAC"]
    scoped = await objects(origin, "progress", committee="SAC/TC90", system="PV2024")
    theirs = '(scope: {committee: "SAC/TC90", system: "PV2024"})'
    figures = await ask(f"{{ progress{theirs} {{ items itemsMet }} gaps{theirs} {{ totalCount }} }}")
    assert [row["openGaps"] for row in scoped] == [figures["gaps"]["totalCount"]]
    (named,) = await objects(origin, "progress", committee="SAC/TC90", subsystem="PV2024/D")
    assert (named["subsystem"]["code"], named["subsystem"]["titleZh"]) == ("D", "光伏电池和组件")
    assert [{name: row["progress"][name] for name in ("items", "itemsMet")} for row in scoped] == [figures["progress"]]


async def test_coverage_is_that_of_the_api(origin: ExportSource, ask: Ask) -> None:
    document = 'query { coverage(system: "ICN2024", depth: 100) { cells { row column state demanded standards } } }'
    expected = (await ask(document))["coverage"]["cells"]
    found = await objects(origin, "coverage", system="ICN2024")
    assert [
        {name: row[name] for name in ("row", "column", "state", "demanded", "standards")} for row in found
    ] == expected
    assert len(await rows(origin, "coverage")) == len(await objects(origin, "coverage")) > len(expected)
    branch = await objects(origin, "coverage", subsystem="ICN2024/BA", productCategory="STEEL")
    assert {row["row"] for row in branch} <= {"BA", "BAA", "BAB", "BAC"}
    assert "STEEL" in {row["column"] for row in branch}
    owned = await objects(origin, "coverage", committee="SAC/TC90")
    assert owned
    assert all(row["filledBy"] for row in owned)


async def test_committees_are_those_of_the_api(origin: ExportSource, ask: Ask) -> None:
    document = "{ committees { code progress { listed } gaps { totalCount } workload { count overdue } subcommittees { code } } }"
    expected = {one["code"]: one for one in (await ask(document))["committees"]}
    found = await objects(origin, "committees")
    assert [row["code"] for row in found] == sorted(expected)
    for row, line in zip(found, await rows(origin, "committees", language="EN"), strict=True):
        one = expected[row["code"]]
        assert int(line["Listed"]) == one["progress"]["listed"]
        assert int(line["Gaps"]) == row["gaps"]["totalCount"] == one["gaps"]["totalCount"]
        assert int(line["Overdue"]) == sum(stage["overdue"] for stage in one["workload"])
    parent = next(row for row in found if row["subcommittees"])
    below = {row["code"] for row in await objects(origin, "committees", committee=parent["code"])}
    assert below >= {parent["code"], *(one["code"] for one in parent["subcommittees"])}
    assert len(below) < len(found)
    owners = {row["code"] for row in await objects(origin, "committees", system="PV2024")}
    assert "SAC/TC90" in owners
    assert len(owners) < len(found)


@pytest.mark.parametrize("language", list(Language))
async def test_a_calendar_holds_what_is_due(origin: ExportSource, ask: Ask, language: Language) -> None:
    text = await export(origin, "committees/SAC/TC90", "ics", language=language)
    assert text == await export(origin, "committees/SAC/TC90", "ics", language=language), "the clock has no part in it"
    assert all(line.endswith(b"\r\n") and len(line) <= 77 for line in text.splitlines(keepends=True))
    calendar = icalendar.Calendar.from_ical(text)
    entries = {str(one["UID"]): one for one in calendar.walk("VEVENT")}
    assert len(entries) == len(calendar.walk("VEVENT")) > 0
    due = (await ask('{ committee(code: "SAC/TC90") { due(within: "P50Y") { standard { id } dueOn } } }'))["committee"][
        "due"
    ]
    approvals = {uid: one for uid, one in entries.items() if uid.startswith("approval.")}
    assert {uid: one.decoded("DTSTART").isoformat() for uid, one in approvals.items()} == {
        f"approval.{one['standard']['id']}@stdgraph": one["dueOn"] for one in due
    }
    words = {"ZH": "报批截止", "EN": "Due for approval"}
    assert all(str(one["SUMMARY"]).startswith(words[language]) for one in approvals.values())
    assert any(uid.startswith("target.") for uid in entries)
    assert any(uid.startswith("review.") for uid in entries)


async def test_what_is_wrong_is_told_before_anything_is_written(origin: ExportSource) -> None:
    with pytest.raises(
        UnknownCode, match="system: the catalogue has no standards system PV2042; nearest: PV2024"
    ) as told:
        await export(origin, "standards", "csv", system="PV2042")
    assert told.value.nearest[0] == "PV2024"
    with pytest.raises(UnknownCode, match=r"where\.committee\.code\.eq: the catalogue has no committee SAC/TC9"):
        await export(origin, "standards", "csv", where='{"committee":{"code":{"eq":"SAC/TC9"}}}')
    with pytest.raises(BadInput, match="Value 'X' does not exist in 'Status' enum"):
        await export(origin, "standards", "csv", where='{"status":{"eq":"X"}}')
    with pytest.raises(UnknownCode, match="committees: the catalogue has no committee SAC/TC9"):
        await export(origin, "committees/SAC/TC9", "ics")


async def test_an_export_without_rows_has_its_headings(origin: ExportSource) -> None:
    nothing = '{"number":{"eq":"GB 99999999-1999"}}'
    assert await export(origin, "standards", "jsonl", where=nothing) == b""
    assert (await export(origin, "standards", "csv", where=nothing)).count(b"\r\n") == 1
    assert len(cells(await export(origin, "standards", "xlsx", where=nothing))) == 1
