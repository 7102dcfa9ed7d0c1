"""The structure diagram of a system as SVG: readable in light and dark, with a description for those who cannot see it."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree as ET

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.system_forms import texts
from stdgraph.exports.system_forms.diagram_layout import (
    BAR,
    FONT,
    LINE,
    MARGIN,
    PADDING,
    ROOT_FONT,
    ROOT_LINE,
    Box,
    Layout,
    Node,
    lay_out,
)
from stdgraph.exports.system_forms.forms import Branch, SystemForms
from stdgraph.exports.system_forms.text_width import clean, em_width, wrap
from stdgraph.graphql.types.progress import caveat_of

_SVG = "http://www.w3.org/2000/svg"
_TITLE_FONT, _TITLE_LINE = 20, 30
_SMALL, _SMALL_LINE = 12, 17
_COUNT_FONT = 12
STYLE = """
text { font-family: "Noto Sans SC", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; fill: #1c2430; }
.paper { fill: #ffffff; }
.name { font-size: 20px; font-weight: bold; }
.small { font-size: 12px; fill: #4a5566; }
.label { font-size: 13px; }
.root { font-size: 16px; font-weight: bold; }
.count { font-size: 12px; fill: #4a5566; }
.box { fill: #ffffff; stroke: #5b6b82; stroke-width: 1.2; }
.top { fill: #e9eff8; }
.system { fill: #d7e3f4; }
.without { stroke-dasharray: 5 4; }
.line { fill: none; stroke: #8795a8; stroke-width: 1.2; }
.bar { fill: #d5dce6; }
.met { fill: #2e7d4f; }
@media (prefers-color-scheme: dark) {
text { fill: #e6ebf2; }
.paper { fill: #11161d; }
.small, .count { fill: #aab6c6; }
.box { fill: #1a212b; stroke: #7f90a8; }
.top { fill: #223044; }
.system { fill: #2a3d5a; }
.line { stroke: #66758a; }
.bar { fill: #3a4656; }
.met { fill: #58b27f; }
}
"""


def diagram(forms: SystemForms, language: Language) -> bytes:
    """The bytes of the SVG file; the same for the same forms."""
    root = _root(forms, language)
    title = clean(texts.DIAGRAM.in_language(language).format(title=forms.title(language)))
    as_of = texts.AS_OF.in_language(language).format(on=forms.on)
    widest = lay_out(root, 0).width - 2 * MARGIN
    head = wrap(title, widest / _TITLE_FONT)
    layout = lay_out(root, MARGIN + _TITLE_LINE * len(head) + _SMALL_LINE + 12)
    notes = [texts.LEGEND.in_language(language), caveat_of(forms.progress, language)]
    if not forms.branches:
        notes.insert(0, texts.EMPTY_DIAGRAM.in_language(language))
    foot = [line for note in notes if note for line in wrap(note, widest / _SMALL)]
    height = layout.height + _SMALL_LINE * len(foot) + MARGIN / 2
    svg = _drawing(layout.width, height, title, _description(forms, language, as_of))
    _head(svg, head, as_of, layout.width)
    _lines(svg, layout)
    for box in layout.boxes:
        _draw(svg, box)
    for number, line in enumerate(foot):
        _text(svg, line, MARGIN, layout.height + _SMALL_LINE * (number + 0.5), "small")
    ET.indent(svg, " ")
    return ET.tostring(svg, encoding="unicode").encode()


def _root(forms: SystemForms, language: Language) -> Node:
    """The tree of the diagram: the system with its subsystems."""
    below: dict[str | None, list[Branch]] = {}
    for branch in forms.branches:
        below.setdefault(branch.parent, []).append(branch)

    def node(branch: Branch) -> Node:
        met, items = branch.total["itemsMet"], branch.total["items"]
        label = clean(f"{branch.code} {branch.title(language)}".strip())
        return Node(label, met, items, _counts(met, items), [node(one) for one in below.get(branch.code, ())])

    total = forms.progress["statisticsTotal"]
    met, items = total["existing"], total["required"]
    label = clean(f"{forms.code} {forms.title(language)}")
    return Node(label, met, items, _counts(met, items), [node(one) for one in below.get(None, ())])


def _counts(met: int, items: int) -> str:
    return f"{met}/{items}"


def _description(forms: SystemForms, language: Language, as_of: str) -> str:
    total = forms.progress["statisticsTotal"]
    return texts.DESCRIPTION.in_language(language).format(
        title=forms.title(language),
        subsystems=len(forms.branches),
        items=total["required"],
        met=total["existing"],
        as_of=as_of,
    )


def _drawing(width: float, height: float, title: str, description: str) -> ET.Element:
    size = {"width": _px(width), "height": _px(height), "viewBox": f"0 0 {_px(width)} {_px(height)}"}
    names = {"role": "img", "aria-labelledby": "title desc"}
    svg = ET.Element("svg", {"xmlns": _SVG, **size, **names})
    ET.SubElement(svg, "title", {"id": "title"}).text = clean(title)
    ET.SubElement(svg, "desc", {"id": "desc"}).text = clean(description)
    ET.SubElement(svg, "style").text = STYLE
    ET.SubElement(svg, "rect", {"class": "paper", "width": _px(width), "height": _px(height)})
    return svg


def _head(svg: ET.Element, title: Iterable[str], as_of: str, width: float) -> None:
    y = MARGIN + _TITLE_FONT
    for line in title:
        _text(svg, line, width / 2, y, "name", anchor="middle")
        y += _TITLE_LINE
    _text(svg, as_of, width / 2, y - 6, "small", anchor="middle")


def _lines(svg: ET.Element, layout: Layout) -> None:
    for line in layout.lines:
        (x, y), *rest = line
        path = f"M{_px(x)} {_px(y)}" + "".join(f"L{_px(a)} {_px(b)}" for a, b in rest)
        ET.SubElement(svg, "path", {"class": "line", "d": path})


def _draw(svg: ET.Element, box: Box) -> None:
    """A box with its label, the bar of its completion, and the counts beside it."""
    node = box.node
    group = ET.SubElement(svg, "g")
    ET.SubElement(group, "title").text = clean(f"{node.label} {node.counts}")
    kinds = ["box", *(["system"] if box.level == 0 else ["top"] if box.level == 1 else [])]
    kinds += [] if node.items else ["without"]
    _rect(group, " ".join(kinds), box.x, box.y, box.width, box.height, 5)
    size, line, name = (ROOT_FONT, ROOT_LINE, "root") if box.level == 0 else (FONT, LINE, "label")
    for number, text in enumerate(box.lines):
        baseline = box.y + PADDING + line * number + size
        if box.level == 0:
            _text(group, text, box.centre, baseline, name, "middle")
        else:
            _text(group, text, box.x + PADDING, baseline, name)
    right = box.x + box.width - PADDING
    y = box.bottom - PADDING
    _text(group, node.counts, right, y, "count", anchor="end")
    bar = box.width - 3 * PADDING - em_width(node.counts) * _COUNT_FONT
    top = y - _COUNT_FONT / 2 - BAR / 2 + 2
    _rect(group, "bar", box.x + PADDING, top, bar, BAR, BAR / 2)
    if node.items and node.met:
        _rect(group, "met", box.x + PADDING, top, max(bar * min(node.met / node.items, 1), BAR), BAR, BAR / 2)


def _rect(parent: ET.Element, name: str, x: float, y: float, width: float, height: float, round_: float) -> None:
    place = {"x": _px(x), "y": _px(y), "width": _px(width), "height": _px(height), "rx": _px(round_)}
    ET.SubElement(parent, "rect", {"class": name, **place})


def _text(parent: ET.Element, text: str, x: float, y: float, name: str, anchor: str = "start") -> None:
    given = {"class": name, "x": _px(x), "y": _px(y), **({"text-anchor": anchor} if anchor != "start" else {})}
    ET.SubElement(parent, "text", given).text = clean(text)


def _px(length: float) -> str:
    """A length as it is written: at most two places, no trailing zeros."""
    return f"{length:.2f}".rstrip("0").rstrip(".")
