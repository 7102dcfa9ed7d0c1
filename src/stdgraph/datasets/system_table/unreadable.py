"""Why a file is no table that can be read: one error with its place, in both languages."""

from __future__ import annotations

from stdgraph.commands.outcomes import Message
from stdgraph.errors import BadInput


class UnreadableTable(BadInput):
    """The file as a whole cannot be read. ``message`` says why and what is accepted; ``place`` where, if it is one place of the file."""

    def __init__(self, message: Message, place: str | None = None) -> None:
        self.message = message
        self.place = place
        super().__init__(f"{place}: {message.en}" if place else message.en)


def unreadable(zh: str, en: str, place: str | None = None) -> UnreadableTable:
    """The error with a message in both languages."""
    return UnreadableTable(Message(zh, en), place)
