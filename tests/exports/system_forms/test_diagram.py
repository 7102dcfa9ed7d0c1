"""The structure diagram: boxes apart from each other, texts inside their boxes, one well-formed drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms.diagram import diagram
from stdgraph.exports.system_forms.diagram_layout import FONT, PADDING, ROOT_FONT, Box, Node, lay_out
from stdgraph.exports.system_forms.forms import Branch
from stdgraph.exports.system_forms.text_width import em_width
from tests.exports.system_forms.made import branch, forms

SVG = "{http://www.w3.org/2000/svg}"
LABELS = st.text(st.sampled_from("光伏组件标准体系AB19.，（） -"), min_size=1, max_size=40)


def _node(label: str, met: int, more: int, parts: Sequence[Node]) -> Node:
    return Node(label, met, met + more, f"{met}/{met + more}", parts)


NODES = st.recursive(
    st.builds(_node, LABELS, st.integers(0, 99), st.integers(0, 99), st.just(())),
    lambda below: st.builds(_node, LABELS, st.integers(0, 99), st.integers(0, 99), st.lists(below, max_size=11)),
    max_leaves=60,
)


def _apart(one: Box, other: Box) -> bool:
    beside = one.x + one.width <= other.x or other.x + other.width <= one.x
    return beside or one.bottom <= other.y or other.bottom <= one.y


@given(NODES)
def test_boxes_lie_apart_inside_the_drawing_and_hold_their_text(root: Node) -> None:
    layout = lay_out(root, 40)
    assert len(layout.boxes) == _size(root)
    assert all(_apart(one, other) for one, other in combinations(layout.boxes, 2))
    for box in layout.boxes:
        assert box.x >= 0
        assert box.y >= 40
        assert box.x + box.width <= layout.width
        assert box.bottom <= layout.height
        size = ROOT_FONT if box.level == 0 else FONT
        assert all(em_width(line) * size <= box.width - 2 * PADDING + 1e-6 for line in box.lines)
        assert "".join("".join(box.lines).split()) == "".join(box.node.label.split())


@given(NODES)
def test_a_line_ends_at_every_box_but_the_system_and_crosses_none(root: Node) -> None:
    layout = lay_out(root, 0)
    ends = {line[-1] for line in layout.lines}
    for box in layout.boxes[1:]:
        assert (box.centre, box.y) in ends or (box.x, box.y + box.height / 2) in ends
    for line in layout.lines:
        for start, end in pairwise(line):
            assert not any(_crosses(start, end, box) for box in layout.boxes)


def _crosses(start: tuple[float, float], end: tuple[float, float], box: Box) -> bool:
    (left, right), (top, bottom) = sorted((start[0], end[0])), sorted((start[1], end[1]))
    return left < box.x + box.width and right > box.x and top < box.bottom and bottom > box.y


def _size(node: Node) -> int:
    return 1 + sum(map(_size, node.parts))


def test_every_subsystem_is_drawn_with_its_figures() -> None:
    svg = _read(diagram(forms(TREE), Language.ZH))
    named = [_texts(group) for group in svg.iter(f"{SVG}g")]
    assert named == [
        ["X2024 某标准体系", "1/9"],
        ["A 基础", "1/2"],
        ["AA 术语", "0/0"],
        ["B 产品", "2/2"],
    ]


def test_it_describes_itself() -> None:
    svg = _read(diagram(forms(TREE), Language.EN))
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby") == "title desc"
    title, desc = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert title.text == "Some system: structure diagram"
    assert desc is not None
    assert desc.text == "Some system. Subsystems: 3; items required: 9, existing: 1. As of 2026-11-23."


def test_a_bar_is_as_long_as_its_share() -> None:
    svg = _read(diagram(forms(TREE), Language.ZH))
    bars = [
        {one.get("class"): float(one.get("width", 0)) for one in group.iter(f"{SVG}rect")}
        for group in svg.iter(f"{SVG}g")
    ]
    assert bars[1]["met"] == bars[1]["bar"] / 2
    assert "met" not in bars[2]
    assert bars[3]["met"] == bars[3]["bar"]


def test_it_is_the_same_each_time_and_plain_xml_whatever_titles_hold() -> None:
    risky = forms([branch("A", title='<b>&"\x00\u202e]]>')], title="<script>&\x07")
    assert diagram(risky, Language.ZH) == diagram(risky, Language.ZH)
    svg = _read(diagram(risky, Language.ZH))
    assert ['A <b>&"]]>', "1/2"] in [_texts(group) for group in svg.iter(f"{SVG}g")]
    assert {one.tag.removeprefix(SVG) for one in svg.iter()} <= {
        "svg",
        "title",
        "desc",
        "style",
        "rect",
        "text",
        "g",
        "path",
    }


def test_a_system_without_subsystems_says_so() -> None:
    svg = _read(diagram(forms(), Language.ZH))
    assert "该日体系中没有子体系" in [one.text for one in svg.iter(f"{SVG}text")]


def _read(drawing: bytes) -> ET.Element:
    return ET.fromstring(drawing)  # noqa: S314  a drawing of ours


def _texts(group: ET.Element) -> list[str]:
    lines = list(_lines(group))
    return ["".join(lines[:-1]), lines[-1]]


def _lines(group: ET.Element) -> Iterator[str]:
    for one in group.iter(f"{SVG}text"):
        yield one.text or ""


TREE: list[Branch] = [
    branch("A", title="基础"),
    branch("AA", "A", 2, "术语", 0, 0),
    branch("B", title="产品", met=2, items=2),
]
