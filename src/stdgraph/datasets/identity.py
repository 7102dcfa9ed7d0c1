"""Which rows of datasets state the same thing, whatever the order in which the datasets were loaded.

A standard is known by its number, then by its plan number, then by its id in its dataset. What people entered of a standard counts
like a row of its own, and rows that were bound to it stay with it unless their number names another standard.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from stdgraph.domain.vocabulary import Confidence

_CONFIDENCES = [confidence.value for confidence in Confidence]


class Precedence(NamedTuple):
    """Whose statement is followed where several differ: the smallest. Never the order of loading."""

    rank: int
    """Of the dataset; -1 for what people entered."""
    confidence: int
    dataset: str
    local: str


def precedence(rank: int, confidence: str | None, dataset: str, local: str) -> Precedence:
    """The precedence of a dataset's row: by the dataset's rank, the row's confidence, the dataset's name."""
    place = _CONFIDENCES.index(confidence) if confidence in _CONFIDENCES else len(_CONFIDENCES)
    return Precedence(rank, place, dataset, local)


ENTERED_RANK = -1
"""The rank of what people entered: it is followed before any dataset."""


@dataclass(frozen=True, slots=True)
class Naming:
    """How one row, or what people entered of one node, names a thing."""

    ref: str
    """The statement's id; of what people entered the node's."""
    precedence: Precedence
    identity: str | None
    """What things of one label are known by first: a standard's number in its comparison form, elsewhere a code."""
    plan: str | None = None
    node: str | None = None
    """The id of the node that it is bound to so far."""
    own: bool = True
    """Whether it belongs to the dataset that is being loaded."""
    aliases: tuple[str, ...] = field(default=())
    """Further numbers of a node that others were merged into."""

    @property
    def entered(self) -> bool:
        """Whether people entered it."""
        return self.precedence.rank == ENTERED_RANK


Group = tuple[Naming, ...]


def group(namings: Iterable[Naming]) -> list[Group]:
    """The namings of each thing, by precedence; a function of the set of namings, whatever their order."""
    rows = sorted(namings, key=lambda row: (row.precedence, row.ref))
    sets = _DisjointSets(len(rows))
    _join_equal(sets, [(place, key) for place, row in enumerate(rows) for key in (row.identity, *row.aliases) if key])
    _join_plans(sets, rows)
    _join_bound(sets, rows)
    found: defaultdict[int, list[Naming]] = defaultdict(list)
    for place, row in enumerate(rows):
        found[sets.root(place)].append(row)
    return [tuple(found[root]) for root in sorted(found)]


def plan_holders(groups: Sequence[Group]) -> dict[str, int]:
    """The place of the group that has each plan number: of several that name it that of the first precedence."""
    holders: dict[str, tuple[Precedence, int]] = {}
    for place, members in enumerate(groups):
        for row in members:
            if row.plan and (row.plan not in holders or row.precedence < holders[row.plan][0]):
                holders[row.plan] = (row.precedence, place)
    return {plan: place for plan, (_, place) in holders.items()}


def assign(groups: Sequence[Group], unowned: Callable[[Group], str | None] = lambda _: None) -> dict[int, str]:
    """The existing node of each group, by the group's place; a group without one is a new thing.

    A node stays with what people entered, then with the rows of other datasets, then with those of the dataset being loaded.
    ``unowned`` finds a node that no dataset states, such as one that was retired.
    """
    found: dict[int, str] = {}
    taken: set[str] = set()
    for stays in (_entered, _foreign, _own):
        for place, members in enumerate(groups):
            if place in found:
                continue
            node = next((row.node for row in members if row.node and stays(row) and row.node not in taken), None)
            if node is not None:
                found[place] = node
                taken.add(node)
    for place, members in enumerate(groups):
        if place not in found and (node := unowned(members)) is not None and node not in taken:
            found[place] = node
            taken.add(node)
    return found


def unused_id(local: str, dataset: str, used: Collection[str] | Mapping[str, object]) -> str:
    """The id of a new node: that of its row or, where another thing has it, with the dataset's name before it."""
    if local not in used:
        return local
    wanted = f"{dataset}:{local}"
    place = 2
    while wanted in used:
        wanted, place = f"{dataset}:{local}:{place}", place + 1
    return wanted


def _entered(row: Naming) -> bool:
    return row.entered


def _foreign(row: Naming) -> bool:
    return not row.entered and not row.own


def _own(row: Naming) -> bool:
    return not row.entered and row.own


def _join_equal(sets: _DisjointSets, keys: Iterable[tuple[int, str]]) -> None:
    first: dict[str, int] = {}
    for place, key in keys:
        sets.join(first.setdefault(key, place), place)


def _join_plans(sets: _DisjointSets, rows: Sequence[Naming]) -> None:
    """Rows without a number belong to the first numbered row of their plan number; two numbers of one plan stay two standards."""
    numbered: dict[str, int] = {}
    for place, row in enumerate(rows):
        if row.plan and row.identity:
            numbered.setdefault(row.plan, place)
    plain = [(place, row.plan) for place, row in enumerate(rows) if row.plan and not row.identity]
    _join_equal(sets, plain)
    for place, plan in plain:
        if plan in numbered:
            sets.join(numbered[plan], place)


def _join_bound(sets: _DisjointSets, rows: Sequence[Naming]) -> None:
    """Rows stay with the node that people changed, unless they name what is bound elsewhere."""
    entered = {row.node: place for place, row in enumerate(rows) if row.entered}
    members: defaultdict[int, list[Naming]] = defaultdict(list)
    for place, row in enumerate(rows):
        members[sets.root(place)].append(row)
    stays = [
        (entered[row.node], place)
        for place, row in enumerate(rows)
        if row.node in entered
        and not row.entered
        and all(other.node == row.node for other in members[sets.root(place)])
    ]
    for home, place in stays:
        sets.join(home, place)


class _DisjointSets:
    """Sets of places, joined; a set is known by its smallest place."""

    def __init__(self, size: int) -> None:
        self._above = list(range(size))

    def root(self, place: int) -> int:
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place

    def join(self, one: int, other: int) -> None:
        first, second = sorted((self.root(one), self.root(other)))
        self._above[second] = first
