"""The network of categories against plain walks over the same pairs."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.network import Network, adjacency, places, reachable

CODES = [f"C{n}" for n in range(7)]
pairs = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(CODES)), max_size=14)


@given(dependencies=pairs, kinds=pairs)
def test_every_set_is_what_a_walk_finds(dependencies: list[tuple[str, str]], kinds: list[tuple[str, str]]) -> None:
    network = Network(CODES, dependencies, kinds)
    following, preceding = adjacency(dependencies), adjacency((b, a) for a, b in dependencies)
    below = adjacency((parent, kind) for kind, parent in kinds)
    for code in CODES:
        assert set(network.names(network.dependents(code))) == reachable([code], preceding)
        assert set(network.names(network.chain(code))) == reachable([code], following) - {code}
        assert set(network.names(network.concerned(code))) == reachable([code], below)


@given(dependencies=pairs, codes=st.sets(st.sampled_from(CODES)))
def test_what_a_set_unlocks_is_what_its_members_unlock(dependencies: list[tuple[str, str]], codes: set[str]) -> None:
    network = Network(CODES, dependencies, ())
    preceding = adjacency((b, a) for a, b in dependencies)
    assert set(network.names(network.unlocked(network.set_of(codes)))) == reachable(codes, preceding)


@given(st.sets(st.integers(0, 300)))
def test_the_places_of_a_set_are_its_bits(bits: set[int]) -> None:
    assert places(sum(1 << bit for bit in bits)) == sorted(bits)


def test_a_code_nobody_knows_has_no_sets() -> None:
    network = Network(["A"], [], [])
    assert (network.dependents("B"), network.chain("B"), network.concerned("B"), network.set_of(["B"])) == (0, 0, 0, 0)


def test_a_long_chain_needs_no_recursion() -> None:
    codes = [f"{n:05}" for n in range(5000)]
    network = Network(codes, pairwise(codes), ())
    assert network.chain("00000").bit_count() == 4999
    assert network.dependents("04999").bit_count() == 5000
