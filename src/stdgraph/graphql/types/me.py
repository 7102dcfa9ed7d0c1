"""Who asks: the holder of the token that a request carries."""

from __future__ import annotations

import strawberry

from stdgraph.auth.token_life import ending_of
from stdgraph.domain import calendar
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.vocabulary import Language
from stdgraph.graphql.scalars import Instant
from stdgraph.graphql.types.committees import Committee
from stdgraph.graphql.types.fields import linked, plain, row_of
from stdgraph.graphql.types.inputs import In
from stdgraph.graphql.types.systems import StandardsSystem
from stdgraph.store.session import Transaction


@strawberry.type(description="Who asks: the holder of the token that the request carries.")
class Me:
    """An identity."""

    name: str = plain("The name by which the history records what it changes.")
    role: Role = plain("What it may do.")
    committees: list[Committee] = linked("The committees whose secretariat it is; their subcommittees are included.")
    systems: list[StandardsSystem] = linked("The systems whose steward it is.")
    expires_at: Instant | None = plain("When its token expires; null for one that is valid until it is revoked.")
    expires_soon: bool = plain(
        "Whether that is within two weeks; never of a token of the OIDC issuer, whose holder gets another one by itself."
    )

    @strawberry.field(description="That its token expires soon, in a sentence; null while it does not.")
    def warning(self, language: In = Language.ZH) -> str | None:
        """The warning in a language."""
        ending = row_of(self)["ending"]
        return None if ending is None else str(ending.message(language))


async def told(tx: Transaction, who: Identity) -> Answer | None:
    """An identity as a row; None for a caller without a token. Of its committees and systems those that its role makes it act for
    and the catalogue has.
    """
    if not who.known:
        return None
    ending = ending_of(who, calendar.now())
    committees = who.committees if who.role.reaches(Role.SECRETARIAT) else ()
    systems = who.systems if who.role.reaches(Role.STEWARD) else ()
    return {
        "name": who.name,
        "role": who.role,
        "committees": await present_nodes(tx, "Committee", sorted(committees)),
        "systems": await present_nodes(tx, "StandardsSystem", sorted(systems)),
        "expiresAt": who.expires_at,
        "expiresSoon": ending is not None,
        "ending": ending,
    }


async def present_nodes(tx: Transaction, label: str, codes: list[str]) -> list[Ref]:
    """The nodes of a label that have one of these codes, by code."""
    if not codes:
        return []
    rows = await tx.rows(f"MATCH (n:{label}) WHERE n.code IN $codes RETURN n.code AS code ORDER BY code", codes=codes)
    return [Ref(label, row["code"]) for row in rows]
