"""Pages as they were rendered, kept as long as nothing changes: the same page, asked by the same reader, is not made twice.

A page is kept under the version of the catalogue and the day, and only once that version is visible as a whole
(``stdgraph.graphql.revision_reading``). What a reader may not read is refused before anything kept is looked at.
"""

from __future__ import annotations

from collections.abc import Hashable

from starlette.requests import Request

from stdgraph.domain import calendar
from stdgraph.graphql.encoding import EncodedBody
from stdgraph.graphql.revision_reading import revision_reading
from stdgraph.store.memory import SHORTLY, Memory
from stdgraph.web.pages.address import TOLD, Address
from stdgraph.web.pages.answering import context_of
from stdgraph.web.pages.reader import Reader

KIND = "pages"
KEY = 500
"""Bytes of the key of a page, its address apart."""


class Place:
    """Which page, for whom, of which version of the data."""

    def __init__(self, request: Request, reader: Reader, version: Hashable, memory: Memory, *, stable: bool) -> None:
        scope = request.scope
        settings = request.app.state.settings
        self._memory = memory
        self._key: Hashable = (
            scope["path"],
            scope["query_string"],
            reader.language,
            reader.known,
            reader.who,
            settings,
        )
        self._version = version
        self._key_size = KEY + len(scope["path"]) + len(scope["query_string"])
        self._seconds = None if Address(request).on == calendar.today() else SHORTLY
        # what was just done, or that a session has ended, is told once
        self._momentary = reader.notice is not None or TOLD in request.query_params
        self._stable = stable

    def find(self) -> EncodedBody | None:
        """The page at this version of the data; None where it must be made."""
        kept = None if self._momentary else self._memory.get(KIND, self._key)
        return kept[1] if kept is not None and kept[0] == self._version else None

    def keep(self, page: EncodedBody) -> None:
        """Keep the page, unless it was made before its version was visible as a whole, or is larger than all that may be kept."""
        if self._stable and not self._momentary:
            size = self._key_size + page.size
            self._memory.keep(KIND, self._key, (self._version, page), size, seconds=self._seconds)


async def place_of(request: Request, reader: Reader) -> Place:
    """The place of the page that a reader asks for. Raises Unauthenticated where the reader may not read."""
    context = context_of(request, reader.who)
    await context.admit()
    graph, readings = context.graph, revision_reading(context.graph)
    found = await readings.current(graph, context.after)
    version = None if found is None else (found, calendar.today())
    return Place(request, reader, version, graph.memory, stable=found is not None and found == readings.stable())
