"""From a field's arguments to what capabilities take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stdgraph.catalogue.reader import Pick, Selection
from stdgraph.domain.scope import ScopeFilter
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.graphql.resolvers import Asking
from stdgraph.store.keyset import Page


def scope_of(given: Mapping[str, Any] | None) -> ScopeFilter:
    """A scope from its input; everything where none is given."""
    given = given or {}
    subsystem = given.get("subsystem")
    return ScopeFilter(
        system=given.get("system"),
        subsystem=(subsystem["system"], subsystem["code"]) if subsystem else None,
        committee=given.get("committee"),
        product_category=given.get("productCategory"),
    )


def page_of(asking: Asking, given: Mapping[str, Any], default: int = 20) -> Page:
    """The page that first/after or last/before ask for. Raises BadInput or LimitExceeded."""
    first, last = given.get("first"), given.get("last")
    if first is not None and last is not None:
        raise BadInput("first and last: give one of them, not both")
    if last is None and given.get("before") is not None:
        raise BadInput("before: goes with last, not with first")
    if last is not None and given.get("after") is not None:
        raise BadInput("after: goes with first, not with last")
    name, size = ("last", last) if last is not None else ("first", default if first is None else first)
    if size < 0:
        raise BadInput(f"{name}: expected 0 or more, got {size}")
    if size > asking.settings.page_ceiling:
        raise LimitExceeded(f"{name}: a page holds at most {asking.settings.page_ceiling} rows, got {size}")
    return Page(size, given.get("before") if last is not None else given.get("after"), backward=last is not None)


def bounded(name: str, value: int, low: int, high: int) -> int:
    """A number within bounds; raises BadInput."""
    if not low <= value <= high:
        raise BadInput(f"{name}: expected {low} to {high}, got {value}")
    return value


def wants(pick: Pick, *path: str) -> bool:
    """Whether a field is asked for somewhere along a path below."""
    if not path:
        return True
    return any(one.name == path[0] and wants(one, *path[1:]) for below in pick.below.values() for one in below.picks)


def selection_of_nodes(pick: Pick, label: str) -> Selection:
    """What a connection wants of its nodes, whatever alias they stand under."""
    found = [
        node.below[label]
        for edges in pick.below[f"{label}Connection"].picks
        if edges.name == "edges"
        for node in edges.below[f"{label}Edge"].picks
        if node.name == "node"
    ]
    return Selection(tuple({(one.key, one.name): one for each in found for one in each.picks}.values()))
