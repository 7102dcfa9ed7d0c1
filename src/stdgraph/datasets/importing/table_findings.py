"""What was not understood of a system's table, in the log of the import."""

from __future__ import annotations

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.importing.findings import Finding, shown
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.system_table.fields import TableField
from stdgraph.datasets.system_table.headings import HEADINGS
from stdgraph.datasets.system_table.place import CellPlace
from stdgraph.datasets.system_table.table import SystemTable, TableNote, UnmappedText
from stdgraph.domain.vocabulary import Language


def log_table(table: SystemTable, file: str, rows: ImportRows, language: Language) -> None:
    """Log headings that were not understood, which may be why rows were rejected, these rows, words, and what is to be remarked."""
    for text in table.unmapped:
        if text.field is None:
            _log(rows, file, text.place, text.text, _unmapped(text).text(language), rejected=False)
    for rejected in table.rejected:
        _log(rows, file, rejected.place, rejected.value, rejected.reason.text(language), rejected=True)
    for text in table.unmapped:
        if text.field is not None:
            _log(rows, file, text.place, text.text, _unmapped(text).text(language), rejected=False)
    rows.notes += [_note(note, language) for note in table.notes]


def _log(rows: ImportRows, file: str, place: CellPlace, value: str | None, reason: str, *, rejected: bool) -> None:
    rows.log.add(Finding(file, place.row, place.column_letters, shown(value), reason, rejected, place.sheet))


def _unmapped(text: UnmappedText) -> Message:
    nearest = [Message(one, one) for one in text.nearest]
    if text.field is None:
        nearest = [Message(*HEADINGS[TableField(one)][:2]) for one in text.nearest]
    near_zh = f"，最接近的是：{'、'.join(one.zh for one in nearest)}" if nearest else ""
    near_en = f"; nearest: {', '.join(one.en for one in nearest)}" if nearest else ""
    often_zh = f"，共 {text.count} 处" if text.count > 1 else ""
    often_en = f", in {text.count} cells" if text.count > 1 else ""
    if text.field is None:
        return Message(
            f"未识别的表头{near_zh}（可在映射文件中指定）",
            f"heading not understood{near_en} (a mapping file can say what it is)",
        )
    name = HEADINGS[text.field]
    return Message(
        f"“{name.zh}”的取值未识别{often_zh}{near_zh}（可在映射文件中指定）",
        f"word not understood as {name.en}{often_en}{near_en} (a mapping file can say what it means)",
    )


def _note(note: TableNote, language: Language) -> str:
    value = f" {shown(note.value)}" if note.value else ""
    return (
        f"{note.place.words.text(language)}{value}{'：' if language is Language.ZH else ': '}{note.text.text(language)}"
    )
