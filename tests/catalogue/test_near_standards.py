"""Near numbers: which standards somebody may have meant who wrote one that there is not."""

from __future__ import annotations

import pytest

from stdgraph.catalogue.near_standards import _halves, near_standards
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.store.session import Graph

NEAR = {
    "GB/T24076-2024": "GB/T 24067-2024",
    "gb/t 24067—2023": "GB/T 24067-2024",
    "20256275-Z-339": "20256274-Z-339",
    "ISO 14076:2018": "ISO 14067:2018",
}


async def test_the_nearest_number_comes_first(graph: Graph) -> None:
    await load_seed(graph, read_seed(bundled_seed()))
    for written, number in NEAR.items():
        found = await graph.read(lambda tx, text=written: near_standards(tx, text))  # type: ignore[misc]
        assert found[0] == number, written
    for written in ("", "碳足迹", "GB/T 99999999", "'; MATCH (n) DETACH DELETE n //", "7" * 10_000):
        found = await graph.read(lambda tx, text=written: near_standards(tx, text))  # type: ignore[misc]
        assert len(found) <= 3
    assert await graph.read(lambda tx: near_standards(tx, "碳足迹")) == []


@pytest.mark.parametrize(
    ("written", "halves"),
    [
        ("GB/T 24067-2024", ["240", "67"]),
        ("ISO 9", ["9"]),
        ("碳足迹", []),
        ("GB/T 123", ["12"]),
        ("X 1234567", ["1234", "567"]),
    ],
)
def test_one_half_of_the_digits_survives_a_slip(written: str, halves: list[str]) -> None:
    assert _halves(written) == halves
