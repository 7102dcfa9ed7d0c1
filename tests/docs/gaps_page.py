"""The page of all gaps of the seed, as the API answers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tests.graphql.client import Ask

DAY = "2026-11-23"
"""The day as of which the seed speaks."""

QUERY = """
query($scope: Scope, $on: Date!, $after: String) {
  gaps(scope: $scope, asOf: $on, first: 200, after: $after) {
    totalCount countByKind { kind count } pageInfo { hasNextPage endCursor }
    edges { node { key severity score zh: message en: message(language: EN) doZh: remedy doEn: remedy(language: EN) } }
  }
}
"""
TITLES = "{ systems { code zh: title en: title(language: EN) } }"

HEAD = f"""# Gaps of the seed

Every gap of the three systems that come with stdgraph, as the API answers it for {DAY}, worst first. The page is written by
`make gaps-page` and held to the answers by the tests; what the kinds mean stands in [definitions](definitions.md#gaps), how to correct the
data in [the data](data.md).

# 自带体系的缺口

随附的三个标准体系在 {DAY} 的全部缺口，最要紧的在前，与接口的回答逐字一致。
"""


async def page(ask: Ask) -> str:
    """The whole page."""
    systems = (await ask(TITLES))["systems"]
    parts = [HEAD]
    for system in systems:
        parts += await _system(ask, system)
    return "\n".join(parts) + "\n"


async def _system(ask: Ask, system: dict[str, Any]) -> list[str]:
    found: list[dict[str, Any]] = []
    after, counts, total = None, [], 0
    while True:
        answer = (await ask(QUERY, scope={"system": system["code"]}, on=DAY, after=after))["gaps"]
        found += [edge["node"] for edge in answer["edges"]]
        counts, total, after = answer["countByKind"], answer["totalCount"], answer["pageInfo"]["endCursor"]
        if not answer["pageInfo"]["hasNextPage"]:
            break
    return list(_lines(system, found, counts, total))


def _lines(
    system: dict[str, Any], found: Iterable[dict[str, Any]], counts: list[dict[str, Any]], total: int
) -> Iterator[str]:
    kinds = ", ".join(f"{one['kind']} {one['count']}" for one in counts)
    yield f"## {system['code']}\n"
    yield f"{system['en']}: {total} gaps ({kinds}).\n"
    yield f"{system['zh']}：共 {total} 项缺口。\n"
    yield "| severity | score | gap | 缺口 | what would close it | 解决办法 |\n|---|---|---|---|---|---|"
    for gap in found:
        cells = (gap["severity"], f"{gap['score']:g}", gap["en"], gap["zh"], gap["doEn"], gap["doZh"])
        yield f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
    yield ""
