"""Revoking an access token for good."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from stdgraph.auth.policy import Action, Subject
from stdgraph.auth.token_facts import TokenFacts, instant_text
from stdgraph.commands.command import Preload
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Outcome, Unknown, invalid
from stdgraph.commands.token_unit import ADMINISTRATORS_ONLY, LoadedToken, TokenUnit
from stdgraph.domain.identity import Role
from stdgraph.domain.vocabulary import EventKind


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """A command to revoke an access token, by its id or by the name of one that is not revoked."""

    token: str
    note: str | None = None
    request_id: str | None = None
    keep_administrator: bool = True
    """Whether the last valid token of an administrator stays: without one only the command line on the server could issue others."""

    @property
    def unit_of_work(self) -> type[TokenUnit]:
        """Access tokens."""
        return TokenUnit

    @property
    def action(self) -> Action:
        """The mutation, for the policy."""
        return Action.REVOKE_TOKEN

    @property
    def key(self) -> str:
        """The id or name of the token."""
        return self.token.strip()

    @property
    def expected_revision(self) -> int | None:
        """None: nothing but this changes a token."""
        return None

    def preload(self) -> Preload:
        """Nothing but the token."""
        return Preload()

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same command: it names no codes."""
        return self

    def policy_subject(self, unit: TokenUnit, token: LoadedToken) -> Subject:
        """An administrator's, whatever it is for."""
        return ADMINISTRATORS_ONLY

    def apply(self, unit: TokenUnit, token: LoadedToken, today: date) -> Outcome:
        """Revoke it, or say why not."""
        facts = token.facts
        if facts is None:
            return Unknown(unit.not_found(self.key))
        if facts.revoked_at is not None:
            at = f"{facts.revoked_at:%Y-%m-%dT%H:%M:%SZ}"
            return invalid(
                "token", f"令牌“{facts.name}”已于 {at} 撤销", f"the token {facts.name!r} was revoked at {at}"
            )
        if self.keep_administrator and _is_last_administrator(facts, unit):
            return invalid(
                "token",
                f"“{facts.name}”是最后一个有效的系统管理员令牌，撤销后无人能签发令牌：请先签发另一个，或在服务器上执行“stdgraph token revoke”",
                f"{facts.name!r} is the last valid token of an administrator, without which nobody could issue tokens: "
                "issue another one first, or use stdgraph token revoke on the server",
            )
        unit.revoke(token, facts)
        before, after = json_of({"revokedAt": None}), json_of({"revokedAt": instant_text(unit.now)})
        event = NewEvent(
            facts.id, EventKind.TOKEN_REVOKED, effective_on=today, note=self.note, before=before, after=after
        )
        return unit.changed(token, today, event)


def _is_last_administrator(facts: TokenFacts, unit: TokenUnit) -> bool:
    administrators = [one.id for one in unit.live() if one.role is Role.ADMINISTRATOR]
    return administrators == [facts.id]
