"""What is found while a table is read, collected in the order of the rows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import nearest_fields
from stdgraph.datasets.system_table.mapping import UNKNOWN, TableMapping
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.table import RejectedRow, SkippedRow, StatedTotal, TableNote, UnmappedText
from stdgraph.datasets.system_table.words import folded_word, meaning, nearest_words

_SHOWN = 200


@dataclass(slots=True)
class TableFindings:
    """Rejected rows, notes, what was not understood, totals, skipped rows; and what the words of the table mean."""

    mapping: TableMapping
    rejected: list[RejectedRow] = field(default_factory=list)
    totals: list[StatedTotal] = field(default_factory=list)
    skipped: list[SkippedRow] = field(default_factory=list)
    words: dict[TableField, dict[str, str | None]] = field(default_factory=dict)
    _notes: list[TableNote] = field(default_factory=list)
    _grouped: dict[tuple[str, int | None, str], tuple[int, int]] = field(default_factory=dict)
    _unmapped: dict[tuple[object, ...], UnmappedText] = field(default_factory=dict)

    def reject(self, place: CellPlace, value: str | None, zh: str, en: str) -> None:
        """Leave a row out."""
        self.rejected.append(RejectedRow(place, shown(value), Message(zh, en)))

    def note(self, place: CellPlace, value: str | None, zh: str, en: str) -> None:
        """Remark on something that was understood."""
        self._notes.append(TableNote(place, shown(value), Message(zh, en)))

    def note_once(self, place: CellPlace, value: str | None, zh: str, en: str) -> None:
        """A remark that many cells of a column share: the first cell bears it, with their number."""
        key = (place.sheet, place.column, en)
        at, count = self._grouped.get(key, (len(self._notes), 0))
        if not count:
            self.note(place, value, zh, en)
        self._grouped[key] = (at, count + 1)

    def unknown_heading(self, place: CellPlace, text: str) -> None:
        """A heading that names no field."""
        self._unmapped[place] = UnmappedText(place, text, None, nearest_fields(text))

    def unknown_value(self, place: CellPlace, text: str, of: TableField, nearest: tuple[str, ...] = ()) -> None:
        """A value of a field that was not understood."""
        key = (place.sheet, of, text)
        known = self._unmapped.get(key)
        self._unmapped[key] = (
            replace(known, count=known.count + 1) if known else UnmappedText(place, shown(text) or "", of, nearest)
        )

    def word(self, place: CellPlace, text: str, of: TableField) -> str | None:
        """The code that a word of a field means: as the mapping says, else as it is known; None, and reported, for an unknown one."""
        key = " ".join(text.split())
        said = self._said(of, key)
        if said is None or said[0] == UNKNOWN:
            code = meaning(of, text)
            self.words.setdefault(of, {})[key] = code or UNKNOWN
            if code is None:
                self.unknown_value(place, key, of, nearest_words(of, key))
            return code
        self.words.setdefault(of, {})[key] = said[0]
        return said[0]

    def _said(self, of: TableField, key: str) -> tuple[str | None] | None:
        given = self.mapping.words.get(of, {})
        if key in given:
            return (given[key],)
        wanted = folded_word(key)
        return next(((code,) for word, code in given.items() if folded_word(word) == wanted), None)

    @property
    def notes(self) -> tuple[TableNote, ...]:
        """The remarks; those that several cells share say how many."""
        found = list(self._notes)
        for at, count in self._grouped.values():
            if count > 1:
                note = found[at]
                text = Message(f"{note.text.zh}（共 {count} 个单元格）", f"{note.text.en} ({count} cells)")
                found[at] = replace(note, text=text)
        return tuple(found)

    @property
    def unmapped(self) -> tuple[UnmappedText, ...]:
        """What was not understood."""
        return tuple(self._unmapped.values())


def shown(value: str | None) -> str | None:
    """A value as messages show it: one line, not longer than anybody reads; None for none."""
    text = " ".join(value.split()) if value else ""
    return (text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…") or None
