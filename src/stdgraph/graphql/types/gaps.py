"""Gaps; what committees decided about them are their records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

import strawberry

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DetectedGap, Facts
from stdgraph.gaps.kinds import GapKind, kinds
from stdgraph.gaps.messages import load_gap_evidence, load_gap_facts
from stdgraph.gaps.pages import page_gaps
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.fields import linked, linked_one, plain, row_of
from stdgraph.graphql.types.inputs import After, AsOf, First, In, Kinds
from stdgraph.graphql.types.provenance import Source
from stdgraph.graphql.types.relay import LazyCategory, LazyGapRecord, LazySubject, PageInfo
from stdgraph.store.emptiness import is_empty


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
        return kinds()[row_of(self)["kind"]].message(row_of(self)["facts"], language)


@strawberry.type(description="How many gaps are of one kind.")
class GapCount:
    """A count."""

    kind: GapKind = plain("The kind.")
    count: int = plain("How many.")


@strawberry.type(description="A gap on a page.")
class GapEdge:
    """One row."""

    cursor: str = plain("Cursor of the gap.")
    node: Gap = linked_one("The gap.")


@strawberry.type(description="A page of gaps, worst first.")
class GapConnection:
    """A page."""

    edges: list[GapEdge] = linked("The rows.")
    page_info: PageInfo = linked_one("The position of the page.")
    total_count: int = plain("How many gaps the scope has.")
    count_by_kind: list[GapCount] = linked("The same gaps by kind; kinds without any are left out.")

    @strawberry.field(
        description="What else there is to know: that the catalogue is empty, so that no gap means no all-clear. Null where there is nothing."
    )
    def notice(self, language: In = Language.ZH) -> str | None:
        """The notice in a language."""
        return EMPTY[language] if row_of(self).get("emptyCatalogue") else None


EMPTY = {
    Language.ZH: "目录为空：没有任何标准体系或标准，因此没有缺口不等于没有问题",
    Language.EN: "the catalogue is empty: it holds no standards system and no standard, so that no gap is no all-clear",
}
"""What a page of gaps says of a catalogue without anything in it."""


async def load_gaps(
    field: FieldContext,
    rows: Sequence[Answer],
    kinds: Kinds = None,
    first: First = 20,
    after: After = None,
    as_of: AsOf = None,
) -> list[Answer]:
    """A page of the gaps of each row's scope. Raises BadInput or LimitExceeded."""
    return await gap_pages(field, field.scopes(rows), kinds, first, after, as_of)


async def gap_pages(
    field: FieldContext,
    scopes: Sequence[ScopeFilter],
    kinds: Sequence[GapKind] | None,
    first: int,
    after: str | None,
    as_of: date | None,
) -> list[Answer]:
    """A page of the gaps of each scope on a day. Raises BadInput or LimitExceeded."""
    wanted, on = field.page(first, after), field.day(as_of)
    found = await find_gaps(field.tx, scopes, kinds, on)
    shown = [page_gaps(group, wanted) for group in found]
    nodes = [edge["node"] for connection in shown for edge in connection["edges"]]
    with_message, with_evidence = (field.wants("edges", "node", name) for name in ("message", "evidence"))
    shapes = await gap_rows(field, nodes, on, with_message=with_message, with_evidence=with_evidence)
    for group, connection in zip(found, shown, strict=True):
        for edge in connection["edges"]:
            edge["node"] = shapes[edge["node"].id]
        connection |= counted(group)
    if field.wants("notice") and not any(found) and await is_empty(field.tx):
        for connection in shown:
            connection["emptyCatalogue"] = True
    return shown


def counted(gaps: Sequence[DetectedGap]) -> Answer:
    """How many gaps there are, and of which kinds."""
    counts = Counter(gap.kind for gap in gaps)
    return {
        "totalCount": len(gaps),
        "countByKind": [{"kind": kind, "count": counts[kind]} for kind in GapKind if counts[kind]],
    }


async def gap_rows(
    field: FieldContext, found: Sequence[DetectedGap], on: date, *, with_message: bool, with_evidence: bool
) -> dict[str, Answer]:
    """The row of each gap by its id; the facts of its message and its evidence are read only where they are asked for."""
    unique = list({gap.id: gap for gap in found}.values())
    facts: Sequence[Facts] = [gap.facts for gap in unique]
    proofs: list[list[Answer]] = [[] for _ in unique]
    if unique and (with_message or with_evidence):
        facts = await load_gap_facts(field.tx, unique, on)
    if unique and with_evidence:
        proofs = await load_gap_evidence(field.tx, unique, facts)
    return {gap.id: _row(gap, known, proof) for gap, known, proof in zip(unique, facts, proofs, strict=True)}


def _row(gap: DetectedGap, facts: Facts, proof: list[Answer]) -> Answer:
    return {
        "id": gap.id,
        "kind": gap.kind,
        "severity": gap.severity,
        "score": gap.score.total,
        "scoreParts": gap.score._asdict(),
        "since": gap.since,
        "facts": facts,
        "subject": Ref(gap.label, gap.subject),
        "evidence": proof,
        "unlocks": [Ref("ProductCategory", code) for code in gap.unlocks],
        "record": Ref("GapRecord", gap.id),
    }
