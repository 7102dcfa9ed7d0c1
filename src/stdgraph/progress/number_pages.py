"""Pages of standards that are known already, by number."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple

from stdgraph.catalogue.pages import build_connection
from stdgraph.domain.answers import Answer, Ref
from stdgraph.store.keyset import Page, SortKey, decode, encode

_KEYS = [SortKey("NUMBER", "s.numberSort"), SortKey("ID", "s.id")]


class NumberPlace(NamedTuple):
    """A standard's place in the order: by number, absent ones last, then by id."""

    unnumbered: bool
    number: str
    id: str


def number_place(number: str | None, identifier: str) -> NumberPlace:
    """The place of a standard, given what its number is ordered by."""
    return NumberPlace(number is None, number or "", identifier)


def page_by_number(found: Iterable[NumberPlace], wanted: Page) -> Answer:
    """A page of standards with how many there are in all. Raises BadInput for an invalid cursor."""
    places = sorted(found)
    start = 0
    if wanted.cursor is not None:
        number, key = decode(_KEYS, wanted.cursor)
        start = bisect_right(places, number_place(None if number is None else str(number), str(key)))
    edges = [
        (encode(_KEYS, [None if one.unnumbered else one.number, one.id]), Ref("Standard", one.id))
        for one in places[start : start + wanted.size + 1]
    ]
    return {**build_connection(edges, wanted), "totalCount": len(places)}
