"""Pages for people: how long the service takes for each, and how much of it travels, beside its query alone and an empty answer."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from html import unescape
from urllib.parse import parse_qs, urlsplit

import httpx

from bench.engines import Place
from bench.report import Row, Section
from bench.sampling import Effort, in_turns
from bench.scale import SYSTEM, enlarge
from bench.service import service
from stdgraph.store.session import Graph

SEED: Mapping[str, str] = {
    "overview": "/",
    "system": "/systems/PV2024",
    "gaps": "/systems/ICN2024/gaps",
    "coverage": "/systems/ICN2024/coverage",
    "history": "/systems/PV2024/history",
    "rows": "/systems/PV2024/standards?of=ITEMS",
    "standards": "/standards",
    "standard": "/standards/GB/T%2024067-2024",
    "committee": "/committees/SAC/TC90",
    "category": "/categories/LI_BATTERY?subsystem=ICN2024/BAB",
    "gap": "/gaps/UNMET_DEMAND:ICN2024/BAB:ETHYLENE",
    "search": "/search?q=24067",
    "changes": "/changes",
}
LARGE: Mapping[str, str] = {
    "tree of the large system": f"/systems/{SYSTEM}",
    "200 of its gaps": f"/systems/{SYSTEM}/gaps?first=200",
    "50 of its standards": f"/systems/{SYSTEM}/standards?of=ITEMS",
}
BROWSER = {"Accept": "text/html", "Accept-Encoding": "gzip"}
EFFORT = Effort(warm=5, samples=60, warm_seconds=4.0, sample_seconds=6.0)
KILOBYTE = 1000


async def measure_pages(where: Place, standards: int) -> list[Section]:
    """Every kind of page of the seed, and with ``standards`` those of a large system beside it."""
    async with service(where.environment, fresh=True) as running, await Graph.open(where.settings) as graph:
        if standards:
            await enlarge(graph, standards, [])
        pages = {**SEED, **(LARGE if standards else {})}
        base = f"http://127.0.0.1:{running.port}"
        async with httpx.AsyncClient(base_url=base, headers=BROWSER, timeout=120) as client:
            rows = [await _measured(client, name, address) for name, address in pages.items()]
        version = graph.engine.version
    return [Section(f"Pages of the service ({version})", rows)]


async def _measured(client: httpx.AsyncClient, name: str, address: str) -> Row:
    began = time.perf_counter()
    page = await client.get(address)
    first = time.perf_counter() - began
    page.raise_for_status()
    query = _query(page.text)

    async def whole() -> object:
        return await client.get(address)

    async def alone() -> object:
        answered = await client.post("/graphql", json=query, headers={"Accept": "application/json"})
        if "errors" in answered.json():
            raise RuntimeError(f"{name}: its query is not answered: {answered.text[:200]}")
        return answered

    async def empty() -> object:
        return await client.get("/healthz")

    taken = await in_turns([whole, alone, empty], EFFORT)
    return {
        "page": name,
        "first ms": 1000 * first,
        "p50 ms": 1000 * _share(taken[0], 0.5),
        "p95 ms": 1000 * _share(taken[0], 0.95),
        "its query ms": 1000 * _share(taken[1], 0.5),
        "empty answer ms": 1000 * _share(taken[2], 0.5),
        "kB sent": page.num_bytes_downloaded / KILOBYTE,
        "kB unpacked": len(page.content) / KILOBYTE,
    }


def _query(html: str) -> dict[str, object]:
    """The request that the page's link to its query stands for."""
    start = html.index('href="/graphql?query=') + len('href="')
    parameters = parse_qs(urlsplit(unescape(html[start : html.index('"', start)])).query)
    return {"query": parameters["query"][0], "variables": json.loads(parameters["variables"][0])}


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
