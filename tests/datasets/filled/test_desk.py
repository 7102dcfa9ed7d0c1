"""The desk of a committee that was filled in becomes one bulk of commands: all or none, guarded, each row with what became of it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from stdgraph.commands.advance import Advance
from stdgraph.commands.secretariat.transfer_standard import TransferStandard
from stdgraph.domain.vocabulary import Language, Level
from stdgraph.errors import BadInput
from tests.commands.workspace import Workspace
from tests.datasets.filled.books import column, fill, head, row_of
from tests.datasets.filled.desk_clerk import Clerk
from tests.exports.exporting import export


@pytest.fixture
async def items(workspace: Workspace) -> list[str]:
    """Three projects of SAC/TC1: one of an industry in drafting, one planned, one of a national standard that is to be published."""
    return [
        await workspace.item(
            "10.00", "20.00", level=Level.INDUSTRY, plan_number="2025-0001T-QC", committees=["SAC/TC1"]
        ),
        await workspace.item("10.00", committees=["SAC/TC1/SC2"]),
        await workspace.item(
            "10.00",
            "20.00",
            "30.00",
            "40.00",
            "50.00",
            level=Level.NATIONAL,
            plan_number="20250001-T-339",
            committees=["SAC/TC1"],
        ),
    ]


def named(file: Path, name: str, heading: str = "编号") -> int:
    return row_of(file, heading, name)


async def test_a_desk_holds_what_is_open_and_what_may_follow(
    clerk: Clerk, workspace: Workspace, items: list[str]
) -> None:
    await workspace.done(TransferStandard(standard=items[1], to_committee="SAC/TC1", from_committee="SAC/TC1/SC2"))
    file = await clerk.desk()
    sheet = load_workbook(file).worksheets[0]
    assert len(column(sheet, "编号")) == 4, "S003 of the seed, and the three"
    at = named(file, "2025-0001T-QC")
    cells = {name: sheet.cell(at, place).value for name, place in head(sheet).items()}
    assert (cells["阶段代码"], cells["技术委员会"]) == ("20.00", "SAC/TC1")
    assert str(cells["可转入的阶段"]).splitlines()[1] == "征求意见阶段 30.00 30.20 30.60 30.99"
    assert cells["转入阶段"] is None
    letter = get_column_letter(head(sheet)["转入阶段"])
    offered = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation if one.type == "list"}
    assert "30.00" in str(offered[f"{letter}{at}"])
    assert "10.20" in str(offered[f"{letter}{named(file, '一项')}"])
    assert column(sheet, "移交") != [None] * 4
    sub = load_workbook(await clerk.desk(committee="SAC/TC1/SC2", language="EN")).worksheets[0]
    assert column(sub, "Number") == ["一项"]
    with pytest.raises(BadInput, match="the desk is that of today"):
        await export(clerk.origin, "committees/SAC/TC1", "xlsx", asOf="2026-01-01")


async def test_a_desk_that_nobody_edited_changes_nothing(clerk: Clerk, items: list[str]) -> None:
    for form in ("xlsx", "csv"):
        for language in Language:
            report = await clerk.apply(await clerk.desk(form, language))
            assert (report.rows, report.kind) == ([], "desk")
            assert report.read == report.unchanged == 1 + len(items)


async def test_moves_publication_extension_and_remarks_are_one_bulk(
    clerk: Clerk, workspace: Workspace, items: list[str]
) -> None:
    file = await clerk.desk()
    drafting, planned, approved, seeded = (
        named(file, name) for name in ("2025-0001T-QC", "一项", "20250001-T-339", "20260001-T-339")
    )
    filled = fill(
        file,
        {
            drafting: {
                "转入阶段": 30.2,
                "日期": datetime(2026, 5, 1, 9, 30),  # noqa: DTZ001  as spreadsheets keep days
                "延期至": "2028年6月30日",
                "批准依据": "会议纪要",
                "备注": "进展顺利",
            },
            planned: {"备注": "请补充材料"},
            approved: {
                "转入阶段": "60.60 已发布",
                "赋予标准号": "GB/T 90001—2026",
                "发布日期": 46143,
                "实施日期": "2026/12/1",
            },
            seeded: {"延期至": date(2029, 1, 1), "批准依据": "国标委函", "日期": "2026.3.1"},
        },
    )
    before = await clerk.revision()
    report = await clerk.apply(filled)
    assert report.applied
    told = {row.row: (row.outcome, row.message) for row in report.rows}
    assert told == {
        drafting: (
            "StandardAdvanced",
            "转入 30.20 征求意见阶段（主要工作开始）（2026-05-01）；延期至 2028-06-30；批准依据 会议纪要；备注 进展顺利",
        ),
        planned: ("StandardAdvanced", "备注 请补充材料"),
        approved: (
            "StandardAdvanced",
            "转入 60.60 已发布；标准号 GB/T 90001—2026；发布日期 2026-05-01；实施日期 2026-12-01",
        ),
        seeded: ("ProjectExtended", "延期至 2029-01-01；批准依据 国标委函"),
    }
    assert await clerk.revision() > before
    found = {one["key"]: one for one in await _state(clerk, [*items, "S003"])}
    assert (found[items[0]]["stage"], found[items[0]]["due"]) == ("30.20", "2028-06-30")
    assert (found[items[2]]["stage"], found[items[2]]["number"]) == ("60.60", "GB/T 90001-2026")
    assert found["S003"]["due"] == "2029-01-01"
    again = await clerk.apply(filled)
    assert (again.rows, again.unchanged) == ([], again.read), "the same workbook is the same request"
    left = column(load_workbook(await clerk.desk()).worksheets[0], "编号")
    assert "20250001-T-339" not in left


async def _state(clerk: Clerk, keys: list[str]) -> list[dict[str, Any]]:
    text = "UNWIND $keys AS key MATCH (s:Standard {id: key}) RETURN key, s.stage AS stage, s.number AS number, toString(s.projectDueOn) AS due"

    async def work(tx: Any) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = await tx.rows(text, keys=keys)
        return rows

    return await clerk.graph.read(work)


async def test_a_row_that_is_refused_stops_the_bulk(clerk: Clerk, workspace: Workspace, items: list[str]) -> None:
    file = await clerk.desk(language="EN")
    drafting, planned, approved, seeded = (
        named(file, name, "Number") for name in ("2025-0001T-QC", "一项", "20250001-T-339", "20260001-T-339")
    )
    filled = fill(
        file,
        {
            drafting: {"Move to": "30.00"},
            planned: {"Move to": "60.60"},
            approved: {"Move to": "60.60", "Number given": "GB/T 90002-2026"},
            seeded: {"Move to": "30.00", "Day": "soon"},
        },
    )
    clerk.language = Language.EN
    before = await clerk.revision()
    report = await clerk.apply(filled)
    assert report.stopped
    assert not report.applied
    assert await clerk.revision() == before
    told = {row.row: row for row in report.rows}
    assert [row.row for row in report.taken] == [drafting]
    assert (told[planned].outcome, told[planned].column, told[planned].value) == (
        "TransitionRefused",
        "Move to",
        "60.60",
    )
    assert "does not follow 10.00" in told[planned].message
    assert "expected one of 10.20" in told[planned].message
    assert (told[approved].outcome, told[approved].column) == ("TransitionRefused", "Published on")
    assert (told[seeded].outcome, told[seeded].column, told[seeded].value) == ("InvalidInput", "Day", "soon")
    skipped = await clerk.apply(filled, skip_refused=True)
    assert (skipped.applied, skipped.stopped) == (True, False)
    assert (await _state(clerk, [items[0]]))[0]["stage"] == "30.00"


async def test_what_moved_on_meanwhile_is_told(clerk: Clerk, workspace: Workspace, items: list[str]) -> None:
    file = await clerk.desk()
    at = named(file, "2025-0001T-QC")
    filled = fill(file, {at: {"转入阶段": "30.00"}})
    await workspace.done(Advance(items[0], "20.20"))
    report = await clerk.apply(filled)
    assert [(row.outcome, row.row) for row in report.refused] == [("RevisionConflict", at)]
    assert (await _state(clerk, [items[0]]))[0]["stage"] == "20.20"


@pytest.mark.parametrize(
    ("cells", "column_", "words"),
    [
        ({"赋予标准号": "GB/T 1-2026"}, "赋予标准号", "“转入阶段”为空"),
        ({"批准依据": "函"}, "批准依据", "“延期至”为空"),
        ({"延期至": "2030-01-01"}, "延期至", "须填写“批准依据”"),
        ({"延期至": "2030", "批准依据": "函"}, "延期至", "应为年、月、日"),
        ({"日期": "2026-01-01", "备注": "x"}, "日期", "只随转入阶段或延期"),
        ({"转入阶段": "35.00"}, "转入阶段", "阶段代码应为"),
        ({"转入阶段": "下一阶段"}, "转入阶段", "阶段代码应为"),
        ({"项目标识": None, "备注": "x"}, "项目标识", "没有项目标识"),
        ({"项目标识": "GB/T 99-2099", "备注": "x"}, "项目标识", "没有"),
    ],
)
async def test_cells_that_cannot_be_taken(clerk: Clerk, cells: dict[str, object], column_: str, words: str) -> None:
    file = await clerk.desk()
    (row,) = (await clerk.plan(fill(file, {named(file, "20260001-T-339"): cells}))).rows
    assert (row.taken, row.column) == (False, column_)
    assert words in row.message
