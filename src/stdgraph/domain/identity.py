"""The identity of a caller: a name, a role, and the role's committees or systems."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

TOKEN_VARIABLE = "STDGRAPH_TOKEN"  # noqa: S105  the name of a variable
"""The variable of the environment that tells a command as whom to act; no setting."""


class Role(StrEnum):
    """Roles, least first; each includes the rights of those before it, within its own scope."""

    READER = "READER"
    SECRETARIAT = "SECRETARIAT"
    """Of committees (秘书处): writes their standards and those of their subcommittees."""
    STEWARD = "STEWARD"
    """Of standards systems: writes what its systems list, and what they list."""
    ADMINISTRATOR = "ADMINISTRATOR"

    def reaches(self, other: Role) -> bool:
        """Whether this role equals or outranks another."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Identity:
    """A caller. ``name`` is recorded in the history."""

    name: str
    role: Role
    committees: frozenset[str] = frozenset()
    """Codes of the committees whose secretariat this is; their subcommittees are included."""
    systems: frozenset[str] = frozenset()
    """Codes of the systems whose steward this is."""
    token_id: str | None = None
    """The id of the access token; None for an OIDC token and for ANONYMOUS."""
    expires_at: datetime | None = field(default=None, compare=False)
    """The instant from which on its token is not valid any more; None for one that does not expire. It is no part of who that is."""

    @property
    def key(self) -> str:
        """A key unique to the identity: the holder of an access token and a user of the issuer may share a name. No name begins
        with a line break.
        """
        return self.name if self.token_id is not None else f"\n{self.name}"

    @property
    def known(self) -> bool:
        """Whether the caller presented a token."""
        return self is not ANONYMOUS


ANONYMOUS = Identity("anonymous", Role.READER)
"""A caller without a token."""
