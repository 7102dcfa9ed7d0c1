"""Putting an item on the plan."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.outcomes import Changed
from stdgraph.commands.register import Register
from stdgraph.commands.rename import rename
from stdgraph.domain import zone
from stdgraph.domain.vocabulary import Level, Nature, TitleBasis
from stdgraph.errors import UnknownCode
from tests.commands.workspace import START, TODAY, TOMORROW, Workspace

WHOLE = Register(
    title_zh=" 锂电池 碳足迹 ",
    title_en="Carbon footprint of lithium batteries",
    level=Level.NATIONAL,
    title_basis=TitleBasis.DESCRIPTIVE,
    department=" 某部 ",
    drafting_bodies=("甲院", " 乙公司", "甲院"),
    nature=Nature.RECOMMENDED,
    plan_number="20264321—T—339",
    stage="20",
    effective_on=START,
    project_due_on=date(2026, 7, 1),
    committees=("SAC/TC1/SC2", "SAC/TC1"),
    listings=(("X2024", "AA", "12"), ("X2024", "B", None)),
    product_categories=("LI_BATTERY",),
    note="据2026年计划",
)


async def test_all_that_is_said_of_an_item_is_kept(workspace: Workspace) -> None:
    revision, sequence = await workspace.counters()
    done = await workspace.done(WHOLE)
    assert await workspace.counters() == (revision + 1, sequence + 1)
    assert done.at == START
    assert await workspace.standard(done.key) == {
        "id": done.key,
        "titleZh": "锂电池 碳足迹",
        "titleEn": "Carbon footprint of lithium batteries",
        "titleBasis": "DESCRIPTIVE",
        "department": "某部",
        "draftingBodies": ["甲院", "乙公司"],
        "level": "NATIONAL",
        "nature": "RECOMMENDED",
        "planNumber": "20264321-T-339",
        "projectDueOn": date(2026, 7, 1),
        "stage": "20.00",
        "status": "DRAFTING",
        "stageOn": START,
        "itemStatus": "DRAFTING",
        "stateFrom": START,
        "timeline": [f"{START} 20.00"],
        "dueOn": date(2026, 7, 1),
        "revision": 1,
        "searchText": "20264321-t-339\n锂电池 碳足迹\ncarbon footprint of lithium batteries",
        "titleZhKey": "锂电池 碳足迹",
        "titleEnKey": "carbon footprint of lithium batteries",
    }
    assert await workspace.related(done.key, "OWNED_BY") == {
        "SAC/TC1": {"role": "OWNER", "basis": "STATED"},
        "SAC/TC1/SC2": {"role": "OWNER", "basis": "STATED"},
    }
    assert await workspace.related(done.key, "LISTED_IN") == {
        "X2024/AA": {"itemNumber": "12", "membership": "STATED"},
        "X2024/B": {"membership": "STATED"},
    }
    assert await workspace.related(done.key, "APPLIES_TO") == {"LI_BATTERY": {}}
    (event,) = await workspace.events(done.key)
    assert (event["kind"], event["stage"], event["day"], event["note"]) == (
        "REGISTERED",
        "20.00",
        START,
        "据2026年计划",
    )
    assert event["before"] is None
    assert event["after"] == {
        "titleZh": "锂电池 碳足迹",
        "titleEn": "Carbon footprint of lithium batteries",
        "titleBasis": "DESCRIPTIVE",
        "department": "某部",
        "draftingBodies": ["甲院", "乙公司"],
        "level": "NATIONAL",
        "nature": "RECOMMENDED",
        "planNumber": "20264321-T-339",
        "projectDueOn": "2026-07-01",
        "committees": ["SAC/TC1/SC2", "SAC/TC1"],
        "listedIn": ["X2024/AA", "X2024/B"],
        "productCategories": ["LI_BATTERY"],
        "stage": "20.00",
    }


async def test_a_title_is_enough(workspace: Workspace) -> None:
    done = await workspace.done(Register(title_en="Something"))
    now = await workspace.standard(done.key)
    assert (now["status"], now["stage"], now["stageOn"]) == ("PLANNED", "00.00", TODAY)


async def test_it_can_be_moved_on_by_its_plan_number(workspace: Workspace) -> None:
    registered = await workspace.done(WHOLE)
    assert (await workspace.done(Advance("20264321 T 339", "30"))).key == registered.key


@pytest.mark.parametrize(
    ("given", "path", "said"),
    [
        ({"title_zh": None}, "title", "a title in at least one language is required"),
        ({"title_zh": "", "title_en": " "}, "title", "a title in at least one language is required"),
        ({"title_zh": "一\n项"}, "title", "Chinese title must not contain line breaks"),
        ({"title_en": "\x1b[31mred"}, "titleEn", "English title must not contain line breaks"),
        ({"stage": "20.98"}, "stage", "an abandoned project cannot be registered"),
        ({"stage": "7"}, "stage", "invalid stage '7'"),
        (
            {"effective_on": TOMORROW},
            "effectiveOn",
            f"effectiveOn 2026-09-02 is after today (2026-09-01, {zone.name()})",
        ),
        ({"plan_number": "GB/T 1-2020"}, "planNumber", "invalid plan number 'GB/T 1-2020'"),
        ({"plan_number": "20260001 t 339"}, "planNumber", "20260001-T-339 is already assigned to another standard"),
        ({"level": Level.NATIONAL, "stage": "20"}, "planNumber", "stage 20.00 requires plan number"),
    ],
)
async def test_an_item_that_is_wrong(workspace: Workspace, given: dict[str, Any], path: str, said: str) -> None:
    problems = await workspace.problems(Register(**{"title_zh": "一项", **given}))
    assert list(problems) == [path]
    assert problems[path].startswith(said)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"committees": ("SAC/TC1", "SAC/TC9")}, "committees: the catalogue has no committee SAC/TC9; nearest: SAC/TC"),
        ({"product_categories": ("MOON",)}, "productCategories: the catalogue has no product category MOON"),
        ({"listings": (("X2024", "ZZ", None),)}, "listedIn: the catalogue has no subsystem ZZ"),
        (
            {"listings": (("Y2024", "A", None),)},
            "listedIn: the catalogue has no standards system Y2024; nearest: X2024",
        ),
    ],
)
async def test_a_code_that_names_nothing_is_an_error(workspace: Workspace, given: dict[str, Any], said: str) -> None:
    before = await workspace.everything()
    with pytest.raises(UnknownCode) as raised:
        await workspace.wish(Register(title_zh="一项", **given))
    assert str(raised.value).startswith(said)
    assert await workspace.everything() == before


async def test_a_former_code_is_read_as_that_of_today(workspace: Workspace) -> None:
    await workspace.graph.write(lambda tx: rename(tx, "Committee", "SAC/TC1", "SAC/TC1001"))
    wish = Register(title_zh="一项", committees=("SAC/TC1",), request_id="former")
    first = await workspace.wish(wish)
    assert first.applied, first.outcomes
    again = await workspace.wish(wish)
    assert [one.key for one in again.outcomes if isinstance(one, Changed)] == [wish.standard], "the same request"
    owners = "MATCH (s:Standard {id: $id})-[:OWNED_BY]->(c) RETURN c.code AS code"
    rows = await workspace.graph.read(lambda tx: tx.rows(owners, id=wish.standard))
    assert rows == [{"code": "SAC/TC1001"}]


async def test_all_that_is_wrong_is_said_at_once(workspace: Workspace) -> None:
    wish = Register(stage="99", plan_number="x", effective_on=TOMORROW)
    assert set(await workspace.problems(wish)) == {
        "title",
        "stage",
        "planNumber",
        "effectiveOn",
    }


async def test_a_plan_number_is_given_once_in_a_bulk(workspace: Workspace) -> None:
    item = Register(title_zh="一项", plan_number="20264321-T-339")
    bulk = await workspace.wish(item, Register(title_zh="又一项", plan_number="20264321 T 339"))
    assert not bulk.applied
    assert [type(outcome).__name__ for outcome in bulk.outcomes] == ["Changed", "Invalid"]


async def test_a_plan_number_is_one_item_in_any_width(workspace: Workspace) -> None:
    item = await workspace.done(
        Register(title_zh="一项", level=Level.INDUSTRY, plan_number="２０２１－０３４５ｔ－ＳＪ")
    )
    assert (await workspace.standard(item.key))["planNumber"] == "2021-0345T-SJ"
    for printing in ("2021-0345T-SJ", "2021 — 0345T — sj", "20210345T-SJ"):
        wish = Register(title_zh="又一项", level=Level.INDUSTRY, plan_number=printing)
        assert list(await workspace.problems(wish)) == ["planNumber"]


async def test_level_and_nature_follow_from_the_plan_number_or_contradict_it(workspace: Workspace) -> None:
    item = await workspace.done(Register(title_zh="一项", plan_number="20264444-T-339"))
    now = await workspace.standard(item.key)
    assert (now["level"], now["nature"]) == ("NATIONAL", "RECOMMENDED")
    wish = Register(title_zh="一项", plan_number="20264445-T-339", level=Level.GROUP, nature=Nature.MANDATORY)
    assert list(await workspace.problems(wish)) == ["level", "nature"]


@pytest.mark.parametrize("plan", ["W20261234", "建标〔2026〕11号", "能源20260121"])
async def test_national_items_have_plan_numbers_of_several_issuers(workspace: Workspace, plan: str) -> None:
    item = await workspace.done(Register(title_zh="一项", level=Level.NATIONAL, stage="20", plan_number=plan))
    assert (await workspace.standard(item.key))["planNumber"] == plan
