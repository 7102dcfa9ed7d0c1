"""What gaps are asked for."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from stdgraph.gaps.kind import Kind
from stdgraph.gaps.kinds import kinds
from stdgraph.model.scope import Scope


class Question(NamedTuple):
    """What gaps are asked for: all that tells one survey from another."""

    scopes: tuple[Scope, ...]
    """Of one shape."""
    kinds: frozenset[str]
    on: date
    places: bool
    """Whether the subsystems that each gap stands in are wanted."""

    @property
    def shape(self) -> frozenset[str]:
        """The shape of the scopes."""
        return self.scopes[0].shape

    @property
    def wanted(self) -> dict[str, Kind]:
        """The kinds that are asked for, in the order in which they are found."""
        return {code: kind for code, kind in kinds().items() if code in self.kinds}

    @property
    def stays(self) -> bool:
        """Whether it is about the same subsystems whatever happens to standards: else a survey cannot be brought up to date."""
        return "product_category" not in self.shape or bool(self.shape & {"system", "subsystem", "committee"})

    @property
    def grounded(self) -> frozenset[str]:
        """Those of the kinds that stand on the ground."""
        return frozenset(code for code, kind in self.wanted.items() if kind.on_ground)
