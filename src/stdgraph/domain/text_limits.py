"""How long texts may be that people or datasets enter: the same in commands, the API, the command line and seeds."""

from __future__ import annotations

from collections.abc import Mapping

TITLE = 1000
"""Characters of a title, a number, a locator or another text of one line."""

NOTE = 10_000
"""Characters of a note, a reason, a recommendation or another text of several lines."""

ADDRESS = 2_100
"""Characters of the address of a source."""

LONG: Mapping[str, int] = {
    "note": NOTE,
    "remark": NOTE,
    "reason": NOTE,
    "recommendation": NOTE,
    "statement": NOTE,
    "measure": NOTE,
    "value": NOTE,
    "source": ADDRESS,
    "url": ADDRESS,
}
"""The limits of fields whose texts may be longer than a title, by name."""


def limit_of(field: str) -> int:
    """How many characters a field takes."""
    return LONG.get(field, TITLE)
