"""GraphQL over HTTP: media types, status codes, and one shape for every error, as the GraphQL over HTTP specification has them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import ClassVar

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.http.parse_content_type import parse_content_type
from strawberry.http.streaming import SSETransport
from strawberry.http.types import QueryParams
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
    ConnectionInitMessage,
    Message,
    SubscribeMessage,
)
from strawberry.types import ExecutionResult, SubscriptionExecutionResult
from strawberry.types.graphql import OperationType

from stdgraph.commands.feed import Watch
from stdgraph.errors import BadInput, LimitExceeded, TimedOut, Unauthenticated, Unavailable
from stdgraph.gap_records.reconciler import Reconciler
from stdgraph.graphql.answer_cache import AnswerCache
from stdgraph.graphql.context import Context
from stdgraph.graphql.negotiation import EVENT_STREAM, JSON, RESPONSE, Accept
from stdgraph.graphql.observed import Finished, begin_observing, note_outcome
from stdgraph.graphql.planning import PlanCache
from stdgraph.graphql.schema import Schema, build_schema
from stdgraph.graphql.short_way import VARY, ShortWay
from stdgraph.settings import Settings
from stdgraph.store.session import Graph


class SocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """strawberry's handler, which takes the shape of a message on trust."""

    view: GraphQLEndpoint

    async def handle_message(self, message: Message) -> None:
        """Answer a message, or close the connection with 4400 where it is not one of the protocol."""
        if _is_shaped(message):
            self.context.forget_identity()  # each operation is authorised anew: the token may have been revoked
            await super().handle_message(message)
        else:
            await self.handle_invalid_message("Failed to parse message")

    async def handle_connection_init(self, message: ConnectionInitMessage) -> None:
        """Acknowledge a connection, or close it with 4403 where its token is a bad one, or none and reads are not public."""
        self.context.connection_params = message.get("payload")
        try:
            with suppress(Unavailable, TimedOut):  # the operations tell it
                await self.context.admit()
        except Unauthenticated as error:
            await self.websocket.close(code=4403, reason=_reason(error))
            return
        await super().handle_connection_init(message)

    async def handle_subscribe(self, message: SubscribeMessage) -> None:
        """Start an operation, or refuse it where the connection runs as many as it may."""
        limit = self.max_subscriptions_per_connection
        if self.connection_acknowledged and limit is not None and len(self.operations) >= limit:
            error = GraphQLError(
                f"a connection runs at most {limit} operations at a time", extensions={"code": LimitExceeded.code}
            )
            await self.send_message({"id": message["id"], "type": "error", "payload": [error.formatted]})
            return
        await super().handle_subscribe(message)

    async def run_operation(self, operation: Operation[Context, None]) -> None:
        """Run an operation, and tell of it once it is over."""
        seen, begun = begin_observing(), time.perf_counter()
        try:
            await super().run_operation(operation)
        finally:
            for observer in self.view.observers:
                observer(seen, time.perf_counter() - begun)


def _reason(error: Unauthenticated) -> str:
    """An error as the reason of a close, which has room for 123 bytes."""
    return str(error).encode()[:REASON].decode(errors="ignore")


def _is_shaped(message: object) -> bool:
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return False
    if message["type"] not in ("subscribe", "complete"):
        return True
    if not isinstance(message.get("id"), str):
        return False
    return message["type"] == "complete" or _is_request(message.get("payload"))


def _is_request(payload: object) -> bool:
    return (
        isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("operationName"), str | None)
        and isinstance(payload.get("variables"), dict | None)
    )


PROTOCOLS = (GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL)
MAX_OPERATIONS = 100
"""Operations that one WebSocket connection runs at a time."""
REASON = 123
"""Bytes of the reason for which a WebSocket is closed."""
METHODS = "GET, POST"
STREAM_ONLY = (
    "a subscription is answered as a stream: accept text/event-stream, or use a WebSocket (graphql-transport-ws)"
)
NOT_ACCEPTABLE = f"no acceptable media type: available are {JSON}, {RESPONSE} and {EVENT_STREAM}"


class PersistedQueryNotSupported(BadInput):
    """A request that names a document by its hash only; its client sends the document when it reads this message."""

    code = "PERSISTED_QUERY_NOT_SUPPORTED"


def graphql_app(
    graph: Callable[[], Graph],
    settings: Settings,
    reconciler: Reconciler | None = None,
    observers: Sequence[Finished] = (),
) -> GraphQLEndpoint:
    """The endpoint: POST with a JSON body, or GET with a query in the address. ``graph`` gives the open graph, ``observers`` hear of
    operations over a WebSocket; of requests their middleware does.
    """
    return GraphQLEndpoint(graph, settings, reconciler, observers)


class GraphQLRequest(StarletteRequestAdapter):
    """A request as strawberry sees it."""

    @property
    def content_type(self) -> str | None:
        """The media type of the body, in lower case."""
        given = super().content_type
        return given and given.lower()


class EventStream(SSETransport):
    """Server-sent events; lines end in LF, which every parser of them understands."""

    headers: ClassVar[Mapping[str, str]] = {**SSETransport.headers, "Vary": VARY}

    def encode_event(self, event: str, data: str | None = None) -> str:
        """One event; ``data`` is JSON on a single line."""
        return f"event: {event}\ndata: {data or ''}\n\n"

    def encode_comment(self, comment: str) -> str:
        """A comment, which keeps the connection open."""
        return f": {comment}\n\n"


class GraphQLEndpoint(GraphQL[Context, None]):
    """strawberry's endpoint with content negotiation, strict JSON and errors as the specification has them."""

    schema: Schema
    graphql_transport_ws_handler_class = SocketHandler
    request_adapter_class = GraphQLRequest

    def __init__(
        self,
        graph: Callable[[], Graph],
        settings: Settings,
        reconciler: Reconciler | None = None,
        observers: Sequence[Finished] = (),
    ) -> None:
        self.schema = build_schema(settings)
        super().__init__(
            self.schema,
            graphql_ide=None,
            subscription_protocols=PROTOCOLS,
            max_subscriptions_per_connection=MAX_OPERATIONS,
            connection_init_wait_timeout=timedelta(seconds=settings.receive_timeout),
            allowed_origins=["*"],  # from where a WebSocket may be opened is decided before, by the rule of sessions
        )
        self.stream_transport_classes_by_protocol = {GRAPHQL_SSE_PROTOCOL: EventStream}
        self.graph = graph
        self.settings = settings
        self.plans = PlanCache(lambda: graph().memory)
        self.watch = Watch(graph)
        self.reconciler = reconciler
        self.observers = observers
        self.short_way = ShortWay(self.schema, settings, lambda: graph().memory, AnswerCache(graph), self._open_context)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; one that cannot be read is answered with a GraphQL error."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        plain = await self.short_way.respond(request)
        if plain is not None:
            await plain(scope, receive, send)
            return
        try:
            response = await self.run(request)
        except PersistedQueryNotSupported as error:
            response = refused(request, None, str(error), error.code)
        except Unauthenticated as error:
            response = refused(request, 401, str(error), error.code)
        except HTTPException as error:
            cause = error.__cause__
            if not isinstance(cause, InvalidOperationTypeError):
                response = refused(request, error.status_code, error.reason)
            elif cause.operation_type is OperationType.SUBSCRIPTION:
                response = refused(request, 406, STREAM_ONLY)
            else:
                response = refused(request, 405, error.reason, allow="POST")
        await response(scope, receive, send)

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Never: the page is the web application's."""
        return False

    def decode_json(self, data: str | bytes) -> object:
        """Strict JSON: UTF-8, no NaN, no lone surrogates, bounded nesting. Raises json.JSONDecodeError."""
        return orjson.loads(data)

    def parse_query_params(self, params: QueryParams) -> dict[str, object]:
        """The request in an address. Raises HTTPException for invalid JSON in it."""
        try:
            return super().parse_query_params(params)
        except HTTPException as error:
            raise HTTPException(400, "variables and extensions in an address: expected JSON") from error

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """The GraphQL request. Raises HTTPException for an invalid one, PersistedQueryNotSupported for one without a document."""
        if request.method == "POST":
            if parse_content_type(request.content_type or "")[0] != JSON:
                raise HTTPException(415, f"expected a body of type {JSON}")
            if not isinstance(self.parse_json(await request.get_body()), dict):
                raise HTTPException(400, "expected one JSON object with a query")
        asked = await super().parse_http_body(request)
        if isinstance(asked, list):
            raise HTTPException(400, "batches are not supported")
        if not asked.query and (asked.extensions or {}).get("persistedQuery") is not None:
            raise PersistedQueryNotSupported("PersistedQueryNotSupported")
        asked.protocol = "http"  # whether it streams is decided once the type of the operation is known
        return asked

    async def execute_operation(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        request_data: GraphQLRequestData | list[GraphQLRequestData],
        context: Context,
        root_value: None,
        sub_response: Response,
    ) -> ExecutionResult | list[ExecutionResult] | SubscriptionExecutionResult:
        """The result, or the stream of a subscription; 401 where a mutation did not run for want of a token. Raises HTTPException where the
        client accepts nothing that is served, Unauthenticated before anything runs for a bad token, and for none where reads are not public.
        """
        accept = accept_of(request)
        if accept.preferred() is None:
            raise HTTPException(406, NOT_ACCEPTABLE)
        with suppress(Unavailable, TimedOut):  # the root fields tell it
            await context.admit()
        try:
            result = await super().execute_operation(
                request, request_adapter, request_data, context, root_value, sub_response
            )
        except HTTPException as error:
            cause = error.__cause__
            if (
                isinstance(request_data, list)
                or not isinstance(cause, InvalidOperationTypeError)
                or cause.operation_type is not OperationType.SUBSCRIPTION
                or not accept.names(EVENT_STREAM)
            ):
                raise
            request_data.protocol = "sse"
        else:
            if isinstance(result, ExecutionResult) and lacks_identity(result):
                sub_response.status_code = 401
            return result
        return await super().execute_operation(
            request, request_adapter, request_data, context, root_value, sub_response
        )

    def _open_context(self, request: Request, after: tuple[str, ...]) -> Context:
        return Context(self.graph(), self.settings, self.plans, request, after=after)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """What the request carries through the executor."""
        return Context(
            self.graph(), self.settings, self.plans, request, response, watch=self.watch, reconciler=self.reconciler
        )

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """The response that resolvers may change; it carries the media type that the client prefers."""
        response = await super().get_sub_response(request)
        response.media_type = accept_of(request).preferred() or JSON
        return response

    async def process_result(self, request: Request, result: ExecutionResult) -> GraphQLHTTPResponse:
        """The body: an error before execution leaves ``data`` out."""
        body: GraphQLHTTPResponse = {"data": result.data}
        if result.errors:
            body["errors"] = [error.formatted for error in result.errors]
            if result.data is None and not any(error.path for error in result.errors):
                del body["data"]  # the specification: no data entry where execution never began
        if result.extensions:
            body["extensions"] = result.extensions
        return body

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """The response to a single result: 400 where nothing ran and the client speaks the newer media type, otherwise 200."""
        media_type = sub_response.media_type or JSON
        failed = isinstance(response_data, Mapping) and "data" not in response_data
        status = sub_response.status_code or (400 if failed and media_type == RESPONSE else 200)
        body = orjson.dumps(response_data)
        if media_type == EVENT_STREAM:
            stream = EventStream()
            text = stream.encode_event("next", body.decode()) + stream.encode_complete()
            response = Response(text, status_code=status, headers=stream.headers)
        else:
            response = json_response(body, status, media_type)
        response.headers.raw.extend(sub_response.headers.raw)
        return response


def lacks_identity(result: ExecutionResult) -> bool:
    """Whether nothing ran because the sender is unknown."""
    codes = [(error.extensions or {}).get("code") for error in result.errors or () if not error.path]
    return result.data is None and Unauthenticated.code in codes


def accept_of(request: Request | WebSocket) -> Accept:
    """What a request accepts, by all its ``Accept`` lines."""
    return Accept.parse(*request.headers.getlist("accept"))


def json_response(body: bytes, status: int, media_type: str) -> Response:
    """A response in either form of JSON."""
    return Response(body, status_code=status, media_type=f"{media_type}; charset=utf-8", headers={"Vary": VARY})


def refused(
    request: Request, status: int | None, message: str, code: str = BadInput.code, *, allow: str = METHODS
) -> Response:
    """The answer to an invalid request, as a GraphQL error; without a status that of a document that does not run."""
    note_outcome(code)
    media_type = accept_of(request).preferred()
    if media_type != RESPONSE:
        media_type = JSON
    if status is None:
        status = 400 if media_type == RESPONSE else 200
    body = orjson.dumps({"errors": [{"message": message, "extensions": {"code": code}}]})
    response = json_response(body, status, media_type)
    if status == 405:
        response.headers["Allow"] = allow
    return response
