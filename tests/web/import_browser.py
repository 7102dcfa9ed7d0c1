"""A browser that imports: it sends the forms of the pages as people do, with the tokens of those who log in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from stdgraph.domain.identity import Role
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.tokens import issue

TABLE = (
    "标准号,标准名称,子体系名称,归口单位,状态\n"
    "GB/T 48001-2026,光伏组件回收通则,回收页,SAC/TC 999 新标委,现行\n"
    ",坏行,,,现行\n"
    "GB/T 48002-2026,光伏组件拆解,回收页,,怪词\n"
)
ODD = "甲,乙,丙\nGB/T 48101-2026,组件拆解通则,拆解\nGB/T 48102-2026,组件拆解安全要求,拆解\n"
LIMIT = 100_000


class Browser:
    """A browser that sends forms, with the tokens of those who log in."""

    def __init__(self, http: httpx.AsyncClient, settings: Settings, tokens: dict[str, str]) -> None:
        self.http, self.settings, self._tokens = http, settings, tokens

    def _headers(self, who: str | None, language: str) -> dict[str, str]:
        sent = {"Accept": "text/html", "Accept-Language": language, "Sec-Fetch-Site": "same-origin"}
        return {**sent, "Authorization": f"Bearer {self._tokens[who]}"} if who else sent

    async def get(self, path: str, who: str | None = "steward", language: str = "en") -> httpx.Response:
        return await self.http.get(path, headers=self._headers(who, language))

    async def post(self, path: str, who: str | None = "steward", language: str = "en", **data: Any) -> httpx.Response:
        return await self.http.post(path, data=data, headers=self._headers(who, language))

    async def upload(
        self,
        content: str | bytes | None = TABLE,
        who: str | None = "steward",
        language: str = "en",
        name: str = "表.csv",
        mapping: bytes | None = None,
        **data: str,
    ) -> httpx.Response:
        raw = content.encode() if isinstance(content, str) else content
        files: dict[str, Any] = {"file": ("", b"") if raw is None else (name, raw)}
        if mapping is not None:
            files["mapping"] = ("mapping.yaml", mapping)
        values = {"dataset": "page", "system": "PV2024", **data}
        return await self.http.post("/import/upload", data=values, files=files, headers=self._headers(who, language))

    async def planned(self, content: str | bytes = TABLE, **given: Any) -> str:
        """The address of the plan of a file."""
        sent = await self.upload(content, **given)
        assert sent.status_code == 303, sent.text
        return str(sent.headers["location"]).partition("?")[0]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def browser(
    seeded: Graph, engine_settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Browser]:
    chosen = engine_settings.model_copy(
        update={"data_dir": tmp_path_factory.mktemp("import-pages"), "max_import": LIMIT}
    )
    app = create_app(chosen)
    app.state.graph = seeded
    tokens = {
        "administrator": await issue(seeded, "root", Role.ADMINISTRATOR),
        "steward": await issue(seeded, "steward", Role.STEWARD, systems=["PV2024"]),
        "other": await issue(seeded, "other", Role.STEWARD, systems=["NP2024"]),
        "reader": await issue(seeded, "reader", Role.READER),
    }
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stdgraph.test") as http:
        yield Browser(http, chosen, tokens)


async def counted(graph: Graph) -> Counter[str]:
    """How many things of each kind are on the plan."""
    text = "MATCH (n) WHERE n.retiredOn IS NULL AND n.createdBy IS NULL RETURN labels(n)[0] AS label, count(n) AS count"
    rows: list[Any] = await graph.read(lambda tx: tx.rows(text, dict))
    kinds = {"Standard", "Subsystem", "StandardsSystem", "Committee"}
    return Counter({row["label"]: row["count"] for row in rows if row["label"] in kinds})


def told(response: httpx.Response) -> str:
    """What a page says in its one message of an error."""
    found = re.findall(r'<p class="notice error" role="alert"[^>]*>(.*?)</p>', response.text, re.DOTALL)
    assert len(found) == 1, response.text
    return str(found[0])
