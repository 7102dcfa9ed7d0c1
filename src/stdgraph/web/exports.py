"""Exports over HTTP: ``/export/NAME.FORMAT`` and ``/export/NAME/CODE.FORMAT``, streamed, with an ETag."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import AsyncGenerator

import anyio
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from stdgraph import __version__
from stdgraph.catalogue.revision import CatalogueRevision
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
from stdgraph.exports.export import MEDIA_TYPES, Export, ExportRequest, Format, UnknownExport
from stdgraph.exports.registry import find_export, find_format, open_export
from stdgraph.exports.request import disposition, read_request
from stdgraph.exports.source import ExportSource
from stdgraph.graphql.context import HEADER as BOOKMARK
from stdgraph.graphql.context import Context, decode
from stdgraph.graphql.planning import PlanCache
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.middleware import refusal

logger = logging.getLogger(__name__)

AT_ONCE = 4
"""Exports that a process makes at a time: other requests go on beside them."""
PATIENCE = 10.0
"""Seconds that a further one waits for its turn, before it is told to come back."""
STALLED = 60.0
"""Seconds that a client may take nothing, after which its export is given up."""
REVISION_HEADER = "X-Stdgraph-Revision"

_STATUSES: tuple[tuple[type[StdgraphError], int], ...] = (
    (UnknownExport, 404),
    (Unauthenticated, 401),
    (Forbidden, 403),
    (TimedOut, 503),
    (Unavailable, 503),
    (BadInput, 400),
    (LimitExceeded, 400),
)


class ExportRoute:
    """The endpoint of all exports."""

    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def answer(self, request: Request) -> Response:
        """A file, or a refusal in the shape of a GraphQL error."""
        try:
            return await self._answer(request)
        except UnknownCode as error:  # of a parameter; of the address it is a place where nothing is
            return _refused(error, 404 if request.query_params.keys() <= {"asOf", "language"} else 400)
        except StdgraphError as error:
            return _refused(error)

    async def _answer(self, request: Request) -> Response:
        graph: Graph = request.app.state.graph
        settings: Settings = request.app.state.settings
        await Context(graph, settings, PlanCache(), request, is_page=True).admit()
        what, dot, suffix = request.path_params["what"].rpartition(".")
        export, code = find_export(what if dot else suffix)
        form = find_format(suffix if dot else "", export)
        asked = read_request(export, code, request.query_params.multi_items())
        after = decode(request.headers.get(BOOKMARK))
        source = ExportSource(graph, settings, after)
        row = await source.revision()
        headers = {"Content-Disposition": disposition(export, form, asked), "Vary": "Authorization, Cookie"}
        if row is not None:
            tag = _tag(row, request, asked)
            headers[REVISION_HEADER] = str(row["revision"])
            if tag in _known_tags(request):
                return Response(status_code=304, headers={**headers, "ETag": tag})
            # a revision is seen before all of it is: what is read in that second must not be taken for it later
            if graph.memory.is_stable("revision", (row["instance"], row["revision"])):
                headers["ETag"] = tag
        if request.method == "HEAD":
            return await _head(source, export, form, asked, headers)
        pieces = open_export(source, export, form, asked)
        await self._take_turn()
        try:
            first = await anext(pieces, b"")
        except BaseException:
            self._turns.release()
            raise
        return ExportResponse(first, pieces, self._turns, headers, MEDIA_TYPES[form])

    async def _take_turn(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._turns.acquire()
        except TimeoutError:
            raise Unavailable(f"{AT_ONCE} exports are under way: try again later") from None


class ExportResponse(StreamingResponse):
    """A file in pieces; the first is there before the response begins, so that what is wrong with a request has a status of its own.

    Where the rest fails, or the client takes nothing any more, the connection ends without the end of the body: nobody takes it for whole.
    """

    def __init__(
        self,
        first: bytes,
        pieces: AsyncGenerator[bytes],
        turns: asyncio.Semaphore,
        headers: dict[str, str],
        media_type: str,
    ) -> None:
        super().__init__(self._all(first, pieces), headers=headers, media_type=media_type)
        self._pieces, self._turns = pieces, turns

    @staticmethod
    async def _all(first: bytes, pieces: AsyncGenerator[bytes]) -> AsyncGenerator[bytes]:
        yield first
        async for piece in pieces:
            yield piece

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the file."""

        async def send_in_time(message: Message) -> None:
            with anyio.fail_after(STALLED):
                await send(message)

        try:
            await super().__call__(scope, receive, send_in_time)
        except* (StdgraphError, TimeoutError) as errors:
            logger.warning("export %s ended early: %s", scope["path"], errors.exceptions[0])
        finally:
            with anyio.CancelScope(shield=True):
                await self._pieces.aclose()
            self._turns.release()


async def _head(
    source: ExportSource, export: Export, form: Format, asked: ExportRequest, headers: dict[str, str]
) -> Response:
    """The head of the response; the request is judged by the format that begins soonest."""
    pieces = open_export(source, export, Format.CSV if Format.CSV in export.formats else form, asked)
    try:
        await anext(pieces, b"")
    finally:
        await pieces.aclose()
    response = Response(headers={**headers, "Content-Type": MEDIA_TYPES[form]})
    del response.headers["content-length"]  # that of the file is not known before it is written
    return response


def _tag(row: CatalogueRevision, request: Request, asked: ExportRequest) -> str:
    """Weak: the same rows, whatever they are packed into on the way."""
    parts = (__version__, row["instance"], row["revision"], asked.on, request.url.path, request.url.query)
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _known_tags(request: Request) -> set[str]:
    return {tag.strip() for header in request.headers.getlist("if-none-match") for tag in header.split(",")}


def _refused(error: StdgraphError, status: int = 0) -> Response:
    status = status or next((status for kind, status in _STATUSES if isinstance(error, kind)), 500)
    response = refusal(error, status)
    if status == 503:
        response.headers["Retry-After"] = "10"
    return response
