"""Who asks: the holder of the token that a request carries."""

from __future__ import annotations

import strawberry

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.identity import Identity, Role
from stdgraph.graphql.scalars import Instant
from stdgraph.graphql.types.committees import Committee
from stdgraph.graphql.types.enums import exposed
from stdgraph.graphql.types.fields import linked, plain
from stdgraph.graphql.types.systems import StandardsSystem
from stdgraph.store.session import Transaction

exposed(Role, "What a token allows; each role includes the rights of those before it, within its own scope.")


@strawberry.type(description="Who asks: the holder of the token that the request carries.")
class Me:
    """An identity."""

    name: str = plain("The name by which the history records what it changes.")
    role: Role = plain("What it may do.")
    committees: list[Committee] = linked("The committees whose secretariat it is; their subcommittees are included.")
    systems: list[StandardsSystem] = linked("The systems whose steward it is.")
    expires_at: Instant | None = plain("When its token expires; null for one that is valid until it is revoked.")


async def told(tx: Transaction, who: Identity) -> Answer | None:
    """An identity as a row; None for a caller without a token. Of its committees and systems those that its role makes it act for
    and the catalogue has.
    """
    if not who.known:
        return None
    committees = who.committees if who.role.reaches(Role.SECRETARIAT) else ()
    systems = who.systems if who.role.reaches(Role.STEWARD) else ()
    return {
        "name": who.name,
        "role": who.role,
        "committees": await _present(tx, "Committee", sorted(committees)),
        "systems": await _present(tx, "StandardsSystem", sorted(systems)),
        "expiresAt": who.expires_at,
    }


async def _present(tx: Transaction, label: str, codes: list[str]) -> list[Ref]:
    """The nodes of a label that have one of these codes, by code."""
    if not codes:
        return []
    rows = await tx.rows(f"MATCH (n:{label}) WHERE n.code IN $codes RETURN n.code AS code ORDER BY code", codes=codes)
    return [Ref(label, row["code"]) for row in rows]
