"""What inputs of mutations share: the fields that many of them have, and how their values become those of a command."""

from __future__ import annotations

from typing import Any

import strawberry

from stdgraph.domain.dates import partial_date
from stdgraph.graphql.scalars import require_days
from stdgraph.graphql.types.fields import from_global_id

NAMED = "Id, or a number or plan number in any printed form."
GUARD = "The revision it must still have; absent: no guard."
ON = "The day in the world; absent: today."
LESS_EXACT = "Also a month or a year: `2005-03`, `2005`."
NOTE = "The reason, or a remark."
REQUEST = "The client's id of this request: sent twice, it changes things once and answers the same."


def named(text: str) -> str:
    """The key in a global id; any other name as it is."""
    named = from_global_id(text)
    return named[1] if named else text


def values(given: object) -> dict[str, Any]:
    """The values of an input, with the nodes that it names by global id named by their keys."""
    require_days({name: value for name, value in vars(given).items() if name not in DATES})
    return {name: _value(name, value) for name, value in vars(given).items()}


DATES = ("published_on", "in_force_on", "withdrawn_on", "effective_on", "since")
"""Dates that may be known less exactly than to the day."""


def _value(name: str, value: Any) -> Any:
    if name in ("standard", "target", "successor"):
        return named(value)
    return partial_date(value) if name in DATES else value


def to_the_day(values: dict[str, Any]) -> dict[str, Any]:
    """The values of an input whose day in the world must be known exactly."""
    on = values.get("effective_on")
    require_days({"effectiveOn": on} if on is not None and on.day is None else {})
    return {**values, "effective_on": on and on.day}


def required(description: str) -> Any:
    """A field of an input that must be given."""
    return strawberry.field(description=description)


def optional(description: str) -> Any:
    """A field of an input that may be left out."""
    return strawberry.field(default=None, description=description)
