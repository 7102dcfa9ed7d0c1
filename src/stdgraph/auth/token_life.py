"""How long access tokens are valid, and the warning before one ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from stdgraph.domain import zone
from stdgraph.domain.identity import Identity
from stdgraph.domain.vocabulary import Language

USUAL = timedelta(days=90)
"""How long a token is valid unless whoever issues it says otherwise."""

LONGEST = timedelta(days=3653)
"""The longest lifetime of a token that expires: ten years."""

WARNED = timedelta(days=14)
"""How long before its end the holder of a token is warned."""


@dataclass(frozen=True, slots=True)
class TokenEnding:
    """That a token ends soon."""

    at: datetime
    days_left: int
    """Whole days; 0 on the last."""
    zh: str
    en: str

    def message(self, language: Language) -> str:
        """The warning in a language."""
        return self.zh if language is Language.ZH else self.en


def ending_of(who: Identity, now: datetime) -> TokenEnding | None:
    """The end of an access token within two weeks; None for a later end, and for what an issuer of OIDC renews by itself."""
    at = who.expires_at
    if who.token_id is None or at is None or at - now > WARNED:
        return None
    left = max((at - now).days, 0)
    day = f"{zone.local(at):%Y-%m-%d %H:%M}"
    zh = f"剩余 {left} 天" if left else "不足 1 天"
    en = f"in {left} day{'s' if left > 1 else ''}" if left else "in less than a day"
    return TokenEnding(
        at,
        left,
        f"令牌“{who.name}”将于 {day} 失效（{zh}）：请系统管理员签发新令牌",
        f"the token {who.name!r} expires at {day}, {en}: ask an administrator for a new one",
    )
