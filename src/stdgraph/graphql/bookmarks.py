"""Bookmarks: a mutation answers with one, and a read that sends it back sees what was written, wherever it is answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import orjson
from strawberry.extensions import SchemaExtension

from stdgraph.domain.text import from_opaque, to_opaque
from stdgraph.errors import BadInput

HEADER = "X-Stdgraph-Bookmark"
EXTENSION = "bookmark"
LONGEST = 4096


def encode(bookmarks: Sequence[str]) -> str:
    """Bookmarks of the graph as one opaque text."""
    return to_opaque(orjson.dumps(list(bookmarks)))


def decode(given: object) -> tuple[str, ...]:
    """The graph's bookmarks in the text of a request; empty without one. Raises BadInput for an invalid bookmark."""
    if given is None or given == "":
        return ()
    found = _read(given) if isinstance(given, str) and len(given) <= LONGEST else None
    if not isinstance(found, list) or not all(isinstance(one, str) and one.isascii() for one in found):
        raise BadInput("invalid bookmark: send one back unchanged, or none")
    return tuple(found)


def _read(text: str) -> object:
    try:
        return orjson.loads(from_opaque(text))
    except ValueError:
        return None


class Bookmarked(SchemaExtension):
    """Takes the bookmark from the request's header or extensions, and puts that of a write into the answer's extensions."""

    def on_operation(self) -> Iterator[None]:
        """Before anything is read."""
        asked = self.execution_context
        extensions = asked.operation_extensions or {}
        request = asked.context.request
        header = request.headers.get(HEADER) if request is not None else None
        sent = extensions.get(EXTENSION)
        asked.context.after = decode(header if sent is None else sent)
        yield

    def get_results(self) -> dict[str, object]:
        """The answer's extensions."""
        written = self.execution_context.context.written
        return {EXTENSION: written} if written else {}
