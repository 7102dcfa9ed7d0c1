"""Taking an event back: nothing is deleted, and everything is as if it had not been."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.outcomes import Unknown
from stdgraph.commands.revoke import Revoke
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from tests.commands.workspace import START, TODAY, Workspace
from tests.datasets.small_seed import put, write_small

FOLLOWS = ("revision",)
"""What does not come back: it only grows."""


def without_revision(standard: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in standard.items() if name not in FOLLOWS}


async def test_a_move_is_taken_back_and_stays_in_the_history(workspace: Workspace) -> None:
    before = await workspace.standard("S003")
    wrong = await workspace.sequence(Advance("S003", "30"))
    done = await workspace.done(Revoke("S003", wrong, "未征求意见"))
    now = await workspace.standard("S003")
    assert without_revision(now) == without_revision(before)
    assert now["revision"] == 3
    assert await workspace.kinds("S003") == ["STARTED", "ADVANCED", "REVOKED"]
    event = (await workspace.events("S003"))[-1]
    assert (event["sequence"], event["revokes"], event["note"]) == (done.sequence, wrong, "未征求意见")
    assert event["before"] == {"sequence": wrong, "kind": "ADVANCED", "stage": "30.00"}
    assert event["after"] == {"timeline": ["2026-01-15 20.00"]}
    await workspace.done(Advance("S003", "30"))


async def test_a_publication_is_taken_back_with_its_number_and_days(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", "30", "40", "50")
    before = await workspace.standard(item)
    wish = Advance(item, "60.60", number="GB/T 77-2026", published_on=TODAY, in_force_on=TODAY)
    await workspace.done(Revoke(item, await workspace.sequence(wish), "尚未发布"))
    assert without_revision(await workspace.standard(item)) == without_revision(before)
    other = await workspace.published("GB/T 77-2026")
    assert other != item, "the number is free again"


async def test_a_withdrawal_is_taken_back(workspace: Workspace) -> None:
    before = await workspace.standard("S001")
    await workspace.done(Revoke("S001", await workspace.sequence(Advance("S001", "95.99")), "误废"))
    assert without_revision(await workspace.standard("S001")) == without_revision(before)


async def test_a_withdrawal_that_the_seed_told_is_taken_back(workspace: Workspace) -> None:
    wrong = (await workspace.events("S002"))[-1]
    assert wrong["kind"] == "WITHDRAWN"
    await workspace.done(Revoke("S002", wrong["sequence"], "仍有效"))
    now = await workspace.standard("S002")
    assert (now["status"], now["timeline"], "withdrawnOn" in now) == ("PUBLISHED", ["2010-01-01 60.60"], False)


async def test_an_abandonment_is_taken_back(workspace: Workspace) -> None:
    wrong = await workspace.sequence(Advance("S003", "20.98"))
    await workspace.done(Revoke("S003", wrong, "恢复"))
    await workspace.done(Advance("S003", "30"))


async def test_a_move_in_the_middle_is_taken_back(workspace: Workspace) -> None:
    wrong = await workspace.sequence(Advance("S003", "30", effective_on=date(2026, 3, 1)))
    await workspace.done(Advance("S003", "40", effective_on=date(2026, 5, 1)))
    await workspace.done(Revoke("S003", wrong, "日期有误"))
    assert (await workspace.standard("S003"))["timeline"] == ["2026-01-15 20.00", "2026-05-01 40.00"]


async def test_a_move_before_a_correction_of_something_else_is_taken_back(workspace: Workspace) -> None:
    wrong = await workspace.sequence(Advance("S003", "30"))
    await workspace.done(Correct("S003", "titleZh", "叁", "page", "误录"))
    await workspace.done(Revoke("S003", wrong, "未征求意见"))
    now = await workspace.standard("S003")
    assert (now["timeline"], now["titleZh"]) == (["2026-01-15 20.00"], "叁")


async def test_a_move_before_a_correction_of_the_publication_day_is_taken_back(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", "30", "40")
    wrong = await workspace.sequence(Advance(item, "50", effective_on=date(2026, 2, 1)))
    await workspace.done(Advance(item, "60.60", number="GB/T 77-2026", published_on=date(2026, 3, 1)))
    await workspace.done(Correct(item, "publishedOn", "2026-03-02", "page", "误录"))
    await workspace.done(Revoke(item, wrong, "未报批"))
    assert (await workspace.standard(item))["timeline"] == [f"{START} 40.00", "2026-03-02 60.60"]


async def test_a_correction_is_taken_back_and_its_claim_no_longer_followed(workspace: Workspace) -> None:
    before, claims = await workspace.standard("S001"), await workspace.claims("S001", "publishedOn")
    wrong = await workspace.sequence(Correct("S001", "publishedOn", "2020-01-02", "page", "误录"))
    await workspace.done(Revoke("S001", wrong, "原来不错"))
    now = await workspace.standard("S001")
    assert without_revision(now) == without_revision(before)
    assert await workspace.claims("S001", "publishedOn") == {*claims, ("2020-01-02", False, "page")}
    event = (await workspace.events("S001"))[-1]
    assert event["before"] == {"sequence": wrong, "kind": "CORRECTED", "stage": None, "publishedOn": "2020-01-02"}
    assert event["after"] == {"publishedOn": "2020-01-01", "timeline": ["2020-01-01 60.60"]}


async def test_a_fact_that_became_unknown_is_known_again(workspace: Workspace) -> None:
    wrong = await workspace.sequence(Correct("S001", "inForceOn", None, "page", "误录"))
    await workspace.done(Revoke("S001", wrong, "有据"))
    assert (await workspace.standard("S001"))["inForceOn"] == date(2020, 7, 1)
    assert await workspace.claims("S001", "inForceOn") == {("2020-07-01", True, None)}


async def test_corrections_of_one_field_are_taken_back_the_last_first(workspace: Workspace) -> None:
    first = await workspace.sequence(Correct("S001", "titleEn", "Uno", "page", "误录"))
    second = await workspace.sequence(Correct("S001", "titleEn", "Un", "page", "误录"))
    await workspace.done(Correct("S001", "titleZh", "壹", "page", "误录"))
    assert await workspace.problems(Revoke("S001", first, "x")) == {
        "sequence": f"event {second} builds on event {first}: revoke that first"
    }
    await workspace.done(Revoke("S001", second, "x"))
    assert (await workspace.standard("S001"))["titleEn"] == "Uno"
    await workspace.done(Revoke("S001", first, "x"))
    now = await workspace.standard("S001")
    assert (now["titleEn"], now["titleZh"]) == ("One", "壹")


async def test_a_publication_on_which_others_rest_is_not_taken_back(workspace: Workspace) -> None:
    item = await workspace.published("GB/T 77-2026")
    publication = (await workspace.events(item))[-1]["sequence"]
    corrected = await workspace.sequence(Correct(item, "publishedOn", "2026-02-01", "page", "误录"))
    review = await workspace.sequence(Advance(item, "90.93"))
    assert list(await workspace.problems(Revoke(item, publication, "x"))) == ["sequence"]
    await workspace.done(Revoke(item, review, "x"))
    assert str(corrected) in (await workspace.problems(Revoke(item, publication, "x")))["sequence"]
    await workspace.done(Revoke(item, corrected, "x"))
    await workspace.done(Revoke(item, publication, "x"))
    assert (await workspace.standard(item))["status"] == "DRAFTING"


async def test_what_cannot_be_taken_back(workspace: Workspace) -> None:
    wrong = await workspace.sequence(Advance("S003", "30"))
    assert await workspace.problems(Revoke("S003", wrong, " ")) == {"reason": "reason must not be empty"}
    done = await workspace.sequence(Revoke("S003", wrong, "x"))
    assert await workspace.problems(Revoke("S003", wrong, "x")) == {"sequence": f"event {wrong} was already revoked"}
    assert await workspace.problems(Revoke("S003", done, "x")) == {"sequence": "an event REVOKED cannot be revoked"}
    first = (await workspace.events("S003"))[0]["sequence"]
    problems = await workspace.problems(Revoke("S003", first, "x"))
    assert problems == {"sequence": "the standard has no other recorded move: abandon it instead"}


@pytest.mark.parametrize("sequence", [0, -1, 10**6])
async def test_an_event_that_there_is_not(workspace: Workspace, sequence: int) -> None:
    before = await workspace.everything()
    outcome = await workspace.outcome(Revoke("S003", sequence, "x"))
    assert isinstance(outcome, Unknown)
    assert outcome.message.en == f"the standard has no event {sequence}"
    assert await workspace.everything() == before


async def test_an_event_of_another_standard(workspace: Workspace) -> None:
    wrong = await workspace.sequence(Advance("S003", "30"))
    assert isinstance(await workspace.outcome(Revoke("S001", wrong, "x")), Unknown)


async def test_a_number_that_somebody_else_took_meanwhile_does_not_come_back(workspace: Workspace) -> None:
    wrong = await workspace.sequence(Correct("S001", "number", "GB/T 12-2020", "page", "误录"))
    await workspace.published("GB/T 10-2020")
    assert await workspace.problems(Revoke("S001", wrong, "x")) == {
        "sequence": "GB/T 10-2020 is already assigned to another standard"
    }


async def test_what_the_seed_corrected_is_taken_back_where_no_relation_is_concerned(
    workspace: Workspace, tmp_path: Path
) -> None:
    folder = write_small(tmp_path / "small")
    put(folder, "X2024/standards.csv", 2, "published_on", "2020-01-05")
    put(folder, "X2024/standards.csv", 4, "committees", "SAC/TC1/SC2")
    put(folder, "X2024/standards.csv", 5, "title_zh", "肆")
    before = await workspace.standard("S001")
    await load_seed(workspace.graph, read_seed(folder))
    assert (await workspace.standard("S001"))["timeline"] == ["2020-01-05 60.60"]
    dated, owned, titled = [(await workspace.events(key))[-1]["sequence"] for key in ("S001", "S003", "S004")]
    seed = {"seedHash", "seedRow", "revision"}

    await workspace.done(Revoke("S001", dated, "x"))
    now = await workspace.standard("S001")
    assert {k: v for k, v in now.items() if k not in seed} == {k: v for k, v in before.items() if k not in seed}
    await workspace.done(Revoke("S004", titled, "x"))
    assert (await workspace.standard("S004"))["titleZh"] == "四"
    assert "OWNED_BY" in (await workspace.problems(Revoke("S003", owned, "x")))["sequence"]


async def test_a_move_before_the_seed_told_the_past_anew_rests(workspace: Workspace, tmp_path: Path) -> None:
    wrong = await workspace.sequence(Advance("S001", "90.93"))
    folder = write_small(tmp_path / "small")
    put(folder, "X2024/standards.csv", 2, "published_on", "2020-01-05")
    await load_seed(workspace.graph, read_seed(folder))
    anew = (await workspace.events("S001"))[-1]["sequence"]
    assert await workspace.problems(Revoke("S001", wrong, "x")) == {
        "sequence": f"event {anew} builds on event {wrong}: revoke that first"
    }
    await workspace.done(Revoke("S001", anew, "x"))
    assert (await workspace.standard("S001"))["timeline"] == ["2020-01-01 60.60", f"{TODAY} 90.93"]
