"""Inputs of the mutations on access tokens: each makes a command."""

from __future__ import annotations

from typing import Any

import strawberry

from stdgraph.commands.issue_token import IssueToken
from stdgraph.commands.revoke_token import RevokeToken
from stdgraph.domain.identity import Role
from stdgraph.graphql.command_inputs import NOTE, REQUEST
from stdgraph.graphql.scalars import Day, Span, require_days


def _required(description: str) -> Any:
    return strawberry.field(description=description)


def _optional(description: str) -> Any:
    return strawberry.field(default=None, description=description)


@strawberry.input(
    description="A new access token. Of `validFor`, `expiresOn` and `neverExpires` at most one; without them it is valid for 90 days."
)
class IssueTokenInput:
    """An access token."""

    name: str = _required("Who is to hold it: history records changes under this name. One valid token has it.")
    role: Role = _required("What it allows.")
    committees: list[str] | None = _optional("Codes of the committees that a secretariat, or a steward, writes for.")
    systems: list[str] | None = _optional("Codes of the systems that a steward writes for.")
    valid_for: Span | None = _optional("How long it is valid from now on, at most ten years.")
    expires_on: Day | None = _optional("The last day on which it is valid, at most ten years ahead.")
    never_expires: bool = strawberry.field(default=False, description="Whether it is valid until it is revoked.")
    note: str | None = _optional(NOTE)
    request_id: str | None = _optional(f"{REQUEST} The secret is told the first time only.")

    def command(self) -> IssueToken:
        """The command."""
        require_days({"expiresOn": self.expires_on})
        return IssueToken(
            name=self.name,
            role=self.role,
            committees=tuple(self.committees or ()),
            systems=tuple(self.systems or ()),
            valid_for=self.valid_for,
            expires_on=self.expires_on,
            never_expires=self.never_expires,
            note=self.note,
            request_id=self.request_id,
        )


@strawberry.input(description="An access token that is to end.")
class RevokeTokenInput:
    """A revocation."""

    token: str = _required("Its id, or the name of one that is not revoked.")
    note: str | None = _optional(NOTE)
    request_id: str | None = _optional(REQUEST)

    def command(self) -> RevokeToken:
        """The command."""
        return RevokeToken(self.token, self.note, self.request_id)
