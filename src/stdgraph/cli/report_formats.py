"""A report as Markdown, as a workbook, to a file or to stdout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from stdgraph.cli import texts
from stdgraph.cli.gap_tables import GapFormat
from stdgraph.cli.output import Column, Row, cannot_write, csv_text, plain, write_text
from stdgraph.cli.report import CSV, Report, columns
from stdgraph.domain.vocabulary import Language
from stdgraph.exports.cells import workbook_text

TRACKED = ("id", "what", "priority", "needsResearch", "recommendation", "owner", "status", "progress")
UNTRACKED = ("id", "what", "severity", "unlocks")
CLOSED = ("id", "what", "status", "owner", "closing")
NOTHING = "—"


def markdown(report: Report) -> str:
    """The report as a page: figures, then a table a part."""
    language = report.language
    named = columns(report.language)
    parts = (
        (texts.UNDER_WAY, report.tracked, TRACKED),
        (texts.NOT_CONSIDERED, report.untracked, UNTRACKED),
        (texts.CLOSED_AND_WITHDRAWN, report.closed, CLOSED),
    )
    lines = [f"# {texts.REPORT_TITLE.said_in(language)}", "", *_figures(report), ""]
    for number, (title, rows, names) in enumerate(parts, start=1):
        lines += [f"## {number}. {title.said_in(language)}", ""]
        lines += _table([named[name] for name in names], rows, report.language)
        lines.append("")
    return "\n".join(lines)


def scope_words(report: Report) -> str:
    """The scope in a few words."""
    given = {
        name: "/".join(value.values()) if isinstance(value, dict) else str(value)
        for name, value in report.scope.items()
    }
    names = {
        "system": texts.SCOPE_SYSTEM,
        "subsystem": texts.SCOPE_SUBSYSTEM,
        "committee": texts.SCOPE_COMMITTEE,
        "productCategory": texts.SCOPE_CATEGORY,
    }
    said = [names[name].said_in(report.language, code=code) for name, code in given.items()]
    return (", " if report.language is Language.EN else "，").join(said) or texts.WHOLE_CATALOGUE.said_in(
        report.language
    )


def _figures(report: Report) -> list[str]:
    """What the tables add up to."""
    still = [row for row in (*report.tracked, *report.untracked) if row["found"]]
    urgency = Counter(row["priority"] for row in report.tracked)
    research = sum(row["needsResearch"] is True for row in report.tracked)
    tracked, untracked = len(report.tracked), len(report.untracked)
    grades = {"high": urgency["HIGH"], "medium": urgency["MEDIUM"], "low": urgency["LOW"], "none": urgency[None]}
    figures = (
        texts.FIGURE_SCOPE.said_in(report.language, scope=scope_words(report), on=report.on),
        texts.FIGURE_OPEN.said_in(report.language, open=len(still), tracked=tracked, untracked=untracked),
        texts.FIGURE_PRIORITY.said_in(report.language, **grades, research=research),
        texts.FIGURE_CLOSED.said_in(report.language, count=len(report.closed)),
    )
    return [f"* {figure}" for figure in figures]


def _table(shown: Sequence[Column], rows: Sequence[Row], language: Language) -> list[str]:
    if not rows:
        return [texts.NONE.said_in(language)]
    rule = ["---:" if column.right else "---" for column in shown]
    body = [[_cell(column.value(row)) for column in shown] for row in rows]
    return [_line([column.heading(language) for column in shown]), _line(rule), *map(_line, body)]


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(value: object) -> str:
    """A value in a cell: what Markdown would read as markup is escaped."""
    texts = [plain(one) for one in value] if isinstance(value, (list, tuple)) else [plain(value)]
    shown = ["<br>".join(_escaped(text).splitlines()) for text in texts]
    return "<br>".join(shown) or NOTHING


def _escaped(text: str) -> str:
    for sign, escape in (("\\", "\\\\"), ("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("*", "\\*"), ("`", "\\`")):
        text = text.replace(sign, escape)
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
    (texts.SHEET_UNDER_WAY, "tracked", DECIDED),
    (texts.SHEET_NOT_CONSIDERED, "untracked", DECIDED),
    (texts.SHEET_CLOSED, "closed", (*DECIDED, "closing")),
)


def xlsx(report: Report) -> bytes:
    """The report as the bytes of an XLSX file. What people wrote stays text: nothing in it is a formula."""
    import xlsxwriter

    kept = BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        head = book.add_format({"bold": True, "bottom": 1, "valign": "top", "text_wrap": True})
        body = book.add_format({"valign": "top", "text_wrap": True})
        named = columns(report.language)
        for title, part, names in SHEETS:
            sheet = book.add_worksheet(title.said_in(report.language))
            _fill(sheet, [named[name] for name in names], getattr(report, part), report.language, (head, body))
    return kept.getvalue()


def _fill(
    sheet: Any, shown: Sequence[Column], rows: Sequence[Row], language: Language, formats: tuple[Any, Any]
) -> None:
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


def _text(value: object) -> str:
    return workbook_text(list(map(plain, value)) if isinstance(value, (list, tuple)) else plain(value))


def deliver(made: Report, form: GapFormat, output: Path | None) -> None:
    """Write a report; raises BadInput for a file that cannot be written."""
    if output is None:
        write_text(_report_text(made, form))
        return
    content = xlsx(made) if form is GapFormat.XLSX else _report_text(made, form).encode()
    try:
        output.write_bytes(content)
    except OSError as error:
        raise cannot_write(output, error) from None


def _report_text(made: Report, form: GapFormat) -> str:
    return csv_text(CSV, made.rows) if form is GapFormat.CSV else markdown(made)
