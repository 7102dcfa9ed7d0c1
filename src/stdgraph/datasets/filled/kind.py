"""Which of the workbooks that the catalogue gives out a file is, told by its headings, in whatever order and language they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from stdgraph.datasets.filled import desk_columns
from stdgraph.datasets.importing.formats import Format
from stdgraph.datasets.importing.formats import format_of as register_format_of
from stdgraph.datasets.system_table import Sheet, read_workbook
from stdgraph.datasets.system_table.headings import folded_heading
from stdgraph.domain.terms import Term
from stdgraph.errors import BadInput
from stdgraph.gap_records import decision_columns

SEARCHED = 10
"""Rows from the top among which the headings are: people put a title above them."""


class FilledKind(StrEnum):
    """What a workbook is filled in about."""

    DECISIONS = "decisions"
    """A gap report: what a committee decides about each gap."""
    DESK = "desk"
    """The desk of a committee: how each of its projects goes on."""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """The headings of a workbook, by the names of its columns."""

    kind: FilledKind
    key: str
    """The column that names what a row is about."""
    headings: Mapping[str, Term]
    known: Mapping[str, tuple[str, ...]]
    """All texts that are understood as the heading of each."""


def _texts(terms: Mapping[str, Term], others: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {name: (term.zh, term.en, *others.get(name, ())) for name, term in terms.items()}


_DECIDED = {one.name: one.heading for one in decision_columns.DECISIONS}
_OF_DECISIONS = {**decision_columns.IDENTIFYING, **_DECIDED}
_OF_DESK = {**desk_columns.IDENTIFYING, **{one.name: one.heading for one in desk_columns.TO_FILL_IN}}
FORMS: tuple[FilledForm, ...] = (
    FilledForm(
        FilledKind.DECISIONS,
        decision_columns.GAP_ID,
        _OF_DECISIONS,
        _texts(_OF_DECISIONS, {decision_columns.GAP_ID: ("gapId", "缺口编号"), **{name: (name,) for name in _DECIDED}}),
    ),
    FilledForm(FilledKind.DESK, desk_columns.ITEM_ID, _OF_DESK, _texts(_OF_DESK, {desk_columns.ITEM_ID: ("itemId",)})),
)
"""The fields of a desk do not stand for its headings: another column bears the number that an item has."""


@dataclass(frozen=True, slots=True)
class FilledSheet:
    """A sheet with the headings of a form."""

    form: FilledForm
    sheet: Sheet
    head: int
    """The row of the headings."""
    columns: Mapping[str, int]
    """Where each column of the form that is there stands."""


def kind_of_workbook(path: Path) -> FilledKind | None:
    """What a file is filled in about; None for everything else, also for what cannot be read: whoever reads it as that says why."""
    try:
        if path.is_dir() or register_format_of(path) is not Format.TABLE:
            return None
        found = find_filled(read_workbook(path))
    except BadInput:
        return None
    return found.form.kind if found else None


def read_filled(path: Path) -> FilledSheet:
    """The sheet that was filled in. Raises UnreadableTable for a file that cannot be read, and BadInput for one that is none of these."""
    found = find_filled(read_workbook(path))
    if found is None:
        raise BadInput(f"{path.name}: neither a gap report nor the desk of a committee (expected a column {_keys()})")
    return found


def find_filled(sheets: Iterable[Sheet]) -> FilledSheet | None:
    """The first sheet with the headings of a form: that of its key, and one more at least. None where there is none."""
    for sheet in sheets:
        for row in sheet.rows[:SEARCHED]:
            headings = {column: folded_heading(cell.text) for column, cell in row.cells.items()}
            for form in FORMS:
                columns = _columns(form, headings)
                if form.key in columns and len(columns) > 1:
                    return FilledSheet(form, sheet, row.number, columns)
    return None


def _columns(form: FilledForm, headings: Mapping[int, str]) -> dict[str, int]:
    """Where the columns of a form stand; of one that is there twice the first."""
    found: dict[str, int] = {}
    for name, texts in form.known.items():
        known = set(map(folded_heading, texts))
        places = [column for column, heading in headings.items() if heading in known]
        if places:
            found[name] = min(places)
    return found


def _keys() -> str:
    return " or ".join(f"{form.headings[form.key].zh} ({form.headings[form.key].en})" for form in FORMS)
