"""What is taken back leaves the plan as sound as commands do: what stands in the way is told, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stdgraph.commands.audit import audit
from stdgraph.domain.identity import Identity, Role
from tests.graphql.conftest import schema, seeded
from tests.stewardship.answers import answers
from tests.stewardship.desk import REFUSED, Desk, desk, kept
from tests.tokens import issue

__all__ = ["desk", "kept", "schema", "seeded"]

STEWARD = Identity("光伏体系", Role.STEWARD, systems=frozenset({"PV2024"}))
P = {"system": "PV2024"}
CELL = {**P, "subsystem": "HB", "productCategory": "LI_CATHODE"}
TREE = '{ system(code: "PV2024") { subsystems { code children { code } } } }'
VOCABULARY = """
mutation ($input: %sInput!) {
  %s(input: $input) {
    __typename
    ... on %s { change { sequence } }
    ... on InvalidInput { problems { path message(language: EN) } }
  }
}
"""


def sequence(told: Mapping[str, Any]) -> int:
    found: int = told["change"]["sequence"]
    return found


async def in_the_way(desk: Desk, told: Mapping[str, Any]) -> str:
    """What stands in the way of taking back what a command did; the plan is as it was."""
    problems = await desk.refused("revokeChange", {"sequence": sequence(told), "reason": "误操作"})
    assert await desk.actor.graph.read(audit) == []
    return problems["sequence"]


async def vocabulary(desk: Desk, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    changed = "CommitteeChanged" if name.endswith("Committee") else "ProductCategoryChanged"
    document = VOCABULARY % (name[0].upper() + name[1:], name, changed)
    told: dict[str, Any] = (await desk.actor.data(document, input=given))[name]
    assert "change" in told, told
    return told


async def children(desk: Desk) -> dict[str, list[str]]:
    tops = (await desk.ask(TREE))["subsystems"]
    return {one["code"]: [below["code"] for below in one["children"]] for one in tops}


async def test_what_would_come_back_to_where_nothing_is_waits_for_that(desk: Desk) -> None:
    before = await answers(desk.actor, "2026-11-22")
    moved = await desk.done("moveSubsystem", {**P, "code": "IB", "parent": "H"})
    retired = await desk.done("retireSubsystem", {**P, "code": "I"})
    message = await in_the_way(desk, moved)
    assert message.startswith("subsystem 'I' is off the plan since ")
    assert message.endswith(f"subsystem 'IB' would rest on it: take change {sequence(retired)} back first")
    await desk.take_back(retired)
    await desk.take_back(moved)
    assert await answers(desk.actor, "2026-11-22") == before


async def test_a_part_of_a_retired_branch_comes_back_with_that_alone(desk: Desk) -> None:
    part = await desk.done("retireSubsystem", {**P, "code": "AA"})
    whole = await desk.done("retireSubsystem", {**P, "code": "A"})
    assert f"take change {sequence(whole)} back first" in await in_the_way(desk, part)
    await desk.take_back(whole)
    await desk.take_back(part)
    assert "AA" in (await children(desk))["A"]


async def test_what_was_taken_back_does_not_come_again_to_what_is_closed(desk: Desk) -> None:
    demand = await desk.done("addDemand", {**CELL, "effectiveOn": "2026-01-01"})
    undone = await desk.take_back(demand)
    closed = await desk.done("closeSystem", P)
    assert f"take change {sequence(closed)} back first" in await in_the_way(desk, undone)
    await desk.take_back(closed)
    await desk.take_back(undone)


async def test_no_subsystem_comes_to_stand_above_itself(desk: Desk) -> None:
    before = await children(desk)
    moved = await desk.done("moveSubsystem", {**P, "code": "IB"})
    above = await desk.done("moveSubsystem", {**P, "code": "I", "parent": "IB"})
    assert "'PV2024/IB' would stand above itself: PV2024/IB > PV2024/I > PV2024/IB" in await in_the_way(desk, moved)
    await desk.take_back(above)
    await desk.take_back(moved)
    assert await children(desk) == before


async def test_nor_on_a_day_of_the_past(desk: Desk) -> None:
    moved = await desk.done("moveSubsystem", {**P, "code": "IB", "effectiveOn": "2026-01-01"})
    for place in ({"parent": "IB", "effectiveOn": "2026-03-01"}, {"effectiveOn": "2026-06-01"}):
        await desk.done("moveSubsystem", {**P, "code": "I", **place})
    assert "would stand above itself" in await in_the_way(desk, moved)


async def test_nor_does_a_committee_or_a_category(desk: Desk) -> None:
    committees = await desk.ask("{ committees { code parent { code } } }")
    one = next(one for one in committees if one["parent"])
    apart = await vocabulary(desk, "changeCommittee", {"code": one["code"], "independent": True})
    await vocabulary(desk, "changeCommittee", {"code": one["parent"]["code"], "parent": one["code"]})
    assert f"{one['code']!r} would stand above itself" in await in_the_way(desk, apart)
    kind = {"titleZh": "甲", "kind": "PRODUCT"}
    await vocabulary(desk, "createProductCategory", {**kind, "code": "ONE"})
    await vocabulary(desk, "createProductCategory", {**kind, "code": "TWO", "parents": ["ONE"]})
    apart = await vocabulary(desk, "changeProductCategory", {"code": "TWO", "removeParents": ["ONE"]})
    await vocabulary(desk, "changeProductCategory", {"code": "ONE", "addParents": ["TWO"]})
    assert "'TWO' would stand above itself: TWO > ONE > TWO" in await in_the_way(desk, apart)


async def test_nothing_comes_back_to_a_category_that_is_retired(desk: Desk) -> None:
    kind = {"titleZh": "甲", "kind": "PRODUCT"}
    await vocabulary(desk, "createProductCategory", {**kind, "code": "ONE"})
    await vocabulary(desk, "createProductCategory", {**kind, "code": "TWO", "parents": ["ONE"]})
    apart = await vocabulary(desk, "changeProductCategory", {"code": "TWO", "removeParents": ["ONE"]})
    retired = await vocabulary(desk, "retireProductCategory", {"code": "ONE"})
    message = await in_the_way(desk, apart)
    assert message.endswith(f"product category 'TWO' would rest on it: take change {sequence(retired)} back first")


async def test_one_demand_at_a_time_holds_after_an_undo(desk: Desk) -> None:
    await desk.done("addDemand", {**CELL, "effectiveOn": "2026-01-01"})
    withdrawn = await desk.done("withdrawDemand", {**CELL, "effectiveOn": "2026-06-01"})
    newer = await desk.done("addDemand", {**CELL, "effectiveOn": "2026-07-01"})
    assert "holds for the same since 2026-07-01" in await in_the_way(desk, withdrawn)
    undone = await desk.take_back(newer)
    await desk.take_back(withdrawn)
    assert "holds for the same since 2026-01-01" in await in_the_way(desk, undone)


async def test_nor_by_a_term_that_is_taken_back(desk: Desk) -> None:
    await desk.done("addDemand", {**CELL, "effectiveOn": "2026-01-01"})
    ended = await desk.done("changeDemand", {**CELL, "until": "2026-06-01", "effectiveOn": "2026-03-01"})
    newer = await desk.done("addDemand", {**CELL, "effectiveOn": "2026-07-01"})
    assert "holds for the same since 2026-07-01" in await in_the_way(desk, ended)
    await desk.take_back(newer)
    await desk.take_back(ended)


async def test_a_demand_does_not_come_back_to_a_subsystem_that_has_left(desk: Desk) -> None:
    await desk.done("addDemand", {**CELL, "effectiveOn": "2026-01-01"})
    withdrawn = await desk.done("withdrawDemand", {**CELL, "effectiveOn": "2026-06-01"})
    retired = await desk.done("retireSubsystem", {**P, "code": "HB", "into": "HA"})
    message = await in_the_way(desk, withdrawn)
    assert message.endswith(
        f"demand 'PV2024/HB / LI_CATHODE' would rest on it: take change {sequence(retired)} back first"
    )
    await desk.take_back(retired)
    await desk.take_back(withdrawn)


async def test_demands_of_a_category_come_back_with_it(desk: Desk) -> None:
    """The other one was demanded already: then nothing of the system but the demand has changed."""
    for code in ("ONE", "TWO"):
        await vocabulary(desk, "createProductCategory", {"titleZh": "甲", "kind": "PRODUCT", "code": code})
        await desk.done("addDemand", {**CELL, "productCategory": code})
    retired = await vocabulary(desk, "retireProductCategory", {"code": "ONE", "into": "TWO"})
    left = await desk.done("retireSubsystem", {**P, "code": "HB", "into": "HA"})
    assert f"take change {sequence(left)} back first" in await in_the_way(desk, retired)
    await desk.take_back(left)
    document = "mutation ($i: RevokeChangeInput!) { revokeChange(input: $i) { __typename } }"
    told = await desk.ask(document, i={"sequence": sequence(retired), "reason": "误操作"})
    assert told == {"__typename": "ProductCategoryChanged"}


async def test_what_is_listed_does_not_come_back_there_either(desk: Desk) -> None:
    item = {"standard": "GB/T 25074-2017", "relation": "LISTED_IN", "target": "PV2024/HB"}
    document = "mutation ($i: %sInput!) { %s(input: $i) { ... on StandardAdvanced { change { sequence } } } }"
    for name in ("relateStandard", "unrelateStandard"):
        told = await desk.ask(document % (name[0].upper() + name[1:], name), i=item)
    await desk.done("retireSubsystem", {**P, "code": "HB"})
    problems = await desk.refused("revokeChange", {"sequence": sequence(told), "reason": "误操作"})
    assert "subsystem 'PV2024/HB' is off the plan" in problems["sequence"]


async def test_once_in_a_request(desk: Desk) -> None:
    moved = await desk.done("moveSubsystem", {**P, "code": "IB", "parent": "H"})
    twice = {"sequence": sequence(moved), "reason": "误操作"}
    document = f"mutation ($items: [ChangeInput!]!) {{ applyChanges(items: $items) {{ applied outcomes {{ outcome {{ {REFUSED} }} }} }} }}"
    made = {"createSubsystem": {**P, "code": "J", "titleZh": "其他"}}
    comment = {"commentOnStandard": {"standard": "GB/T 25074-2017", "note": "核对"}}
    for between in ([], [made], [comment]):
        items = [{"revokeChange": twice}, *between, {"revokeChange": twice}]
        told = await desk.ask(document, items=items)
        assert not told["applied"]
        problems = told["outcomes"][-1]["outcome"]["problems"]
        assert [one["message"] for one in problems] == [
            f"change {sequence(moved)} is revoked already by this very request"
        ]
    await desk.take_back(moved)


async def test_a_subsystem_gets_its_code_back_whatever_its_system_is_called(desk: Desk) -> None:
    codes = "{ system(code: %s) { code subsystems { code children { code } } } }"
    before = await desk.ask(codes % '"PV2024"')
    made = await desk.done("createSubsystem", {**P, "code": "J", "titleZh": "其他"})
    renamed = await desk.done("changeSubsystem", {**P, "code": "IB", "newCode": "IX"})
    await desk.done("changeSystem", {**P, "newCode": "PVX"})
    within = await desk.done("changeSubsystem", {"system": "PVX", "code": "IA", "newCode": "IY"})
    await desk.take_back(renamed)
    again = await desk.done("changeSubsystem", {"system": "PVX", "code": "IB", "newCode": "IX"})
    await desk.done("changeSystem", {"system": "PVX", "newCode": "PV2024"})
    for one in (again, within, made):
        await desk.take_back(one)
    assert await desk.ask(codes % '"PV2024"') == before
    assert await desk.actor.graph.read(audit) == []


async def test_but_not_when_it_has_another_one_since(desk: Desk) -> None:
    first = await desk.done("changeSubsystem", {**P, "code": "IB", "newCode": "IX"})
    second = await desk.done("changeSubsystem", {**P, "code": "IX", "newCode": "IY"})
    await desk.done("changeSystem", {**P, "newCode": "PVX"})
    assert f"change {sequence(second)} builds on change {sequence(first)}" in await in_the_way(desk, first)


async def test_the_order_of_siblings_comes_back(desk: Desk) -> None:
    before = (await children(desk))["A"]
    moved = await desk.done("moveSubsystem", {**P, "code": before[-1], "parent": "A", "first": True})
    now = [before[-1], *before[:-1]]
    assert (await children(desk))["A"] == now
    undone = await desk.take_back(moved)
    assert (await children(desk))["A"] == before
    await desk.take_back(undone)
    assert (await children(desk))["A"] == now


async def test_whatever_they_are_called_by_then(desk: Desk) -> None:
    before = list(await children(desk))
    moved = await desk.done("moveSubsystem", {**P, "code": "H", "first": True})
    await desk.done("changeSubsystem", {**P, "code": before[-2], "newCode": "Y"})
    renamed = await desk.done("changeSystem", {**P, "newCode": "PVX"})
    await desk.take_back(moved)
    await desk.take_back(renamed)
    there = ["Y" if code == before[-2] else code for code in before]
    assert list(await children(desk)) == there


async def test_as_far_as_the_siblings_are_there(desk: Desk) -> None:
    for code in ("J", "K", "L", "M"):
        made = {"code": code, "parent": "AA", "titleZh": code, "effectiveOn": "2026-01-01"}
        await desk.done("createSubsystem", {**P, **made})
    moved = await desk.done("moveSubsystem", {**P, "code": "M", "parent": "AA", "after": "J"})
    await desk.done("retireSubsystem", {**P, "code": "L"})
    await desk.take_back(moved)
    below = '{ subsystem(system: "PV2024", code: "AA") { children { code } } }'
    assert [one["code"] for one in (await desk.ask(below))["children"]] == ["J", "K", "M"]


async def test_the_first_place(desk: Desk) -> None:
    await desk.done("createSubsystem", {**P, "code": "J", "titleZh": "其他", "first": True})
    await desk.done("moveSubsystem", {**P, "code": "AB", "parent": "H", "first": True})
    now = await children(desk)
    assert (next(iter(now)), now["H"][0]) == ("J", "AB")
    both = {"first": True, "after": "A"}
    for name, given in (("createSubsystem", {"code": "K", "titleZh": "其他"}), ("moveSubsystem", {"code": "I"})):
        problems = await desk.refused(name, {**P, **given, **both})
        assert problems == {"first": "first and after are both given: expected one of them"}


async def test_a_steward_is_told_of_what_an_event_is_a_part(desk: Desk) -> None:
    at = Desk(desk.actor.being(STEWARD))
    retired = await at.done("retireSubsystem", {**P, "code": "I"})
    document = '{ changes(first: 200, after: "%s") { edges { node { sequence kind concerns { label key } } } } }'
    found = await desk.ask(document % (sequence(retired) - 1))
    events = [one["node"] for one in found["edges"]]
    parts = [one for one in events if (one["kind"], one["concerns"]["label"]) == ("RETIRED", "Subsystem")]
    assert {one["concerns"]["key"] for one in parts} > {"PV2024/I"}
    for one in parts:
        if one["sequence"] != sequence(retired):
            problems = await at.refused("revokeChange", {"sequence": one["sequence"], "reason": "误操作"})
            assert f"is a part of change {sequence(retired)}" in problems["sequence"]
    await issue(desk.actor.graph, "另一人", Role.READER)
    last = events[-1]["sequence"] + 1
    problems = await at.refused("revokeChange", {"sequence": last, "reason": "误操作"})
    assert problems["sequence"] == f"event {last} (TOKEN_ISSUED) cannot be revoked"


async def test_what_another_thing_took_over_is_not_taken_back_before_that(desk: Desk) -> None:
    """A demand of a category, or of a subsystem, that another one took over."""
    cell = {**P, "subsystem": "HA", "productCategory": "PV_JBOX"}
    demand = await desk.done("addDemand", {**cell, "effectiveOn": "2026-01-01"})
    retired = await vocabulary(
        desk, "retireProductCategory", {"code": "PV_JBOX", "into": "STEEL", "effectiveOn": "2026-06-01"}
    )
    assert await in_the_way(desk, demand) == builds_on(demand, retired)
    await vocabulary(desk, "revokeChange", {"sequence": sequence(retired), "reason": "误操作"})
    gone = await desk.done("retireSubsystem", {**P, "code": "HA", "into": "HB", "effectiveOn": "2026-06-01"})
    assert await in_the_way(desk, demand) == builds_on(demand, gone)
    await desk.take_back(gone)
    await desk.take_back(demand)


async def test_nor_is_what_left_the_plan_since(desk: Desk) -> None:
    made = await desk.done("createSubsystem", {**P, "code": "Z1", "titleZh": "试", "effectiveOn": "2026-01-01"})
    retired = await desk.done("retireSubsystem", {**P, "code": "Z1"})
    assert await in_the_way(desk, made) == builds_on(made, retired)


async def test_what_was_taken_back_itself_is_in_nobodys_way(desk: Desk) -> None:
    title = await desk.done("changeSubsystem", {**P, "code": "CA", "titleZh": "甲"})
    again = await desk.done("changeSubsystem", {**P, "code": "CA", "titleZh": "乙"})
    moved = await desk.done("moveSubsystem", {**P, "code": "CA", "parent": "D"})
    await desk.take_back(moved)
    assert await in_the_way(desk, title) == builds_on(title, again)


def builds_on(told: Mapping[str, Any], later: Mapping[str, Any]) -> str:
    return f"change {sequence(later)} builds on change {sequence(told)}: revoke that first"
