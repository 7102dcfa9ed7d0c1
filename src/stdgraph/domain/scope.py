"""Scope: which part of the catalogue a question is about."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ScopeFilter:
    """All that are given hold; an empty scope means everything."""

    system: str | None = None
    subsystem: tuple[str, str] | None = None
    """System code and subsystem code: the whole subtree of that subsystem."""
    committee: str | None = None
    """Standards owned by that committee or a subcommittee of it."""
    product_category: str | None = None
    """What concerns that category or a kind of it."""

    @property
    def subsystem_id(self) -> str | None:
        """The id of the subsystem's node, or None."""
        return "/".join(self.subsystem) if self.subsystem else None

    @property
    def shape(self) -> frozenset[str]:
        """The names of what is given; questions of one shape share one Cypher text."""
        given = {
            "system": self.system,
            "subsystem": self.subsystem,
            "committee": self.committee,
            "product_category": self.product_category,
        }
        return frozenset(name for name, value in given.items() if value is not None)
