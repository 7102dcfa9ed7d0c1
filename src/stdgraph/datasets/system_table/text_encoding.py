"""The encoding of a text file: a byte order mark, else UTF-8, else UTF-16 by its zeros, else GB18030, which holds GBK and GB 2312."""

from __future__ import annotations

import codecs
import re

from stdgraph.datasets.system_table.unreadable import UnreadableTable, unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
_SAMPLE = 1 << 16


def decode(content: bytes) -> str:
    """The text of a file, without its byte order mark. Raises UnreadableTable that names the line and the byte."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _checked(_decoded(content[len(mark) :], encoding, len(mark)), encoding)
    if (utf16 := _utf16_without_mark(content)) is not None:
        return utf16
    try:
        return _checked(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as utf8:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            # the encoding that gets further is the one that is meant
            raise _undecodable(content, max(utf8.start, error.start)) from None
    return _checked(text, "gb18030")


def _decoded(content: bytes, encoding: str, offset: int) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise _undecodable(content, error.start, encoding.upper(), offset) from None


def _undecodable(content: bytes, at: int, encoding: str = "UTF-8 / GB18030", offset: int = 0) -> UnreadableTable:
    line = content.count(b"\n", 0, at) + 1
    return unreadable(
        f"第 {line} 行（第 {at + offset + 1} 字节）编码有误：应为 UTF-8、UTF-16 或 GB18030",
        f"invalid {encoding} at byte {at + offset + 1} (expected UTF-8, UTF-16 or GB18030)",
        f"line {line}",
    )


def _utf16_without_mark(content: bytes) -> str | None:
    """The text of a file in UTF-16 without a byte order mark: letters and signs have a zero byte each, on the same side."""
    sample = content[:_SAMPLE]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if not even + odd or min(even, odd) * 20 > max(even, odd):
        return None
    try:
        text = content.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return None
    start = text[:_SAMPLE]
    likely = any(sign in start for sign in "\n\r,;\t|") and not _BINARY.search(text) and not _PRIVATE.search(start)
    return text if likely else None


def _checked(text: str, encoding: str) -> str:
    """The text, if it is one: no control characters, and in GB18030 few characters that nobody writes."""
    if found := _BINARY.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise unreadable("文件含控制字符，不是文本表格", "control characters (expected a text table)", f"line {line}")
    if encoding == "gb18030":
        strange = _PRIVATE.findall(text[:_SAMPLE])
        if len(strange) * 50 > len(text[:_SAMPLE].strip()):
            raise unreadable(
                "编码不明：应为 UTF-8、UTF-16 或 GB18030", "unknown encoding (expected UTF-8, UTF-16 or GB18030)"
            )
    return text
