"""A request that is sent again answers as before, though what it is about is called otherwise by now."""

from __future__ import annotations

from typing import Any

import pytest

from tests.graphql.actor import Actor
from tests.graphql.conftest import schema, seeded
from tests.stewardship.desk import Desk, desk, kept
from tests.stewardship.vocabulary import Keeper

__all__ = ["desk", "kept", "schema", "seeded"]

ITEM = {"title": "一项", "level": "NATIONAL", "stage": "20", "committees": ["SAC/TC90"], "effectiveOn": "2025-12-01"}
TRACK = "mutation ($input: TrackGapInput!) { trackGap(input: $input) { __typename ... on GapTracked { record { gapId } } } }"


async def test_of_a_subsystem_whose_code_is_another_one(desk: Desk) -> None:
    made = {"system": "PV2024", "code": "Z9", "titleZh": "试", "requestId": "一"}
    first = await desk.done("createSubsystem", made, "code title")
    await desk.done("changeSubsystem", {"system": "PV2024", "code": "Z9", "newCode": "Z8"})
    await desk.done("changeSystem", {"system": "PV2024", "newCode": "PVX"})
    again = await desk.done("createSubsystem", made, "code title system { code }")
    assert again["subsystem"] == {**first["subsystem"], "system": {"code": "PVX"}}
    assert again["change"]["sequence"] == first["change"]["sequence"]


@pytest.mark.parametrize(
    ("name", "given", "then"),
    [
        (
            "changeProductCategory",
            {"code": "LFP", "titleEn": "Iron phosphate"},
            ("changeProductCategory", {"code": "LFP", "newCode": "LFPX"}),
        ),
        (
            "changeCommittee",
            {"code": "SAC/TC207/SC5", "members": 99},
            ("mergeCommittees", {"lost": "SAC/TC207/SC5", "kept": "SAC/TC90"}),
        ),
    ],
)
async def test_of_what_all_systems_share(
    desk: Desk, name: str, given: dict[str, Any], then: tuple[str, dict[str, Any]]
) -> None:
    keeper = Keeper(desk.actor)
    first = await keeper.send(name, **given, requestId="一")
    await keeper.send(then[0], **then[1])
    again = await keeper.send(name, **given, requestId="一")
    assert first["change"] is not None
    assert again["__typename"] == first["__typename"]
    assert again["change"]["sequence"] == first["change"]["sequence"]


async def test_of_an_item_that_was_merged_into_another_one(desk: Desk) -> None:
    actor = desk.actor
    first = await actor.done("registerStandard", **ITEM, planNumber="20269101-T-339", requestId="一")
    await actor.register(**ITEM, planNumber="20269102-T-339")
    merge: dict[str, Any] = {"standard": "20269102-T-339", "items": ["20269101-T-339"]}
    await Keeper(actor).send("mergeItems", **merge)
    again = await actor.done("registerStandard", **ITEM, planNumber="20269101-T-339", requestId="一")
    assert again["change"]["sequence"] == first["change"]["sequence"]


async def test_of_the_record_of_a_gap_whose_subsystem_is_called_otherwise(desk: Desk) -> None:
    asked = {"gapId": "UNCOVERED_SUBSYSTEM:PV2024/B", "requestId": "一"}

    async def tracked(actor: Actor) -> str:
        answer = (await actor.data(TRACK, input=asked))["trackGap"]
        assert answer["__typename"] == "GapTracked"
        gap: str = answer["record"]["gapId"]
        return gap

    assert await tracked(desk.actor) == "UNCOVERED_SUBSYSTEM:PV2024/B"
    await desk.done("changeSubsystem", {"system": "PV2024", "code": "B", "newCode": "BX"})
    assert await tracked(desk.actor) == "UNCOVERED_SUBSYSTEM:PV2024/BX"
