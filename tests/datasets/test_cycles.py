"""Cycles are found as the plain walk finds them, and in time that long chains do not blow up."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.datasets.cycles import closing_edges, in_words, parent_cycles

NODES = st.sampled_from("abcdefgh")
EDGES = st.lists(st.tuples(NODES, NODES).filter(lambda edge: edge[0] != edge[1]), max_size=24)


def closing(edges: list[tuple[str, str]]) -> list[int]:
    """Row by row: what its end leads back from already closes a cycle and is left out."""
    found: list[int] = []
    kept: list[tuple[str, str]] = []
    for index, (start, end) in enumerate(edges):
        reached = {end}
        while more := {b for a, b in kept if a in reached} - reached:
            reached |= more
        if start in reached:
            found.append(index)
        else:
            kept.append((start, end))
    return found


@given(EDGES)
def test_of_each_cycle_the_last_row_is_reported(edges: list[tuple[str, str]]) -> None:
    found = list(closing_edges(edges))
    assert [index for index, _ in found] == closing(edges)
    for index, cycle in found:
        nodes = cycle.split(" > ")
        assert (nodes[0], nodes[1]) == edges[index]
        assert nodes[0] == nodes[-1]
        assert set(itertools.pairwise(nodes)) <= set(edges[: index + 1])


@given(st.dictionaries(NODES, st.one_of(st.none(), NODES)))
def test_of_each_cycle_of_parents_the_first_row_is_reported(parents: dict[str, str | None]) -> None:
    cycles: dict[frozenset[str], str] = {}
    for code in parents:
        path = [code]
        while (above := parents.get(path[-1])) is not None and above not in path:
            path.append(above)
        if above == code:
            cycles.setdefault(frozenset(path), " > ".join([*path, code]))
    assert dict(parent_cycles({code: [above] if above else [] for code, above in parents.items()})) == {
        words.split(" > ")[0]: words for words in cycles.values()
    }


@given(st.dictionaries(NODES, st.lists(NODES, max_size=3, unique=True)))
def test_of_what_has_several_parents_every_cycle_is_found(parents: dict[str, list[str]]) -> None:
    edges = {(code, above) for code, several in parents.items() for above in several}
    found = [words.split(" > ") for _, words in parent_cycles(parents)]
    for cycle in found:
        assert cycle[0] == cycle[-1]
        assert set(itertools.pairwise(cycle)) <= edges
    members = [one for cycle in found for one in cycle[1:]]
    assert len(members) == len(set(members))
    assert bool(found) == bool(closing([(a, b) for a, b in edges if a != b]) or any(a == b for a, b in edges))


def test_long_chains_and_deep_trees_are_followed() -> None:
    count = 50_000
    assert not list(closing_edges([(f"S{n}", f"S{n + 1}") for n in range(count)]))
    assert not list(parent_cycles({f"S{n}": [f"S{n + 1}"] for n in range(count)}))
    ((index, words),) = closing_edges([(f"S{n}", f"S{(n + 1) % count}") for n in range(count)])
    assert index == count - 1
    assert words.endswith(f"> … > S{count - 1} ({count} in all)")


def test_a_long_cycle_is_shortened() -> None:
    assert in_words(list("abca")) == "a > b > c > a"
    assert in_words([*"abcdefghijk", "a"]) == "a > b > c > d > e > f > g > h > i > … > a (11 in all)"
