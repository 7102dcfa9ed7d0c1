"""The burn-up of a plan: items on it and items met, day by day, with what a target requires and what the forecast expects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from markupsafe import Markup

from stdgraph.domain.vocabulary import Language
from stdgraph.web.charts.svg import picture, polygon, polyline, tag, text
from stdgraph.web.charts.time_axis import TimeAxis

WIDTH, HEIGHT = 720.0, 300.0
LEFT, RIGHT, TOP, BOTTOM = 46.0, 20.0, 16.0, 28.0
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000, 10000)
MOST_LINES = 6


class Series(NamedTuple):
    """A line: its class, its name in both languages, and the field of a point that it shows."""

    name: str
    zh: str
    en: str
    field: str


SERIES = (
    Series("items", "项目", "items", "items"),
    Series("met", "已满足", "met", "itemsMet"),
    Series("published", "已发布标准", "standards published", "published"),
)


def burn_up(points: Sequence[Mapping[str, Any]], declared: int | None, language: Language) -> Markup:
    """The drawing of a history: a line a count, and a dashed one for what the document declares. Empty without two points."""
    if len(points) < 2:
        return Markup("")
    days = [date.fromisoformat(str(point["on"])) for point in points]
    highest = max(declared or 0, *(int(point[one.field]) for one in SERIES for point in points))
    axis = TimeAxis(days[0], days[-1], LEFT, WIDTH - RIGHT)
    scale = _Scale(highest)
    drawn = [*scale.drawn(), *axis.drawn(TOP, HEIGHT - BOTTOM)]
    if declared:
        y = scale.at(declared)
        drawn.append(tag("line", class_="line-declared", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y))
        name = "文件载明" if language is Language.ZH else "declared"
        drawn.append(text(LEFT + 4, y - 5, f"{name} {declared}", class_="tick"))
    for one in SERIES:
        line = [(axis.at(day), scale.at(int(point[one.field]))) for day, point in zip(days, points, strict=True)]
        drawn.append(polyline(line, f"line-{one.name}"))
    return picture(WIDTH, HEIGHT, _history_title(points, declared, language), *drawn, class_="chart")


def _history_title(points: Sequence[Mapping[str, Any]], declared: int | None, language: Language) -> str:
    first, last = points[0], points[-1]
    if language is Language.ZH:
        whole = f"，文件载明 {declared} 项" if declared else ""
        return (
            f"{first['on']} 至 {last['on']}：项目由 {first['items']} 增至 {last['items']}，"
            f"已满足由 {first['itemsMet']} 变为 {last['itemsMet']}{whole}"
        )
    whole = f"; the document declares {declared}" if declared else ""
    return (
        f"{first['on']} to {last['on']}: items from {first['items']} to {last['items']}, "
        f"met from {first['itemsMet']} to {last['itemsMet']}{whole}"
    )


Achieved = tuple[date, int]


def target_outlook(target: Mapping[str, Any], before: Sequence[Achieved], on: date, language: Language) -> Markup:
    """A target's way: what is achieved by the day and was ``before``, the band of the forecast (p10 to p90) at its term, and the number required.

    Empty where the target has no number, no term ahead or no count.
    """
    forecast = target.get("forecast") or {}
    facts = (target["required"], target["by"], target["achieved"], forecast.get("p10"), forecast.get("p90"))
    if any(fact is None for fact in facts):
        return Markup("")
    by = date.fromisoformat(str(target["by"]))
    known = sorted(before)
    start = min(
        [date.fromisoformat(str(target["baseline"]))] if target["baseline"] else [day for day, _ in known] or [on]
    )
    if not start < on < by:
        return Markup("")
    required, achieved = int(target["required"]), int(target["achieved"])
    low, middle, high = int(forecast["p10"]), int(forecast["p50"]), int(forecast["p90"])
    axis, scale = TimeAxis(start, by, LEFT, WIDTH - RIGHT), _Scale(max(required, high, achieved))
    now, end = (axis.at(on), scale.at(achieved)), WIDTH - RIGHT
    wanted = scale.at(required)
    drawn = [
        *scale.drawn(),
        *axis.drawn(TOP, HEIGHT - BOTTOM),
        polygon([now, (end, scale.at(high)), (end, scale.at(low))], "band"),
        polyline([now, (end, scale.at(middle))], "line-forecast"),
        polyline([*((axis.at(day), scale.at(count)) for day, count in known if start <= day < on), now], "line-met"),
        tag("line", class_="line-target", x1=LEFT, x2=WIDTH - RIGHT, y1=wanted, y2=wanted),
        text(LEFT + 4, wanted - 5, f"{'目标' if language is Language.ZH else 'target'} {required}", class_="tick"),
        text(now[0], now[1] - 8, str(achieved), class_="tick", text_anchor="middle"),
    ]
    title = (
        f"目标 {required} 项，期限 {by}：至 {on} 已达成 {achieved} 项，预计届时 {low} 至 {high} 项（第 10 至第 90 百分位）"
        if language is Language.ZH
        else f"target {required} by {by}: {achieved} by {on}, {low} to {high} expected by then (10th to 90th percentile)"
    )
    return picture(WIDTH, HEIGHT, title, *drawn, class_="chart")


class _Scale:
    """Counts from zero to a highest one, upwards."""

    def __init__(self, highest: int) -> None:
        self._step = next((step for step in STEPS if highest <= step * MOST_LINES), STEPS[-1])
        self._top = max(-(-highest // self._step), 1) * self._step

    def at(self, count: int) -> float:
        """The height of a count."""
        return HEIGHT - BOTTOM - count / self._top * (HEIGHT - BOTTOM - TOP)

    def drawn(self) -> Iterable[Markup]:
        """A line a step, with its number."""
        for count in range(0, self._top + 1, self._step):
            y = self.at(count)
            yield tag("line", class_="grid", x1=LEFT, x2=WIDTH - RIGHT, y1=y, y2=y)
            yield text(LEFT - 6, y + 4, str(count), class_="tick", text_anchor="end")
