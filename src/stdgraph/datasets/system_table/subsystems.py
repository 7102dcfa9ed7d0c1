"""Which subsystem each row of a sheet belongs to, by the ways that the mapping names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.layout import heading_depth
from stdgraph.datasets.system_table.mapping import SheetMapping, SubsystemSource
from stdgraph.datasets.system_table.outline import CodeStyle, HeadingText, is_code, read_heading
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.rows import ReadRow
from stdgraph.datasets.system_table.sheet import Sheet, SheetRow
from stdgraph.datasets.system_table.tree import SubsystemTree, TreeEntry
from stdgraph.datasets.system_table.words import is_empty

F = TableField
LEVELS = (F.SUBSYSTEM_1, F.SUBSYSTEM_2, F.SUBSYSTEM_3, F.SUBSYSTEM_4)
_STEPS = re.compile(r"\s*[>＞→»]\s*|\s*\\\s*")


@dataclass(slots=True)
class SubsystemReader:
    """Follows the rows of a sheet and knows the subsystem at each."""

    sheet: Sheet
    draft: SheetMapping
    columns: Mapping[TableField, int]
    tree: SubsystemTree
    base: TreeEntry | None = None
    """The subsystem that the name of the sheet tells."""
    _path: list[TreeEntry] = field(default_factory=list)
    _levels: list[str] = field(default_factory=list)
    _last: TreeEntry | None = None
    """What the columns of the last row told: blank cells below mean the same."""

    def __post_init__(self) -> None:
        if self.has(SubsystemSource.SHEET_NAME):
            self.base = self._named(self.sheet.name, CellPlace(self.sheet.name), None)

    def has(self, source: SubsystemSource) -> bool:
        """Whether the mapping names a way."""
        return source in (self.draft.subsystems or ())

    @property
    def hierarchy(self) -> bool:
        """Whether rows can be headings."""
        return self.has(SubsystemSource.HEADING_ROWS) or self.has(SubsystemSource.INDENT)

    def enter(self, read: ReadRow) -> TreeEntry | None:
        """Go on below a heading row: its subsystem; None where it names none."""
        heading, cell = read.heading, read.cell
        if heading is None or cell is None:
            return None
        place = CellPlace(self.sheet.name, cell.row, cell.column)
        self._last, self._levels = None, []
        if heading.style is CodeStyle.PRINTED and heading.code:
            local = [entry for entry in self._path if entry.local]
            entry = self.tree.printed(heading.code, heading.title, place, self._path, local[-1] if local else self.base)
            self._path = [*_chain(entry, self.base)]
            return entry
        if heading.style is CodeStyle.LOCAL:
            rank = heading.rank
            kept = next((n for n, one in enumerate(self._path) if one.local and one.rank >= rank), len(self._path))
        elif self.has(SubsystemSource.INDENT):
            rank = heading_depth(read)
            kept = next((n for n, one in enumerate(self._path) if one.rank >= rank), len(self._path))
        else:
            rank = 0
            kept = next((n for n, one in enumerate(self._path) if not (one.printed or one.local)), len(self._path))
        above = self._path[:kept]
        entry = self.tree.titled(heading, place, above[-1] if above else self.base, rank)
        self._path = [*above, entry]
        return entry

    def of(self, row: SheetRow, item_number: str | None) -> TreeEntry | None:
        """The subsystem of a row; None where nothing tells it."""
        if self.has(SubsystemSource.COLUMNS):
            told = self._of_columns(row)
            if told is not None:
                return told
        if self.has(SubsystemSource.ITEM_NUMBER) and item_number:
            found = self.tree.longest_prefix(item_number)
            if found is not None:
                return found
        return self._path[-1] if self._path else self.base

    def _of_columns(self, row: SheetRow) -> TreeEntry | None:
        code, title, whole = (self._text(row, one) for one in (F.SUBSYSTEM_CODE, F.SUBSYSTEM_TITLE, F.SUBSYSTEM))
        levels = self._level_texts(row)
        if not (code or title or whole or any(levels)):
            return self._last
        above = self._path[-1] if self._path else self.base
        if any(levels):
            above = self._of_levels(row, levels, above, code)
        if whole:
            above = self._named(whole, self._place(row, F.SUBSYSTEM), above)
        if (code or title) and not (any(levels) and code and not title):
            above = self._of_code(row, code, title, above)
        self._last = above
        return above

    def _of_code(self, row: SheetRow, code: str, title: str, above: TreeEntry | None) -> TreeEntry | None:
        place = self._place(row, F.SUBSYSTEM_CODE if code else F.SUBSYSTEM_TITLE)
        if code and is_code(code):
            return self.tree.printed(code, title or None, place, _chain(self._last, None) if self._last else [], above)
        return self._named(" ".join(part for part in (code, title) if part), place, above)

    def _level_texts(self, row: SheetRow) -> list[str]:
        """The texts of the columns of levels; what is blank above a filled one, or everywhere, is as in the row before."""
        texts = [self._text(row, one) if one in self.columns else "" for one in LEVELS]
        if any(texts):
            first = next(n for n, text in enumerate(texts) if text)
            texts[:first] = (self._levels or [""] * len(LEVELS))[:first]
            self._levels = texts
        return texts

    def _of_levels(self, row: SheetRow, levels: list[str], above: TreeEntry | None, code: str) -> TreeEntry | None:
        filled = [(one, text) for one, text in zip(LEVELS, levels, strict=True) if text]
        for one, text in filled[:-1]:
            above = self._named(text, self._place(row, one), above)
        last, text = filled[-1]
        if code and is_code(code) and not self._text(row, F.SUBSYSTEM_TITLE):
            return self.tree.printed(code, text, self._place(row, last), [], above)
        return self._named(text, self._place(row, last), above)

    def _named(self, text: str, place: CellPlace, above: TreeEntry | None) -> TreeEntry | None:
        """The subsystem that a text names, of several steps perhaps: its code and title, either of them."""
        for step in _STEPS.split(text):
            above = self._step(step, place, above) or above
        return above

    def _step(self, text: str, place: CellPlace, above: TreeEntry | None) -> TreeEntry | None:
        if is_code(text) and (not _is_word(text) or self.tree.find(text)):
            return self.tree.printed(text, None, place, _chain(self._last, None) if self._last else [], above)
        heading = read_heading(text) or HeadingText(CodeStyle.NONE, None, " ".join(text.split()))
        if heading.style is CodeStyle.PRINTED and heading.code:
            path = _chain(self._last, None) if self._last else []
            return self.tree.printed(heading.code, heading.title, place, path, above)
        if above is not None and above is self.base and heading.title in (above.title_zh, above.title_en):
            return above  # the first column says again what the sheet is called
        known = self.tree.find_title(heading.title) if above is None else None
        return known or self.tree.titled(heading, place, above)

    def _text(self, row: SheetRow, one: TableField) -> str:
        text = " ".join(row.text(self.columns.get(one)).split())
        return "" if is_empty(text) else text

    def _place(self, row: SheetRow, one: TableField) -> CellPlace:
        return CellPlace(self.sheet.name, row.number, self.columns.get(one))


def _is_word(text: str) -> bool:
    """Whether what may be a code is rather a title in capitals, such as ``PKI``."""
    return len(text.strip()) > 1 and text.strip().isalpha()


def _chain(entry: TreeEntry | None, base: TreeEntry | None) -> list[TreeEntry]:
    """An entry after all that it is below, as far as a base."""
    found: list[TreeEntry] = []
    while entry is not None and entry is not base:
        found.insert(0, entry)
        entry = entry.parent
    return found
