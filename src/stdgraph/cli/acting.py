"""Who acts: the holder of a token or, without one, whoever runs the command and may open the catalogue."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import lookup_texts
from stdgraph.domain.identity import TOKEN_VARIABLE
from stdgraph.errors import Unauthenticated

if TYPE_CHECKING:
    from stdgraph.domain.identity import Identity
    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph

Token = Annotated[
    str | None, typer.Option("--token", metavar="TOKEN", envvar=TOKEN_VARIABLE, show_default=False, show_envvar=False)
]


async def actor(graph: Graph, settings: Settings, token: str | None) -> Identity:
    """Whom a token names; without one an administrator under the name of whoever runs the command. Raises Unauthenticated."""
    from stdgraph.auth.bearer import identity_of
    from stdgraph.cli.merge import operator

    if token is None:
        return operator()
    if not token.strip():  # a variable of a script that holds nothing must not act as an administrator
        raise Unauthenticated(lookup_texts.EMPTY_TOKEN())
    return await identity_of(graph, settings, f"Bearer {token.strip()}", datetime.now(UTC))
