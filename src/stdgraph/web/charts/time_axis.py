"""Days along a horizontal axis."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from stdgraph.web.charts.svg import tag, text

MOST_TICKS = 12


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Days from ``first`` to ``last`` between two positions."""

    first: date
    last: date
    left: float
    right: float

    def at(self, day: date) -> float:
        """The position of a day; one outside the axis is put at its end."""
        span = max((self.last - self.first).days, 1)
        share = min(max((day - self.first).days / span, 0.0), 1.0)
        return self.left + share * (self.right - self.left)

    def ticks(self) -> list[tuple[date, str]]:
        """Days to be named, with their names: years, and months where they are few."""
        years = [date(year, 1, 1) for year in range(self.first.year, self.last.year + 1)]
        if len(years) > 2:
            step = -(-len(years) // MOST_TICKS)
            return [(day, str(day.year)) for day in years[::step] if self.first <= day <= self.last]
        months = [date(year, month, 1) for year in range(self.first.year, self.last.year + 1) for month in range(1, 13)]
        inside = [day for day in months if self.first <= day <= self.last]
        step = -(-len(inside) // MOST_TICKS) or 1
        return [(day, f"{day:%Y-%m}") for day in inside[::step]]

    def drawn(self, top: float, bottom: float) -> list[Markup]:
        """The axis: a line a tick, with its name below."""
        drawn: list[Markup] = []
        for day, name in self.ticks():
            x = self.at(day)
            drawn.append(tag("line", class_="grid", x1=x, x2=x, y1=top, y2=bottom))
            drawn.append(text(x, bottom + 16, name, class_="tick", text_anchor="middle"))
        return drawn
