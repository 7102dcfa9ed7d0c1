"""A report as Markdown, as a workbook, to a file or to stdout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from stdgraph.cli.gap_tables import GapFormat
from stdgraph.cli.options import Words
from stdgraph.cli.output import Column, Row, csv_text, plain, write_text
from stdgraph.cli.report import Report
from stdgraph.cli.report_columns import CSV, columns
from stdgraph.errors import BadInput

TRACKED = ("id", "what", "priority", "needsResearch", "recommendation", "owner", "status", "progress")
UNTRACKED = ("id", "what", "severity", "unlocks")
CLOSED = ("id", "what", "status", "owner", "closing")
NOTHING = "—"


def markdown(report: Report) -> str:
    """The report as a page: figures, then a table a part."""
    zh = report.language is Words.ZH
    named = columns(report.language)
    parts = (
        ("跟踪中的缺口", "Gaps under way", report.tracked, TRACKED),
        ("尚未研究的缺口", "Gaps not yet considered", report.untracked, UNTRACKED),
        ("已关闭与已撤回", "Closed and withdrawn", report.closed, CLOSED),
    )
    lines = [f"# {'标准化缺口报告' if zh else 'Standardisation gaps'}", "", *_figures(report), ""]
    for number, (title_zh, title_en, rows, names) in enumerate(parts, start=1):
        lines += [f"## {number}. {title_zh if zh else title_en}", ""]
        lines += _table([named[name] for name in names], rows, report.language)
        lines.append("")
    return "\n".join(lines)


def scope_told(report: Report) -> str:
    """The scope in a few words."""
    given = {
        name: "/".join(value.values()) if isinstance(value, dict) else str(value)
        for name, value in report.scope.items()
    }
    names = {
        "system": ("标准体系", "system"),
        "subsystem": ("子体系", "subsystem"),
        "committee": ("技术委员会", "committee"),
        "productCategory": ("产品类别", "product category"),
    }
    english = report.language is Words.EN
    told = [f"{names[name][english]} {value}" for name, value in given.items()]
    return (", " if english else "，").join(told) or ("the whole catalogue" if english else "全部目录")


def _figures(report: Report) -> list[str]:
    """What the tables add up to."""
    still = [row for row in (*report.tracked, *report.untracked) if row["found"]]
    urgency = Counter(row["priority"] for row in report.tracked)
    research = sum(row["needsResearch"] is True for row in report.tracked)
    grades = urgency["HIGH"], urgency["MEDIUM"], urgency["LOW"], urgency[None]
    if report.language is Words.ZH:
        return [
            f"* 范围：{scope_told(report)}；日期：{report.on}",
            f"* 未解决的缺口 {len(still)} 项：跟踪中 {len(report.tracked)} 项，尚未研究 {len(report.untracked)} 项",
            f"* 跟踪中：优先级高 {grades[0]}、中 {grades[1]}、低 {grades[2]}、未定 {grades[3]}；需要研究 {research}",
            f"* 已关闭或撤回 {len(report.closed)} 项",
        ]
    return [
        f"* Scope: {scope_told(report)}; on {report.on}",
        f"* {len(still)} open gaps: {len(report.tracked)} under way, {len(report.untracked)} not yet considered",
        f"* Under way: {grades[0]} high, {grades[1]} medium, {grades[2]} low priority, {grades[3]} undecided; {research} need R&D",
        f"* {len(report.closed)} closed or withdrawn",
    ]


def _table(shown: Sequence[Column], rows: Sequence[Row], language: Words) -> list[str]:
    if not rows:
        return ["无。" if language is Words.ZH else "None."]
    rule = ["---:" if column.right else "---" for column in shown]
    body = [[_cell(column.value(row)) for column in shown] for row in rows]
    return [_line([column.heading(language) for column in shown]), _line(rule), *map(_line, body)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    """A value in a cell: what Markdown would read as its own signs is told as it is."""
    texts = [plain(one) for one in value] if isinstance(value, (list, tuple)) else [plain(value)]
    told = ["<br>".join(_escaped(text).splitlines()) for text in texts]
    return "<br>".join(told) or NOTHING


def _escaped(text: str) -> str:
    for sign, told in (("\\", "\\\\"), ("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("*", "\\*"), ("`", "\\`")):
        text = text.replace(sign, told)
    return text


WIDTHS = {"what": 60, "recommendation": 40, "progress": 60, "closing": 60, "id": 36, "owner": 28, "status": 20}
OTHERS = 12
DECIDED = (
    "id",
    "what",
    "severity",
    "unlocks",
    "priority",
    "needsResearch",
    "recommendation",
    "owner",
    "status",
    "progress",
)
SHEETS = (
    ("跟踪中", "Under way", "tracked", DECIDED),
    ("尚未研究", "Not yet considered", "untracked", DECIDED),
    ("已关闭", "Closed", "closed", (*DECIDED, "closing")),
)


def xlsx(report: Report) -> bytes:
    """The report as the bytes of an XLSX file. What people wrote stays text: nothing in it is a formula."""
    import xlsxwriter

    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        body = book.add_format({"valign": "top", "text_wrap": True})
        named = columns(report.language)
        for zh, en, part, names in SHEETS:
            sheet = book.add_worksheet(zh if report.language is Words.ZH else en)
            _fill(sheet, [named[name] for name in names], getattr(report, part), report.language, (head, body))
    return kept.getvalue()


def _fill(sheet: Any, shown: Sequence[Column], rows: Sequence[Row], language: Words, formats: tuple[Any, Any]) -> None:
    head, body = formats
    for place, column in enumerate(shown):
        sheet.set_column(place, place, WIDTHS.get(column.name, OTHERS))
        sheet.write_string(0, place, column.heading(language), head)
        for line, row in enumerate(rows, start=1):
            value = column.value(row)
            if isinstance(value, int | float) and not isinstance(value, bool):
                sheet.write_number(line, place, value, body)
            else:
                sheet.write_string(line, place, _text(value), body)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(shown) - 1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


LONGEST = 32_767
"""Most characters that a cell holds."""


def _text(value: object) -> str:
    text = "\n".join(map(plain, value)) if isinstance(value, (list, tuple)) else plain(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def deliver(made: Report, form: GapFormat, output: Path | None) -> None:
    """Write a report; raises BadInput for a file that cannot be written."""
    if output is None:
        write_text(_report_text(made, form))
        return
    content = xlsx(made) if form is GapFormat.XLSX else _report_text(made, form).encode()
    try:
        output.write_bytes(content)
    except OSError as error:
        raise BadInput(f"cannot write {output}: {error.strerror}") from None


def _report_text(made: Report, form: GapFormat) -> str:
    return csv_text(CSV, made.rows) if form is GapFormat.CSV else markdown(made)
