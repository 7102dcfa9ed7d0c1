"""GraphQL over HTTP, as the specification of that name has it: media types, status codes, one shape for every error."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException, StarletteRequestAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.http.parse_content_type import parse_content_type
from strawberry.http.types import QueryParams
from strawberry.schema.exceptions import InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from stdgraph.commands.feed import Watch
from stdgraph.errors import BadInput
from stdgraph.gap_records.reconciler import Reconciler
from stdgraph.graphql.context import Context
from stdgraph.graphql.planning import PlanCache
from stdgraph.graphql.schema import build_schema
from stdgraph.graphql.sockets import SocketHandler
from stdgraph.settings import Settings
from stdgraph.store.session import Graph

PROTOCOLS = (GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL)
JSON = "application/json"
RESPONSE = "application/graphql-response+json"
METHODS = "GET, POST"
STREAMED = "a subscription is a stream: accept text/event-stream, or follow it over a WebSocket (graphql-transport-ws)"


def graphql_app(graph: Callable[[], Graph], settings: Settings, settler: Reconciler | None = None) -> GraphQLEndpoint:
    """The endpoint: POST with a JSON body, or GET with a query in the address. ``graph`` gives the open graph."""
    return GraphQLEndpoint(graph, settings, settler)


class _Request(StarletteRequestAdapter):
    """A request as strawberry looks at it."""

    @property
    def content_type(self) -> str | None:
        """The media type of the body; its case means nothing."""
        given = super().content_type
        return given and given.lower()


class GraphQLEndpoint(GraphQL[Context, None]):
    """strawberry's endpoint, with the specification's last word on media types and errors."""

    graphql_transport_ws_handler_class = SocketHandler
    request_adapter_class = _Request

    def __init__(self, graph: Callable[[], Graph], settings: Settings, settler: Reconciler | None = None) -> None:
        super().__init__(build_schema(settings), graphql_ide=None, subscription_protocols=PROTOCOLS)
        self.graph = graph
        self.settings = settings
        self.plans = PlanCache()
        self.watch = Watch(graph)
        self.settler = settler

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; what cannot be read as a request is told in GraphQL's error shape."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        request = Request(scope, receive)
        try:
            response = await self.run(request)
        except HTTPException as error:
            cause = error.__cause__
            if not isinstance(cause, InvalidOperationTypeError):
                response = refused(request, error.status_code, error.reason)
            elif cause.operation_type is OperationType.SUBSCRIPTION:
                response = refused(request, 406, STREAMED)
            else:
                response = refused(request, 405, error.reason, "POST")
        await response(scope, receive, send)

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Never: the page is the web application's."""
        return False

    def decode_json(self, data: str | bytes) -> object:
        """Strict JSON: UTF-8, no NaN, no lone surrogates, nested in reason. Raises json.JSONDecodeError."""
        return orjson.loads(data)

    def parse_query_params(self, params: QueryParams) -> dict[str, Any]:
        """What an address asks for. Raises HTTPException for what is no JSON in it."""
        try:
            return super().parse_query_params(params)
        except HTTPException as error:
            raise HTTPException(400, "variables and extensions in an address: expected JSON") from error

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData | list[GraphQLRequestData]:
        """What is asked for. Raises HTTPException for what cannot be read as a request."""
        if request.method == "POST":
            if parse_content_type(request.content_type or "")[0] != JSON:
                raise HTTPException(415, f"expected a body of type {JSON}")
            if not isinstance(self.parse_json(await request.get_body()), dict):
                raise HTTPException(400, "expected one JSON object with a query")
        return await super().parse_http_body(request)

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """What the request carries through the executor."""
        return Context(
            self.graph(), self.settings, self.plans, request, response, watch=self.watch, reconciler=self.settler
        )

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """The response that resolvers may change; it remembers which media type the client prefers."""
        response = await super().get_sub_response(request)
        response.media_type = preferred(request.headers.get("accept", ""))
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
        """The response: 400 for what never ran where the client speaks the new media type, 200 for everything it can call JSON."""
        media_type = sub_response.media_type or JSON
        failed = isinstance(response_data, Mapping) and "data" not in response_data
        response = Response(
            orjson.dumps(response_data),
            status_code=sub_response.status_code or (400 if failed and media_type == RESPONSE else 200),
            media_type=f"{media_type}; charset=utf-8",
        )
        response.headers.raw.extend(sub_response.headers.raw)
        return response


def preferred(accept: str) -> str:
    """The media type to answer with: the new one where the client names it and rates JSON no higher, JSON otherwise."""
    rated = {RESPONSE: 0.0, JSON: 0.0}
    for one in accept.lower().split(","):
        name, *parameters = (part.strip() for part in one.split(";"))
        if name in rated:
            rated[name] = next((_rating(value[2:]) for value in parameters if value.startswith("q=")), 1.0)
    return RESPONSE if rated[RESPONSE] > 0 and rated[RESPONSE] >= rated[JSON] else JSON


def _rating(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def refused(request: Request, status: int, message: str, methods: str = METHODS) -> Response:
    """A request that is none, as GraphQL tells errors."""
    body: dict[str, Any] = {"errors": [{"message": message, "extensions": {"code": BadInput.code}}]}
    media_type = preferred(request.headers.get("accept", ""))
    headers = {"Allow": methods} if status == 405 else None
    return Response(orjson.dumps(body), status_code=status, media_type=f"{media_type}; charset=utf-8", headers=headers)
