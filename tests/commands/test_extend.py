"""Extending projects: what is recorded, what is refused, and that it can be taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.extend import Extend
from stdgraph.commands.outcomes import Changed, Conflict, Denied
from stdgraph.commands.revoke import Revoke
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.text_limits import TITLE
from stdgraph.domain.vocabulary import Level, Nature
from tests.commands.workspace import START, TODAY, TOMORROW, YESTERDAY, Workspace, changed

LETTER = "国标委发〔2026〕8号"
LATER = date(2028, 6, 30)


def extend(standard: str, due_on: date = LATER, **given: object) -> Extend:
    return replace(Extend(standard, due_on, LETTER), **given)  # type: ignore[arg-type]


async def drafted(workspace: Workspace, **given: object) -> str:
    """A recommended national item in stage 20, due 18 months later by the rules."""
    item = {"level": Level.NATIONAL, "nature": Nature.RECOMMENDED, "plan_number": "20269901-T-339", **given}
    return await workspace.item("10", "20", **item)  # type: ignore[arg-type]


async def test_an_extension_moves_the_due_day_and_keeps_its_approval(workspace: Workspace) -> None:
    item = await drafted(workspace)
    assert (await workspace.standard(item))["dueOn"] == date(2027, 7, 15)
    done = await workspace.done(extend(item, approved_on=YESTERDAY, note="协调时间不足"))
    assert (done.at, done.state["dueOn"]) == (YESTERDAY, LATER)
    now = await workspace.standard(item)
    assert (now["projectDueOn"], now["dueOn"], now["stage"]) == (LATER, LATER, "20.00")
    event = (await workspace.events(item))[-1]
    assert (event["kind"], event["stage"], event["day"], event["note"]) == ("EXTENDED", None, YESTERDAY, "协调时间不足")
    assert (event["before"], event["after"]) == ({"projectDueOn": None}, {"projectDueOn": "2028-06-30"})
    assert (event["approval"], event["approvedOn"]) == (LETTER, YESTERDAY)
    assert (event["extendedFrom"], event["extendedTo"]) == (date(2027, 7, 15), LATER)


async def test_an_extension_without_a_day_of_approval_is_of_today(workspace: Workspace) -> None:
    item = await drafted(workspace, project_due_on=date(2027, 1, 1))
    await workspace.done(extend(item, approval=f" {LETTER} "))
    event = (await workspace.events(item))[-1]
    assert (event["day"], event.get("approvedOn"), event["approval"]) == (TODAY, None, LETTER)
    assert (event["extendedFrom"], event["before"]) == (date(2027, 1, 1), {"projectDueOn": "2027-01-01"})


async def test_a_project_is_extended_only_to_a_later_day(workspace: Workspace) -> None:
    item = await drafted(workspace)
    for day in (date(2027, 7, 15), TODAY):
        refused = await workspace.refused(extend(item, day))
        assert refused.from_stage == "20.00"
        assert "30.00" in refused.allowed
        assert refused.message.en == f"{day} is not later than the present due day 2027-07-15"
    await workspace.done(extend(item, date(2027, 7, 16)))
    await workspace.done(extend(item))
    await workspace.refused(extend(item))


async def test_an_item_without_a_due_day_takes_any_also_before_drafting(workspace: Workspace) -> None:
    item = await workspace.item("10", level=Level.GROUP)
    await workspace.done(extend(item, TOMORROW))
    assert (await workspace.standard(item))["dueOn"] == TOMORROW


async def test_what_is_submitted_is_extended_but_not_due(workspace: Workspace) -> None:
    item = await drafted(workspace, project_due_on=date(2027, 1, 1))
    for stage in ("30", "40", "50"):
        await workspace.done(Advance(item, stage, effective_on=START))
    await workspace.refused(extend(item, date(2026, 12, 31)))
    await workspace.done(extend(item))
    now = await workspace.standard(item)
    assert (now["projectDueOn"], now.get("dueOn")) == (LATER, None)
    await workspace.done(Advance(item, "20", effective_on=TODAY))
    assert (await workspace.standard(item))["dueOn"] == LATER


async def test_what_has_ended_has_no_project(workspace: Workspace) -> None:
    assert (await workspace.refused(extend("S001"))).message.en.endswith("there is no project to extend")
    item = await drafted(workspace)
    await workspace.done(Advance(item, "20.98"))
    refused = await workspace.refused(extend(item))
    assert (refused.from_stage, refused.allowed) == ("20.98", ())


async def test_wrong_input(workspace: Workspace) -> None:
    item = await drafted(workspace)
    assert list(await workspace.problems(extend(item, approval=" \n"))) == ["approval"]
    assert list(await workspace.problems(extend(item, approval="a" * (TITLE + 1)))) == ["approval"]
    assert list(await workspace.problems(extend(item, approved_on=TOMORROW))) == ["approvedOn"]


async def test_revisions_and_permissions_are_as_of_a_move(workspace: Workspace) -> None:
    item = await drafted(workspace, committees=("SAC/TC1",))
    assert isinstance(await workspace.outcome(extend(item, expected_revision=9)), Conflict)
    elsewhere = Identity("别处", Role.SECRETARIAT, frozenset({"SAC/TC2"}))
    owner = Identity("归口", Role.SECRETARIAT, frozenset({"SAC/TC1"}))
    assert isinstance(await workspace.outcome(extend(item), elsewhere), Denied)
    assert isinstance(await workspace.outcome(extend(item), owner), Changed)


async def test_several_are_extended_together_and_a_dry_run_keeps_nothing(workspace: Workspace) -> None:
    item = await drafted(workspace)
    wishes = [extend(item), extend(item, date(2028, 12, 31), request_id="second")]
    before = await workspace.everything()
    dry = await workspace.wish(*wishes, dry_run=True)
    assert [one.state["dueOn"] for one in changed(dry.outcomes)] == [LATER, date(2028, 12, 31)]
    assert await workspace.everything() == before
    await workspace.wish(*wishes, request_id="both")
    after = await workspace.everything()
    again = await workspace.wish(*wishes, request_id="both")
    assert [one.state["dueOn"] for one in changed(again.outcomes)] == [LATER, date(2028, 12, 31)]
    assert await workspace.everything() == after


async def test_an_extension_is_revoked_the_later_one_first(workspace: Workspace) -> None:
    item = await drafted(workspace)
    first = await workspace.sequence(extend(item))
    second = await workspace.sequence(extend(item, date(2028, 12, 31)))
    assert list(await workspace.problems(Revoke(item, first, "误"))) == ["sequence"]
    await workspace.done(Revoke(item, second, "误"))
    now = await workspace.standard(item)
    assert (now["projectDueOn"], now["dueOn"]) == (LATER, LATER)
    await workspace.done(Revoke(item, first, "误"))
    now = await workspace.standard(item)
    assert (now.get("projectDueOn"), now["dueOn"]) == (None, date(2027, 7, 15))
    assert {"approval", "approvedOn"}.isdisjoint(now)
    await workspace.done(extend(item))


async def test_a_correction_of_an_extended_day_comes_first_again(workspace: Workspace) -> None:
    item = await drafted(workspace)
    sequence = await workspace.sequence(extend(item))
    await workspace.done(Correct(item, "projectDueOn", "2028-07-01", "https://a.example", "误"))
    assert list(await workspace.problems(Revoke(item, sequence, "误"))) == ["sequence"]


@pytest.mark.parametrize(
    ("level", "nature", "due"),
    [
        (Level.NATIONAL, Nature.RECOMMENDED, date(2027, 7, 15)),
        (Level.NATIONAL, Nature.GUIDANCE, date(2027, 7, 15)),
        (Level.NATIONAL, Nature.MANDATORY, date(2028, 1, 15)),
        (Level.NATIONAL, None, None),
        (Level.INDUSTRY, Nature.RECOMMENDED, None),
    ],
)
async def test_the_due_day_follows_level_and_nature_until_submission(
    workspace: Workspace, level: Level, nature: Nature | None, due: date | None
) -> None:
    letter = {Nature.MANDATORY: "Q", Nature.GUIDANCE: "Z"}.get(nature or Nature.RECOMMENDED, "T")
    plan = f"20269902-{letter}-339" if level is Level.NATIONAL else None
    item = await workspace.item("10", level=level, nature=nature, plan_number=plan)
    assert (await workspace.standard(item)).get("dueOn") is None
    if plan and nature is None:
        await workspace.done(Correct(item, "nature", None, "https://a.example", "未定"))
    for stage, expected in (("20", due), ("30", due), ("40", due), ("50", None)):
        await workspace.done(Advance(item, stage, effective_on=START))
        assert (await workspace.standard(item)).get("dueOn") == expected, stage
