"""What the commands on demands share: how they name one, and when one stands in the way of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from stdgraph.commands.described import described
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.stewardship.fact_command import FactCommand
from stdgraph.stewardship.plan_unit import NEVER_ON_PLAN
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandCommand(FactCommand):
    """A command on a demand of a system."""

    demand: str | None = described("Its id; absent: `subsystem` and `productCategory` say which.", None, names="Demand")
    subsystem: str | None = described(
        "The code of the subsystem; with the category it names the demand that holds on the day.",
        None,
        names="Subsystem",
    )
    product_category: str | None = described("The code of the product category.", None, names="ProductCategory")

    def chosen(self, unit: SystemUnit, system: Thing, today: date) -> Thing | None:
        """The demand that is meant; None where there is none."""
        if self.demand is not None:
            found = unit.thing("Demand", self.demand)
            return found if found in unit.demands_of(system) else None
        if self.subsystem is None or self.product_category is None:
            return None
        return unit.demand_for(self.key_of("Subsystem", self.subsystem), self.product_category, self.on(today))

    def not_chosen(self, unit: SystemUnit, system: Thing, today: date) -> Iterator[Problem]:
        """That the demand is not named, or that there is none."""
        by_cell = (self.subsystem, self.product_category)
        if (self.demand is None and None in by_cell) or (self.demand is not None and by_cell != (None, None)):
            zh, en = (
                "请给出需求标识，或子体系和产品类别",
                "expected the id of a demand, or a subsystem and a product category",
            )
            yield Problem("demand", Message(zh, en))
        elif self.chosen(unit, system, today) is None:
            if self.demand is None:
                day = self.on(today)
                zh = f"{day} 子体系“{self.subsystem}”对“{self.product_category}”没有需求"
                yield Problem(
                    "productCategory",
                    Message(zh, f"subsystem {self.subsystem!r} makes no demand for {self.product_category!r} on {day}"),
                )
            elif unit.has("Demand", self.demand):
                zh = f"标准需求“{self.demand}”不属于“{system.key}”"
                yield Problem("demand", Message(zh, f"demand {self.demand!r} is none of {system.key!r}"))


def conflicting(
    unit: SystemUnit, path: str, cell: tuple[str, str], days: tuple[date | None, date | None], but: Thing | None = None
) -> Iterator[Problem]:
    """That another demand holds for the cell (subsystem and category, by key) on some of the days, from one until another."""
    yield from overlapping(path, days, [one for one in unit.demands_in(*cell) if one is not but])


def overlapping(path: str, days: tuple[date | None, date | None], others: Iterable[Thing]) -> Iterator[Problem]:
    """That some of other demands hold on some of the days, from one until another."""
    for other in others:
        held = _days(other)
        if held[1] != NEVER_ON_PLAN and _before(days[0], held[1]) and _before(held[0], days[1]):
            since_zh, since_en = ("", "") if held[0] is None else (f"自 {held[0]} 起", f" since {held[0]}")
            until_zh, until_en = ("", "") if held[1] is None else (f"至 {held[1]} 前", f" until {held[1]}")
            zh = f"{since_zh}{until_zh}已有同一需求“{other.key}”"
            yield Problem(path, Message(zh, f"demand {other.key!r} holds for the same{since_en}{until_en}"))


def _days(demand: Thing) -> tuple[date | None, date | None]:
    """From when until when a demand holds."""
    ends = [day for day in (demand.properties.get("until"), demand.properties.get("retiredOn")) if day is not None]
    return demand.properties.get("on"), min(ends, default=None)


def _before(begun: date | None, ended: date | None) -> bool:
    """Whether something begins before something else ends."""
    return begun is None or ended is None or begun < ended


def backwards(begun: date | None, until: date | None) -> Iterator[Problem]:
    """That a demand would end before it begins."""
    if begun is not None and until is not None and until <= begun:
        zh = f"截止日期（{until}）不晚于起始日期（{begun}）"
        yield Problem("until", Message(zh, f"until {until}: expected a day after {begun}, the first on which it holds"))
