"""Messages of graphql-transport-ws: one of another shape is refused, as invalid JSON is; every error has a code."""

from __future__ import annotations

from graphql import GraphQLError
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message, SubscribeMessage

from stdgraph.errors import LimitExceeded
from stdgraph.graphql.context import Context


class SocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """strawberry's handler, which takes the shape of a message on trust."""

    async def handle_message(self, message: Message) -> None:
        """Answer a message, or close the connection with 4400 where it is not one of the protocol."""
        if _is_shaped(message):
            self.context.forget_identity()  # each operation is authorised anew: the token may have been revoked
            await super().handle_message(message)
        else:
            await self.handle_invalid_message("Failed to parse message")

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
