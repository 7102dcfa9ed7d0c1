"""The routes of the pages, and the files that they load."""

from __future__ import annotations

import json
from functools import partial
from urllib.parse import quote

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from stdgraph.domain.identity import ANONYMOUS
from stdgraph.errors import StdgraphError, Unauthenticated
from stdgraph.graphql.encoding import COMPRESSED_FROM, EncodedBody
from stdgraph.web.graphiql import wants_page
from stdgraph.web.middleware import HEADER, broken, log_failure, refusal
from stdgraph.web.pages.address import Address
from stdgraph.web.pages.answering import answer, not_found, reader_of, refusal_page, rendered, respond_encoded
from stdgraph.web.pages.kept_pages import Place, place_of
from stdgraph.web.pages.page import Page
from stdgraph.web.pages.reader import Reader, language_of
from stdgraph.web.pages.table import PAGES


def page_routes() -> list[BaseRoute]:
    """A route a page, in the order of the table, but for the overview: its address has an answer for programs, too."""
    return [Route(page.path, partial(answer_page, page), methods=["GET"]) for page in PAGES[1:]]


def static_files() -> Mount:
    """Style sheet, scripts and icon. They bear the version in their address, and are asked for anew where it changes."""
    files = GZipMiddleware(StaticFiles(packages=[("stdgraph", "web/static")]), minimum_size=COMPRESSED_FROM)
    return Mount("/static", files)


async def answer_page(page: Page, request: Request) -> Response:
    """A page, or the page that says why it cannot be had."""
    reader = await reader_of(request)
    try:
        variables = {"language": reader.language.name, **page.variables(Address(request))}
        place = await place_of(request, reader)
        if (made := place.find()) is not None:
            return await _shown(request, reader, place, made)
        found = await answer(request, reader, page.document, variables, page.needed)
        if page.subject is not None and found.data[page.subject] is None:
            return not_found(request, reader)
        query = f"/graphql?query={quote(page.document)}&variables={quote(json.dumps(variables, ensure_ascii=False, default=str))}"
        values = {"data": found.data, "asked": variables, "problems": found.problems, "query": query}
        html = rendered(request, reader, f"{page.name}.html", **values, scripts=page.scripts)
        made = EncodedBody(html.encode())
        if found.problems:
            return await respond_encoded(request, reader, made)
        place.keep(made)
        return await _shown(request, reader, place, made)
    except StdgraphError as error:
        return refusal_page(request, reader, error)


async def _shown(request: Request, reader: Reader, place: Place, made: EncodedBody) -> Response:
    """The response with a page; in the encoding in which it is sent it is kept as well."""
    size = made.size
    response = await respond_encoded(request, reader, made)
    if made.size != size:
        place.keep(made)
    return response


async def bad_token(request: Request, error: Exception) -> Response:
    """The response to a bad token in the header of a request for a page."""
    told = Unauthenticated(str(error))
    if wants_page(request.scope):
        return refusal_page(request, Reader(language_of(request), ANONYMOUS), told)
    return refusal(told, status=401)


async def nothing_there(request: Request, error: Exception) -> Response:
    """The response where no route is: a page for a browser, a line for a program."""
    if wants_page(request.scope):
        try:
            reader = await reader_of(request)
        except Unauthenticated:
            reader = Reader(language_of(request), ANONYMOUS)
        return not_found(request, reader)
    return PlainTextResponse("Not Found", status_code=404)


async def broken_page(request: Request, error: Exception) -> Response:
    """The response to an unexpected error: a page for a browser, JSON for a program; either names the id of the request."""
    if not wants_page(request.scope):
        return await broken(request, error)
    response = refusal_page(request, Reader(language_of(request), ANONYMOUS), log_failure(request))
    response.headers[HEADER] = request.state.request_id
    return response
