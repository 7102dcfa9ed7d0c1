"""Whatever an import says of a file that it cannot read is said in Chinese, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import stdgraph
from stdgraph.cli import texts
from stdgraph.cli.translation import translated
from stdgraph.datasets.load_journal import Overtaken
from stdgraph.errors import BadInput, StdgraphError

IMPORTING = Path(stdgraph.__file__).parent / "datasets" / "importing"
BY_PROGRAMS = {"order.py", "service.py"}
"""Whose messages answer HTTP and GraphQL, which speak English."""


def said() -> Iterator[tuple[str, str]]:
    """The messages that the modules of imports raise, by file, with 7 for every value put into them."""
    for path in sorted(IMPORTING.glob("*.py")):
        if path.name in BY_PROGRAMS:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "BadInput":
                (text,) = node.args
                if not isinstance(text, ast.JoinedStr | ast.Constant):
                    continue  # a message of the table, which has both languages
                parts = text.values if isinstance(text, ast.JoinedStr) else [text]
                yield path.name, "".join(str(part.value) if isinstance(part, ast.Constant) else "7" for part in parts)


@pytest.mark.parametrize(("file", "words"), [*said()])
def test_every_message_has_its_chinese(file: str, words: str) -> None:
    assert in_chinese(BadInput(words)) is not None, file


def test_a_load_that_was_overtaken_is_told_in_chinese() -> None:
    assert in_chinese(Overtaken()) == "准备导入期间目录被他人更改，未写入任何内容，请重新导入"


def in_chinese(error: StdgraphError) -> str | None:
    """The Chinese words of an error; None where only the English ones exist."""
    texts.speak("zh")
    words = translated(error)
    return None if "原文" in words else words
