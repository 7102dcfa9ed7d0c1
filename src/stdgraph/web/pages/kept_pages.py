"""Pages as they were rendered, kept as long as nothing changes: the same page, asked by the same reader, is not made twice.

A page is kept under the data's instance, its revision and the day, and only once that revision is visible as a whole
(``stdgraph.store.versioned_cache``). What a reader may not read is refused before anything kept is looked at.
"""

from __future__ import annotations

import sys
from collections.abc import Hashable

from starlette.requests import Request

from stdgraph.catalogue.revision import read_revision
from stdgraph.domain import calendar
from stdgraph.store.memory import SHORTLY
from stdgraph.store.versioned_cache import VersionedCache
from stdgraph.web.pages.address import TOLD, Address
from stdgraph.web.pages.answering import context_of
from stdgraph.web.pages.reader import Reader

KIND = "pages"
KEY = 500
"""Bytes of the key of a page, its address apart."""


class Place:
    """Which page, for whom, of which version of the data."""

    def __init__(self, request: Request, reader: Reader, version: Hashable, memory: VersionedCache) -> None:
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
        self._stable = memory.is_stable(KIND, version)

    def find(self) -> str | None:
        """The page at this version of the data; None where it must be made."""
        kept = None if self._momentary else self._memory.get(KIND, self._key)
        return kept[1] if kept is not None and kept[0] == self._version else None

    def keep(self, html: str) -> None:
        """Keep the page, unless it was made before its revision was visible as a whole, or is larger than all that may be kept."""
        if self._stable and not self._momentary:
            size = self._key_size + sys.getsizeof(html)
            self._memory.keep(KIND, self._key, (self._version, html), size, seconds=self._seconds)


async def place_of(request: Request, reader: Reader) -> Place:
    """The place of the page that a reader asks for. Raises Unauthenticated where the reader may not read."""
    context = context_of(request, reader.who)
    await context.admit()
    row = await context.read(read_revision)
    version = None if row is None else (row["instance"], row["revision"], calendar.today())
    return Place(request, reader, version, context.graph.memory)
