"""What a file is, by its content: its name says nothing."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from stdgraph.datasets.system_table import limits
from stdgraph.datasets.system_table.unreadable import UnreadableTable, unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SAVE_AS = (
    "请用表格软件打开并另存为 XLSX 或 CSV",
    "expected a table: open it in a spreadsheet and save it as XLSX or CSV",
)
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "PDF 文件", "a PDF file"),
    (b"{\\rtf", "RTF 文档", "an RTF document"),
    (b"\x89PNG", "图片", "an image"),
    (b"\xff\xd8\xff", "图片", "an image"),
    (b"GIF8", "图片", "an image"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩文件", "a gzip file"),
    (b"\x7fELF", "程序文件", "a program"),
    (b"MZ", "程序文件", "a program"),
    (b"SQLite format 3", "SQLite 数据库", "a SQLite database"),
)
_TEXT_MARKS: tuple[tuple[bytes, str, str], ...] = (
    (b"<html", "网页（以 .xls 为扩展名的 HTML 也是网页）", "a web page (HTML, even if it is named .xls)"),
    (b"<!doctype", "网页", "a web page (HTML)"),
    (b"<table", "网页片段（HTML）", "part of a web page (HTML)"),
    (b"<?mso-application", "XML 电子表格 2003", "an XML spreadsheet of 2003"),
    (b"<workbook", "XML 电子表格 2003", "an XML spreadsheet of 2003"),
    (b"<?xml", "XML 文件", "an XML file"),
)


class TableFormat(StrEnum):
    """How a table is read."""

    XLSX = "XLSX"
    XLS = "XLS"
    ODS = "ODS"
    TEXT = "text"


def format_of(path: Path) -> TableFormat:
    """The format of a file. Raises UnreadableTable for an empty one, one too large and for what is no table."""
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise unreadable("不是普通文件", "not a regular file (expected a table)")
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise unreadable(f"无法读取文件：{error.strerror}", f"cannot read the file: {error.strerror}") from None
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise unreadable("文件为空", "empty file (expected a table with a header)")
    if size > limits.FILE:
        raise unreadable(
            f"文件超过 {limits.FILE >> 20} MiB", f"file of more than {limits.FILE >> 20} MiB (expected a smaller one)"
        )
    if head.startswith(_OLE):
        return _ole_format(path)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_format(path)
    for mark, zh, en in _OTHERS:
        if head.startswith(mark):
            raise _no_table(zh, en)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for mark, zh, en in _TEXT_MARKS:
        if start.startswith(mark) or (start.startswith(b"<?xml") and mark in start and mark != b"<?xml"):
            raise _no_table(zh, en)
    return TableFormat.TEXT


def _no_table(zh: str, en: str) -> UnreadableTable:
    return unreadable(f"这是{zh}：{_SAVE_AS[0]}", f"this is {en} ({_SAVE_AS[1]})")


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _ole_format(path: Path) -> TableFormat:
    content = path.read_bytes()
    if _utf16("EncryptedPackage") in content:
        raise unreadable("工作簿已加密：请先去除密码", "the workbook is encrypted (expected one without a password)")
    if _utf16("WordDocument") in content:
        raise _no_table("Word 文档", "a Word document")
    if _utf16("PowerPoint Document") in content:
        raise _no_table("演示文稿", "a presentation")
    return TableFormat.XLS


def _zip_format(path: Path) -> TableFormat:
    try:
        with zipfile.ZipFile(path) as archive:
            _check_size(archive, path.stat().st_size)
            names = set(archive.namelist())
            kind = archive.read("mimetype")[:100] if "mimetype" in names else b""
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise corrupt(error) from None
    if "xl/workbook.xml" in names:
        return TableFormat.XLSX
    if kind.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return TableFormat.ODS
    if "word/document.xml" in names or kind.startswith(b"application/vnd.oasis.opendocument.text"):
        raise _no_table("文字处理文档（DOCX、ODT）", "a text document (DOCX, ODT)")
    if "ppt/presentation.xml" in names:
        raise _no_table("演示文稿", "a presentation")
    if "xl/workbook.bin" in names:
        raise _no_table("二进制工作簿（XLSB）", "a binary workbook (XLSB)")
    raise _no_table("压缩包，其中没有工作簿", "an archive without a workbook")


def _check_size(archive: zipfile.ZipFile, packed: int) -> None:
    parts = archive.infolist()
    if len(parts) > limits.PARTS:
        raise unreadable(
            f"压缩包内有超过 {limits.PARTS} 个文件",
            f"more than {limits.PARTS} files in the archive (expected a workbook)",
        )
    expanded = sum(part.file_size for part in parts)
    if expanded > limits.EXPANDED or (expanded > limits.RATIO_FROM and expanded > limits.RATIO * packed):
        raise unreadable(
            f"展开后将有 {expanded >> 20} MiB，超出限度（{limits.EXPANDED >> 20} MiB 或文件的 {limits.RATIO} 倍）",
            f"expands to {expanded >> 20} MiB (expected at most {limits.EXPANDED >> 20} MiB and {limits.RATIO} times the file)",
        )


def corrupt(error: Exception) -> UnreadableTable:
    """The error of a workbook that is damaged."""
    detail = " ".join(str(error).split())[:200]
    if "encrypted" in detail or "password" in detail.lower():
        return unreadable("工作簿已加密：请先去除密码", "the workbook is encrypted (expected one without a password)")
    return unreadable(
        f"工作簿已损坏：{detail}", f"the workbook is damaged: {detail} (expected one that a spreadsheet opens)"
    )
