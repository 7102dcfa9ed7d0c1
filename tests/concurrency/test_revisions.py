"""Any number of simultaneous writers: exactly one wins a revision, or a number."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.concurrency.conftest import Registered
from tests.concurrency.documents import advance, register
from tests.concurrency.peers import PeerProcess, all_at_once

ROUNDS = 8
EACH = 4
"""Writers in each process."""


def names(answers: list[Any]) -> Counter[str]:
    return Counter(answer.get("__typename", str(answer)) for answer in answers)


async def test_each_revision_has_one_winner_and_the_losers_see_what_it_did(
    peers: list[PeerProcess], registered: Registered
) -> None:
    (standard,) = await registered(1)
    stages = ["40.00", "40.20", "40.60", "50.00"]
    for revision in range(1, ROUNDS + 1):
        parts = [[advance(standard, stages[n], expectedRevision=revision) for n in range(EACH)] for _ in peers]
        if revision % 2 == 0:
            parts = [[advance(standard, "30", expectedRevision=revision)] * EACH for _ in peers]
        answers = await all_at_once(peers, parts)
        assert names(answers) == {"StandardAdvanced": 1, "RevisionConflict": len(peers) * EACH - 1}
        (won,) = (answer["standard"] for answer in answers if answer["__typename"] == "StandardAdvanced")
        assert won["revision"] == revision + 1
        now = {name: won[name] for name in ("revision", "status", "stage")}
        assert all(answer["current"] == now for answer in answers if answer["__typename"] == "RevisionConflict")


async def test_writers_without_a_guard_all_win_one_after_the_other(
    peers: list[PeerProcess], registered: Registered
) -> None:
    (standard,) = await registered(1)
    (moved,) = await all_at_once(peers[:1], [[advance(standard, "40")]])
    assert moved["standard"]["revision"] == 2
    answers = await all_at_once(peers, [[advance(standard, "40.93"), advance(standard, "30")] for _ in peers])
    assert set(names(answers)) <= {"StandardAdvanced", "TransitionRefused"}
    won = [answer["standard"]["revision"] for answer in answers if answer["__typename"] == "StandardAdvanced"]
    assert sorted(won) == list(range(3, 3 + len(won)))


async def test_a_number_that_two_take_at_once_is_the_one_s_and_invalid_input_to_the_other(
    peers: list[PeerProcess], registered: Registered
) -> None:
    for serial in range(1, 6):
        drafts = await registered(3, stage="50", effectiveOn="2020-01-01")
        printed = [f"T/CPIA 100{serial}-2026", f"T/CPIA 100{serial}—2026", f"t/cpia100{serial}-2026"]
        asked = [
            [advance(draft, "60.60", number=number, publishedOn="2026-02-03", inForceOn="2026-06-01")]
            for draft, number in zip(drafts, printed, strict=True)
        ]
        answers = await all_at_once(peers, asked)
        assert names(answers) == {"StandardAdvanced": 1, "InvalidInput": 2}
        wrong = [answer["problems"] for answer in answers if answer["__typename"] == "InvalidInput"]
        assert wrong == [[{"path": "number"}]] * 2


async def test_a_plan_number_that_several_register_at_once_is_one_item_s(peers: list[PeerProcess]) -> None:
    for serial in range(1, 4):
        asked = register(level="NATIONAL", planNumber=f"2026000{serial}-T-339")
        answers = await all_at_once(peers, [[asked] * 2 for _ in peers])
        assert names(answers) == {"StandardAdvanced": 1, "InvalidInput": 5}
