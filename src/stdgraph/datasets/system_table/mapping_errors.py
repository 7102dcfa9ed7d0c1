"""What is wrong with a mapping, with its line."""

from __future__ import annotations

from collections.abc import Iterable

from stdgraph.commands.outcomes import Message
from stdgraph.domain.nearness import nearest, shown
from stdgraph.errors import BadInput


class InvalidMapping(BadInput):
    """A mapping cannot be followed. ``message`` says what is accepted; ``line`` is that of the file, if it is one line of it."""

    def __init__(self, message: Message, path: str = "", line: int | None = None) -> None:
        self.message = message
        self.path = path
        self.line = line
        where = ", ".join(part for part in (f"line {line}" if line else "", path) if part)
        super().__init__(f"mapping: {where}: {message.en}" if where else f"mapping: {message.en}")


def unknown(written: str, known: Iterable[str], path: str, line: int | None) -> InvalidMapping:
    """The error of a word that is none of those that are accepted, with the nearest."""
    words = list(known)
    near = nearest(written, ((word, ()) for word in words))
    accepted = ", ".join(words if len(words) <= 12 else near or words[:12])
    zh = f"“{shown(written)}”无效：应为 {accepted}" + (f"；最接近：{near[0]}" if near else "")
    en = f"unknown {shown(written)!r} (expected {'one of ' if len(words) <= 12 else 'such as '}{accepted}{f'; nearest: {near[0]}' if near else ''})"
    return InvalidMapping(Message(zh, en), path, line)
