"""A gap report that was filled in becomes decisions: only what differs, each guarded, the rows that cannot be taken told one by one."""

from __future__ import annotations

import csv
from pathlib import Path

from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.vocabulary import GapStatus, Language, Priority
from stdgraph.gap_records.track_gap import Track
from tests.commands.workspace import Workspace
from tests.datasets.filled.books import column, fill, head, row_of
from tests.datasets.filled.desk_clerk import Clerk

ODD = "=1+1\n'quoted'  line — “建议”"


async def gaps(file: Path, heading: str = "缺口标识") -> list[str]:
    from openpyxl import load_workbook

    return [str(one) for one in column(load_workbook(file).worksheets[0], heading)]


async def test_a_report_that_nobody_edited_changes_nothing(clerk: Clerk, workspace: Workspace) -> None:
    one, two, *_ = await gaps(await clerk.report())
    await workspace.done(Track(one, GapStatus.MOVING, Priority.HIGH, True, "SAC/TC1", ODD))
    await workspace.done(Track(two, needs_research=False, recommendation="'mark"))
    for form in ("xlsx", "csv"):
        for language in Language:
            file = await clerk.report(form, language)
            report = await clerk.apply(file)
            assert (report.rows, report.notes, report.kind) == ([], [], "decisions")
            assert report.read == report.unchanged >= 3
    assert (await clerk.apply(fill(await clerk.report(), {}))).rows == []


async def test_decisions_are_taken_once_in_either_language(clerk: Clerk) -> None:
    file = await clerk.report(language="EN")
    one, two, three, *_ = await gaps(file, "Gap id")
    filled = fill(
        file,
        {
            2: {
                "Priority": "HIGH",
                "Organisation in charge": "SAC/TC1",
                "Recommendation": "先起草",
                "Note on this decision": "会上",
            },
            3: {"Status": "moving", "R&D needed": "是"},
            4: {"Priority": "低"},
        },
    )
    clerk.language = Language.EN
    report = await clerk.apply(filled)
    assert report.applied
    assert [one.row for one in report.taken] == [2, 3, 4]
    assert report.taken[0].message == (
        "Priority: (none) → high; Organisation in charge: (none) → SAC/TC1; Recommendation: (none) → 先起草; note: 会上"
    )
    first, second, third = [await clerk.record(gap) for gap in (one, two, three)]
    assert first is not None
    assert first.decision == {
        "status": "OPEN",
        "priority": "HIGH",
        "needsResearch": None,
        "recommendation": "先起草",
        "owner": "SAC/TC1",
    }
    assert second is not None
    assert (second.decision["status"], second.decision["needsResearch"]) == ("MOVING", True)
    assert third is not None
    assert third.decision["priority"] == "LOW"
    again = await clerk.apply(filled)
    assert (again.rows, again.unchanged) == ([], again.read)
    assert [one.revision for one in (first, second, third)] == [
        found.revision for gap in (one, two, three) if (found := await clerk.record(gap))
    ]
    assert (await clerk.apply(await clerk.report())).rows == []


async def test_columns_and_rows_may_stand_elsewhere_or_be_gone(clerk: Clerk) -> None:
    """Only the id and one column to fill in are needed; a table of text may be written by any program."""
    file = await clerk.report()
    (one, two, *_) = await gaps(file)
    table = clerk.folder / "委员会.csv"
    with table.open("w", encoding="gb18030", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(["某委员会 2026 年决定", "", ""])
        writer.writerow(["建议", "优先级", "缺口编号"])
        writer.writerow(["'-先做", "高", two])
        writer.writerow(["", "", one])
    report = await clerk.apply(table)
    assert [(row.row, row.what, row.sheet) for row in report.rows] == [(3, two, None)]
    record = await clerk.record(two)
    assert record is not None
    assert (record.decision["recommendation"], record.decision["priority"]) == ("-先做", "HIGH")

    def shuffle(sheet: object) -> None:
        places = head(sheet)  # type: ignore[arg-type]
        sheet.delete_cols(places["说明"], 3)  # type: ignore[attr-defined]
        sheet.delete_rows(3)  # type: ignore[attr-defined]

    fewer = fill(file, {2: {"优先级": "中"}}, shuffle)
    assert [(row.row, row.message) for row in (await clerk.plan(fewer)).rows] == [(2, "优先级：（无） → 中")]


async def test_what_cannot_be_taken_is_told_and_the_others_come_in(clerk: Clerk) -> None:
    file = await clerk.report()
    _, two, three, four, *_ = await gaps(file)
    filled = fill(
        file,
        {
            2: {"优先级": "急"},
            3: {"责任组织": "SAC/TC11"},
            4: {"优先级": "高"},
            5: {"缺口标识": four[:-1] + "~", "优先级": "高"},
            6: {"记录修订号": "x", "优先级": "低"},
            7: {"缺口标识": None, "优先级": "低"},
        },
    )
    report = await clerk.apply(filled)
    assert report.applied
    assert [row.what for row in report.taken] == [three]
    told = {row.row: row for row in report.refused}
    assert sorted(told) == [2, 3, 5, 6, 7]
    assert (told[2].column, told[2].value, told[2].message) == ("优先级", "急", "应为 高、中、低 之一")
    assert told[2].place(Language.ZH) == "filled-gaps-ZH.xlsx，缺口，第 2 行，“优先级”列"
    assert (told[3].column, told[3].value) == ("责任组织", "SAC/TC11")
    assert "最接近的：SAC/TC1" in told[3].message
    assert told[5].outcome == "NotFound"
    assert four in told[5].message
    assert (told[6].column, told[6].value) == ("记录修订号", "x")
    assert told[7].column == "缺口标识"
    assert await clerk.record(two) is None
    clerk.language = Language.EN
    english = {row.row: row for row in (await clerk.plan(filled)).refused}
    assert english[2].message == "expected one of high, medium, low"
    assert english[2].place(Language.EN) == "filled-gaps-ZH.xlsx, 缺口, row 2, column '优先级'"
    document = (await clerk.plan(filled)).document()
    assert (document["refused"], document["taken"], document["rows"][0]["row"]) == (5, 0, 2)


async def test_what_somebody_else_decided_meanwhile_is_not_overwritten(clerk: Clerk, workspace: Workspace) -> None:
    one, two, three, *_ = await gaps(await clerk.report())
    await workspace.done(Track(one, priority=Priority.LOW, recommendation="旧"))
    await workspace.done(Track(two, priority=Priority.LOW))
    file = await clerk.report()
    at = {gap: row_of(file, "缺口标识", gap) for gap in (one, two, three)}
    filled = fill(file, {at[one]: {"优先级": "高"}, at[three]: {"优先级": "高"}})
    await workspace.done(Track(one, status=GapStatus.MOVING, recommendation="新"))
    await workspace.done(Track(two, priority=Priority.MEDIUM))
    report = await clerk.apply(filled)
    assert [(row.row, row.outcome) for row in report.refused] == [(at[one], "RevisionConflict")]
    assert "已被他人更改" in report.refused[0].message
    assert [row.row for row in report.taken] == [at[three]], "a row that nobody edited is no decision"
    first, second = await clerk.record(one), await clerk.record(two)
    assert first is not None
    assert second is not None
    assert (first.decision["priority"], first.decision["recommendation"]) == ("LOW", "新")
    assert second.decision["priority"] == "MEDIUM"


async def test_an_empty_cell_says_nothing_and_a_dash_removes(clerk: Clerk, workspace: Workspace) -> None:
    one, *_ = await gaps(await clerk.report())
    await workspace.done(Track(one, priority=Priority.HIGH, owner="SAC/TC1", recommendation="做"))
    file = await clerk.report()
    at = row_of(file, "缺口标识", one)
    emptied = await clerk.apply(fill(file, {at: {"优先级": None, "责任组织": None, "建议": None}}))
    assert emptied.rows == []
    assert "“责任组织”为空的单元格不改变已有内容；要删除请填“-”" in emptied.notes
    assert "“优先级”为空的单元格不改变已有内容" in emptied.notes
    removed = await clerk.apply(fill(file, {at: {"责任组织": "-", "建议": "—"}}))
    assert [row.message for row in removed.taken] == ["责任组织：SAC/TC1 → （无）；建议：做 → （无）"]
    record = await clerk.record(one)
    assert record is not None
    assert (record.owner, record.decision["recommendation"], record.decision["priority"]) == (None, None, "HIGH")


async def test_a_gap_that_stands_twice_is_decided_once_or_not_at_all(clerk: Clerk) -> None:
    file = await clerk.report()
    one, *_, last = await gaps(file)
    rows = len(await gaps(file))
    same = fill(file, {2: {"优先级": "高"}, rows + 2: {"缺口标识": one, "优先级": "高"}})
    assert [row.row for row in (await clerk.plan(same)).rows] == [2]
    other = fill(file, {2: {"优先级": "高"}, rows + 2: {"缺口标识": one, "优先级": "低"}, rows + 1: {"优先级": "中"}})
    report = await clerk.apply(other)
    assert [(row.row, row.taken) for row in report.rows] == [(2, False), (rows + 1, True), (rows + 2, False)]
    assert f"第 {rows + 2} 行" in report.rows[0].message
    assert [row.what for row in report.taken] == [last]


async def test_only_who_may_decide_decides(clerk: Clerk) -> None:
    file = fill(await clerk.report(), {2: {"优先级": "高"}})
    clerk.who = Identity("nobody", Role.READER)
    report = await clerk.apply(file)
    assert [(row.outcome, row.taken) for row in report.rows] == [("NotPermitted", False)]
