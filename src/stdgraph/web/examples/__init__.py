"""The queries that the page offers, in the words of those who ask."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Example:
    """A query that can be sent as it is: what it asks in Chinese and English, its text, its variables as JSON text."""

    zh: str
    en: str
    query: str
    variables: str

    def as_json(self) -> dict[str, str]:
        """The example as the page takes it."""
        return asdict(self)


@cache
def examples() -> tuple[Example, ...]:
    """All examples in the order of their file names: the first three lines hold question, question and variables."""
    found = sorted(
        (file for file in files(__name__).iterdir() if file.name.endswith(".graphql")), key=lambda file: file.name
    )
    return tuple(_parse(file.read_text(encoding="utf-8")) for file in found)


def _parse(text: str) -> Example:
    zh, en, variables, query = text.split("\n", 3)
    given = json.loads(variables.removeprefix("# "))
    return Example(zh.removeprefix("# "), en.removeprefix("# "), query, json.dumps(given, ensure_ascii=False, indent=2))
