"""The recipes of CONTRIBUTING.md are walked: every file is there, in order, and holds the example that the recipe is titled by."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES: dict[str, str] = dict(re.findall(r"^### (.+)\n\n((?:.+\n)+)", PAGE, re.MULTILINE))
FILE = re.compile(r"`((?:src|tests|docs)/[\w/.-]+|schema\.graphql)`")


def _spellings(example: str) -> tuple[str, ...]:
    """How the example is spelled: in GraphQL, in Python, as an action or kind, as a class."""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", example).lower()
    return example, snake, snake.upper(), example[0].upper() + example[1:], snake.removesuffix(".csv")


def test_there_are_five() -> None:
    assert len(RECIPES) == 5
    assert {re.sub(r" \(.*", "", title) for title in RECIPES} == {
        "A kind of gap",
        "A property of a standard",
        "A command",
        "An importer",
        "A CLI command",
    }


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_can_be_walked(title: str) -> None:
    example = re.findall(r"\(`(.+)`\)", title)[0]
    steps = RECIPES[title].splitlines()
    assert [step.split(".")[0] for step in steps] == [str(n + 1) for n in range(len(steps))]
    for step in steps:
        files = FILE.findall(step)
        assert files, f"{title}: a step names no file: {step}"
        for name in files:
            path = ROOT / name
            assert path.is_file(), f"{title}: no such file: {name}"
            text = f"{name}\n{path.read_text(encoding='utf-8')}"
            assert any(one in text for one in _spellings(example)), f"{title}: {name} does not mention {example}"


def test_the_recipe_of_a_property_names_every_file_of_it() -> None:
    body = next(body for title, body in RECIPES.items() if title.startswith("A property"))
    named = {ROOT / name for name in FILE.findall(body)}
    holding = {
        path
        for path in (ROOT / "src" / "stdgraph").rglob("*.py")
        if re.search(r"printedNumber|printed_number", path.read_text(encoding="utf-8"))
    }
    others = {path.relative_to(ROOT).as_posix() for path in holding - named}
    assert not others, f"CONTRIBUTING.md does not name: {sorted(others)}"


def test_a_recipe_ends_in_the_commands_that_it_needs() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in re.findall(r"`make ([\w-]+)`", PAGE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
