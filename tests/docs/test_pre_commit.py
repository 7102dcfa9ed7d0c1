"""What runs before a commit is what `make check` runs, and fetches nothing; the subject of a commit is short."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from tools.check_commit_subject import LONGEST, problem

ROOT = Path(__file__).parents[2]


def test_the_hooks_are_the_checks_of_make() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {hook["language"] for hook in hooks} == {"system"}
    entries = {hook["entry"].removeprefix(".venv/bin/") for hook in hooks if "stages" not in hook}
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = re.search(r"^check:.*\n((?:\t.+\n)+)", makefile, re.MULTILINE)
    assert recipe is not None
    checks = {line.strip().removeprefix("@$(BIN)/").removesuffix(" .") for line in recipe[1].splitlines()}
    assert entries == checks


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Say why\n\nA body that may be as long as it likes: " + "x" * 200, None),
        ("# a comment of git\nSay why", None),
        ("x" * LONGEST, None),
        ("x" * (LONGEST + 1), f"the subject has {LONGEST + 1} characters: expected at most {LONGEST}"),
        ("\n# nothing\n", "the commit message is empty"),
    ],
)
def test_a_subject_is_one_short_line(message: str, expected: str | None) -> None:
    assert problem(message) == expected
