"""What is on the plan, as Cypher: whatever carries ``retiredOn`` is off it from that day on (``docs/definitions.md``).

A retired subsystem has nothing below it that is on the plan, nor a retired system: so a listing counts while its standard and its
subsystem do, and nobody looks further up.
"""

from __future__ import annotations

from datetime import date

from stdgraph.domain import calendar


def on_plan(var: str, day: str = "$on") -> str:
    """Condition: what the variable holds is on the plan on a day."""
    return f"({var}.retiredOn IS NULL OR {var}.retiredOn > {day})"


def is_item(var: str) -> str:
    """Condition: the standard is a row of a plan. What amends another document is shown with that one and is none of its own."""
    return f"({var}.amendsKey IS NULL AND {var}.amending IS NULL)"


def today_parameters() -> dict[str, date]:
    """The parameters of statements that list what is on the plan today."""
    return {"today": calendar.today()}
