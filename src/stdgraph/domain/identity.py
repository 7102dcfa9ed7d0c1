"""Who asks: a name, a role, and what the role is for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the catalogue, least first; each may what those before it may, within its own scope."""

    READER = "READER"
    SECRETARIAT = "SECRETARIAT"
    """Of committees (秘书处): writes their standards and those of their subcommittees."""
    STEWARD = "STEWARD"
    """Of standards systems: writes what its systems list, and what they list."""
    ADMINISTRATOR = "ADMINISTRATOR"

    def reaches(self, other: Role) -> bool:
        """Whether this role is that one or stands above it."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody who asks. ``name`` is what history records of them."""

    name: str
    role: Role
    committees: frozenset[str] = frozenset()
    """Codes of the committees whose secretariat this is; their subcommittees go without saying."""
    systems: frozenset[str] = frozenset()
    """Codes of the systems whose steward this is."""
    token_id: str | None = None
    """The id of the access token; None for an OIDC token, and for nobody."""

    @property
    def key(self) -> str:
        """What no other identity has, to remember things under: the holder of an access token and a user of the issuer may share
        a name. No name begins with a line break.
        """
        return self.name if self.token_id is not None else f"\n{self.name}"

    @property
    def known(self) -> bool:
        """Whether a token said who this is."""
        return self is not ANONYMOUS


ANONYMOUS = Identity("anonymous", Role.READER)
"""Whoever sends no token."""
