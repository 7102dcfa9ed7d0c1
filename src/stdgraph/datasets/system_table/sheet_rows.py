"""The rows of a sheet below its header, each with what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.header import is_repetition
from stdgraph.datasets.system_table.headings import field_of
from stdgraph.datasets.system_table.mapping import RowRole, SheetMapping
from stdgraph.datasets.system_table.outline import CodeStyle, read_heading
from stdgraph.datasets.system_table.rows import ReadRow, RowKind, RowReader, plain_text
from stdgraph.datasets.system_table.sheet import Sheet, SheetRow, column_number
from stdgraph.datasets.system_table.words import is_empty


def field_columns(draft: SheetMapping) -> dict[TableField, int]:
    """The column of each field; of several (ticks) the first."""
    found: dict[TableField, int] = {}
    for letters, column in (draft.columns or {}).items():
        if column.field is not None:
            found.setdefault(column.field, column_number(letters))
    return found


def read_rows(sheet: Sheet, draft: SheetMapping, *, hierarchy: bool) -> Iterator[ReadRow]:
    """Every row below the header with what it is; ``hierarchy``: whether rows can be headings of subsystems."""
    columns = field_columns(draft)
    start = (draft.header_row or 0) + (draft.header_rows or 0)
    rows = [row for row in sheet.rows if row.number >= start]
    sequence = columns.get(TableField.SEQUENCE)
    sequenced = sequence is not None and sum(not is_empty(row.text(sequence)) for row in rows) * 2 > len(rows)
    headings = {column_number(letters): column.heading for letters, column in (draft.columns or {}).items()}
    above = [row for row in sheet.rows if row.number < (draft.header_row or 0)]
    first = _first_heading(above, rows, headings) if hierarchy else None
    if first is not None:
        above.pop()
    titles = frozenset(plain_text(cell.text) for row in above for cell in row.filled())
    reader = RowReader(columns, headings, hierarchy, sequenced, titles)
    before, other = "", False
    if first is not None:
        yield reader.forced_heading(first)
    for row, following in zip_longest(rows, rows[1:]):
        said = draft.rows.get(row.number)
        if said is RowRole.IGNORED:
            yield ReadRow(row, RowKind.IGNORED)
            continue
        if said is RowRole.HEADING:
            yield reader.forced_heading(row)
            continue
        other = _begins_other_table(row, headings) or (other and not is_repetition(row, headings))
        if other:
            yield ReadRow(row, RowKind.OTHER_TABLE)
            continue
        read = ReadRow(row, RowKind.ITEM) if said is RowRole.ITEM else reader.read(row, following, before)
        if read.kind is RowKind.ITEM:
            before = row.text(sequence)
        yield read


def _first_heading(above: Sequence[SheetRow], rows: Sequence[SheetRow], headings: Mapping[int, str]) -> SheetRow | None:
    """The row above the header where it is the heading of the first subsystem: numbered as those above the header's repetitions are."""
    last = above[-1] if above else None
    style = _numbering(last) if last else None
    if style is None:
        return None
    later = (row for row, following in pairwise(rows) if is_repetition(following, headings))
    return last if any(_numbering(row) is style for row in later) else None


def _numbering(row: SheetRow) -> CodeStyle | None:
    """How a row of one text is numbered as a heading; None for one that is not."""
    texts = {cell.text for cell in row.filled()}
    heading = read_heading(next(iter(texts))) if len(texts) == 1 else None
    return heading.style if heading and heading.style is not CodeStyle.NONE else None


def _begins_other_table(row: SheetRow, headings: Mapping[int, str]) -> bool:
    """Whether a row is a header, but of other columns than the sheet's."""
    cells = row.filled()
    named = {field for cell in cells if (field := field_of(cell.text))}
    return len(named) >= 3 and len(named) * 2 > len(cells) and not is_repetition(row, headings)
