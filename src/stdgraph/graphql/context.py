"""What a request carries through the executor: the graph, the settings, who sent it, and what its reads wait for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import orjson
from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from strawberry.extensions import SchemaExtension

from stdgraph.auth.bearer import identity_of
from stdgraph.auth.origins import ELSEWHERE, is_same_origin, may_navigate
from stdgraph.auth.sessions import COOKIE, identity_of_session
from stdgraph.commands.feed import Watch
from stdgraph.domain import calendar
from stdgraph.domain.identity import Identity
from stdgraph.domain.text import from_opaque, to_opaque
from stdgraph.errors import BadInput, StdgraphError, Unauthenticated
from stdgraph.gap_records.reconciler import Reconciler
from stdgraph.gap_records.reconciliation import reconcile_records
from stdgraph.graphql.planning import PlanCache
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction

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
        if request is not None or sent is not None:  # a program in this process states its own
            asked.context.after = decode(header if sent is None else sent)
        yield

    def get_results(self) -> dict[str, object]:
        """The answer's extensions."""
        written = self.execution_context.context.written
        return {EXTENSION: written} if written else {}


T = TypeVar("T")


@dataclass(slots=True)
class Context:
    """The context of one request, or of one WebSocket connection."""

    graph: Graph
    settings: Settings
    plans: PlanCache
    request: HTTPConnection | None = None
    """None for a program in this process."""
    response: Response | HTTPConnection | None = None
    who: Identity | None = None
    """The identity of the sender, once it is known; a program in this process states it itself."""
    after: tuple[str, ...] = ()
    """The bookmarks that the request sent back: reads wait for what they stand for."""
    written: str | None = None
    """The bookmark of what this request wrote."""
    watch: Watch | None = None
    reconciler: Reconciler | None = None
    """Reconciles gap records in the background; None for a program in this process, which does it at once."""
    connection_params: object = None
    """What a WebSocket client sent when it connected."""
    is_page: bool = False
    """Whether the request opens a page or a file, which a session counts for from the address bar as well."""
    ignored_session: bool = False
    """Whether there was a session that did not count: the request came from elsewhere."""

    async def identity(self) -> Identity:
        """The identity that the request's token proves, or without one its session.

        Raises Unauthenticated for a bad token, SessionEnded for a session that is over.
        """
        if self.who is None:
            now, header, session = datetime.now(UTC), self._authorization(), self._session()
            self.who = (
                await identity_of(self.graph, self.settings, header, now)
                if header is not None or session is None
                else await identity_of_session(self.graph, self.settings, session, now)
            )
        return self.who

    def _authorization(self) -> str | None:
        header = self.request.headers.get("authorization") if self.request is not None else None
        if header is None and isinstance(self.connection_params, dict):
            header = self.connection_params.get("authorization") or self.connection_params.get("Authorization")
        return header

    def _session(self) -> str | None:
        """The session's cookie, where it counts for the request."""
        cookie = self.request.cookies.get(COOKIE) if self.request is not None else None
        if self.request is None or cookie is None:
            return None
        self.ignored_session = not (
            is_same_origin(self.request, self.settings) or (self.is_page and may_navigate(self.request))
        )
        return None if self.ignored_session else cookie

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run work that reads and sees everything the request's bookmark stands for."""
        return await self.graph.read(work, after=self.after)

    async def wrote(self) -> None:
        """Keep the bookmark of what was just written, for the response."""
        self.written = encode(await self.graph.bookmarks())
        headers = getattr(self.response, "headers", None)
        if isinstance(headers, MutableHeaders):  # a WebSocket's were sent with its handshake
            headers[HEADER] = self.written

    async def reconcile(self) -> None:
        """Reconcile the gap records: a service does it soon, a program at once. What was written is kept either way."""
        if self.reconciler is not None:
            self.reconciler.soon()
            return
        with suppress(StdgraphError):
            await reconcile_records(self.graph, calendar.today())

    def forbid_storing(self) -> None:
        """Tell everything on the way of the response to keep no copy: it holds a secret."""
        headers = getattr(self.response, "headers", None)
        if isinstance(headers, MutableHeaders):
            headers["Cache-Control"] = "no-store"

    def forget_identity(self) -> None:
        """Check the token again at the next use: a connection may outlive it."""
        if self.request is not None:
            self.who = None

    async def admit(self) -> None:
        """Check that the sender may read. Raises Unauthenticated for a bad token, and for none where reads are not public."""
        if self.request is None and self.who is None:
            return  # a program in this process
        if not (await self.identity()).known and not self.settings.public_reads:
            raise self._nobody("reading")

    async def admit_change(self) -> None:
        """Check that the sender may change anything at all; without a token nothing is read. Raises Unauthenticated."""
        if self.request is None and self.who is None:
            return  # a program in this process, about which the policy decides
        if not (await self.identity()).known:
            raise self._nobody("a mutation")

    def _nobody(self, what: str) -> Unauthenticated:
        why = f"; {ELSEWHERE}" if self.ignored_session else ""
        return Unauthenticated(f"{what} requires a token: send the header Authorization: Bearer <token>{why}")
