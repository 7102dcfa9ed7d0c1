"""Where the boxes of a structure diagram (结构图) are: the system above, its top level side by side, what is below as lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from stdgraph.exports.system_forms.text_width import wrap

FONT, LINE = 13, 18
"""The size of the text and the distance of its lines, in pixels."""
PADDING, BAR, BAR_GAP = 9, 6, 7
INDENT, GAP, COLUMN_GAP = 16, 9, 18
BOX, MARGIN = 184, 26
TRUNK = 22
"""The space between a row of columns and the line above it."""
MOST_COLUMNS = 8
"""Columns side by side: more are laid out in several rows of like length, so that the text stays readable on a page."""
ROOT_FONT, ROOT_LINE, ROOT_WIDTH = 16, 23, 520


@dataclass(frozen=True, slots=True)
class Node:
    """A subsystem, or the system itself, as the diagram shows it."""

    label: str
    """Code and title."""
    met: int
    items: int
    counts: str
    parts: Sequence[Node] = ()

    @property
    def depth(self) -> int:
        """How many levels there are below it."""
        return max((1 + one.depth for one in self.parts), default=0)


@dataclass(frozen=True, slots=True)
class Box:
    """A box with its text; lengths in pixels from the diagram's corner."""

    node: Node
    level: int
    """0 for the system, 1 for the top level."""
    x: float
    y: float
    width: float
    height: float
    lines: Sequence[str]

    @property
    def centre(self) -> float:
        """Half of its width."""
        return self.x + self.width / 2

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.y + self.height


Line = tuple[tuple[float, float], ...]
"""The corners of a line between boxes."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A diagram: its size, its boxes from the top down, and the lines between them."""

    width: float
    height: float
    boxes: Sequence[Box]
    lines: Sequence[Line]


def lay_out(root: Node, top: float) -> Layout:
    """The diagram of a system, whose first box is ``top`` below the upper edge."""
    columns = [_column_width(one) for one in root.parts]
    rows = list(_rows(len(columns)))
    left = MARGIN + (TRUNK if len(rows) > 1 else 0)
    width = max([ROOT_WIDTH + 2 * MARGIN, *(left + _breadth(columns[first:last]) + MARGIN for first, last in rows)])
    root_box = _box(root, 0, (width - ROOT_WIDTH) / 2, top, ROOT_WIDTH)
    boxes: list[Box] = [root_box]
    lines: list[Line] = []
    y = root_box.bottom
    for number, (first, last) in enumerate(rows):
        bus, x = y + TRUNK, left + (width - left - MARGIN - _breadth(columns[first:last])) / 2
        heads: list[float] = []
        bottom = bus
        for one, breadth in zip(root.parts[first:last], columns[first:last], strict=True):
            placed = list(_column(one, x, bus + TRUNK, breadth))
            boxes += placed
            lines += _branches(placed)
            heads.append(placed[0].centre)
            bottom = max(bottom, placed[-1].bottom)
            x += breadth + COLUMN_GAP
        lines += _trunk(root_box, bus, heads, None if number == 0 else left - TRUNK)
        y = bottom
    if len(rows) > 1:
        lines.append(_rail(root_box, left - TRUNK, boxes, rows))
    return Layout(width, y + MARGIN, boxes, lines)


def _rail(root: Box, x: float, boxes: Sequence[Box], rows: Sequence[tuple[int, int]]) -> Line:
    """The line at the left from which the second and further rows branch off."""
    heads = [box for box in boxes if box.level == 1]
    last = heads[rows[-1][0]].y - TRUNK
    return (root.centre, root.bottom + TRUNK), (x, root.bottom + TRUNK), (x, last)


def _rows(columns: int) -> Iterator[tuple[int, int]]:
    """The columns of each row, the first and the one after the last: as few rows as may be, of like length."""
    count = -(-columns // MOST_COLUMNS)
    for number in range(count):
        yield columns * number // count, columns * (number + 1) // count


def _column_width(node: Node) -> float:
    return BOX + INDENT * max(node.depth - 1, 0) + (INDENT if node.parts else 0)


def _breadth(columns: Sequence[float]) -> float:
    return sum(columns) + COLUMN_GAP * (len(columns) - 1)


def _column(node: Node, x: float, y: float, width: float, level: int = 1) -> Iterator[Box]:
    """The box of a node and below it those of its parts, one under the other, each further right than what it is part of."""
    box = _box(node, level, x, y, width)
    yield box
    y = box.bottom + GAP
    for part in node.parts:
        for below in _column(part, x + INDENT, y, width - INDENT, level + 1):
            yield below
            y = below.bottom + GAP


def _box(node: Node, level: int, x: float, y: float, width: float) -> Box:
    size, line = (ROOT_FONT, ROOT_LINE) if level == 0 else (FONT, LINE)
    lines = wrap(node.label, (width - 2 * PADDING) / size)
    height = 2 * PADDING + line * len(lines) + BAR_GAP + FONT
    return Box(node, level, x, y, width, height, lines)


def _trunk(root: Box, bus: float, heads: Sequence[float], rail: float | None) -> Iterator[Line]:
    """The lines from the system to the heads of a row of columns; further rows come from the line at the left."""
    if rail is None:
        yield (root.centre, root.bottom), (root.centre, bus)
    ends = [*heads, root.centre if rail is None else rail]
    if min(ends) < max(ends):
        yield (min(ends), bus), (max(ends), bus)
    for head in heads:
        yield (head, bus), (head, bus + TRUNK)


def _branches(boxes: Iterable[Box]) -> Iterator[Line]:
    """The lines from each box of a column to its parts: down at its left, then to the right."""
    above: list[Box] = []
    for box in boxes:
        del above[box.level - 1 :]
        if above:
            whole = above[-1]
            x, y = whole.x + INDENT / 2, box.y + box.height / 2
            yield (x, whole.bottom), (x, y), (box.x, y)
        above.append(box)
