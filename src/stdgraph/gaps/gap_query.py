"""A query for gaps: which are wanted, on which day, and the detector queries and parameters that follow from it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from stdgraph.domain import calendar
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.kind import DetectorQuery, Kind, Reach, derive_nothing
from stdgraph.gaps.kinds import kinds
from stdgraph.store.memory import SHORTLY
from stdgraph.store.scope_cypher import scope_parameters
from stdgraph.store.status_cypher import day_parameters

WIDE = frozenset({"product_category"})
"""Shapes up to this one are about the plans of all systems."""


class GapQuery(NamedTuple):
    """Which gaps are wanted: everything that distinguishes one detection from another."""

    scopes: tuple[ScopeFilter, ...]
    """Of one shape."""
    kinds: frozenset[str]
    on: date
    apart: bool
    """Whether nobody else may have asked for the same: the answer then rests on no reading that another made."""

    @property
    def shape(self) -> frozenset[str]:
        """The shape of the scopes."""
        return self.scopes[0].shape

    @property
    def seconds(self) -> float | None:
        """For how long a detection is kept: shortly, unless it is today's."""
        return None if self.on == calendar.today() else SHORTLY

    @property
    def wanted(self) -> dict[str, Kind]:
        """The wanted kinds by code, in the order in which they are detected."""
        return {code: kind for code, kind in kinds().items() if code in self.kinds}

    @property
    def is_incremental(self) -> bool:
        """Whether a detection can be brought up to date: not if changes of standards alter which subsystems are in scope."""
        return "product_category" not in self.shape or bool(self.shape & {"system", "subsystem", "committee"})

    @property
    def indexed(self) -> frozenset[str]:
        """The wanted kinds that need the coverage index."""
        return frozenset(code for code, kind in self.wanted.items() if kind.needs_index)

    @property
    def is_wide(self) -> bool:
        """Whether that is about the plans of all systems."""
        return self.shape <= WIDE

    @property
    def derives(self) -> bool:
        """Whether a wanted kind is derived from the cells in scope."""
        return any(kind.needs_index and kind.derive is not derive_nothing for kind in self.wanted.values())

    @property
    def watches(self) -> bool:
        """Whether a wanted kind needs to know what systems watch."""
        return any(kind.needs_watched for kind in self.wanted.values())

    @property
    def systems(self) -> frozenset[str]:
        """The systems that the scopes name."""
        return frozenset({scope.system or (scope.subsystem or ("",))[0] for scope in self.scopes} - {""})

    def detectors(self, *, standards: bool = True, among: bool = False) -> list[tuple[str, DetectorQuery]]:
        """The detector queries by kind: of ``standards``, of those only that ``$among`` names, and else of everything."""
        reach, found = Reach(self.shape, among, self.on == calendar.today()), []
        for code, kind in self.wanted.items():
            several = (*(kind.of_standards(reach) if standards else ()), *(() if among else kind.of_others(self.shape)))
            found += [(code, one) for one in several]
        return found

    def parameters(self, **further: object) -> dict[str, object]:
        """The parameters of detector queries, ``further`` ones included."""
        return {"scopes": scope_parameters(self.scopes), **day_parameters(self.on), **further}
