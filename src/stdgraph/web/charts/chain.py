"""The chain of a product as a layered diagram: what it depends on below it, by distance, each with the state of its standard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from stdgraph.domain.terms import TERMS
from stdgraph.domain.vocabulary import CellState, Language
from stdgraph.web.charts.svg import picture, polyline, tag, text

BOX_WIDTH, BOX_HEIGHT = 132.0, 44.0
GAP_X, GAP_Y = 12.0, 46.0
MARGIN = 10.0
MOST_A_ROW = 7
LONGEST_NAME = 10
LETTERS: Mapping[str, tuple[str, str]] = {
    "IN_FORCE": ("现", "F"),
    "UPCOMING": ("将", "U"),
    "DRAFTING": ("研", "D"),
    "PLANNED": ("拟", "P"),
    "GROUP_ONLY": ("团", "G"),
    "MISSING": ("缺", "!"),
    "EMPTY": ("·", "·"),
}
"""States are told by a letter as well as by colour."""


def letter(state: str | None, language: Language) -> str:
    """The letter of a state."""
    pair = LETTERS.get(state or "EMPTY", LETTERS["EMPTY"])
    return pair[0] if language is Language.ZH else pair[1]


def chain(
    product: Mapping[str, Any], needed: Sequence[Mapping[str, Any]], state: str | None, language: Language
) -> Markup:
    """The drawing: the product with its own state on top, below it what it depends on; empty where it depends on nothing.

    Each box leads to its category's page.
    """
    if not needed:
        return Markup("")
    members = [{"category": product, "depth": 0, "state": state}, *needed]
    places = _places(members)
    width = 2 * MARGIN + max(x for x, _ in places.values()) + BOX_WIDTH
    height = 2 * MARGIN + max(y for _, y in places.values()) + BOX_HEIGHT
    edges = [
        _edge(places[one["category"]["code"]], places[below["category"]["code"]])
        for one in members
        for below in one["category"]["dependsOn"]
        if below["category"]["code"] in places and below["category"]["code"] != one["category"]["code"]
    ]
    levels = [_level(depth, members, places, language) for depth in sorted({int(one["depth"]) for one in needed})]
    boxes = [_box(one, *places[one["category"]["code"]], language) for one in members]
    met = sum(one["state"] == "IN_FORCE" for one in needed)
    title = (
        f"链条共 {len(needed)} 个类别，其中 {met} 个有现行标准"
        if language is Language.ZH
        else f"a chain of {len(needed)} categories, {met} of them with a standard in force"
    )
    return picture(width, height, title, *edges, *levels, *boxes, class_="chart chain", role="group")


def _places(members: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, float]]:
    """The corner of each box: a row a distance, and further rows where it has many."""
    rows: list[list[str]] = []
    for depth in sorted({int(one["depth"]) for one in members}):
        codes = [one["category"]["code"] for one in members if one["depth"] == depth]
        rows += [codes[at : at + MOST_A_ROW] for at in range(0, len(codes), MOST_A_ROW)]
    widest = max(len(row) for row in rows)
    places: dict[str, tuple[float, float]] = {}
    for number, row in enumerate(rows):
        shift = (widest - len(row)) * (BOX_WIDTH + GAP_X) / 2
        for column, code in enumerate(row):
            places[code] = (MARGIN + shift + column * (BOX_WIDTH + GAP_X), MARGIN + number * (BOX_HEIGHT + GAP_Y))
    return places


def _level(
    depth: int, members: Sequence[Mapping[str, Any]], places: Mapping[str, tuple[float, float]], language: Language
) -> Markup:
    """How far away the rows below are: several rows may be one distance."""
    top = min(places[one["category"]["code"]][1] for one in members if one["depth"] == depth)
    words = f"依赖距离 {depth}" if language is Language.ZH else f"distance {depth}"
    return text(MARGIN, top - 8, words, class_="tick")


def _edge(above: tuple[float, float], below: tuple[float, float]) -> Markup:
    start = (above[0] + BOX_WIDTH / 2, above[1] + (BOX_HEIGHT if below[1] > above[1] else 0))
    end = (below[0] + BOX_WIDTH / 2, below[1] + (0 if below[1] > above[1] else BOX_HEIGHT))
    return polyline([start, end], "edge")


def _box(member: Mapping[str, Any], x: float, y: float, language: Language) -> Markup:
    category, state = member["category"], member["state"] or "EMPTY"
    name = str(category["title"] or category["code"])
    words = TERMS[CellState][CellState[state]].in_language(language)
    limit = LONGEST_NAME if not name.isascii() else LONGEST_NAME + 6
    short = name if len(name) <= limit else f"{name[: limit - 1]}…"
    return tag(
        "a",
        tag("title", f"{name}: {words}"),
        tag("rect", class_=f"box box-{state.lower()}", x=x, y=y, width=BOX_WIDTH, height=BOX_HEIGHT, rx=4),
        text(x + 10, y + 18, short, class_="box-name"),
        text(x + 10, y + 35, f"{letter(state, language)} {words}", class_="box-state"),
        href=f"/categories/{quote(category['code'], safe='')}",
    )
