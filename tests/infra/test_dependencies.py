"""``docs/dependencies.md`` tells of every dependency in pyproject.toml, and of no other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROW = re.compile(r"^\| `([^`]+)` \| (.+) \| (.+) \|$", re.MULTILINE)


def _declared(part: str) -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    requirements = project["dependencies"] if part == "package" else project["optional-dependencies"][part]
    return [re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0] for requirement in requirements]


@pytest.mark.parametrize(("part", "heading"), [("package", "What the package needs"), ("test", "What the tests")])
def test_each_dependency_has_its_line(part: str, heading: str) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    section = page.split(f"## {heading}", 1)[1].split("\n## ", 1)[0]
    assert [name for name, _, _ in ROW.findall(section)] == _declared(part)
