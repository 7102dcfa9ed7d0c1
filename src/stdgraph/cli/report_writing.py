"""Writing a report: in its format, to a file or to stdout."""

from __future__ import annotations

from pathlib import Path

from stdgraph.cli.gap_formats import GapFormat
from stdgraph.cli.output import csv_text, write_text
from stdgraph.cli.report import Report
from stdgraph.cli.report_columns import CSV
from stdgraph.cli.report_markdown import markdown
from stdgraph.cli.report_xlsx import xlsx
from stdgraph.errors import BadInput


def deliver(made: Report, form: GapFormat, output: Path | None) -> None:
    """Write a report; raises BadInput for a file that cannot be written."""
    if output is None:
        write_text(_text(made, form))
        return
    content = xlsx(made) if form is GapFormat.XLSX else _text(made, form).encode()
    try:
        output.write_bytes(content)
    except OSError as error:
        raise BadInput(f"cannot write {output}: {error.strerror}") from None


def _text(made: Report, form: GapFormat) -> str:
    return csv_text(CSV, made.rows) if form is GapFormat.CSV else markdown(made)
