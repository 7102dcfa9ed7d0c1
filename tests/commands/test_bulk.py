"""Many at once: all of them or none, in as many statements as one takes."""

from __future__ import annotations

from stdgraph.commands.advance import Advance
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Invalid, Refused, Unknown
from stdgraph.commands.register import Register
from stdgraph.domain.identity import Identity, Role
from stdgraph.store.session import count_statements
from tests.commands.workspace import TODAY, Workspace, changed

SECRETARIAT = Identity("二分委", Role.SECRETARIAT, frozenset({"SAC/TC1/SC2"}))
ALL_IN_ORDER = (Advance("S003", "30"), Advance("S001", "90.93"), Advance("S004", "10"))


async def test_all_are_done_in_one_change_with_an_event_each(workspace: Workspace) -> None:
    revision, sequence = await workspace.counters()
    bulk = await workspace.wish(*ALL_IN_ORDER, request_id="b1")
    assert bulk.applied
    assert [one.sequence for one in changed(bulk.outcomes)] == [sequence + n for n in (1, 2, 3)]
    assert await workspace.counters() == (revision + 1, sequence + 3)
    for key in ("S003", "S001", "S004"):
        assert (await workspace.events(key))[-1]["requestId"] == "b1"


async def test_one_that_is_refused_holds_up_all_and_each_has_its_outcome(workspace: Workspace) -> None:
    before = await workspace.everything()
    bulk = await workspace.wish(
        Advance("S003", "30"),
        Advance("S003", "60"),
        Advance("S001", "90.93", expected_revision=7),
        Advance("S001", "90.93", number="?"),
        Advance("nothing", "30"),
        Advance("S004", "10"),
        request_id="b2",
    )
    assert not bulk.applied
    assert [type(one) for one in bulk.outcomes] == [Changed, Refused, Conflict, Invalid, Unknown, Changed]
    assert await workspace.everything() == before


async def test_one_that_is_not_permitted_holds_up_all(workspace: Workspace) -> None:
    before = await workspace.everything()
    bulk = await workspace.wish(Advance("S001", "90.93"), Advance("S003", "30"), who=SECRETARIAT)
    assert not bulk.applied
    assert [type(one) for one in bulk.outcomes] == [Changed, Denied]
    assert await workspace.everything() == before


async def test_a_dry_run_answers_the_same_and_leaves_nothing(workspace: Workspace) -> None:
    before = await workspace.everything()
    dry = await workspace.wish(*ALL_IN_ORDER, dry_run=True, request_id="b3")
    assert not dry.applied
    assert await workspace.everything() == before
    real = await workspace.wish(*ALL_IN_ORDER, request_id="b3")
    assert real.applied
    assert [(one.key, one.state) for one in changed(dry.outcomes)] == [
        (one.key, one.state) for one in changed(real.outcomes)
    ]
    assert [one.sequence for one in changed(dry.outcomes)] == [None] * 3


async def test_a_standard_that_is_moved_twice_moves_on_from_where_it_was_moved_to(workspace: Workspace) -> None:
    bulk = await workspace.wish(
        Advance("S003", "30", expected_revision=1),
        Advance("20260001-T-339", "40", expected_revision=2),
        Advance(" s003 ".upper(), "50", expected_revision=3),
    )
    assert bulk.applied
    now = await workspace.standard("S003")
    assert (now["timeline"], now["revision"]) == (["2026-01-15 20.00", f"{TODAY} 50.00"], 4)
    assert [event["fromStage"] for event in await workspace.events("S003")] == [None, "20.00", "30.00", "40.00"]


async def test_a_number_is_given_once(workspace: Workspace) -> None:
    items = [await workspace.item("10", "20", "30", "40", "50") for _ in range(3)]
    numbers = ("GB/T 77-2026", "gbt 77—2026", "GB/T 78-2026")
    before = await workspace.everything()
    bulk = await workspace.wish(
        *(
            Advance(item, "60.60", number=number, published_on=TODAY)
            for item, number in zip(items, numbers, strict=True)
        )
    )
    assert not bulk.applied
    assert [type(one) for one in bulk.outcomes] == [Changed, Invalid, Changed]
    assert await workspace.everything() == before


async def test_a_number_that_was_refused_is_free_for_the_next(workspace: Workspace) -> None:
    items = [await workspace.item("10", "20", "30", "40", stage) for stage in ("40.20", "50")]
    bulk = await workspace.wish(*(Advance(item, "60.60", number="GB/T 77-2026", published_on=TODAY) for item in items))
    assert [type(one) for one in bulk.outcomes] == [Refused, Changed]


async def test_a_plan_number_is_given_once(workspace: Workspace) -> None:
    items = [await workspace.item("10") for _ in range(2)]
    bulk = await workspace.wish(*(Advance(item, "20", plan_number="20264321-T-339") for item in items))
    assert [type(one) for one in bulk.outcomes] == [Changed, Invalid]


async def test_a_thousand_take_no_more_statements_than_two(workspace: Workspace) -> None:
    taken = []
    for size in (2, 1000):
        items = [Register(title_zh=f"第{n}项", committees=("SAC/TC1",), stage="10") for n in range(size)]
        with count_statements() as registering:
            assert (await workspace.wish(*items)).applied
        with count_statements() as advancing:
            bulk = await workspace.wish(
                *(Advance(one.standard, "20", request_id=f"{size}/{one.standard}") for one in items)
            )
        assert bulk.applied
        taken.append((len(registering.texts), len(advancing.texts)))
    assert taken[0] == taken[1]
    assert max(taken[0]) <= 9
