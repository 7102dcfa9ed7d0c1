"""Answering a page: the document through the public schema, with the reader's identity, and the template with what it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from stdgraph.auth.origins import came_by_https
from stdgraph.auth.sessions import SessionEnded
from stdgraph.domain import calendar
from stdgraph.domain.identity import ANONYMOUS, Identity
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import (
    BadInput,
    Forbidden,
    LimitExceeded,
    StdgraphError,
    TimedOut,
    Unauthenticated,
    Unavailable,
    UnknownCode,
)
from stdgraph.graphql.conditional import tagged
from stdgraph.graphql.context import Context, decode
from stdgraph.graphql.encoding import EncodedBody, chosen_coding
from stdgraph.web.pages.address import TOLD, Address, dated_links
from stdgraph.web.pages.environment import environment
from stdgraph.web.pages.page import Variables
from stdgraph.web.pages.reader import COOKIE, Reader, chosen_language, language_of

BOOKMARK_COOKIE = "stdgraph_bookmark"
"""Holds what the last change of this browser is known by: pages read after it."""
YEAR = 365 * 24 * 60 * 60

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "Vary": "Accept-Encoding, Accept-Language, Cookie",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every page: scripts and styles come from files of this service only."""

_STATUSES: tuple[tuple[type[StdgraphError], int], ...] = (
    (UnknownCode, 404),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (LimitExceeded, 413),
    (TimedOut, 503),
    (Unavailable, 503),
    (BadInput, 400),
)


@dataclass(frozen=True, slots=True)
class Answered:
    """What a document answered: data, and where parts of it could not be answered, why."""

    data: Mapping[str, Any]
    problems: list[str] = field(default_factory=list)
    bookmark: str | None = None


async def reader_of(request: Request) -> Reader:
    """Who reads, and in which language. A session that is no session any more is told to the reader, who goes on without one.

    Raises Unauthenticated for a bad token in the header: no browser sends one by itself.
    """
    language = language_of(request)
    context = context_of(request)
    try:
        return Reader(language, await context.identity())
    except SessionEnded as error:
        return Reader(language, ANONYMOUS, str(error))
    except (TimedOut, Unavailable):  # whatever the page reads says so
        return Reader(language, ANONYMOUS)


def context_of(request: Request, who: Identity | None = None) -> Context:
    """What the request carries: without ``who`` its own header and cookies say who asks, else that is settled already."""
    state = request.app.state
    if who is None:
        return Context(state.graph, state.settings, state.plans, request, is_page=True)
    return Context(
        state.graph, state.settings, state.plans, who=who, after=_bookmarks(request), reconciler=state.reconciler
    )


def _bookmarks(request: Request) -> tuple[str, ...]:
    """What reads of this browser wait for: nothing where its cookie is none of ours."""
    try:
        return decode(request.cookies.get(BOOKMARK_COOKIE))
    except BadInput:
        return ()


async def answer(
    request: Request, reader: Reader, document: str, variables: Variables, required: Sequence[str] = ()
) -> Answered:
    """Answer a document as its reader would be answered at ``/graphql``.

    Raises an error that the request is to blame for, one at a required root field, and one where nothing could be answered.
    """
    context = context_of(request, reader.who)
    result = await request.app.state.schema.execute(document, dict(variables), context_value=context)
    errors = result.errors or ()
    data: Mapping[str, Any] | None = result.data
    nothing = data is None or all(value is None for value in data.values())
    for error in errors:
        known = _error(error.message, error.extensions or {})
        if nothing or isinstance(known, BadInput) or (error.path and error.path[0] in required):
            raise known
    return Answered(data or {}, [error.message for error in errors], context.written)


def _error(message: str, extensions: Mapping[str, Any]) -> StdgraphError:
    if "nearest" in extensions:
        return UnknownCode(message, extensions["nearest"])
    kinds = {kind.code: kind for kind in (BadInput, Unauthenticated, Forbidden, TimedOut, Unavailable)}
    return kinds.get(str(extensions.get("code")), StdgraphError)(message)


def render(request: Request, reader: Reader, template: str, *, status: int = 200, **values: object) -> Response:
    """A template as a response, with the headers of every page."""
    return respond(request, reader, rendered(request, reader, template, **values), status=status)


def rendered(request: Request, reader: Reader, template: str, **values: object) -> str:
    """The text of a page."""
    address = Address(request)
    other = Language.EN if reader.language is Language.ZH else Language.ZH
    known: dict[str, object] = {
        "problems": [],
        "query": None,
        "scripts": (),
        "other_language": address.but(language=other.name),
        **values,
    }
    return (
        environment(reader.language)
        .get_template(template)
        .render(
            address=address,
            link=dated_links(address),
            shown_day=_shown_day(address),
            reader=reader,
            graphiql=request.app.state.settings.graphiql,
            told=request.query_params.get(TOLD),
            **known,
        )
    )


def _shown_day(address: Address) -> date:
    """The day that the frame of a page names: today where the address names none that there is."""
    try:
        return address.on
    except BadInput:
        return calendar.today()


def respond(request: Request, reader: Reader, html: str, *, status: int = 200) -> Response:
    """The text of a page as a response, with the headers of every page."""
    return _as_read(request, reader, HTMLResponse(html, status_code=status, headers=dict(HEADERS)))


async def respond_encoded(request: Request, reader: Reader, page: EncodedBody) -> Response:
    """A page as a response, in an encoding that its reader accepts; 304 without it where the browser has it already.

    What somebody sees who is logged in is stored nowhere, so it has no tag.
    """
    coding = chosen_coding(request.headers.get("accept-encoding"), len(page.body))
    tag = None if reader.known else page.tag
    found = tagged(await page.coded(coding), coding, tag, request.headers.get("if-none-match"))
    response = HTMLResponse(found.body, status_code=found.status, headers={**HEADERS, **found.headers})
    if not reader.known:
        response.headers["Cache-Control"] = "no-cache"
    return _as_read(request, reader, response)


def _as_read(request: Request, reader: Reader, response: Response) -> Response:
    """The response with what it tells the browser of its reader."""
    if chosen_language(request) is not None:
        response.set_cookie(COOKIE, reader.language.name, max_age=YEAR, samesite="lax", secure=is_https(request))
    if reader.known:
        response.headers["Cache-Control"] = "no-store"
    return response


def keep_bookmark(response: Response, request: Request, bookmark: str | None) -> Response:
    """The response, with which the browser keeps what it wrote, so that the next page reads after it."""
    if bookmark is not None:
        response.set_cookie(BOOKMARK_COOKIE, bookmark, httponly=True, samesite="strict", secure=is_https(request))
    return response


def is_https(request: Request) -> bool:
    """Whether the request came by https, so that cookies may be kept to it."""
    return came_by_https(request, request.app.state.settings)


def refusal_page(request: Request, reader: Reader, error: StdgraphError) -> Response:
    """The page that says why a request is refused: one message, and where to go from there."""
    status = next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    is_program = "authorization" in request.headers
    if status == 401 and request.method == "GET" and not reader.known and not is_program:
        return RedirectResponse(f"/login?next={quote(Address(request).but())}", status_code=303, headers=dict(HEADERS))
    return render(
        request,
        reader,
        "refusal.html",
        status=status,
        refused=status,
        message=str(error),
        nearest=getattr(error, "nearest", []),
        request_id=request.state.request_id,
    )


def not_found(request: Request, reader: Reader) -> Response:
    """The page for an address at which nothing is."""
    return render(request, reader, "refusal.html", status=404, refused=404, message=None, nearest=[], request_id="")
