"""The consumers' operations: what each file sends, with which variables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "operations"
VARIABLES: dict[str, list[dict[str, Any]]] = json.loads((FOLDER / "variables.json").read_text(encoding="utf-8"))
SERVED = (
    "01-system-progress",
    "02-subsystem-tree",
    "03-standards-page",
    "04-standard-detail",
    "05-gaps",
    "06-coverage",
    "07-readiness",
    "08-targets",
    "09-committee-desk",
    "14-search",
    "15-progress-history",
    "16-standard-dates",
    "17-progress-items",
    "18-gaps-placed",
    "19-comparison",
    "20-me",
)
"""The operations that are answered so far; the others join as their parts are built."""

SENT = [(name, variables) for name in SERVED for variables in VARIABLES[name]]
"""Every operation that is served, with each of its variables."""


def document(name: str) -> str:
    """An operation word for word."""
    return (FOLDER / f"{name}.graphql").read_text(encoding="utf-8")


def title(sent: tuple[str, dict[str, Any]]) -> str:
    """What a test of an operation with its variables is called."""
    name, variables = sent
    return f"{name} {json.dumps(variables, ensure_ascii=False)}"
