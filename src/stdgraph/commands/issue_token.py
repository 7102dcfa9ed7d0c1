"""Issuing an access token. Its secret is made here and told once; the graph, outcomes and events never hold it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Self
from uuid import uuid4

from stdgraph.auth.policy import Action, Subject
from stdgraph.auth.token_facts import TokenFacts
from stdgraph.auth.token_life import LONGEST, USUAL
from stdgraph.auth.tokens import hash_of, new_secret
from stdgraph.commands.command import Preload
from stdgraph.commands.events import NewEvent, json_of
from stdgraph.commands.outcomes import Invalid, Message, Outcome, Problem, not_found
from stdgraph.commands.token_unit import ADMINISTRATORS_ONLY, LoadedToken, TokenUnit
from stdgraph.domain import terms, zone
from stdgraph.domain.calendar import said
from stdgraph.domain.identity import Role
from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.domain.vocabulary import EventKind, Language

LONGEST_NAME = 100
"""Characters of a token's name."""

GRANTS: Mapping[str, tuple[str, Role, tuple[Role, ...]]] = {
    "Committee": ("committees", Role.SECRETARIAT, (Role.SECRETARIAT, Role.STEWARD)),
    "StandardsSystem": ("systems", Role.STEWARD, (Role.STEWARD,)),
}
"""What a token may be for: the field that names it, the role that needs one, and the roles that may have some."""


@dataclass(frozen=True, slots=True)
class IssueToken:
    """A command to issue an access token; without a word on its end it is valid for 90 days."""

    name: str
    role: Role
    committees: Sequence[str] = ()
    systems: Sequence[str] = ()
    valid_for: timedelta | None = None
    expires_on: date | None = None
    """The last day on which it is valid."""
    never_expires: bool = False
    note: str | None = None
    request_id: str | None = None
    token_id: str = field(default_factory=lambda: str(uuid4()), compare=False)
    secret: str = field(default_factory=new_secret, compare=False, repr=False)
    """The token itself. No part of what is asked for, so no trace of it is in what is stored of the request."""

    @property
    def unit_of_work(self) -> type[TokenUnit]:
        """Access tokens."""
        return TokenUnit

    @property
    def action(self) -> Action:
        """The mutation, for the policy."""
        return Action.ISSUE_TOKEN

    @property
    def key(self) -> str:
        """The id of the new token."""
        return self.token_id

    @property
    def expected_revision(self) -> int | None:
        """None: a new token has no revision to guard."""
        return None

    def preload(self) -> Preload:
        """Whether the committees and systems exist that it is for."""
        return Preload(nodes=list(self._nodes()), new=True)

    def with_codes(self, present: Mapping[tuple[str, str], str]) -> Self:
        """The same token for the committees and systems that these codes stand for now."""
        return replace(
            self,
            committees=[present.get(("Committee", code), code) for code in self.committees],
            systems=[present.get(("StandardsSystem", code), code) for code in self.systems],
        )

    def policy_subject(self, unit: TokenUnit, token: LoadedToken) -> Subject:
        """An administrator's, whatever it is for."""
        return ADMINISTRATORS_ONLY

    def apply(self, unit: TokenUnit, token: LoadedToken, today: date) -> Outcome:
        """Issue it, or say why not."""
        if token.exists:  # the transaction is run once more, because the answer to its commit was lost
            return unit.changed(token, None)
        problems = [*self._name_problems(unit), *self._grant_problems(unit), *self._life_problems(today)]
        if problems:
            return Invalid(tuple(problems))
        facts = TokenFacts(
            id=self.token_id,
            name=self.name.strip(),
            role=self.role,
            committees=tuple(sorted(set(self.committees))),
            systems=tuple(sorted(set(self.systems))),
            issued_at=unit.now,
            expires_at=self._end(unit.now),
        )
        unit.issue(token, facts, hash_of(self.secret))
        state = token.state()
        after = json_of({name: state[name] for name in ("name", "role", "committees", "systems", "expiresAt")})
        event = NewEvent(token.key, EventKind.TOKEN_ISSUED, effective_on=today, note=self.note, after=after)
        return unit.changed(token, today, event)

    def _nodes(self) -> Iterator[tuple[str, str]]:
        yield from (("Committee", code) for code in self.committees)
        yield from (("StandardsSystem", code) for code in self.systems)

    def _name_problems(self, unit: TokenUnit) -> Iterator[Problem]:
        name = self.name.strip()
        if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
            yield _problem(
                "name",
                f"令牌名称应为 1 至 {LONGEST_NAME} 个可见字符",
                f"invalid token name: expected 1 to {LONGEST_NAME} printable characters",
            )
        elif any(facts.name == name for facts in unit.live()):
            yield _problem(
                "name",
                f"已有名为“{name}”的有效令牌：请先撤销，或改用其他名称",
                f"a live token named {name!r} exists: revoke it first, or choose another name",
            )

    def _grant_problems(self, unit: TokenUnit) -> Iterator[Problem]:
        """That a role could do nothing, or has what it cannot use, or that there is no such committee or system."""
        given = list(self._nodes())
        role = terms.term(self.role, Language.ZH)
        for label, (path, needing, having) in GRANTS.items():
            codes = [code for of, code in given if of == label]
            term = LABEL_TERMS[label]
            if not codes and self.role is needing:
                yield _problem(path, f"{role}令牌须指定{term.zh}", f"role {self.role} requires a {term.en}")
            elif codes and self.role not in having:
                roles = " or ".join(having)
                zh = f"{role}令牌不能指定{term.zh}"
                yield _problem(path, zh, f"role {self.role} takes no {term.en}: expected {roles}")
            for code in codes:
                if not unit.has(label, code):
                    yield Problem(path, not_found(label, code), (label, code))

    def _life_problems(self, today: date) -> Iterator[Problem]:
        chosen = {
            "validFor": self.valid_for is not None,
            "expiresOn": self.expires_on is not None,
            "neverExpires": self.never_expires,
        }
        given = [name for name, stated in chosen.items() if stated]
        if len(given) > 1:
            zh = "有效期、失效日期和永不失效只能给出一项"
            yield _problem(given[-1], zh, f"{' and '.join(given)}: give one of them")
        longest = (f"令牌有效期不得超过 {LONGEST.days} 天", f"a token may be valid for at most {LONGEST.days} days")
        if self.valid_for is not None and self.valid_for <= timedelta():
            yield _problem("validFor", "令牌有效期须大于零", "validFor must be positive")
        elif self.valid_for is not None and self.valid_for > LONGEST:
            yield _problem("validFor", *longest)
        if self.expires_on is not None and self.expires_on < today:
            zh = f"{self.expires_on} 早于今天（{said(today, Language.ZH)}）"
            yield _problem("expiresOn", zh, f"expiresOn {self.expires_on} is before today ({said(today)})")
        elif self.expires_on is not None and self.expires_on - today > LONGEST:
            yield _problem("expiresOn", *longest)

    def _end(self, now: datetime) -> datetime | None:
        """The instant from which on it is not valid any more; None for never."""
        if self.never_expires:
            return None
        return now + (self.valid_for or USUAL) if self.expires_on is None else zone.end_of_day(self.expires_on)


def _problem(path: str, zh: str, en: str) -> Problem:
    return Problem(path, Message(zh, en))
