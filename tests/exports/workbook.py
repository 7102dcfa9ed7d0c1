"""A workbook as tests read it: the file itself, so that a formula cannot hide behind a library that computes."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element, fromstring

SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_of(book: bytes, number: int = 1) -> Element:
    """The XML of a sheet."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        return fromstring(parts.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314  our own file


def cells(book: bytes, number: int = 1) -> list[list[str]]:
    """The texts and numbers of a sheet, row by row. A formula fails, and a text that is not marked as one."""
    sheet = sheet_of(book, number)
    assert sheet.find(f".//{SPACE}f") is None
    return [[_text(cell) for cell in row] for row in sheet.iter(f"{SPACE}row")]


def _text(cell: Element) -> str:
    if cell.get("t") == "inlineStr":
        (text,) = cell.iter(f"{SPACE}t")
        return text.text or ""
    assert cell.get("t") in (None, "n")
    return cell.findtext(f"{SPACE}v") or ""
