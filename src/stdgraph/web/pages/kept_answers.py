"""Answers of pages, kept as long as nothing changes: the same page, asked by the same reader, is not computed twice.

An answer is kept under the data's instance, its revision and the day, and only once that revision is visible as a whole
(``stdgraph.store.versioned_cache``). What a reader may not read is refused before anything kept is looked at.
"""

from __future__ import annotations

import json
from collections.abc import Hashable

from starlette.requests import Request

from stdgraph.catalogue.revision import read_revision
from stdgraph.domain import calendar
from stdgraph.store.session import Graph
from stdgraph.web.pages.answering import Answered, answer, context_of
from stdgraph.web.pages.page import Page, Variables
from stdgraph.web.pages.reader import Reader

KIND = "pages"
UNIT = 2_000
"""Characters of an answer that count as much as one gap in the cache."""


async def kept_answer(page: Page, request: Request, reader: Reader, variables: Variables) -> Answered:
    """What the page's document answers. Raises the error where nothing of it could be answered."""
    graph: Graph = request.app.state.graph
    context = context_of(request, reader.who)
    await context.admit()
    row = await context.read(read_revision)
    version = None if row is None else (row["instance"], row["revision"], calendar.today())
    key: Hashable = (page.name, json.dumps(variables, sort_keys=True, default=str), reader.who)
    known: tuple[Hashable, Answered] | None = graph.memory.known(KIND, key)
    if known is not None and known[0] == version:
        return known[1]
    stable = graph.memory.is_stable(KIND, version)
    found = await answer(request, reader, page.document, variables, page.needed)
    if stable and not found.problems:
        graph.memory.keep(KIND, key, (version, found), 1 + len(repr(found.data)) // UNIT)
    return found
