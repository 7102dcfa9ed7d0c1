"""How gaps are told: a listing in three formats, or a report in three others."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer


class GapFormat(StrEnum):
    """How gaps are told."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    XLSX = "xlsx"


LISTED = (GapFormat.TABLE, GapFormat.JSON, GapFormat.CSV)
REPORTED = (GapFormat.MARKDOWN, GapFormat.CSV, GapFormat.XLSX)
"""How a listing and a report are written, the first unless told otherwise."""


def form_of(given: GapFormat | None, output: Path | None, *, report: bool) -> GapFormat:
    """The format in force; raises BadParameter for one that does not go with the other options."""
    forms = REPORTED if report else LISTED
    form = given or forms[0]
    if form not in forms:
        raise typer.BadParameter(
            f"--format {form}: expected {', '.join(forms)} {'with' if report else 'without'} --report"
        )
    if report and form is GapFormat.XLSX and output is None:
        raise typer.BadParameter("--format xlsx needs --output FILE")
    if output is not None and not report:
        raise typer.BadParameter("--output goes with --report")
    return form
