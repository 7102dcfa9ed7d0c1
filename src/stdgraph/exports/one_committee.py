"""What is exported of one committee: its desk for spreadsheets, and its calendar."""

from __future__ import annotations

from stdgraph.domain.terms import Term
from stdgraph.exports.committee_calendar import write_calendar
from stdgraph.exports.desk import DESK_ROWS
from stdgraph.exports.export import Export, Format

COMMITTEE_EXPORT = Export(
    "committees",
    Term("工作台", "Desk"),
    {**DESK_ROWS.formats, Format.ICS: write_calendar},
    ("asOf", "language"),
    of="Committee",
)
