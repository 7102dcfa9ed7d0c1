"""The operations that are measured: the consumers' documents, and a page with two nested lists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DOCUMENTS = Path(__file__).resolve().parent.parent / "tests" / "contract" / "operations"

MEASURED = (
    "01-system-progress",
    "02-subsystem-tree",
    "03-standards-page",
    "05-gaps",
    "06-coverage",
    "07-readiness",
)

OVERRIDES: dict[str, dict[str, Any]] = {"03-standards-page": {"first": 50}}
"""Other variables than the first ones that stand beside the documents: a page of the size that the document has by default."""

NESTED_PAGE = """
query NestedPage($first: Int = 50) {
  standards(first: $first) {
    pageInfo { hasNextPage endCursor }
    edges { cursor node {
      id number title status level
      committees { code title }
      listedIn { itemNumber membership subsystem { code title } }
    } }
  }
}
"""


@dataclass(frozen=True, slots=True)
class Operation:
    """A document with the variables it is sent with."""

    name: str
    document: str
    variables: dict[str, Any]

    @property
    def body(self) -> bytes:
        """What is posted."""
        return json.dumps({"query": self.document, "variables": self.variables}).encode()


def operations(folder: Path = DOCUMENTS) -> list[Operation]:
    """The measured operations; raises FileNotFoundError where the documents are not in the folder."""
    variables = json.loads((folder / "variables.json").read_text(encoding="utf-8"))
    found = [
        Operation(
            name,
            (folder / f"{name}.graphql").read_text(encoding="utf-8"),
            OVERRIDES.get(name, variables[name][0]),
        )
        for name in MEASURED
    ]
    return [*found, Operation("page of 50, 2 lists", NESTED_PAGE, {})]
