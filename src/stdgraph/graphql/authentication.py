"""What the token of a request means for the operation as a whole: no mutation without one, and a warning before it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress

from strawberry.extensions import SchemaExtension
from strawberry.types.graphql import OperationType

from stdgraph.auth.token_life import ending_of
from stdgraph.domain import calendar
from stdgraph.domain.identity import Identity
from stdgraph.errors import TimedOut, Unavailable

EXTENSION = "token"


class Authenticated(SchemaExtension):
    """Refuses a mutation whose sender is unknown, and tells who sends a token that ends soon so in the answer's extensions."""

    async def on_execute(self) -> AsyncIterator[None]:
        """Before anything is resolved. Raises Unauthenticated."""
        asked = self.execution_context
        if asked.operation_type is OperationType.MUTATION:
            with suppress(
                Unavailable, TimedOut
            ):  # trouble of an engine or issuer is told by the root field, at its path
                await asked.context.admit_change()
        yield

    def get_results(self) -> dict[str, object]:
        """The answer's extensions."""
        return told_of_token(self.execution_context.context.who)


def told_of_token(who: Identity | None) -> dict[str, object]:
    """What an answer tells whoever asks of the token; nothing where none was needed, or it does not end within two weeks."""
    ending = None if who is None else ending_of(who, calendar.now())
    if ending is None:
        return {}
    told = {"expiresAt": ending.at.isoformat(), "daysLeft": ending.days_left}
    return {EXTENSION: {**told, "message": ending.zh, "messageEn": ending.en}}
