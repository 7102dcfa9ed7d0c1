"""Gaps about pairs of subsystem and product category: what their kinds share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from stdgraph.gaps.gap import Gap
from stdgraph.gaps.ground import Ground, Pair
from stdgraph.gaps.kind import Found
from stdgraph.gaps.plot import Demanded
from stdgraph.model.scope import Scope

DETAILS = (
    "MATCH (c:ProductCategory {code: item.subject}) MATCH (u:Subsystem {id: item.subsystem}) RETURN item.n AS n, "
    "{zh: c.titleZh, en: c.titleEn, subsystemZh: u.titleZh, subsystemEn: u.titleEn} AS facts"
)
"""The titles of both, for the message."""


def found_pair(pair: Pair, since: date | None, **facts: Any) -> Found:
    """A gap about a pair."""
    told: Mapping[str, Any] = {"subsystem": pair.subsystem, "category": pair.category, **facts}
    key = f"{pair.subsystem}:{pair.category}"
    return Found("ProductCategory", pair.category, key, since, (pair.category,), (pair.subsystem,), told)


def pair_of(gap: Gap) -> Pair:
    """The pair that a gap is about."""
    return Pair(gap.facts["subsystem"], gap.facts["category"])


def demanded(ground: Ground, scope: Scope) -> Iterator[tuple[Pair, Demanded]]:
    """Every demanded pair in a scope."""
    return ((pair, demand) for pair, demand in ground.demands.items() if ground.holds(scope, pair))


def rung_of(ground: Ground, pair: Pair) -> int | None:
    """The best rung that anything has brought the pair's cell to; None where nothing is there."""
    return ground.rung(pair.subsystem, ground.network.set_of([pair.category]))
