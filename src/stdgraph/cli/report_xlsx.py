"""A report as a workbook: a sheet a part, to be sorted, filtered and filled in."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from stdgraph.cli.options import Words
from stdgraph.cli.output import Column, Row, plain
from stdgraph.cli.report import Report
from stdgraph.cli.report_columns import columns

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
