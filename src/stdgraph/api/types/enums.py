"""The vocabularies as GraphQL enums; their descriptions are those of the vocabulary, those of their values the meanings'."""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Any, TypeVar

import strawberry

from stdgraph.api.types.meanings import MEANINGS
from stdgraph.gaps.kinds import GapKind
from stdgraph.lifecycle.relate import Relation
from stdgraph.model import vocabulary
from stdgraph.model.stages import STAGES, SUBSTAGES

E = TypeVar("E", bound=Enum)


def exposed(enum: type[E], description: str | None = None) -> type[E]:
    """The enum as GraphQL shows it, each value with its meaning; described by its docstring unless told otherwise."""
    shown: Any = strawberry.enum(enum, description=description or (enum.__doc__ or "").replace("``", "`"))
    meanings = MEANINGS[enum.__name__]
    for value in shown.__strawberry_definition__.values:
        value.description = meanings[value.name]
    return shown  # type: ignore[no-any-return]


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
    vocabulary.Interval,
    vocabulary.TargetCounts,
    vocabulary.TargetState,
    vocabulary.ForecastMethod,
    Relation,
    StandardSort,
    Direction,
):
    exposed(_enum)

STAGE_CODES = f"XX of {', '.join(STAGES)}; YY of {', '.join(SUBSTAGES)}"
"""What a stage code is made of, for descriptions."""
