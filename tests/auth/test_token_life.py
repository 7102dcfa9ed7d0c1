"""The warning before a token ends: from two weeks before, in whole days, of access tokens alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stdgraph.auth.token_life import ending_of
from stdgraph.domain import zone
from stdgraph.domain.identity import ANONYMOUS, Identity, Role
from stdgraph.domain.vocabulary import Language

END = datetime(2026, 12, 1, 2, 30, tzinfo=UTC)
HOLDER = Identity("光伏秘书处", Role.READER, token_id="t", expires_at=END)
MOMENT = timedelta.resolution


@pytest.mark.parametrize(
    ("before", "days"),
    [
        (timedelta(days=14) + MOMENT, None),
        (timedelta(days=14), 14),
        (timedelta(days=14) - MOMENT, 13),
        (timedelta(days=2), 2),
        (timedelta(days=1), 1),
        (timedelta(days=1) - MOMENT, 0),
        (MOMENT, 0),
        (-MOMENT, 0),  # it ended while the request was answered
    ],
)
def test_from_when_on_and_how_many_days_are_left(before: timedelta, days: int | None) -> None:
    ending = ending_of(HOLDER, END - before)
    assert (ending and ending.days_left) == days
    assert ending is None or ending.at == END


@pytest.mark.parametrize(
    ("days", "zh", "en"),
    [
        (3, "剩余 3 天", "in 3 days"),
        (1, "剩余 1 天", "in 1 day"),
        (0, "不足 1 天", "in less than a day"),
    ],
)
def test_the_sentence_in_both_languages(monkeypatch: pytest.MonkeyPatch, days: int, zh: str, en: str) -> None:
    monkeypatch.setattr(zone, "name", lambda: "Asia/Shanghai")
    ending = ending_of(HOLDER, END - timedelta(days=days, minutes=1))
    assert ending is not None
    assert ending.message(Language.ZH) == f"令牌“光伏秘书处”将于 2026-12-01 10:30 失效（{zh}）：请系统管理员签发新令牌"
    told = f"the token '光伏秘书处' expires at 2026-12-01 10:30, {en}: ask an administrator for a new one"
    assert ending.message(Language.EN) == told


@pytest.mark.parametrize(
    "who",
    [
        ANONYMOUS,
        Identity("lasting", Role.READER, token_id="t"),
        Identity("of the issuer", Role.READER, expires_at=END),
    ],
)
def test_who_is_never_warned(who: Identity) -> None:
    assert ending_of(who, END - timedelta(hours=1)) is None
