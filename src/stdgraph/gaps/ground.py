"""The ground that gaps about cells stand on: for every subsystem in question what it demands, and what has come how far.

A cell is (subsystem, product category). Its standards are those of the subsystem's whole subtree that apply to the category, so what a
subsystem lists counts in all above it: sets of categories, one a rung of the ladder, are joined from the leaves up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from stdgraph.gaps.plot import RUNGS, Demanded, Plot
from stdgraph.model.network import Network
from stdgraph.model.scope import Scope


class Pair(NamedTuple):
    """A subsystem and a category."""

    subsystem: str
    category: str


@dataclass(slots=True)
class Ground:
    """What stands in the cells of some subsystems, all that lies below them included, on a day."""

    network: Network
    plots: Mapping[str, Plot] = field(default_factory=dict)
    """The subsystems in question by id, each by itself."""
    rungs: dict[str, list[int]] = field(default_factory=dict)
    """For each subsystem the categories whose cells some standard of its subtree brings to each rung."""
    demanded_below: dict[str, int] = field(default_factory=dict)
    """The categories that its subtree demands."""
    demands: dict[Pair, Demanded] = field(default_factory=dict)
    groups: list[tuple[Pair, date | None]] = field(default_factory=list)
    """Where group standards in force are listed, for what they say they apply to, and since when."""

    def rung(self, subsystem: str, categories: int) -> int | None:
        """The best rung that any cell of a subsystem has reached for a set of categories; None where nothing is there."""
        return next((n for n, held in enumerate(self.rungs[subsystem]) if held & categories), None)

    def lineage(self, subsystem: str) -> Iterator[str]:
        """The subsystem and all above it that are in question."""
        place: str | None = subsystem
        while place is not None and place in self.plots:
            yield place
            place = self.plots[place].parent

    def holds(self, scope: Scope, pair: Pair) -> bool:
        """Whether a pair is in a scope. It has no owner: it is in no committee's."""
        if scope.committee is not None:
            return False
        if scope.system is not None and pair.subsystem.partition("/")[0] != scope.system:
            return False
        if scope.subsystem_id is not None and scope.subsystem_id not in self.lineage(pair.subsystem):
            return False
        category = scope.product_category
        return category is None or bool(self.network.concerned(category) & self.network.set_of([pair.category]))

    def group_days(self, pairs: Iterable[Pair]) -> dict[Pair, date]:
        """For cells the earliest day on which a group standard in them took force, where it is known."""
        wanted = set(pairs)
        found: dict[Pair, date] = {}
        for (place, category), day in self.groups:
            if day is None:
                continue
            for concerned in self.network.names(self.network.concerned(category)):
                for subsystem in self.lineage(place):
                    pair = Pair(subsystem, concerned)
                    if pair in wanted and day < found.get(pair, date.max):
                        found[pair] = day
        return found


def joined(network: Network, plots: Mapping[str, Plot]) -> Ground:
    """The ground that plots make, joined from the leaves up."""
    made = Ground(network, plots)
    for subsystem, plot in sorted(plots.items(), key=lambda item: -item[1].depth):
        rungs = made.rungs.setdefault(subsystem, [0] * len(RUNGS))
        _join(rungs, plot.rungs)
        made.groups += ((Pair(subsystem, category), day) for category, day in plot.groups)
        made.demands.update((Pair(subsystem, category), demand) for category, demand in plot.demands.items())
        demanded = made.demanded_below.get(subsystem, 0) | network.set_of(plot.demands)
        made.demanded_below[subsystem] = demanded
        if plot.parent is not None and plot.parent in plots:
            _join(made.rungs.setdefault(plot.parent, [0] * len(RUNGS)), rungs)
            made.demanded_below[plot.parent] = made.demanded_below.get(plot.parent, 0) | demanded
    return made


def _join(rungs: list[int], others: Iterable[int]) -> None:
    for n, held in enumerate(others):
        rungs[n] |= held
