"""XML parts of a workbook, read as a stream: no document type, so no entity, no depth without end."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from typing import Protocol
from xml.parsers import expat

from stdgraph.datasets.system_table.unreadable import unreadable

_CHUNK = 1 << 16
_DEPTH = 64


class XmlHandler(Protocol):
    """What is told of each element, by its local name."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """A piece of text."""


def read_part(archive: zipfile.ZipFile, part: str, handler: XmlHandler) -> None:
    """Send a part of a workbook through a handler. Raises UnreadableTable for what is no well-formed XML or has a document type."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise unreadable(
                f"XML 嵌套超过 {_DEPTH} 层", f"more than {_DEPTH} levels of XML (expected a workbook)", part
            )
        handler.start(name.rpartition(" ")[2], attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        handler.end(name.rpartition(" ")[2])

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype(part)
    try:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                parser.Parse(chunk, False)
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise unreadable(
            f"工作簿已损坏：XML 第 {error.lineno} 行有误", f"the workbook is damaged: {error} (expected XML)", part
        ) from None


def _refuse_doctype(part: str) -> Callable[..., None]:
    def refuse(*_: object) -> None:
        raise unreadable(
            "XML 中有文档类型声明（可能含实体），不予读取",
            "the XML has a document type, which may define entities (expected none)",
            part,
        )

    return refuse


def local(attributes: Mapping[str, str], name: str) -> str | None:
    """An attribute by its local name; None for none."""
    if name in attributes:
        return attributes[name]
    return next((value for key, value in attributes.items() if key.rpartition(" ")[2] == name), None)
