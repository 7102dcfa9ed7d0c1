"""An example of every command that describes itself: what it is sent, what must be so before, and who may do it.

A command without an example fails ``test_every_command``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

STEWARD, ADMINISTRATOR, SECRETARIAT = "steward", "administrator", "secretariat"

Input = Mapping[str, Any]


@dataclass(frozen=True)
class Example:
    """A command on the bundled seed that is carried out, and one that is refused."""

    input: Input
    wrong: Input
    """What of the input, put otherwise, is refused, and is nothing that the service cannot read."""
    path: str
    """The field that is wrong then."""
    who: str = STEWARD
    """Who may do it besides administrators: the steward of PV2024, or the secretariat of SAC/TC90."""
    changes: str = "Subsystem"
    """The label of what the event is about."""
    before: tuple[tuple[str, Input], ...] = ()
    """Commands that must have been carried out."""
    on: str | None = "2026-03-01"
    """The day from which on answers are other ones; None where none are."""
    guarded: bool = True
    """Whether its subject exists before, so that an expected revision may be wrong."""


EXAMPLES: Mapping[str, Example] = {
    "createSubsystem": Example(
        {"system": "PV2024", "code": "Z1", "parent": "C", "titleZh": "新材料", "effectiveOn": "2026-03-01"},
        {"code": "CA"},
        "code",
    ),
    "changeSubsystem": Example(
        {"system": "PV2024", "code": "CA", "titleZh": "硅材料", "newCode": "CZ", "effectiveOn": "2026-03-01"},
        {"newCode": "CB"},
        "newCode",
        on=None,
    ),
    "moveSubsystem": Example(
        {"system": "PV2024", "code": "CA", "parent": "D", "effectiveOn": "2026-03-01"},
        {"parent": "CA"},
        "parent",
    ),
    "retireSubsystem": Example(
        {"system": "PV2024", "code": "CA", "into": "CB", "effectiveOn": "2026-03-01"},
        {"into": "CA"},
        "into",
    ),
}
"""By mutation."""
