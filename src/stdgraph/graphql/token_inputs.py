"""Inputs of the mutations on access tokens: each makes a command."""

from __future__ import annotations

import strawberry

from stdgraph.commands.issue_token import IssueToken
from stdgraph.commands.revoke_token import RevokeToken
from stdgraph.domain.identity import Role
from stdgraph.graphql.input_fields import NOTE, REQUEST, optional, required
from stdgraph.graphql.scalars import Day, Span, require_days


@strawberry.input(
    description="A new access token. Of `validFor`, `expiresOn` and `neverExpires` at most one; without them it is valid for 90 days."
)
class IssueTokenInput:
    """An access token."""

    name: str = required("Who is to hold it: history records changes under this name. One valid token has it.")
    role: Role = required("What it allows.")
    committees: list[str] | None = optional("Codes of the committees that a secretariat, or a steward, writes for.")
    systems: list[str] | None = optional("Codes of the systems that a steward writes for.")
    valid_for: Span | None = optional("How long it is valid from now on, at most ten years.")
    expires_on: Day | None = optional("The last day on which it is valid, at most ten years ahead.")
    never_expires: bool = strawberry.field(default=False, description="Whether it is valid until it is revoked.")
    note: str | None = optional(NOTE)
    request_id: str | None = optional(f"{REQUEST} The secret is told the first time only.")

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

    token: str = required("Its id, or the name of one that is not revoked.")
    note: str | None = optional(NOTE)
    request_id: str | None = optional(REQUEST)

    def command(self) -> RevokeToken:
        """The command."""
        return RevokeToken(self.token, self.note, self.request_id)
