"""The network of product categories: what is a kind of what, what depends on what, and everything that follows transitively.

Relations may hold cycles: a closure holds each member once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cached_property


def adjacency(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Successors of each node, sorted, so that every walk over them is the same walk."""
    found: dict[str, set[str]] = {}
    for start, end in pairs:
        found.setdefault(start, set()).add(end)
    return {start: sorted(ends) for start, ends in found.items()}


def shortest_paths(
    start: str, following: Mapping[str, Sequence[str]], max_depth: int | None = None
) -> dict[str, tuple[str, ...]]:
    """Everything reachable from ``start``, nearest first, with a shortest path to it (``start`` included); not ``start`` itself."""
    paths: dict[str, tuple[str, ...]] = {start: (start,)}
    waiting = deque([start])
    while waiting:
        node = waiting.popleft()
        if max_depth is not None and len(paths[node]) > max_depth:
            continue
        for following_node in following.get(node, ()):
            if following_node not in paths:
                paths[following_node] = (*paths[node], following_node)
                waiting.append(following_node)
    del paths[start]
    return paths


def reachable(starts: Iterable[str], following: Mapping[str, Sequence[str]]) -> set[str]:
    """Everything reachable from any of ``starts``, these included."""
    seen = set(starts)
    waiting = list(seen)
    while waiting:
        for node in following.get(waiting.pop(), ()):
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return seen


NETWORK, CATEGORY, PAIR = 2000, 200, 40
"""Bytes of a network without a category, and what each category and each pair of related ones adds."""
SETS = 4
"""The sets of each category: what concerns it, depends on it and is depended on by it, and what some set unlocks."""


class Network:
    """Categories by code, with the transitive sets that questions about gaps and chains are made of."""

    def __init__(
        self,
        codes: Iterable[str],
        dependencies: Iterable[tuple[str, str]],
        kinds: Iterable[tuple[str, str]],
        retired: Collection[str] = (),
    ) -> None:
        """``dependencies`` are pairs (product, what it depends on), ``kinds`` pairs (kind, what it is a kind of). What is
        ``retired`` stays a kind, and has a kind, but nothing concerns it, depends on it or is depended on by it."""
        self.codes: Sequence[str] = sorted(codes)
        self._place = {code: place for place, code in enumerate(self.codes)}
        self._counting = self.set_of(code for code in self.codes if code not in retired)
        depends = [pair for pair in dependencies if not retired or not set(pair) & set(retired)]
        self.following: Mapping[str, Sequence[str]] = adjacency(depends)
        """What each product depends on directly."""
        self._preceding = adjacency((b, a) for a, b in depends)
        self.kinds: Mapping[str, Sequence[str]] = adjacency((parent, kind) for kind, parent in kinds)
        """The direct kinds of each category."""
        self._unlocked: dict[int, int] = {}

    @property
    def size(self) -> int:
        """Its bytes, about, once all has been asked of it."""
        pairs = sum(map(len, (*self.following.values(), *self.kinds.values())))
        one_set = 28 + len(self.codes) // 8
        return NETWORK + len(self.codes) * (CATEGORY + SETS * one_set) + PAIR * pairs

    def set_of(self, codes: Iterable[str]) -> int:
        """Categories as a set; a code that the network does not know is left out."""
        found = 0
        for code in codes:
            place = self._place.get(code)
            if place is not None:
                found |= 1 << place
        return found

    def holds(self, categories: int, code: str) -> bool:
        """Whether a category is in a set."""
        place = self._place.get(code)
        return place is not None and bool(categories >> place & 1)

    def names(self, categories: int) -> list[str]:
        """The codes in a set, in order."""
        return [self.codes[place] for place in places(categories)]

    def concerned(self, code: str) -> int:
        """The category and everything that is a kind of it: what a standard applies to that says it applies to the category."""
        return self._of(self._concerned, code)

    def concerned_by(self, codes: Iterable[str]) -> int:
        """Several categories and everything that is a kind of any of them."""
        found = 0
        for code in codes:
            found |= self.concerned(code)
        return found

    def dependents(self, code: str) -> int:
        """The category and everything that depends on it, directly or through others."""
        return self._of(self._dependents, code)

    def chain(self, code: str) -> int:
        """Everything that the category depends on, directly or through others; not itself, cycle or no cycle."""
        return self._of(self._chains, code) & ~self.set_of([code])

    def unlocked(self, categories: int) -> int:
        """All that depends on any category of a set, these included."""
        first = categories.bit_length() - 1
        if categories == 1 << max(first, 0):
            return self._dependents[first]
        found = self._unlocked.get(categories)
        if found is None:
            found = 0
            for place in places(categories):
                found |= self._dependents[place]
            if len(self._unlocked) < len(self.codes):
                self._unlocked[categories] = found
        return found

    def _of(self, sets: Sequence[int], code: str) -> int:
        place = self._place.get(code)
        return 0 if place is None else sets[place]

    @cached_property
    def _concerned(self) -> list[int]:
        return [found & self._counting for found in transitive(self._numbered(self.kinds))]

    @cached_property
    def _dependents(self) -> list[int]:
        return transitive(self._numbered(self._preceding))

    @cached_property
    def _chains(self) -> list[int]:
        return transitive(self._numbered(self.following))

    def _numbered(self, following: Mapping[str, Sequence[str]]) -> list[list[int]]:
        return [[self._place[end] for end in following.get(code, ())] for code in self.codes]


SPARSE = 16
"""Up to so many bits are taken off one by one; of more, the digits are searched."""


def places(categories: int) -> list[int]:
    """The places of the bits of a set, lowest first."""
    found = []
    if categories.bit_count() > SPARSE:
        digits = bin(categories)[:1:-1]
        at = digits.find("1")
        while at >= 0:
            found.append(at)
            at = digits.find("1", at + 1)
        return found
    while categories:
        lowest = categories & -categories
        found.append(lowest.bit_length() - 1)
        categories ^= lowest
    return found


def transitive(following: Sequence[Sequence[int]]) -> list[int]:
    """For each node the set of all that can be reached from it, itself included.

    Tarjan's strongly connected components, without recursion: a component is complete only after all that it leads to, so one pass
    is enough, and the members of a cycle share one set.
    """
    size = len(following)
    found = [0] * size
    index = [-1] * size
    low = [0] * size
    open_: list[int] = []
    is_open = [False] * size
    count = 0
    for root in range(size):
        if index[root] >= 0:
            continue
        walk = [(root, 0)]
        while walk:
            node, step = walk.pop()
            if step == 0:
                index[node] = low[node] = count
                count += 1
                open_.append(node)
                is_open[node] = True
            elif is_open[following[node][step - 1]]:
                low[node] = min(low[node], low[following[node][step - 1]])
            ends = following[node]
            while step < len(ends) and index[ends[step]] >= 0:
                if is_open[ends[step]]:
                    low[node] = min(low[node], index[ends[step]])
                step += 1
            if step < len(ends):
                walk += [(node, step + 1), (ends[step], 0)]
            elif low[node] == index[node]:
                _close(node, open_, is_open, following, found)
    return found


def _close(
    root: int, open_: list[int], is_open: list[bool], following: Sequence[Sequence[int]], found: list[int]
) -> None:
    """Take a component off the stack and give all its members the set of what it holds and leads to."""
    members = open_[open_.index(root) :] if open_[-1] != root else [root]
    del open_[len(open_) - len(members) :]
    reached = 0
    for member in members:
        reached |= 1 << member
        is_open[member] = False
    for member in members:
        for end in following[member]:
            reached |= found[end]
    for member in members:
        found[member] = reached
