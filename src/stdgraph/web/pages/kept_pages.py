"""Pages as they were rendered, kept as long as nothing changes: the same page, asked by the same reader, is not made twice.

A page is kept under the data's instance, its revision and the day, and only once that revision is visible as a whole
(``stdgraph.store.versioned_cache``). What a reader may not read is refused before anything kept is looked at.
"""

from __future__ import annotations

from collections.abc import Hashable

from cachetools import LRUCache
from starlette.requests import Request

from stdgraph.catalogue.revision import read_revision
from stdgraph.domain import calendar
from stdgraph.web.pages.address import TOLD
from stdgraph.web.pages.answering import context_of
from stdgraph.web.pages.reader import Reader

KIND = "pages"
LARGEST = 32_000_000
"""Characters of all pages that are kept."""


class Place:
    """Which page, for whom, of which version of the data."""

    def __init__(self, request: Request, reader: Reader, version: Hashable, *, stable: bool) -> None:
        scope = request.scope
        self.key: Hashable = (scope["path"], scope["query_string"], reader.language, reader.known, reader.who)
        self.version = version
        # what was just done, or that a session has ended, is told once
        self.momentary = reader.notice is not None or TOLD in request.query_params
        self.stable = stable and not self.momentary


class KeptPages:
    """The pages of one service, by who asks for what; the least recently shown are dropped first."""

    def __init__(self) -> None:
        self._kept: LRUCache[Hashable, tuple[Hashable, str]] = LRUCache(LARGEST, getsizeof=lambda kept: len(kept[1]))

    def find(self, place: Place) -> str | None:
        """The page at this version of the data; None where it must be made."""
        kept = None if place.momentary else self._kept.get(place.key)
        return kept[1] if kept is not None and kept[0] == place.version else None

    def keep(self, place: Place, html: str) -> None:
        """Keep a page, unless it was made before its revision was visible as a whole, or is larger than all that may be kept."""
        if place.stable and len(html) <= LARGEST:
            self._kept.pop(place.key, None)
            self._kept[place.key] = (place.version, html)


async def place_of(request: Request, reader: Reader) -> Place:
    """The place of the page that a reader asks for. Raises Unauthenticated where the reader may not read."""
    context = context_of(request, reader.who)
    await context.admit()
    row = await context.read(read_revision)
    version = None if row is None else (row["instance"], row["revision"], calendar.today())
    return Place(request, reader, version, stable=context.graph.memory.is_stable(KIND, version))
