"""Gaps; what committees decided about them are their records."""

from __future__ import annotations

from typing import Any

import strawberry

from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.kinds import GapKind, kinds
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.arguments import In
from stdgraph.graphql.types.fields import linked, linked_one, plain
from stdgraph.graphql.types.lazy import LazyCategory, LazyGapRecord, LazySubject
from stdgraph.graphql.types.provenance import Source
from stdgraph.graphql.types.relay import PageInfo


@strawberry.type(description="A fact behind a gap, with the source that states it.")
class Evidence:
    """One piece of evidence."""

    fact: str = plain("The fact, as this API names it.")
    value: str = plain("Its value.")
    source: Source | None = linked_one("Who states it; null where no source is known.")


@strawberry.type(description="The parts of a gap's score; they add up to it.")
class ScoreParts:
    """How a score comes about."""

    severity: int = plain("By severity: CRITICAL 80, HIGH 60, MEDIUM 40, LOW 20, INFO 5.")
    unlocked: int = plain("2 for each category that closing it unlocks, at most 30.")
    lateness: int = plain("Whole years since `since`, at most 9.")
    nearness: int = plain(
        "Stages that the nearest standard that would close it has behind it: 1 at stage 10, 2 at 20 … 5 at 50, 6 once published; else 0."
    )


@strawberry.type(description="Something missing, late or broken, computed from the graph for a day.")
class Gap:
    """One gap."""

    id: strawberry.ID = plain("Kind and subject: the same gap has the same id in every run, on every engine.")
    kind: GapKind = plain("What kind of gap it is.")
    severity: Severity = plain("How bad it is.")
    score: float = plain(
        "What gaps are ordered by: severity, what closing it unlocks, for how long it has stood, how near it is to closing."
    )
    score_parts: ScoreParts = linked_one("The parts of the score.")
    since: Day | None = plain("Since when it has stood, as far as it is known.")
    subject: LazySubject | None = linked_one("What it is about.")
    evidence: list[Evidence] = linked("The facts behind it.")
    unlocks: list[LazyCategory] = linked("Product categories that closing it completes or brings nearer, by code.")
    record: LazyGapRecord | None = linked_one("What a committee decided about it; null while nobody tracks it.")

    @strawberry.field(description="What is wrong, in a sentence with its numbers.")
    def message(self, language: In = Language.ZH) -> str:
        """The message of its kind."""
        row: Any = self
        return kinds()[row["kind"]].message(row["facts"], language)


@strawberry.type(description="How many gaps are of one kind.")
class GapCount:
    """A count."""

    kind: GapKind = plain("The kind.")
    count: int = plain("How many.")


@strawberry.type(description="A gap on a page.")
class GapEdge:
    """One row."""

    cursor: str = plain("Where the gap stands.")
    node: Gap = linked_one("The gap.")


@strawberry.type(description="A page of gaps, worst first.")
class GapConnection:
    """A page."""

    edges: list[GapEdge] = linked("The rows.")
    page_info: PageInfo = linked_one("Where the page stands.")
    total_count: int = plain("How many gaps the scope has.")
    count_by_kind: list[GapCount] = linked("The same gaps by kind; kinds without any are left out.")
