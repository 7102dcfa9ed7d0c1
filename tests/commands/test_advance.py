"""Moving a standard on: what is done, what is refused, and what happens to time."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stdgraph.auth.policy import Action
from stdgraph.commands.advance import Advance
from stdgraph.commands.outcomes import Changed, Conflict, Outcome, Refused, Unknown
from stdgraph.commands.preload import LoadedStandard
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.standard_unit import StandardUnit
from stdgraph.domain.standing import standing
from stdgraph.domain.timeline import Move, stage_on, status_on
from stdgraph.domain.transitions import PHASES, Project, allowed
from stdgraph.domain.vocabulary import Level, Nature, Standing, Status
from tests.commands.workspace import START, TODAY, TOMORROW, YESTERDAY, Workspace

LATER = date(2027, 3, 1)
CODES = [f"{main}.{sub}" for main, subs in PHASES.items() for sub in subs]


def abandon(standard: str, **given: Any) -> Advance:
    return Advance(standard, action=Action.ABANDON_STANDARD, **given)


def moved(stage: str, to: str, *, level: Level, adopting: bool, revising: bool) -> Outcome:
    """The outcome of a move in a unit of work of its own."""
    held = LoadedStandard("S", {"id": "S"}, adopting=adopting, revising=revising)
    held.change({"level": level.value, "planNumber": "20260001-T-339"}, [Move(stage, START)])
    published = {"number": "GB/T 1-2026", "published_on": TODAY} if to[:2] == "60" else {}
    wish = Advance("S", to, effective_on=TODAY, **published)  # type: ignore[arg-type]
    return wish.apply(StandardUnit({"S": held}, {}, {}), held, TODAY)


@pytest.mark.parametrize("stage", CODES)
@pytest.mark.parametrize(("adopting", "revising"), [(False, False), (True, False), (False, True), (True, True)])
def test_every_move_of_the_table_is_taken_and_every_other_refused(stage: str, adopting: bool, revising: bool) -> None:
    options = allowed(stage, Project(Level.NATIONAL, adopting=adopting, revising=revising))
    for to in CODES:
        outcome = moved(stage, to, level=Level.NATIONAL, adopting=adopting, revising=revising)
        if to in options:
            assert isinstance(outcome, Changed), (to, outcome)
        else:
            assert isinstance(outcome, Refused), (to, outcome)
            assert (outcome.from_stage, outcome.allowed, outcome.missing) == (stage, options, ())
            assert outcome.message.en.startswith(f"{to} (")


async def test_a_move_leaves_an_event_and_all_that_follows(workspace: Workspace) -> None:
    revision, sequence = await workspace.counters()
    done = await workspace.done(Advance("S003", "30", effective_on=date(2026, 8, 1), note="征求意见", request_id="r1"))
    assert (done.key, done.at, done.sequence) == ("S003", date(2026, 8, 1), sequence + 1)
    assert await workspace.counters() == (revision + 1, sequence + 1)

    now = await workspace.standard("S003")
    assert (now["stage"], now["status"], now["stageOn"], now["revision"]) == ("30.00", "DRAFTING", date(2026, 8, 1), 2)
    assert now["timeline"] == ["2026-01-15 20.00", "2026-08-01 30.00"]
    assert now["dueOn"] == date(2027, 1, 15), "the project's own day, whatever the stage may take"

    event = (await workspace.events("S003"))[-1]
    assert (event["kind"], event["fromStage"], event["stage"]) == ("ADVANCED", "20.00", "30.00")
    assert (event["day"], event["note"], event["requestId"]) == (date(2026, 8, 1), "征求意见", "r1")
    assert (event["actor"], event["before"], event["after"]) == ("管理员", {"stage": "20.00"}, {"stage": "30.00"})


@pytest.mark.parametrize("name", ["S003", "20260001-T-339", " 20260001 T 339 ", "２０２６０００１-T-339"])
async def test_a_standard_is_meant_by_any_of_its_names(workspace: Workspace, name: str) -> None:
    assert (await workspace.done(Advance(name, "30"))).key == "S003"


@pytest.mark.parametrize("name", ["GB/T 10-2020", "gbt10—2020", "GB_T 10-2020", "ＧＢ／Ｔ　１０－２０２０"])
async def test_a_number_is_read_in_any_print(workspace: Workspace, name: str) -> None:
    assert (await workspace.done(Advance(name, "90.93"))).key == "S001"


async def test_what_the_catalogue_does_not_hold(workspace: Workspace) -> None:
    before = await workspace.everything()
    outcome = await workspace.outcome(Advance("GB/T 99-1999", "30"))
    assert isinstance(outcome, Unknown)
    assert outcome.message.en == "no such standard: 'GB/T 99-1999'"
    assert await workspace.everything() == before


async def test_a_refusal_says_from_where_what_is_allowed_and_what_is_missing(workspace: Workspace) -> None:
    refused = await workspace.refused(Advance("S003", "60"))
    assert refused.from_stage == "20.00"
    assert refused.allowed == allowed("20.00", Project(Level.NATIONAL))
    assert refused.missing == ("number", "publishedOn")
    assert refused.message.en == "60.00 (Under publication) does not follow 20.00 (Preparatory: registered)"
    assert refused.message.zh == "不能从“起草阶段（登记）”进入“出版中”。"


@pytest.mark.parametrize("to", ["", "25", "40.10", "4", "40.00.00", "abandon", "４０"])
async def test_what_is_no_stage(workspace: Workspace, to: str) -> None:
    assert list(await workspace.problems(Advance("S003", to))) == ["to"]


@pytest.mark.parametrize(
    ("relation", "target", "to"), [(Relation.ADOPTS, "R001", "30.00"), (Relation.REPLACES, "S001", "40.00")]
)
async def test_the_fast_track_is_open_to_what_adopts_or_revises(
    workspace: Workspace, relation: Relation, target: str, to: str
) -> None:
    item = await workspace.item("10")
    assert to not in (await workspace.refused(Advance(item, to))).allowed
    await workspace.done(Relate(item, relation, target, {"degree": "IDT"} if relation is Relation.ADOPTS else {}))
    await workspace.done(Advance(item, to))
    assert (await workspace.standard(item))["stage"] == to


async def test_correspondence_is_no_adoption(workspace: Workspace) -> None:
    item = await workspace.item("10")
    await workspace.done(Relate(item, Relation.ADOPTS, "R001", {"degree": "NEQ"}))
    assert "30.00" not in (await workspace.refused(Advance(item, "30"))).allowed


async def test_a_national_project_starts_under_a_plan_number(workspace: Workspace) -> None:
    item = await workspace.item("10", level=Level.NATIONAL)
    refused = await workspace.refused(Advance(item, "20"))
    assert refused.missing == ("planNumber",)
    assert "20.00" in refused.allowed
    assert refused.message.en == "entering 20.00 (Preparatory: registered) requires plan number"
    await workspace.done(Advance(item, "20", plan_number="２０２６４３２１-T-339"))
    assert (await workspace.standard(item))["planNumber"] == "20264321-T-339"
    assert (await workspace.kinds(item))[-1] == "STARTED"


async def test_other_projects_need_no_plan_number_and_number_their_plans_as_they_like(workspace: Workspace) -> None:
    item = await workspace.item("10", level=Level.INDUSTRY)
    await workspace.done(Advance(item, "20"))
    other = await workspace.item("10", level=Level.INDUSTRY)
    await workspace.done(Advance(other, "20", plan_number="2026-0123T-SJ"))
    assert (await workspace.done(Advance("2026-0123T-SJ", "30"))).key == other


async def test_publication_needs_number_and_day(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", "30", "40", "50")
    assert (await workspace.refused(Advance(item, "60.60"))).missing == ("number", "publishedOn")
    assert (await workspace.refused(Advance(item, "60", number="GB/T 77-2026"))).missing == ("publishedOn",)
    assert (await workspace.refused(Advance(item, "60", published_on=TODAY))).missing == ("number",)
    await workspace.done(Advance(item, "60.60", number="GBT77-2026", published_on=YESTERDAY, in_force_on=LATER))
    now = await workspace.standard(item)
    assert (now["number"], now["publishedOn"], now["inForceOn"]) == ("GB/T 77-2026", YESTERDAY, LATER)
    assert (now["status"], now["stageOn"]) == ("PUBLISHED", YESTERDAY)
    event = (await workspace.events(item))[-1]
    assert event["kind"] == "PUBLISHED"
    assert event["before"] == {
        "stage": "50.00",
        "number": None,
        "publishedOn": None,
        "inForceOn": None,
        "level": None,
        "nature": None,
    }
    assert event["after"] == {
        "stage": "60.60",
        "number": "GB/T 77-2026",
        "publishedOn": str(YESTERDAY),
        "inForceOn": str(LATER),
        "level": "NATIONAL",
        "nature": "RECOMMENDED",
    }
    assert [standing(day, now["timeline"], now["forceLatest"]) for day in (date(2026, 8, 30), YESTERDAY, LATER)] == [
        None,
        Standing.UPCOMING,
        Standing.IN_FORCE,
    ]


async def test_under_publication_and_then_published(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", "30", "40", "50")
    await workspace.done(Advance(item, "60", number="GB/T 77-2026", published_on=YESTERDAY))
    await workspace.done(Advance(item, "60.60"))
    assert (await workspace.standard(item))["timeline"][-2:] == [f"{YESTERDAY} 60.00", f"{TODAY} 60.60"]
    assert (await workspace.kinds(item))[-2:] == ["PUBLISHED", "ADVANCED"]


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({"number": "nothing of the kind"}, "number"),
        ({"number": "20264321-T-339"}, "number"),
        ({"number": "GB/T 10-2020"}, "number"),
        ({"number": "gbt 10—2020"}, "number"),
        ({"plan_number": "GB/T 5-2026"}, "planNumber"),
        ({"plan_number": "x"}, "planNumber"),
        ({"plan_number": ""}, "planNumber"),
        ({"plan_number": "20260001 t 339"}, "planNumber"),
        ({"in_force_on": date(2026, 8, 1)}, "inForceOn"),
        ({"published_on": TODAY, "effective_on": YESTERDAY}, "effectiveOn"),
    ],
)
async def test_a_publication_that_is_wrong(workspace: Workspace, given: dict[str, Any], path: str) -> None:
    item = await workspace.item("10", "20", "30", "40", "50")
    wish = {"number": "GB/T 77-2026", "published_on": TODAY, **given}
    assert list(await workspace.problems(Advance(item, "60.60", **wish))) == [path]


async def test_all_that_is_wrong_is_said_at_once(workspace: Workspace) -> None:
    wish = Advance("S003", "30", number="x", plan_number="y", published_on=TODAY, in_force_on=YESTERDAY)
    problems = await workspace.problems(wish)
    assert set(problems) == {"number", "planNumber", "publishedOn", "inForceOn"}
    assert problems["publishedOn"] == "publication date is accepted only on entering stage 60, publication"


async def test_numbers_are_corrected_and_not_overwritten(workspace: Workspace) -> None:
    assert (
        "correct it instead"
        in (await workspace.problems(Advance("S003", "30", plan_number="20269999-T-339")))["planNumber"]
    )
    assert "correct it instead" in (await workspace.problems(Advance("S001", "90.20", number="GB/T 12-2020")))["number"]
    await workspace.done(Advance("S003", "30", plan_number="20260001 T 339"))
    assert (await workspace.standard("S003"))["planNumber"] == "20260001-T-339"


async def test_an_item_is_abandoned_from_where_it_stands(workspace: Workspace) -> None:
    await workspace.done(abandon("S003", note="无人承担"))
    now = await workspace.standard("S003")
    assert (now["stage"], now["status"], now.get("dueOn")) == ("20.98", "ABANDONED", None)
    assert (await workspace.kinds("S003"))[-1] == "ABANDONED"
    refused = await workspace.refused(Advance("S003", "30"))
    assert refused.allowed == ()
    assert refused.message.en.endswith(": the item has ended")
    assert (await workspace.refused(abandon("S003"))).allowed == ()


async def test_what_is_published_is_withdrawn_and_not_abandoned(workspace: Workspace) -> None:
    assert "95.99" in (await workspace.refused(abandon("S001"))).allowed
    await workspace.done(Advance("S001", "95.99", effective_on=YESTERDAY))
    now = await workspace.standard("S001")
    assert (now["status"], now["withdrawnOn"], now["reviewDueOn"]) == ("WITHDRAWN", YESTERDAY, date(2025, 1, 1))
    assert (await workspace.events("S001"))[-1]["after"] == {"stage": "95.99", "withdrawnOn": str(YESTERDAY)}
    assert (await workspace.refused(Advance("S001", "90.93"))).allowed == ()
    assert (await workspace.refused(abandon("S001"))).allowed == ()


async def test_reviews_put_the_next_one_off_when_they_confirm(workspace: Workspace) -> None:
    assert (await workspace.standard("S001"))["reviewDueOn"] == date(2025, 1, 1)
    await workspace.done(Advance("S001", "90.93", effective_on=date(2025, 3, 1)))
    assert (await workspace.standard("S001"))["reviewDueOn"] == date(2030, 3, 1)
    await workspace.done(Advance("S001", "90.93", effective_on=date(2026, 3, 1)))
    assert (await workspace.standard("S001"))["reviewDueOn"] == date(2031, 3, 1)
    await workspace.done(Advance("S001", "90.92", effective_on=date(2026, 4, 1)))
    await workspace.done(Advance("S001", "90.99", effective_on=date(2026, 5, 1)))
    now = await workspace.standard("S001")
    assert (now["status"], now["reviewDueOn"]) == ("PUBLISHED", date(2031, 3, 1))
    await workspace.done(Advance("S001", "95.99"))


async def test_a_draft_goes_back(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", "30", "40")
    await workspace.done(Advance(item, "20.60"))
    assert (await workspace.standard(item))["stage"] == "20.60"
    assert (await workspace.kinds(item))[-1] == "ADVANCED"


async def test_a_late_report_lies_in_the_past(workspace: Workspace) -> None:
    await workspace.done(Advance("S003", "30", effective_on=date(2026, 3, 1)))
    timeline = (await workspace.standard("S003"))["timeline"]
    assert [stage_on(timeline, day) for day in (date(2026, 2, 28), date(2026, 3, 1))] == ["20.00", "30.00"]
    recorded = (await workspace.events("S003"))[-1]["recordedAt"]
    assert recorded.date() > date(2026, 3, 1)


async def test_two_moves_of_one_day_stand_in_the_order_of_their_report(workspace: Workspace) -> None:
    await workspace.done(Advance("S003", "20.60"))
    await workspace.done(Advance("S003", "30"))
    assert (await workspace.standard("S003"))["timeline"] == ["2026-01-15 20.00", f"{TODAY} 30.00"]


async def test_a_day_before_the_last_move_or_the_item_itself_is_refused(workspace: Workspace) -> None:
    problems = await workspace.problems(Advance("S003", "30", effective_on=date(2026, 1, 14)))
    assert problems == {"effectiveOn": "effectiveOn 2026-01-14 precedes the last move on 2026-01-15: revoke that first"}
    published = Advance("S003", "60.60", number="GB/T 5-2025", published_on=date(2025, 1, 1))
    assert list(await workspace.problems(published)) == ["effectiveOn"]


@pytest.mark.parametrize(("standard", "to"), [("S003", "30"), ("S004", "10"), ("S001", "90.93")])
async def test_only_publication_and_withdrawal_are_announced(workspace: Workspace, standard: str, to: str) -> None:
    problems = await workspace.problems(Advance(standard, to, effective_on=TOMORROW))
    assert list(problems) == ["effectiveOn"]
    assert "only publication and withdrawal may be recorded ahead" in problems["effectiveOn"]


async def test_nobody_abandons_ahead(workspace: Workspace) -> None:
    assert list(await workspace.problems(abandon("S003", effective_on=TOMORROW))) == ["effectiveOn"]


async def test_a_publication_to_come_changes_the_status_on_its_day(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", "30", "40", "50")
    await workspace.done(Advance(item, "60.60", number="GB/T 77-2027", published_on=LATER))
    timeline = (await workspace.standard(item))["timeline"]
    assert [status_on(timeline, day) for day in (TODAY, date(2027, 2, 28), LATER)] == [
        Status.DRAFTING,
        Status.DRAFTING,
        Status.PUBLISHED,
    ]


async def test_what_is_announced_must_still_follow(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", "30", "40", "50")
    await workspace.done(Advance(item, "60.60", number="GB/T 77-2026", published_on=LATER))
    assert list(await workspace.problems(abandon(item))) == ["effectiveOn"]
    assert list(await workspace.problems(Advance(item, "30"))) == ["effectiveOn"]
    earlier = Advance(item, "60.60", published_on=TOMORROW)
    assert "revoke that first" in (await workspace.problems(earlier))["effectiveOn"]
    assert (await workspace.refused(Advance(item, "60.60", published_on=date(2027, 4, 1)))).from_stage == "60.60"
    await workspace.done(Advance(item, "50.20"))
    assert (await workspace.standard(item))["timeline"][-2:] == [f"{TODAY} 50.20", f"{LATER} 60.60"]


async def test_a_withdrawal_to_come_changes_the_status_on_its_day(workspace: Workspace) -> None:
    await workspace.done(Advance("S001", "95.99", effective_on=LATER))
    now = await workspace.standard("S001")
    assert [status_on(now["timeline"], day) for day in (TODAY, date(2027, 2, 28), LATER)] == [
        Status.PUBLISHED,
        Status.PUBLISHED,
        Status.WITHDRAWN,
    ]
    assert (await workspace.events("S001"))[-1]["day"] == LATER
    await workspace.done(Advance("S001", "90.93"))
    assert list(await workspace.problems(Advance("S001", "95.99"))) == ["effectiveOn"]
    await workspace.done(Revoke("S001", (await workspace.events("S001"))[-2]["sequence"], "暂缓"))
    assert (await workspace.standard("S001"))["timeline"] == ["2020-01-01 60.60", f"{TODAY} 90.93"]
    assert "withdrawnOn" not in await workspace.standard("S001")


async def test_a_withdrawal_in_two_steps(workspace: Workspace) -> None:
    await workspace.done(Advance("S001", "95", effective_on=YESTERDAY))
    await workspace.done(Advance("S001", "95.99"))
    now = await workspace.standard("S001")
    assert (now["stage"], now["withdrawnOn"]) == ("95.99", TODAY)


async def test_after_an_unknown_day_any_day_is_in_order(workspace: Workspace) -> None:
    """S004 is on the plan since nobody knows when."""
    assert (await workspace.standard("S004"))["timeline"] == ["2026-11-23 00.00?0001-01-01"]
    await workspace.done(Advance("S004", "10", effective_on=date(1999, 1, 1)))
    assert (await workspace.standard("S004"))["timeline"] == ["1999-01-01 10.00"]


async def test_what_was_withdrawn_on_an_unknown_day_is_so_on_every_day(workspace: Workspace) -> None:
    refused = await workspace.refused(Advance("S005", "90.93", effective_on=date(2003, 1, 1)))
    assert refused.from_stage == "95.99"


async def test_the_expected_revision_decides(workspace: Workspace) -> None:
    await workspace.done(Advance("S003", "20.20", expected_revision=1))
    before = await workspace.everything()
    outcome = await workspace.outcome(Advance("S003", "30", expected_revision=1))
    assert isinstance(outcome, Conflict)
    assert outcome.key == "S003"
    assert outcome.message.en == "expected revision 1, found 2: changed by someone else in the meantime"
    assert await workspace.everything() == before
    await workspace.done(Advance("S003", "30", expected_revision=2))


async def test_a_number_that_contradicts_level_or_nature_is_not_published(workspace: Workspace) -> None:
    for given, number in (
        ({"level": Level.NATIONAL, "plan_number": "20269999-T-339"}, "T/CESA 1074-2026"),
        ({"nature": Nature.RECOMMENDED}, "GB 77778-2026"),
    ):
        item = await workspace.item("10", "20", "30", "40", "50", **given)
        problems = await workspace.problems(Advance(item, "60.60", number=number, published_on=TODAY))
        assert list(problems) == ["number"]
        assert "contradicts" in problems["number"]


async def test_any_bodys_number_may_be_published_and_is_found_in_any_printing(workspace: Workspace) -> None:
    for number, printing in (
        ("TSG 21-2026", "ｔｓｇ21—2026"),
        ("TCVN 7956:2026", "tcvn7956：2026"),
        ("JJG 52-2026", "JJG52-2026"),
    ):
        item = await workspace.item("10", "20", "30", "40", "50")
        await workspace.done(Advance(item, "60.60", number=number, published_on=YESTERDAY))
        assert (await workspace.standard(item))["number"] == number
        assert (await workspace.done(Advance(printing, "90.00"))).key == item
