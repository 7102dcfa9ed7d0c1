"""What a network says of its bytes, beside what it takes once all was asked of it."""

from __future__ import annotations

from random import Random

import pytest

from stdgraph.domain.network import Network
from tests.sizes import deep_size, is_honest


@pytest.mark.parametrize("size", [30, 500, 2000])
def test_a_network_tells_its_bytes(size: int) -> None:
    random = Random(size)  # noqa: S311  no secret: the same network each time
    codes = [f"CATEGORY_{n}" for n in range(size)]
    depends = [(codes[n], codes[random.randrange(n)]) for n in range(1, size) for _ in range(3)]
    network = Network(codes, depends, [(codes[n], codes[n // 10]) for n in range(10, size)])
    for code in codes:
        network.chain(code)
        network.unlocked(network.concerned(code))
    told, taken = network.size, deep_size(network)
    assert is_honest(told, taken), (told, taken)
    several = network.set_of(codes[:2])
    assert network.names(network.unlocked(several)) == sorted(
        {name for code in codes[:2] for name in network.names(network.dependents(code))}
    )
    assert network.unlocked(0) == 0
