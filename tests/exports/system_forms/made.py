"""Forms that are made up, for what needs no engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from stdgraph.exports.system_forms.forms import Branch, SystemForms
from stdgraph.exports.system_forms.listed_rows import ListedRow

ON = date(2026, 11, 23)


def listed(subsystem: str, **given: object) -> ListedRow:
    """A row of which only what is given is known."""
    row: dict[str, object] = dict.fromkeys(ListedRow.__annotations__)
    row |= {"id": "S1", "status": "PLANNED", "adopts": [], "replaces": [], "owners": [], "categories": []}
    return cast("ListedRow", {**row, "subsystem": subsystem, **given})


def figures(met: int, items: int) -> dict[str, Any]:
    """Figures of a subsystem."""
    counts = dict.fromkeys(("listed", "planned", "drafting", "published", "withdrawn", "imprecise", "inferred"), 0)
    ratio = met / items if items else None
    return {**counts, "items": items, "itemsMet": met, "itemsOpen": items - met, "completion": ratio}


def branch(
    code: str, parent: str | None = None, depth: int = 1, title: str = "子体系", met: int = 1, items: int = 2
) -> Branch:
    """A subsystem."""
    return Branch(code, parent, depth, title, f"{title} EN", "DERIVED", figures(met, items), figures(met, items), 0)


PROGRESS: Mapping[str, Any] = {
    **dict.fromkeys(
        ("planned", "drafting", "published", "inForce", "upcoming", "superseded", "withdrawn", "abandoned"), 0
    ),
    "declared": 9,
    "items": 4,
    "itemsMet": 1,
    "itemsOpen": 3,
    "unitemised": 5,
    "completion": 1 / 9,
    "listed": 5,
    "inferred": 2,
    "imprecise": 1,
    "undated": 1,
    "statistics": [
        {"level": "NATIONAL", "required": 3, "existing": 1, "ratio": 1 / 3},
        {"level": None, "required": 1, "existing": 0, "ratio": 0.0},
    ],
    "statisticsTotal": {"level": None, "required": 9, "existing": 1, "ratio": 1 / 9},
}


def forms(
    branches: Sequence[Branch] = (), rows: Sequence[ListedRow] = (), *, title: str = "某标准体系", **progress: object
) -> SystemForms:
    """The forms of a system with these subsystems and rows."""
    facts = {"code": "X2024", "titleZh": title, "titleEn": "Some system", "note": "a remark", "revises": []}
    sources = [{"id": "page", "title": "A page", "url": "https://example.org/a", "locator": "1.2"}]
    return SystemForms("X2024", ON, 7, facts, sources, {**PROGRESS, **progress}, branches, rows, [])
