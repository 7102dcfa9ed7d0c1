"""Where subsystems stand on a day, as ``store.plan_cypher.place_on`` tells it, and the order that follows."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.domain.item_history import NEVER
from stdgraph.domain.tree import depth_first

StoodPlace = tuple[str | None, int, str | None]
"""What it is part of, by id (None: the system), its place among its siblings, and the day on which it left that (None: not yet)."""


def parent_of(place: StoodPlace | None) -> str | None:
    """The id of the subsystem above; None at the top."""
    return None if place is None else place[0]


def in_order(places: Mapping[str, StoodPlace | None]) -> dict[str, int]:
    """Subsystems, by id, depth first, each with its depth."""

    def rank(key: str) -> tuple[int, str, str]:
        _, place, left = places[key] or (None, 0, None)
        return place, left or NEVER, key

    return depth_first({key: parent_of(place) for key, place in places.items()}, rank)
