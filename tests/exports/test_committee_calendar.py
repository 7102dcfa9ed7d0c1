"""What of a standard stands in a committee's calendar, and on which day it still does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stdgraph.exports.committee_calendar import deadlines_of

TODAY = date(2026, 6, 1)
STANDARD: dict[str, Any] = {
    "id": "x",
    "number": "GB/T 1-2020",
    "planNumber": None,
    "titleZh": "一",
    "titleEn": "One",
    "revision": 3,
    "status": "PUBLISHED",
    "standing": "IN_FORCE",
    "stage": {"code": "60.60", "titleZh": "已发布", "titleEn": "published", "dueOn": None},
    "dueOn": None,
    "reviewDueOn": None,
    "inForceOn": None,
    "withdrawnOn": None,
}
DRAFT = {"status": "DRAFTING", "standing": None}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, []),
        ({**DRAFT, "dueOn": "2026-05-31"}, [("approval", True)]),
        ({**DRAFT, "dueOn": "2026-06-01"}, [("approval", False)]),
        ({"dueOn": "2026-07-01"}, []),
        ({**DRAFT, "stage": {**STANDARD["stage"], "dueOn": "2026-01-01"}}, [("stage", True)]),
        ({"inForceOn": "2026-05-31"}, []),
        ({"inForceOn": "2026-06-01", "standing": "UPCOMING"}, [("in-force", False)]),
        ({"withdrawnOn": "2026-12-31", "reviewDueOn": "2025-01-01"}, [("withdrawal", False), ("review", True)]),
        ({"reviewDueOn": "2025-01-01", "standing": "SUPERSEDED"}, []),
        ({"status": None, "standing": None, "stage": None, "dueOn": "2026-07-01"}, []),
    ],
)
def test_what_is_due(facts: dict[str, Any], expected: list[tuple[str, bool]]) -> None:
    found = list(deadlines_of({**STANDARD, **facts}, TODAY))
    assert [(one.kind, one.overdue) for one in found] == expected
    assert all(one.revision == 3 and one.name == "GB/T 1-2020" for one in found)
