"""Access tokens as tests issue them: by the operator of the server, through the handler of all commands."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from stdgraph.auth.token_facts import TokenFacts
from stdgraph.auth.tokens import load_tokens
from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.issue_token import IssueToken
from stdgraph.commands.outcomes import Changed
from stdgraph.commands.revoke_token import RevokeToken
from stdgraph.domain import calendar
from stdgraph.domain.identity import Identity, Role
from stdgraph.store.session import Graph

OPERATOR = Identity("operator", Role.ADMINISTRATOR)


async def issue(
    graph: Graph,
    name: str,
    role: Role,
    committees: Collection[str] = (),
    systems: Collection[str] = (),
    expires: timedelta | None = None,
) -> str:
    """A new token; without ``expires`` it does not expire."""
    command = IssueToken(
        name, role, tuple(committees), tuple(systems), valid_for=expires, never_expires=expires is None
    )
    result = await apply_commands(graph, OPERATOR, [command], today=calendar.today())
    assert isinstance(result.outcomes[0], Changed), result.outcomes
    return command.secret


async def revoke(graph: Graph, name_or_id: str) -> bool:
    """Whether there was a token to revoke."""
    command = RevokeToken(name_or_id, keep_administrator=False)
    result = await apply_commands(graph, OPERATOR, [command], today=calendar.today())
    return isinstance(result.outcomes[0], Changed)


async def listed(graph: Graph) -> list[TokenFacts]:
    """All tokens, in the order in which they were issued."""
    return await graph.read(load_tokens)
