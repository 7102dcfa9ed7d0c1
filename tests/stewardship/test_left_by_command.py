"""What a command took off the plan, named all the same: since when it is off, and what took over."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import strawberry

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import Actor
from tests.graphql.conftest import schema
from tests.stewardship.desk import Desk
from tests.stewardship.vocabulary import Keeper, load_small

__all__ = ["schema"]

DAY = "2026-03-01"
PROBLEMS = "... on InvalidInput { problems { path message(language: EN) zh: message(language: ZH) } }"
LISTING = {"system": "X2024", "subsystem": "AA"}


@pytest.fixture
async def keeper(graph: Graph, engine_settings: Settings, schema: strawberry.Schema, tmp_path: Path) -> Keeper:
    await load_small(graph, tmp_path)
    keeper = Keeper(Actor(graph, engine_settings, schema))
    await keeper.done("createCommittee", code="SAC/TC2", titleZh="二委")
    return keeper


async def problems(keeper: Keeper, name: str, given: Any) -> list[tuple[str, str, str]]:
    kind = f"{name[0].upper()}{name[1:]}Input!"
    document = f"mutation ($input: {kind}) {{ {name}(input: $input) {{ __typename {PROBLEMS} }} }}"
    told = (await keeper.actor.data(document, input=given))[name]
    assert told["__typename"] == "InvalidInput", told
    return [(one["path"], one["message"], one["zh"]) for one in told["problems"]]


LEFT: list[tuple[str, dict[str, str], str, str, list[tuple[str, str, Any]]]] = [
    (
        "succeedCommittee",
        {"code": "SAC/TC1/SC2", "successor": "SAC/TC2"},
        "committee 'SAC/TC1/SC2' has been off the plan since 2026-03-01: 'SAC/TC2' took over",
        "技术委员会“SAC/TC1/SC2”自 2026-03-01 起已退出体系，由“SAC/TC2”接替",
        [
            ("registerStandard", "committees", {"title": "新", "committees": ["SAC/TC1/SC2"]}),
            ("relateStandard", "target", {"standard": "S003", "relation": "OWNED_BY", "target": "SAC/TC1/SC2"}),
            ("transferStandard", "toCommittee", {"standard": "S003", "toCommittee": "SAC/TC1/SC2"}),
        ],
    ),
    (
        "retireProductCategory",
        {"code": "CATHODE", "into": "LI_BATTERY"},
        "product category 'CATHODE' has been off the plan since 2026-03-01: 'LI_BATTERY' took over",
        "产品类别“CATHODE”自 2026-03-01 起已退出体系，由“LI_BATTERY”接替",
        [
            (
                "registerStandard",
                "productCategories",
                {"title": "新", "committees": ["SAC/TC1"], "productCategories": ["CATHODE"]},
            ),
            ("relateStandard", "target", {"standard": "S003", "relation": "APPLIES_TO", "target": "CATHODE"}),
        ],
    ),
    (
        "retireSubsystem",
        {"system": "X2024", "code": "AA", "into": "B"},
        "subsystem 'X2024/AA' has been off the plan since 2026-03-01: 'B' took over",
        "子体系“X2024/AA”自 2026-03-01 起已退出体系，由“B”接替",
        [
            (
                "registerStandard",
                "listedIn",
                {
                    "title": "新",
                    "committees": ["SAC/TC1"],
                    "listedIn": [{"subsystem": {"system": "X2024", "code": "AA"}}],
                },
            ),
            ("relateStandard", "target", {"standard": "S004", "relation": "LISTED_IN", "target": "X2024/AA"}),
            ("listStandard", "subsystem", {"standard": "S004", **LISTING}),
        ],
    ),
    (
        "retireSubsystem",
        {"system": "X2024", "code": "A"},
        "subsystem 'X2024/AA' has been off the plan since 2026-03-01",
        "子体系“X2024/AA”自 2026-03-01 起已退出体系",
        [("listStandard", "subsystem", {"standard": "S004", **LISTING})],
    ),
    (
        "closeSystem",
        {"system": "X2024"},
        "subsystem 'X2024/AA' has been off the plan since 2026-03-01",
        "子体系“X2024/AA”自 2026-03-01 起已退出体系",
        [("relateStandard", "target", {"standard": "S004", "relation": "LISTED_IN", "target": "X2024/AA"})],
    ),
]


@pytest.mark.parametrize(("name", "given", "en", "zh", "wishes"), LEFT, ids=[f"{one[0]}-{len(one[4])}" for one in LEFT])
async def test_what_took_over_is_named(
    keeper: Keeper, name: str, given: dict[str, str], en: str, zh: str, wishes: list[tuple[str, str, Any]]
) -> None:
    desk = Desk(keeper.actor)
    leave = {**given, "effectiveOn": DAY}
    await (desk.done(name, leave) if "system" in given else keeper.done(name, **leave))
    for wish, path, asked in wishes:
        assert await problems(keeper, wish, asked) == [(path, en, zh)], wish


async def test_what_was_never_there_is_told_so(keeper: Keeper) -> None:
    await keeper.revoke(await keeper.done("createCommittee", code="SAC/TC3", titleZh="误"))
    asked = {"standard": "S003", "relation": "OWNED_BY", "target": "SAC/TC3"}
    said = [("target", "the creation of committee 'SAC/TC3' was revoked", "技术委员会“SAC/TC3”的新增已撤销")]
    assert await problems(keeper, "relateStandard", asked) == said
