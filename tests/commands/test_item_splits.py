"""One plan item becomes several, and several become one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.audit import audit
from stdgraph.commands.item_parts import ItemPart
from stdgraph.commands.outcomes import Invalid, Unknown
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.secretariat.list_standard import ListStandard
from stdgraph.commands.secretariat.merge_items import MergeItems
from stdgraph.commands.secretariat.split_item import SplitItem
from stdgraph.domain.answers import Answer
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Level
from stdgraph.progress.tally import compute_progress
from stdgraph.store.session import Transaction
from tests.commands.test_revoke_relations import everything
from tests.commands.workspace import START, TODAY, TOMORROW, YESTERDAY, Workspace

JUNE = date(2026, 6, 1)
PARTS = (
    ItemPart(title=" 一项 第1部分 ", plan_number="20261001 T 339", item_number="7.1"),
    ItemPart(title="一项 第2部分", title_en="Part 2", plan_number="20261002-T-339", item_number="7.2"),
)
OF_TC1 = Identity("秘书处", Role.SECRETARIAT, frozenset({"SAC/TC1"}))


async def drafted(workspace: Workspace, plan: str = "20261000-T-339", **given: Any) -> str:
    """An item of two listings, with all that its parts take over."""
    wish = Register(
        title_zh="一项",
        title_en="One item",
        department="某部",
        plan_number=plan,
        stage="20",
        effective_on=START,
        committees=("SAC/TC1",),
        listings=(("X2024", "AA", "7"), ("X2024", "B", None)),
        product_categories=("CATHODE",),
        **given,
    )
    return (await workspace.done(wish)).key


async def progress(workspace: Workspace, *days: date) -> list[tuple[int, ...]]:
    async def work(tx: Transaction) -> list[Answer]:
        return [(await compute_progress(tx, [ScopeFilter(system="X2024")], day))[0] for day in days]

    told = await workspace.graph.read(work)
    return [tuple(one[name] for name in ("listed", "items", "drafting", "abandoned", "itemsLeft")) for one in told]


async def parts_of(workspace: Workspace, item: str) -> list[str]:
    rows = await workspace.rows(
        "MATCH (:Standard {id: $id})<-[:SPLIT_FROM]-(p:Standard) RETURN p.id AS id ORDER BY p.planNumber", id=item
    )
    return [row["id"] for row in rows]


async def test_it_becomes_several_and_ends(workspace: Workspace) -> None:
    item = await drafted(workspace, project_due_on=date(2027, 7, 1))
    await workspace.done(Advance(item, "30", effective_on=date(2026, 4, 1)))
    day = JUNE - timedelta(days=1)
    before = await progress(workspace, day, JUNE)
    done = await workspace.done(SplitItem(standard=item, parts=PARTS, effective_on=JUNE, note="按专业拆分"))
    assert done.at == JUNE
    now = await workspace.standard(item)
    assert (now["status"], now["stage"], now["titleZh"]) == ("ABANDONED", "30.98", "一项")
    first, second = [await workspace.standard(key) for key in await parts_of(workspace, item)]
    shared = {
        "department": "某部",
        "level": "NATIONAL",
        "nature": "RECOMMENDED",
        "timeline": ["2026-04-01 30.00"],
        "projectDueOn": date(2027, 7, 1),
        "status": "DRAFTING",
        "revision": 1,
    }
    assert {name: first.get(name) for name in shared} == shared
    assert {name: second.get(name) for name in shared} == shared
    assert (first["titleZh"], first.get("titleEn"), first["planNumber"]) == ("一项 第1部分", None, "20261001-T-339")
    assert (second["titleZh"], second["titleEn"]) == ("一项 第2部分", "Part 2")
    assert await workspace.related(first["id"], "LISTED_IN") == {
        "X2024/AA": {"itemNumber": "7.1", "membership": "STATED"},
        "X2024/B": {"itemNumber": "7.1", "membership": "STATED"},
    }
    assert list(await workspace.related(second["id"], "OWNED_BY")) == ["SAC/TC1"]
    assert list(await workspace.related(second["id"], "APPLIES_TO")) == ["CATHODE"]
    listed, items, drafting, abandoned, left = before[1]
    assert await progress(workspace, day, JUNE) == [
        before[0],
        (listed + 2, items + 1, drafting + 1, abandoned + 1, left + 1),
    ], "of the day before nothing is another"
    assert await workspace.graph.read(audit) == []


async def test_its_parts_are_listed_no_earlier_than_it_was(workspace: Workspace) -> None:
    wish = Register(
        title_zh="一项", plan_number="20261000-T-339", stage="20", effective_on=START, committees=("SAC/TC1",)
    )
    item = (await workspace.done(wish)).key
    await workspace.done(ListStandard(standard=item, system="X2024", subsystem="B", effective_on=JUNE))
    days = (date(2026, 4, 1), JUNE - timedelta(days=1), JUNE)
    before = [listed for listed, *_ in await progress(workspace, *days)]
    await workspace.done(SplitItem(standard=item, parts=PARTS, effective_on=date(2026, 4, 1)))
    after = [listed for listed, *_ in await progress(workspace, *days)]
    assert [now - was for was, now in zip(before, after, strict=True)] == [0, 0, 2]


async def test_each_standard_has_its_event(workspace: Workspace) -> None:
    item = await drafted(workspace)
    done = await workspace.done(SplitItem(standard=item, parts=PARTS, effective_on=JUNE, note="按专业拆分"))
    keys = await parts_of(workspace, item)
    event = (await workspace.events(item))[-1]
    assert (event["kind"], event["stage"], event["fromStage"], event["day"]) == ("SPLIT", "20.98", "20.00", JUNE)
    assert (event["before"], event["after"]) == (
        {"stage": "20.00"},
        {"stage": "20.98", "parts": event["after"]["parts"]},
    )
    assert sorted(event["after"]["parts"]) == sorted(keys)
    (registered,) = await workspace.events(keys[0])
    assert (registered["kind"], registered["day"], registered["note"], registered["partOfChange"]) == (
        "REGISTERED",
        START,
        "按专业拆分",
        done.sequence,
    )
    assert registered["after"] == {
        "titleZh": "一项 第1部分",
        "planNumber": "20261001-T-339",
        "level": "NATIONAL",
        "nature": "RECOMMENDED",
        "department": "某部",
        "projectDueOn": "2027-07-15",
        "committees": ["SAC/TC1"],
        "listedIn": ["X2024/AA", "X2024/B"],
        "productCategories": ["CATHODE"],
        "stage": "20.00",
    }


async def test_it_goes_on_as_the_first_part(workspace: Workspace) -> None:
    item = await drafted(workspace)
    first = ItemPart(title="一项 第1部分")
    await workspace.done(SplitItem(standard=item, parts=(first, PARTS[1]), goes_on=True))
    now = await workspace.standard(item)
    assert (now["titleZh"], now.get("titleEn"), now["planNumber"], now["status"]) == (
        "一项 第1部分",
        None,
        "20261000-T-339",
        "DRAFTING",
    )
    assert len(await parts_of(workspace, item)) == 1
    event = (await workspace.events(item))[-1]
    assert (event["kind"], event["stage"], event["before"]) == (
        "SPLIT",
        None,
        {"titleZh": "一项", "titleEn": "One item"},
    )
    await workspace.done(Advance(item, "30"))


@pytest.mark.parametrize("goes_on", [False, True])
async def test_it_is_taken_back_while_nothing_happened_to_the_parts(workspace: Workspace, goes_on: bool) -> None:
    item = await drafted(workspace)
    links, standards = await everything(workspace)
    figures = await progress(workspace, YESTERDAY, TODAY)
    parts = (PARTS[0] if not goes_on else ItemPart(title="一项 第1部分", plan_number="20261009-T-339"), PARTS[1])
    split = await workspace.sequence(SplitItem(standard=item, parts=parts, goes_on=goes_on))
    key = (await parts_of(workspace, item))[-1]
    moved = await workspace.sequence(Advance(key, "30"))
    problems = await workspace.problems(Revoke(item, split, "x"))
    assert problems["sequence"].startswith(f"20261002-T-339: event {moved} builds on event")
    await workspace.done(Revoke(key, moved, "x"))
    alone = (await workspace.events(key))[0]["sequence"]
    assert await workspace.problems(Revoke(key, alone, "x")) == {
        "sequence": f"event {alone} is a part of change {split}: revoke that"
    }
    await workspace.done(Revoke(item, split, "误拆分"))
    now = await everything(workspace)
    assert now[0] == links
    assert [one for one in now[1] if ("retiredOn", "0001-01-01") not in one] == standards
    assert await progress(workspace, YESTERDAY, TODAY) == figures
    again = await workspace.done(SplitItem(standard=item, parts=parts, goes_on=goes_on))
    assert again.key == item


@pytest.mark.parametrize(
    ("given", "path", "said"),
    [
        ({"parts": PARTS[:1]}, "parts", "expected at least two parts"),
        ({"parts": (PARTS[0], ItemPart(plan_number="20261003-T-339"))}, "parts[1].title", "a title in at least one"),
        ({"parts": (PARTS[0], ItemPart(title="二"))}, "parts[1].planNumber", "stage 20.00 requires plan number"),
        ({"parts": (PARTS[0], PARTS[0])}, "parts", "plan number 20261001-T-339 is given twice"),
        (
            {"parts": (PARTS[0], ItemPart(title="二", plan_number="20260001-T-339"))},
            "parts[1].planNumber",
            "20260001-T-339 is already assigned",
        ),
        (
            {"parts": (PARTS[0], ItemPart(title="二", plan_number="20261000-T-339"))},
            "parts[1].planNumber",
            "20261000-T-339 is already assigned",
        ),
        (
            {"parts": (PARTS[0], ItemPart(title="二", plan_number="20261005-Q-339"))},
            "parts[1].planNumber",
            "number 20261005-Q-339 says nature MANDATORY",
        ),
        (
            {"parts": (PARTS[0], ItemPart(title="二\n", title_en="a\nb", plan_number="20261003-T-339"))},
            "parts[1].titleEn",
            "English title must",
        ),
        (
            {"parts": (PARTS[0], ItemPart(title="二" * 1001, plan_number="20261003-T-339"))},
            "parts[1].title",
            "title of 1001",
        ),
        ({"parts": PARTS, "goes_on": True}, "parts[0].itemNumber", "the item goes on: change its number"),
        ({"parts": PARTS, "effective_on": TOMORROW}, "effectiveOn", "effectiveOn 2026-09-02 is after today"),
        (
            {"parts": PARTS, "effective_on": date(2026, 1, 1)},
            "effectiveOn",
            "effectiveOn 2026-01-01 precedes the last move",
        ),
    ],
)
async def test_what_is_wrong_is_said(workspace: Workspace, given: dict[str, Any], path: str, said: str) -> None:
    item = await drafted(workspace)
    problems = await workspace.problems(SplitItem(standard=item, **given))
    assert path in problems, problems
    assert problems[path].startswith(said)


async def test_a_part_without_what_its_stage_needs_is_told_which_stage(workspace: Workspace) -> None:
    item = await drafted(workspace)
    (outcome,) = (await workspace.wish(SplitItem(standard=item, parts=(PARTS[0], ItemPart(title="二"))))).outcomes
    assert isinstance(outcome, Invalid)
    assert [one.message.zh for one in outcome.problems] == ["处于“起草阶段（登记）”（20.00）需要计划号"]


async def test_what_is_published_or_ended_is_no_item(workspace: Workspace) -> None:
    assert (await workspace.problems(SplitItem(standard="S001", parts=PARTS)))["standard"] == (
        "GB/T 10-2020 is published: expected an item that is not published yet"
    )
    item = await drafted(workspace)
    await workspace.done(Advance(item, "20.98"))
    assert (await workspace.problems(SplitItem(standard=item, parts=PARTS)))["standard"].endswith("not published yet")
    assert (
        "GB/T 10-2020 is published" in (await workspace.problems(MergeItems(standard="S003", items=("S001",))))["items"]
    )


async def test_items_of_one_project_become_one(workspace: Workspace) -> None:
    kept, one, other = [await drafted(workspace, f"2026100{n}-T-339") for n in range(3)]
    await workspace.done(Advance(one, "30", effective_on=date(2026, 4, 1)))
    before = await progress(workspace, TODAY)
    done = await workspace.done(MergeItems(standard=kept, items=("20261001 T 339", other), note="同一项目"), who=OF_TC1)
    assert done.key == kept
    assert (await workspace.standard(kept))["timeline"] == [f"{START} 20.00", "2026-04-01 30.00"]
    listed, items, drafting, *rest = before[0]
    assert await progress(workspace, TODAY) == [(listed - 2, items - 2, drafting - 2, *rest)]
    assert (await workspace.done(Relate("20261002-T-339", Relation.APPLIES_TO, "BATTERY", {}))).key == kept
    merged = [event for event in await workspace.events(kept) if event["kind"] == "MERGED"]
    assert [event["note"] for event in merged] == ["同一项目"] * 2
    assert await workspace.problems(Revoke(kept, merged[-1]["sequence"], "x")) == {
        "sequence": "an event MERGED cannot be revoked"
    }


async def test_what_cannot_be_one(workspace: Workspace) -> None:
    item = await drafted(workspace)
    assert await workspace.problems(MergeItems(standard=item, items=())) == {
        "items": "name at least one item to be merged"
    }
    assert "one standard already" in (await workspace.problems(MergeItems(standard=item, items=(item,))))["items"]
    assert "is given twice" in (await workspace.problems(MergeItems(standard=item, items=("S004", "S004"))))["items"]
    outcome = await workspace.outcome(MergeItems(standard=item, items=("S004", "S999")))
    assert isinstance(outcome, Unknown)


async def test_each_of_the_items_must_be_ones_own(workspace: Workspace) -> None:
    kept = await drafted(workspace)
    for items in (("S004",), ("S003", "S004")):
        denied = await workspace.outcome(MergeItems(standard=kept, items=items), who=OF_TC1)
        assert getattr(denied, "required", None) == "STEWARD for X2024; or ADMINISTRATOR"
    steward = Identity("某人", Role.STEWARD, frozenset(), frozenset({"X2024"}))
    await workspace.done(MergeItems(standard=kept, items=("S004",)), who=steward)


async def test_an_industry_item_needs_no_plan_number(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", level=Level.INDUSTRY)
    await workspace.done(SplitItem(standard=item, parts=(ItemPart(title="甲"), ItemPart(title_en="B"))))
    assert len(await parts_of(workspace, item)) == 2
