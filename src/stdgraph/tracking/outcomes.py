"""What a request to track a gap came to; the outcomes that standards have too are the lifecycle's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stdgraph.lifecycle.outcomes import Denied, Invalid, Said, Unknown


@dataclass(frozen=True, slots=True)
class Tracked:
    """It was recorded. ``state`` is what the record was then."""

    gap: str
    state: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Somebody else changed the record meanwhile; ``gap`` is None while there is no record."""

    gap: str | None
    said: Said


Outcome = Tracked | Overtaken | Invalid | Unknown | Denied
