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
    return [_row(row) for row in sheet.iter(f"{SPACE}row")]


def _row(row: Element) -> list[str]:
    """The cells of a row in their places; one that is not there is empty."""
    found: list[str] = []
    for cell in row:
        letters = (cell.get("r") or "").rstrip("0123456789")
        place = 0
        for letter in letters:
            place = place * 26 + ord(letter) - ord("A") + 1
        found += [""] * (place - 1 - len(found))
        found.append(_text(cell))
    return found


def _text(cell: Element) -> str:
    if cell.get("t") == "inlineStr":
        (text,) = cell.iter(f"{SPACE}t")
        return text.text or ""
    assert cell.get("t") in (None, "n")
    return cell.findtext(f"{SPACE}v") or ""
