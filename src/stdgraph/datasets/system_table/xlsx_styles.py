"""What the formats of an XLSX workbook say of its cells: dates, indentation, bold type; and its shared texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from stdgraph.datasets.system_table import limits
from stdgraph.datasets.system_table.cell_text import builtin_format
from stdgraph.datasets.system_table.cells import PLAIN, CellFormat
from stdgraph.datasets.system_table.unreadable import unreadable

_ESCAPE = re.compile("_x(00[0-9A-Fa-f]{2})_")


@dataclass(slots=True)
class StyleHandler:
    """Collects the formats of ``xl/styles.xml``, in the order in which cells name them."""

    formats: list[CellFormat] = field(default_factory=list)
    _named: dict[int, str] = field(default_factory=dict)
    _bold: list[bool] = field(default_factory=list)
    _inside: str = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name in ("cellXfs", "fonts", "cellStyleXfs", "dxfs"):
            self._inside = name
        elif name == "numFmt" and self._inside != "dxfs":
            self._named[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "General")
        elif name == "font" and self._inside == "fonts":
            self._bold.append(False)
        elif name == "b" and self._inside == "fonts" and self._bold:
            self._bold[-1] = attributes.get("val", "1") not in ("0", "false")
        elif name == "xf" and self._inside == "cellXfs":
            if len(self.formats) >= limits.STYLES:
                raise unreadable(
                    f"超过 {limits.STYLES} 种格式", f"more than {limits.STYLES} cell formats (expected fewer)"
                )
            identifier, font = _whole(attributes.get("numFmtId")), _whole(attributes.get("fontId"))
            bold = font < len(self._bold) and self._bold[font]
            self.formats.append(CellFormat(self._named.get(identifier) or builtin_format(identifier), 0, bold))
        elif name == "alignment" and self._inside == "cellXfs" and self.formats:
            last = self.formats[-1]
            self.formats[-1] = CellFormat(last.number_format, min(_whole(attributes.get("indent")), 250), last.bold)

    def end(self, name: str) -> None:
        """An element ends."""
        if name == self._inside:
            self._inside = ""

    def text(self, text: str) -> None:
        """Formats have no text."""

    def format(self, position: str | None) -> CellFormat:
        """The format at a position; the plain one where there is none."""
        at = _whole(position)
        return self.formats[at] if at < len(self.formats) else PLAIN


@dataclass(slots=True)
class SharedTexts:
    """Collects ``xl/sharedStrings.xml``; readings (phonetic guides) are left out."""

    texts: list[str] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _reading: bool = False
    _open: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if name == "si":
            self._parts = []
            if len(self.texts) >= limits.CELLS:
                raise unreadable(
                    f"超过 {limits.CELLS} 个共享文本", f"more than {limits.CELLS} shared texts (expected fewer)"
                )
        elif name == "rPh":
            self._reading = True
        elif name == "t":
            self._open = True

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "si":
            self.texts.append(unescaped("".join(self._parts)[: limits.CELL + 1]))
        elif name == "rPh":
            self._reading = False
        elif name == "t":
            self._open = False

    def text(self, text: str) -> None:
        """A piece of text."""
        if self._open and not self._reading:
            self._parts.append(text)


def unescaped(text: str) -> str:
    """A text with the characters that workbooks escape, ``_x000D_`` for a carriage return (ECMA-376, part 1, 22.9.2.19)."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
