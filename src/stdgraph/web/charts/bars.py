"""Bars: a whole, and the parts that it is made of."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from stdgraph.web.charts.svg import picture, tag

WIDTH, HEIGHT = 200.0, 10.0

Part = tuple[str, int, str]
"""The class of a part, how many, and what it is called."""


def bar(parts: Sequence[Part], total: int = 0, what: str = "") -> Markup:
    """A bar of parts, in their order; what the parts lack of ``total`` stays empty. Its title counts every part that is there."""
    whole = max(total, sum(count for _, count, _ in parts))
    counted = [f"{label} {count}" for _, count, label in parts if count]
    title = (
        f"{what} {whole}：{'，'.join(counted)}"
        if "，" in what or not what.isascii()
        else f"{what} {whole}: {', '.join(counted)}"
    )
    drawn = [tag("rect", class_="bar-empty", width=WIDTH, height=HEIGHT)]
    x = 0.0
    for name, count, _ in parts:
        width = WIDTH * count / whole if whole else 0.0
        if count:
            drawn.append(tag("rect", class_=f"part-{name}", x=x, width=width, height=HEIGHT))
        x += width
    return picture(WIDTH, HEIGHT, title, *drawn, class_="bar", stretched=True)
