"""Items (标准项目): the rows of a plan (明细表, GB/T 13016), each filled by the editions that replace one another as a whole.

An item of a system consists of the documents listed there that are connected by replacements of the whole document. What replaces one
of them and is not listed itself fills the row as well. The parts among which a document is split are rows of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stdgraph.domain.network import adjacency, reachable
from stdgraph.domain.vocabulary import ItemState, Standing, Status

BEST_FIRST = (ItemState.MET, ItemState.OPEN, ItemState.LEFT)


def item_state(status: Status | str, standing: Standing | str | None) -> ItemState:
    """What one document does for its row: in force it meets it, planned, drafted or upcoming it keeps it open, else nothing."""
    if standing == Standing.IN_FORCE:
        return ItemState.MET
    if standing == Standing.UPCOMING or status in (Status.PLANNED, Status.DRAFTING):
        return ItemState.OPEN
    return ItemState.LEFT


def best_state(states: Iterable[ItemState]) -> ItemState:
    """The state of an item: the best of its documents."""
    return min(states, key=BEST_FIRST.index)


@dataclass(frozen=True, slots=True)
class Successor:
    """A successor that replaces a document as a whole, as far as it tells which row it belongs to."""

    id: str
    part_of: str | None = None
    """The number of the document of which it is a part."""
    series: str | None = None
    """Its number without the year; None while it has none."""
    issued: bool = True
    """Whether it was ever published."""


def continuing(successors: Sequence[Successor]) -> list[str]:
    """The ids of the successors that fill the row of the document that they replace: all but the parts among which it is split."""
    return [one.id for one in successors if not _is_part(one, successors)]


def _is_part(one: Successor, successors: Sequence[Successor]) -> bool:
    if one.part_of is None:
        return one.series is None and not one.issued and any(other.part_of is not None for other in successors)
    return any(
        (other.part_of == one.part_of and other.series != one.series) or (other.series is None and not other.issued)
        for other in successors
        if other is not one
    )


@dataclass(frozen=True, slots=True)
class Item:
    """One row of a plan."""

    system: str
    listed: tuple[str, ...]
    """The ids of its documents that the system lists, in order."""
    further: tuple[str, ...] = ()
    """Those of what replaces them, directly or through others, and is not listed there."""

    @property
    def documents(self) -> tuple[str, ...]:
        """All that can fill it."""
        return self.listed + self.further


def items_of(system: str, listed: Iterable[str], successors: Mapping[str, Sequence[str]]) -> list[Item]:
    """The items of a system: of the documents that it lists, given what continues the row of each document (``continuing``)."""
    own = sorted(set(listed))
    inside = set(own)
    links = adjacency(
        pair
        for one in (own if len(own) > 1 else ())
        for other in successors.get(one, ())
        if other in inside
        for pair in ((one, other), (other, one))
    )
    outside = {one: [other for other in successors.get(one, ()) if other not in inside] for one in successors}
    found = []
    for group in components({one: links.get(one, ()) for one in own}) if links else ([one] for one in own):
        beyond = reachable([other for one in group for other in outside.get(one, ())], outside)
        found.append(Item(system, tuple(group), tuple(sorted(set(beyond)))))
    return found


def components(links: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The groups of what is connected, given the links of each in both directions; each group in order, the groups by their first."""
    seen: set[str] = set()
    found: list[list[str]] = []
    for one in sorted(links):
        if one not in seen:
            group = sorted(reachable([one], links))
            seen.update(group)
            found.append(group)
    return found
