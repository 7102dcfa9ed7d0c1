"""Access tokens: the list that administrators see, and the outcomes of issuing and revoking one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, TypedDict

import strawberry

from stdgraph.auth.policy import Action, Subject, decide
from stdgraph.auth.token_facts import TokenFacts, TokenState
from stdgraph.auth.tokens import load_tokens
from stdgraph.catalogue.pages import build_connection
from stdgraph.domain import calendar
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.text import from_opaque, to_opaque
from stdgraph.domain.vocabulary import EventKind
from stdgraph.errors import BadInput, Forbidden, Unauthenticated
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Instant
from stdgraph.graphql.types.committees import Committee
from stdgraph.graphql.types.fields import is_row_of, linked, linked_one, loaded, plain
from stdgraph.graphql.types.me import present_nodes
from stdgraph.graphql.types.outcomes import InvalidInput, NotFound, NotPermitted
from stdgraph.graphql.types.provenance import Change
from stdgraph.graphql.types.relay import PageInfo
from stdgraph.graphql.types.systems import StandardsSystem

ISSUERS = (
    "MATCH (t:AccessToken)<-[:CONCERNS]-(e:Event {kind: $kind}) WHERE t.id IN $ids RETURN t.id AS id, e.actor AS actor"
)


class IssuerRow(TypedDict):
    """A token and who issued it."""

    id: str
    actor: str


async def load_committees(field: FieldContext, rows: Sequence[Answer]) -> list[list[Ref]]:
    """The committees of each token that the catalogue has."""
    return await _granted(field, rows, "Committee", "committeeCodes")


async def load_systems(field: FieldContext, rows: Sequence[Answer]) -> list[list[Ref]]:
    """The systems of each token that the catalogue has."""
    return await _granted(field, rows, "StandardsSystem", "systemCodes")


async def _granted(field: FieldContext, rows: Sequence[Answer], label: str, codes: str) -> list[list[Ref]]:
    nodes = await present_nodes(field.tx, label, sorted({code for row in rows for code in row[codes]}))
    return [[node for node in nodes if node.key in row[codes]] for row in rows]


async def load_issuers(field: FieldContext, rows: Sequence[Answer]) -> list[str | None]:
    """Who issued each token, by the event that records it."""
    ids = [row["id"] for row in rows]
    found = await field.tx.rows(ISSUERS, IssuerRow, kind=EventKind.TOKEN_ISSUED.value, ids=ids)
    actors = {row["id"]: row["actor"] for row in found}
    return [actors.get(one) for one in ids]


@strawberry.type(
    description="An access token, as administrators see it: the token itself is shown once, when it is issued."
)
class AccessToken:
    """A token without its secret."""

    id: strawberry.ID = plain("Identifies the token among all tokens; `revokeToken` takes it.")
    name: str = plain("Who holds it: the name by which the history records what it changes.")
    role: Role = plain("What it allows.")
    committees: list[Committee] = loaded(
        load_committees, "The committees that it is for, their subcommittees included."
    )
    systems: list[StandardsSystem] = loaded(load_systems, "The systems that it is for.")
    state: TokenState = plain("Whether it is valid.")
    issued_at: Instant = plain("When it was issued.")
    expires_at: Instant | None = plain(
        "The instant from which on it is not valid any more; null where it does not expire."
    )
    last_used_at: Instant | None = plain("When it was last used, to within an hour; null where it never was.")
    revoked_at: Instant | None = plain("When it was revoked; null where it was not.")
    issued_by: str | None = loaded(
        load_issuers, "Who issued it; null in a dry run, and for tokens that were issued before this was recorded."
    )


@strawberry.type(description="A token on a page.")
class AccessTokenEdge:
    """One row."""

    cursor: str = plain("Cursor of the token.")
    node: AccessToken = linked_one("The token.")


@strawberry.type(description="A page of tokens, in the order in which they were issued.")
class AccessTokenConnection:
    """A page."""

    edges: list[AccessTokenEdge] = linked("The rows.")
    page_info: PageInfo = linked_one("The position of the page.")
    total_count: int = plain("How many tokens are in one of the states.")


@strawberry.type(description="The token was issued.")
class TokenIssued:
    """Done."""

    is_type_of = staticmethod(is_row_of("TokenIssued"))
    token: AccessToken = linked_one("The token as it was right after.")
    secret: str | None = plain(
        "What its holder sends as `Authorization: Bearer`. It is told in this answer alone and stored nowhere: null in a dry run, "
        "and where a request of this id was carried out before."
    )
    change: Change | None = linked_one("The change that was recorded; null in a dry run.")


@strawberry.type(description="The token was revoked.")
class TokenRevoked:
    """Done."""

    is_type_of = staticmethod(is_row_of("TokenRevoked"))
    token: AccessToken = linked_one("The token as it was right after.")
    change: Change | None = linked_one("The change that was recorded; null in a dry run.")


TokenOutcome = Annotated[
    TokenIssued | TokenRevoked | InvalidInput | NotFound | NotPermitted,
    strawberry.union("TokenOutcome", description="The outcome of a request to issue or revoke an access token."),
]

States = Annotated[
    list[TokenState] | None, strawberry.argument(description="Tokens in these states; absent or empty: all.")
]


def token_row(facts: TokenFacts, now: datetime) -> Answer:
    """A token as a row."""
    return {
        "id": facts.id,
        "name": facts.name,
        "role": facts.role,
        "committeeCodes": facts.committees,
        "systemCodes": facts.systems,
        "state": facts.state(now),
        "issuedAt": facts.issued_at,
        "expiresAt": facts.expires_at,
        "lastUsedAt": facts.last_used_at,
        "revokedAt": facts.revoked_at,
    }


async def answer_tokens(
    field: FieldContext, states: Sequence[TokenState] | None, first: int, after: str | None
) -> Answer:
    """A page of tokens. Raises Unauthenticated or Forbidden for whoever is no administrator, and BadInput for an invalid cursor."""
    _check_administrator(field.who)
    page, now = field.page(first, after), calendar.now()
    every = await load_tokens(field.tx)
    start = _place([one.id for one in every], after)
    total, shown = ([one for one in some if not states or one.state(now) in states] for some in (every, every[start:]))
    rows = [(to_opaque(one.id.encode()), token_row(one, now)) for one in shown[: page.size + 1]]
    return {**build_connection(rows, page), "totalCount": len(total)}


def _check_administrator(who: Identity) -> None:
    if not who.known:
        raise Unauthenticated("listing access tokens requires a token: send the header Authorization: Bearer <token>")
    denial = decide(Action.LIST_TOKENS, who, Subject())
    if denial is not None:
        raise Forbidden(denial.en)


def _place(ids: Sequence[str], after: str | None) -> int:
    """Where a page begins: behind the token of a cursor, whatever state that is in by now."""
    if after is None:
        return 0
    try:
        return ids.index(from_opaque(after).decode()) + 1
    except ValueError:
        raise BadInput(f"invalid cursor {after!r}: expected an endCursor or startCursor, unchanged") from None
