"""Whatever the graph holds comes back: any label, any relationship, any kind of value."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stdgraph.datasets.backup.backup import catalogue_digest
from stdgraph.store.node_keys import NODE_KEYS
from stdgraph.store.session import Graph, Transaction
from tests.datasets.backup.copies import back_up, copy_into
from tests.engines import wipe
from tests.examples import MORE, chance

LABELS = [label for label in NODE_KEYS if label not in ("Catalogue", "Migration")]
ODD_TEXTS = [
    "",
    " ",
    "\n\r\t",
    "标准体系",
    '"\\',
    "{'a': 1}",
    "2024-01-31",
    "a" * 70_000,
    "𝄞\u200b\u2028",
    "\x00\x7f",
    "null",
]
INSTANTS = [
    "2026-11-26T08:00:00Z",
    "2026-11-26T08:00:00.123456789+08:00",
    "0001-01-01T00:00:00-11:30",
    "9999-12-31T23:59:59.999Z",
]
TYPES = ["LISTED_IN", "CONCERNS", "STATES", "NAMES", "CAUSED_BY"]


def value(draw: random.Random) -> Any:
    kinds: list[Any] = [
        draw.choice(ODD_TEXTS),
        draw.choice([0, 1, -1, 2**53 + 1, 2**63 - 1, -(2**63)]),
        draw.choice([0.0, -0.0, 1.0, 1e308, 5e-324, 0.1, float("inf"), float("-inf")]),
        draw.random() < 0.5,
        draw.choice([date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)]),
        [draw.choice(ODD_TEXTS) for _ in range(draw.randrange(4))],
        [draw.randrange(-5, 5) for _ in range(3)],
        [0.5, 2.0],
        [date(2024, 1, 1), date(2023, 1, 1)],
    ]
    return draw.choice(kinds)


def properties(draw: random.Random) -> dict[str, Any]:
    return {f"p{n}": value(draw) for n in range(draw.randrange(6))}


async def write(graph: Graph, draw: random.Random) -> None:
    """Some nodes of every label, and relationships between any of them, several times between the same ones."""
    nodes = [(label, f"{label}/{n} 号\n") for label in LABELS for n in range(draw.randrange(1, 4))]

    async def work(tx: Transaction) -> None:
        for label, key in nodes:
            await tx.run(
                f"CREATE (n:{label}) SET n = $properties, n.at = datetime($at), n.ats = [t IN $ats | datetime(t)]",
                properties={**properties(draw), NODE_KEYS[label]: key, **extra(label, key)},
                at=draw.choice([*INSTANTS, None]),
                ats=draw.choice([INSTANTS, [], None]),
            )
        for _ in range(60):
            (start, a), (end, b) = draw.choice(nodes), draw.choice(nodes)
            for _ in range(draw.choice([1, 1, 2])):
                await tx.run(
                    f"MATCH (a:{start} {{{NODE_KEYS[start]}: $a}}) MATCH (b:{end} {{{NODE_KEYS[end]}: $b}}) "
                    f"CREATE (a)-[r:{draw.choice(TYPES)}]->(b) SET r = $properties, r.at = datetime($at)",
                    a=a,
                    b=b,
                    properties=properties(draw),
                    at=draw.choice([*INSTANTS, None]),
                )

    await graph.write(work)


def extra(label: str, key: str) -> dict[str, Any]:
    """What has to be unique beside the key."""
    return {"sequence": int(key.partition("/")[2].split()[0])} if label == "Event" else {}


async def contents(graph: Graph) -> tuple[list[str], list[str]]:
    """Every node and relationship as the driver shows it, in a second opinion that shares nothing with the backup."""

    async def work(tx: Transaction) -> tuple[list[str], list[str]]:
        nodes = await tx.rows("MATCH (n) WHERE NOT n:Catalogue RETURN labels(n) AS labels, properties(n) AS properties")
        links = await tx.rows(
            "MATCH (a)-[r]->(b) RETURN properties(a) AS a, type(r) AS type, properties(r) AS r, properties(b) AS b"
        )
        return sorted(map(shown, nodes)), sorted(map(shown, links))

    return await graph.read(work)


def shown(found: Any) -> str:
    if isinstance(found, dict):
        return "{" + ",".join(f"{name}:{shown(found[name])}" for name in sorted(found)) + "}"
    if isinstance(found, list):
        return "[" + ",".join(map(shown, found)) + "]"
    return found.iso_format() if hasattr(found, "iso_format") else repr(found)


@pytest.mark.drawn
@pytest.mark.parametrize("seed", range(2 * MORE))
async def test_any_graph_comes_back_as_it_was(graph: Graph, tmp_path: Path, seed: int) -> None:
    await wipe(graph)
    await write(graph, chance(seed))
    before = await contents(graph)
    path, made = await back_up(graph, tmp_path, "any")
    await copy_into(graph, path)
    assert await contents(graph) == before
    assert (await catalogue_digest(graph)).files == made.files
    assert len(before[1]) == made.rows("relationships/") >= 60


async def test_what_no_stdgraph_writes_is_not_left_out_in_silence(graph: Graph, tmp_path: Path) -> None:
    for text, reason in (
        ("CREATE (:Stranger {id: 'x'})", "1 nodes with the labels \\['Stranger'\\]"),
        ("CREATE (:Source {title: 'no id'})", "1 nodes of Source have 0 different keys"),
        ("CREATE (:Source {id: 'x', at: time('12:00')})", "property at: a backup holds no value of type"),
    ):
        await wipe(graph)

        async def work(tx: Transaction, text: str = text) -> None:
            await tx.run(text)

        await graph.write(work)
        with pytest.raises(Exception, match=reason):
            await back_up(graph, tmp_path, "not")
        assert not (tmp_path / "not.zip").exists()
    await wipe(graph)
