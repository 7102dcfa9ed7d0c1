"""The vocabularies as GraphQL enums; their descriptions are those of the vocabulary."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Any, TypeVar

import strawberry

from stdgraph.gaps.kinds import GapKind
from stdgraph.model import vocabulary
from stdgraph.model.stages import STAGES, SUBSTAGES

E = TypeVar("E", bound=Enum)


def _exposed(enum: type[E], name: str | None = None) -> type[E]:
    described: Any = strawberry.enum(enum, name=name, description=(enum.__doc__ or "").replace("``", "`"))
    return described  # type: ignore[no-any-return]


class StandardSort(StrEnum):
    """What standards can be ordered by; what has no value stands last in either direction."""

    NUMBER = "NUMBER"
    TITLE = "TITLE"
    LEVEL = "LEVEL"
    STAGE = "STAGE"
    PUBLISHED_ON = "PUBLISHED_ON"
    IN_FORCE_ON = "IN_FORCE_ON"
    DUE_ON = "DUE_ON"
    REVIEW_DUE_ON = "REVIEW_DUE_ON"
    REVISION = "REVISION"


class Direction(StrEnum):
    """The direction of an order."""

    ASC = "ASC"
    DESC = "DESC"


for _enum in (
    vocabulary.Status,
    vocabulary.Standing,
    vocabulary.Level,
    vocabulary.Nature,
    vocabulary.Confidence,
    vocabulary.Membership,
    vocabulary.CategoryKind,
    vocabulary.Extent,
    vocabulary.Degree,
    vocabulary.CellState,
    vocabulary.Priority,
    vocabulary.GapStatus,
    vocabulary.Severity,
    vocabulary.EventKind,
    GapKind,
    StandardSort,
    Direction,
):
    _exposed(_enum)

STAGE_CODES = f"XX of {', '.join(STAGES)}; YY of {', '.join(SUBSTAGES)}"
"""What a stage code is made of, for descriptions."""
