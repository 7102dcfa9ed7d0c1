"""Messages of graphql-transport-ws: what has another shape than the protocol's is refused, as what is no JSON is."""

from __future__ import annotations

from typing import Any

from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler
from strawberry.subscriptions.protocols.graphql_transport_ws.types import Message

from stdgraph.graphql.context import Context


class SocketHandler(BaseGraphQLTransportWSHandler[Context, None]):
    """strawberry's handler, which takes the shape of a message on trust."""

    async def handle_message(self, message: Message) -> None:
        """Answer a message, or close the connection with 4400 where it is none of the protocol's."""
        if _is_shaped(message):
            self.context.forget_identity()  # each operation is asked for by who holds the token by then
            await super().handle_message(message)
        else:
            await self.handle_invalid_message("Failed to parse message")


def _is_shaped(message: Any) -> bool:
    if not isinstance(message, dict) or not isinstance(message.get("type"), str):
        return False
    if message["type"] not in ("subscribe", "complete"):
        return True
    if not isinstance(message.get("id"), str):
        return False
    return message["type"] == "complete" or _is_request(message.get("payload"))


def _is_request(payload: Any) -> bool:
    return (
        isinstance(payload, dict)
        and isinstance(payload.get("query"), str)
        and isinstance(payload.get("operationName"), str | None)
        and isinstance(payload.get("variables"), dict | None)
    )
