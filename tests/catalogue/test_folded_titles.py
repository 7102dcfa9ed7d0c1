"""Titles are found however they are printed, and shown as they were entered; so it is with data of earlier versions."""

from __future__ import annotations

from typing import Any

import pytest
import pytest_asyncio

from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.register import Register
from stdgraph.domain.identity import Identity, Role
from stdgraph.store import refold
from stdgraph.store.session import Graph, Transaction
from tests.calendar_day import TODAY
from tests.graphql.client import Ask

SEARCH = "query ($text: String!) { search(text: $text) { edges { score node { ... on Standard { title titleEn: title(language: EN) } } } } }"
WHERE = "query ($where: StandardWhere) { standards(where: $where) { edges { node { title } } } }"
TITLES = {
    "led": ("ＬＥＤ\u3000照明　产品", "Lampes a\u0300 e\u0301clairage"),
    "kangxi": ("⼯业⻋辆Ⅸ型", "Straße\u200bnfahrzeuge"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="session", autouse=True)
async def entered(seeded: Graph) -> None:
    wishes = [Register(title_zh=zh, title_en=en) for zh, en in TITLES.values()]
    done = await apply_commands(seeded, Identity("管理员", Role.ADMINISTRATOR), wishes, today=TODAY)
    assert done.applied


async def found(ask: Ask, text: str) -> list[Any]:
    return [edge["node"].get("title") for edge in (await ask(SEARCH, text=text))["search"]["edges"]]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("LED 照明 产品", "led"),
        ("ｌｅｄ　照明", "led"),
        ("à éclairage", "led"),
        ("a\u0300 E\u0301CLAIRAGE", "led"),
        ("工业车辆", "kangxi"),
        ("⼯业", "kangxi"),
        ("IX型", "kangxi"),
        ("STRASSENFAHR", "kangxi"),
        ("straßen\u00adfahrzeuge", "kangxi"),
    ],
)
async def test_what_reads_the_same_is_found(ask: Ask, text: str, title: str) -> None:
    assert TITLES[title][0] in await found(ask, text)


@pytest.mark.parametrize(
    ("operators", "title"),
    [
        ({"eq": "led 照明 产品"}, "led"),
        ({"in": ["LED  照明\u3000产品"]}, "led"),
        ({"startsWith": "led\u3000"}, "led"),
        ({"contains": "工业车"}, "kangxi"),
        ({"contains": "à é"}, "led"),
        ({"eq": "STRASSENFAHRZEUGE"}, "kangxi"),
    ],
)
async def test_conditions_on_titles_read_them_alike(ask: Ask, operators: dict[str, Any], title: str) -> None:
    page = (await ask(WHERE, where={"title": operators}))["standards"]
    assert [edge["node"]["title"] for edge in page["edges"]] == [TITLES[title][0]]


async def test_data_of_earlier_versions_are_folded_in_parts(seeded: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    async def state(tx: Transaction) -> list[list[Any]]:
        text = "MATCH (n) WHERE n.searchText IS NOT NULL WITH n ORDER BY labels(n)[0], n.id "
        row = await tx.row(text + "RETURN collect([n.id, n.searchText, n.titleZhKey, n.titleEnKey]) AS found")
        return list(row["found"]) if row else []

    async def as_before(tx: Transaction) -> None:
        text = "MATCH (n) WHERE n.searchText IS NOT NULL SET n.searchText = n.searchText + ' ', "
        await tx.run(text + "n.titleZhKey = null, n.titleEnKey = null")

    now = await seeded.read(state)
    await seeded.write(as_before)
    assert await seeded.read(state) != now
    monkeypatch.setattr(refold, "BATCH", 150)
    await refold.refold(seeded)
    assert await seeded.read(state) == now
