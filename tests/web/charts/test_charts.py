"""Drawings are XML whose marks lie within their frame, in the order and proportion of what they stand for."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations, pairwise
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.vocabulary import CellState, Language
from stdgraph.web.charts.bars import WIDTH, bar
from stdgraph.web.charts.burn_up import burn_up, target_outlook
from stdgraph.web.charts.chain import BOX_HEIGHT, BOX_WIDTH, chain
from stdgraph.web.charts.lifeline import lifeline
from stdgraph.web.charts.time_axis import MOST_TICKS, TimeAxis

LANGUAGES = st.sampled_from(Language)
DAYS = st.dates(date(1950, 1, 1), date(2150, 1, 1))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=30)
"""The catalogue takes no control characters into a title."""
COUNTS = st.integers(0, 5000)


def read(drawing: str) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314  our own


def frame(svg: ET.Element) -> tuple[float, float]:
    _, _, width, height = (float(one) for one in svg.attrib["viewBox"].split())
    return width, height


def line(svg: ET.Element, name: str) -> list[tuple[float, float]]:
    (found,) = [one for one in svg.iter() if one.get("class") == name]
    return [(float(x), float(y)) for x, _, y in (point.partition(",") for point in found.attrib["points"].split())]


@given(st.lists(st.tuples(st.sampled_from(["a", "b"]), COUNTS, WORDS), max_size=6), COUNTS)
def test_the_parts_of_a_bar_are_as_wide_as_their_share(parts: list[tuple[str, int, str]], total: int) -> None:
    svg = read(bar(parts, total))
    whole = max(total, sum(count for _, count, _ in parts))
    rects = [one for one in svg.iter("rect") if one.get("class") != "bar-empty"]
    drawn = [count for _, count, _ in parts if count]
    assert len(rects) == len(drawn)
    for rect, count in zip(rects, drawn, strict=True):
        assert abs(float(rect.attrib["width"]) - WIDTH * count / whole) < 0.01
    assert sum(float(rect.attrib["width"]) for rect in rects) <= WIDTH + 0.1


@given(
    st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=2, max_size=40),
    st.none() | COUNTS,
    DAYS,
    st.integers(1, 400),
    LANGUAGES,
)
def test_a_burn_up_rises_where_counts_do(
    counts: list[tuple[int, int, int]], declared: int | None, start: date, step: int, language: Language
) -> None:
    points: list[dict[str, Any]] = [
        {"on": str(start + timedelta(days=step * at)), "items": items, "itemsMet": met, "published": published}
        for at, (items, met, published) in enumerate(counts)
        if start + timedelta(days=step * at) < date(2199, 1, 1)
    ]
    if len(points) < 2:
        assert burn_up(points, declared, language) == ""
        return
    svg = read(burn_up(points, declared, language))
    width, height = frame(svg)
    for name, key in (("line-items", "items"), ("line-met", "itemsMet"), ("line-published", "published")):
        drawn = line(svg, name)
        assert len(drawn) == len(points)
        assert all(0 <= x <= width and 0 <= y <= height for x, y in drawn)
        assert [x for x, _ in drawn] == sorted(x for x, _ in drawn)
        for (one, other), (before, after) in zip(pairwise(points), pairwise(drawn), strict=True):
            if one[key] == other[key]:
                assert before[1] == after[1]
            else:
                assert (one[key] < other[key]) == (before[1] > after[1]) or abs(before[1] - after[1]) < 0.02


@given(COUNTS, COUNTS, st.tuples(COUNTS, COUNTS, COUNTS), DAYS, st.integers(1, 3000), st.integers(1, 3000), LANGUAGES)
def test_the_band_of_a_forecast_lies_between_its_percentiles(
    required: int, achieved: int, more: tuple[int, int, int], start: date, gone: int, left: int, language: Language
) -> None:
    on, by = start + timedelta(days=gone), start + timedelta(days=gone + left)
    low, middle, high = sorted(achieved + one for one in more)
    target = {
        "required": required, "achieved": achieved, "by": str(by), "baseline": str(start),
        "forecast": {"p10": low, "p50": middle, "p90": high},
    }  # fmt: skip
    svg = read(target_outlook(target, [(start + timedelta(days=gone // 2), achieved // 2)], on, language))
    width, height = frame(svg)
    band = line(svg, "band")
    assert all(0 <= x <= width and 0 <= y <= height for x, y in band)
    assert band[0] == line(svg, "line-met")[-1], "it begins where the counts end"
    assert band[1][1] <= line(svg, "line-forecast")[-1][1] <= band[2][1]


@given(
    st.lists(
        st.tuples(WORDS, st.integers(1, 4), st.sampled_from(CellState), st.lists(st.integers(0, 30), max_size=4)),
        min_size=1,
        max_size=30,
    ),
    LANGUAGES,
)
def test_the_boxes_of_a_chain_do_not_overlap_and_lead_to_their_categories(
    drawn: list[tuple[str, int, CellState, list[int]]], language: Language
) -> None:
    members: list[dict[str, Any]] = [
        {
            "category": {
                "code": f"C{at}",
                "title": title,
                "dependsOn": [{"category": {"code": f"C{to}"}} for to in needs],
            },
            "depth": depth,
            "state": state.name,
        }
        for at, (title, depth, state, needs) in enumerate(drawn)
    ]
    product: dict[str, Any] = {"code": "TOP", "title": None, "dependsOn": []}
    svg = read(chain(product, members, None, language))
    width, height = frame(svg)
    boxes = [(float(one.attrib["x"]), float(one.attrib["y"])) for one in svg.iter("rect")]
    assert len(boxes) == len(members) + 1
    assert all(0 <= x <= width - BOX_WIDTH and 0 <= y <= height - BOX_HEIGHT for x, y in boxes)
    for (x, y), (other_x, other_y) in combinations(boxes, 2):
        assert abs(x - other_x) >= BOX_WIDTH or abs(y - other_y) >= BOX_HEIGHT
    assert {one.attrib["href"] for one in svg.iter("a")} == {
        "/categories/TOP",
        *(f"/categories/C{at}" for at in range(len(members))),
    }


@given(
    st.lists(st.tuples(DAYS, st.sampled_from(["PUBLISHED", "ADVANCED", "REVOKED"]), st.none() | st.integers(0, 9)), max_size=10),
    DAYS, st.none() | DAYS, LANGUAGES,
)  # fmt: skip
def test_a_life_shows_what_has_happened_by_the_day_and_was_not_revoked(
    told: list[tuple[date, str, int | None]], on: date, force: date | None, language: Language
) -> None:
    history: list[dict[str, Any]] = [
        {"sequence": at, "at": str(day), "kind": kind, "stage": None, "revokes": revokes if kind == "REVOKED" else None}
        for at, (day, kind, revokes) in enumerate(told)
    ]
    revoked = {one["revokes"] for one in history}
    shown = {
        (one["at"], one["kind"])
        for one in history
        if one["kind"] != "REVOKED" and one["sequence"] not in revoked and one["at"] <= str(on)
    }
    standard = {"history": history, "entryIntoForce": force and {"latest": str(force)}, "withdrawal": None}
    drawing = lifeline(standard, on, language)
    if not shown:
        assert drawing == ""
        return
    svg = read(drawing)
    width, _ = frame(svg)
    circles = list(svg.iter("circle"))
    assert len(circles) == len(shown)
    assert all(0 <= float(one.attrib["cx"]) <= width for one in circles)
    for one in svg.iter("line"):
        assert float(one.attrib["x1"]) <= float(one.attrib["x2"])


@given(DAYS, st.integers(0, 40_000))
def test_an_axis_names_few_days_in_order(first: date, span: int) -> None:
    axis = TimeAxis(first, first + timedelta(days=span), 10.0, 500.0)
    ticks = axis.ticks()
    assert len(ticks) <= MOST_TICKS + 1
    places = [axis.at(day) for day, _ in ticks]
    assert places == sorted(places)
    assert all(10.0 <= place <= 500.0 for place in places)
