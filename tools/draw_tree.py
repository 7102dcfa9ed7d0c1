"""Draws the tree of a standards system as an SVG, from what ``stdgraph progress SYSTEM --tree --format json`` prints.

stdgraph progress NP2024 --tree --as-of 2024-12-31 --format json | python tools/draw_tree.py en > docs/images/tree.en.svg
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

WORDS = {
    "en": ("published", "drafting", "planned", "withdrawn", "gaps", "nothing listed"),
    "zh": ("已发布", "起草", "计划", "废止", "缺口", "未收录"),
}
COLOURS = ("#1a7f5a", "#e0a100", "#b9c2cc", "#8a5a5a")
STATES = ("published", "drafting", "planned", "withdrawn")
ROW, LEFT, SCALE = 30, 410, 5


def draw(answer: dict[str, Any], language: str) -> str:
    """The picture of one system: a row a subsystem, a bar of its standards by status, and its open gaps."""
    system = answer["system"]
    rows = system["tree"]
    height = 74 + ROW * len(rows)
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 {height}" font-family="system-ui, sans-serif" font-size="14">',
        f'<rect width="900" height="{height}" fill="#ffffff"/>',
        f'<text x="16" y="28" font-size="13" font-weight="bold" fill="#1f2933">{escape(system["code"])} {escape(system["title"])}</text>',
        *_legend(language),
        *(part for n, row in enumerate(rows) for part in _row(row, 62 + ROW * n, language)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _legend(language: str) -> Iterator[str]:
    for n, (word, colour) in enumerate(zip(WORDS[language], COLOURS, strict=False)):
        x = LEFT + 100 * n
        yield f'<rect x="{x}" y="40" width="12" height="12" fill="{colour}"/>'
        yield f'<text x="{x + 17}" y="51" font-size="12" fill="#52606d">{word}</text>'


def _row(row: dict[str, Any], y: int, language: str) -> Iterator[str]:
    subsystem, total = row["subsystem"], row["total"]
    indent = 16 + 22 * (subsystem["depth"] - 1)
    title = escape(f"{subsystem['code']}  {subsystem['title']}")
    yield f'<text x="{indent}" y="{y + 16}" fill="#1f2933">{title}</text>'
    x = LEFT
    for state, colour in zip(STATES, COLOURS, strict=True):
        if total[state]:
            yield f'<rect x="{x}" y="{y + 4}" width="{SCALE * total[state]}" height="15" fill="{colour}"/>'
            x += SCALE * total[state]
    figure = f"{total['published']} / {total['listed']}" if total["listed"] else WORDS[language][5]
    yield f'<text x="{x + 8}" y="{y + 16}" fill="#52606d">{figure}</text>'
    yield f'<text x="884" y="{y + 16}" text-anchor="end" fill="#b42318">{WORDS[language][4]} {row["openGaps"]}</text>'


if __name__ == "__main__":
    sys.stdout.write(draw(json.load(sys.stdin), sys.argv[1] if len(sys.argv) > 1 else "en"))
