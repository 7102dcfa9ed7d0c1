"""The routes of the pages, and the files that they load."""

from __future__ import annotations

from functools import partial

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from stdgraph.web.pages.answering import answer_page
from stdgraph.web.pages.table import PAGES

COMPRESSED_FROM = 1024
"""Bytes from which on a response is compressed."""


def page_routes() -> list[BaseRoute]:
    """A route a page, in the order of the table, but for the overview: its address has an answer for programs, too."""
    compressed = [Middleware(GZipMiddleware, minimum_size=COMPRESSED_FROM)]
    return [Route(page.path, partial(answer_page, page), methods=["GET"], middleware=compressed) for page in PAGES[1:]]


def static_files() -> Mount:
    """Style sheet, scripts and icon. They bear the version in their address, and are asked for anew where it changes."""
    files = GZipMiddleware(StaticFiles(packages=[("stdgraph", "web/static")]), minimum_size=COMPRESSED_FROM)
    return Mount("/static", files)
