"""Gaps; what committees decided about them are their records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import strawberry

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import GapStatus, Language, Severity
from stdgraph.gap_records.former_gaps import gaps_today
from stdgraph.gap_records.record_unit import find_gap
from stdgraph.gap_records.repository import load_statuses
from stdgraph.gaps.candidates import Placement, place_gaps
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DAY_MARK, DetectedGap, Facts, split_gap_id
from stdgraph.gaps.groups import group_gaps
from stdgraph.gaps.kinds import GapKind, kinds
from stdgraph.gaps.messages import load_gap_evidence, load_gap_facts
from stdgraph.gaps.pages import GapOrder, page_gaps
from stdgraph.gaps.ranking import RankedGaps
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.fields import linked, linked_one, loaded, plain, row_of
from stdgraph.graphql.types.inputs import (
    After,
    AsOf,
    DecidedAs,
    First,
    GapOrdering,
    GroupBy,
    In,
    Kinds,
    Severities,
)
from stdgraph.graphql.types.provenance import Source
from stdgraph.graphql.types.relay import (
    LazyCategory,
    LazyCommittee,
    LazyGapRecord,
    LazyStandard,
    LazySubject,
    LazySubsystem,
    LazySystem,
    PageInfo,
)
from stdgraph.store.emptiness import is_empty


@strawberry.type(description="A fact behind a gap, with the source that states it.")
class Evidence:
    """One piece of evidence."""

    fact: str = plain("The fact, as this API names it.")
    value: str = plain("Its value.")
    source: Source | None = linked_one("Who states it; null where no source is known.")


@strawberry.type(description="The parts of a gap's score; without `nearness` they add up to it.")
class ScoreParts:
    """How a score comes about."""

    severity: int = plain("By severity: CRITICAL 80, HIGH 60, MEDIUM 40, LOW 20, INFO 5.")
    unlocked: int = plain("2 for each category that closing it unlocks, at most 30.")
    lateness: int = plain("Whole years since `since`, at most 9.")
    importance: int = plain(
        "5 for a mandatory standard, 3 for what belongs to a basic subsystem (基础通用), 3 for a standard that applies to a demanded cell; 0 of "
        "what is INFO."
    )
    urgency: int = plain(
        "Of a target that falls short: 20 within 90 days of its day and once it is missed, 10 within a year; else 0."
    )
    basis: int = plain("-5 for what rests on an arrangement of the compiler, which no source states; else 0.")
    nearness: int = plain(
        "Stages that the nearest standard that would close it has behind it: 1 at stage 10, 2 at 20 … 5 at 50, 6 once published; else 0. "
        "It is no part of the sum: it orders gaps that score alike."
    )


@strawberry.type(description="Something missing, late or broken, computed from the graph for a day.")
class Gap:
    """One gap."""

    id: strawberry.ID = plain(
        "Its key; where the request names a day, with that day behind it (`…@2026-03-01`), for on another day it may be another gap. "
        "`gap(id:)` and `trackGap` take either."
    )
    key: str = plain("Kind and subject: the same gap has the same key in every run, on every engine, and on every day.")
    kind: GapKind = plain("What kind of gap it is.")
    severity: Severity = plain("How bad it is.")
    score: float = plain(
        "What gaps are ordered by: severity, what closing it unlocks, for how long it has stood, how near it is to closing."
    )
    score_parts: ScoreParts = linked_one("The parts of the score.")
    since: Day | None = plain("Since when it has stood, as far as it is known.")
    subject: LazySubject | None = linked_one("What it is about.")
    system: LazySystem | None = linked_one(
        "The system it belongs to, of several the first by code; null where it belongs to none."
    )
    subsystems: list[LazySubsystem] = linked("The subsystems it belongs to, those inside an uncovered one included.")
    committees: list[LazyCommittee] = linked(
        "Whom it concerns: the committees that own its standard or, of what is about none, the candidates."
    )
    product_categories: list[LazyCategory] = linked("The product categories that it concerns, by code.")
    candidates: list[LazyStandard] = linked(
        "Standards under way that would close it, those furthest on first, at most 20; of an item that stands still the item itself."
    )
    evidence: list[Evidence] = linked("The facts behind it.")
    unlocks: list[LazyCategory] = linked("Product categories that closing it completes or brings nearer, by code.")
    record: LazyGapRecord | None = linked_one("What a committee decided about it; null while nobody tracks it.")

    @strawberry.field(description="What is wrong, in a sentence with its numbers.")
    def message(self, language: In = Language.ZH) -> str:
        """The message of its kind."""
        return kinds()[row_of(self)["kind"]].message(row_of(self)["facts"], language)

    @strawberry.field(description="What would close it, in a sentence.")
    def remedy(self, language: In = Language.ZH) -> str:
        """The remedy of its kind."""
        return kinds()[row_of(self)["kind"]].remedy(row_of(self)["facts"], language)


@strawberry.type(description="Gaps that share where they belong, whom they concern, their kind or their severity.")
class CountedGaps:
    """A group."""

    key: str | None = plain(
        "Code or id of what they share, a subsystem's with that of its system (`PV2024/AA`); null for gaps that belong to none."
    )
    count: int = plain("How many.")
    worst: Severity = plain("The highest severity among them.")

    @strawberry.field(description="The title of what they share, the name of the kind or severity; null with `key`.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The title in a language, or in the other."""
        term: Term | None = row_of(self)["term"]
        return None if term is None else term.in_language(language)


async def load_groups(field: FieldContext, rows: Sequence[Answer], by: GroupBy) -> list[list[Answer]]:
    """The gaps of each connection in groups."""
    return [
        [
            {"key": one.key, "term": one.title, "count": one.size, "worst": one.worst}
            for one in await group_gaps(field.tx, row["found"], by, row["day"])
        ]
        for row in rows
    ]


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
    groups: list[CountedGaps] | None = loaded(
        load_groups,
        "The same gaps in groups, the largest first. One that belongs to several counts in each of them.",
    )

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
    severity: Severities = None,
    record_status: DecidedAs = None,
    order_by: GapOrdering = GapOrder.SCORE,
    first: First = 20,
    after: After = None,
    as_of: AsOf = None,
) -> list[Answer]:
    """A page of the gaps of each row's scope. Raises BadInput or LimitExceeded."""
    wanted = GapFilter(kinds, severity, record_status, order_by or GapOrder.SCORE)
    return await gap_pages(field, field.scopes(rows), wanted, first, after, as_of)


class GapFilter(NamedTuple):
    """Which gaps, in which order."""

    kinds: Sequence[GapKind] | None = None
    severity: Sequence[Severity] | None = None
    record_status: Sequence[GapStatus] | None = None
    order: GapOrder = GapOrder.SCORE


async def gap_pages(
    field: FieldContext,
    scopes: Sequence[ScopeFilter],
    wanted: GapFilter,
    first: int,
    after: str | None,
    as_of: date | None,
) -> list[Answer]:
    """A page of the gaps of each scope on a day. Raises BadInput or LimitExceeded."""
    page, on = field.page(first, after), field.day(as_of)
    every = await find_gaps(field.tx, scopes, wanted.kinds, on)
    decided = await load_statuses(field.tx) if wanted.record_status else {}
    found: Sequence[Sequence[DetectedGap]] = every
    if wanted.severity or wanted.record_status:
        found = [[gap for gap in group if _fits(gap, wanted, decided)] for group in every]
    shown = [page_gaps(group, page, wanted.order) for group in found]
    nodes = [edge["node"] for connection in shown for edge in connection["edges"]]
    shapes = await gap_rows(field, nodes, on, wants_of(field, "edges", "node"), named=as_of is not None)
    for group, connection in zip(found, shown, strict=True):
        for edge in connection["edges"]:
            edge["node"] = shapes[edge["node"].id]
        connection |= {**counted(group), "found": group, "day": on}
    if field.wants("notice") and not any(every) and await is_empty(field.tx):
        for connection in shown:
            connection["emptyCatalogue"] = True
    return shown


def _fits(gap: DetectedGap, wanted: GapFilter, decided: Mapping[str, str]) -> bool:
    if wanted.severity and gap.severity not in wanted.severity:
        return False
    return not wanted.record_status or decided.get(gap.id, GapStatus.UNKNOWN) in wanted.record_status


def counted(gaps: Sequence[DetectedGap]) -> Answer:
    """How many gaps there are, and of which kinds."""
    counts = gaps.by_kind if isinstance(gaps, RankedGaps) else Counter(gap.kind for gap in gaps)
    return {
        "totalCount": len(gaps),
        "countByKind": [{"kind": kind, "count": counts[kind]} for kind in GapKind if counts[kind]],
    }


class GapWants(NamedTuple):
    """What is asked for of gaps beyond what detection found."""

    message: bool
    evidence: bool
    placement: bool


def wants_of(field: FieldContext, *path: str) -> GapWants:
    """What is asked for of the gaps at a path below a field."""

    def any_of(*names: str) -> bool:
        return any(field.wants(*path, name) for name in names)

    return GapWants(any_of("message", "remedy"), any_of("evidence"), any_of("committees", "candidates"))


async def gap_rows(
    field: FieldContext, found: Sequence[DetectedGap], on: date, wants: GapWants, *, named: bool = False
) -> dict[str, Answer]:
    """The row of each gap by its key; the facts of its message, its evidence, its candidates are read only where they are asked for.

    ``named`` says that the request names the day.
    """
    unique = list({gap.id: gap for gap in found}.values())
    facts: Sequence[Facts] = [gap.facts for gap in unique]
    proofs: list[list[Answer]] = [[] for _ in unique]
    placed = [Placement([], []) for _ in unique]
    if unique and (wants.message or wants.evidence):
        facts = await load_gap_facts(field.tx, unique, on)
    if unique and wants.evidence:
        proofs = await load_gap_evidence(field.tx, unique, facts, on)
    if unique and wants.placement:
        placed = await place_gaps(field.tx, unique, on)
    rows = zip(unique, facts, proofs, placed, strict=True)
    return {gap.id: _row(gap, known, proof, place, on if named else None) for gap, known, proof, place in rows}


def _row(gap: DetectedGap, facts: Facts, proof: list[Answer], placed: Placement, day: date | None) -> Answer:
    systems = gap.systems
    return {
        "id": gap.id if day is None else f"{gap.id}{DAY_MARK}{day}",
        "key": gap.id,
        "kind": gap.kind,
        "severity": gap.severity,
        "score": gap.score.total,
        "scoreParts": gap.score._asdict(),
        "since": gap.since,
        "facts": facts,
        "subject": Ref(gap.label, gap.subject),
        "system": Ref("StandardsSystem", systems[0]) if systems else None,
        "subsystems": [Ref("Subsystem", place) for place in sorted(gap.places)],
        "committees": [Ref("Committee", code) for code in placed.committees],
        "productCategories": [Ref("ProductCategory", code) for code in gap.concerned],
        "candidates": [Ref("Standard", one) for one in placed.candidates],
        "evidence": proof,
        "unlocks": [Ref("ProductCategory", code) for code in gap.unlocks],
        "record": Ref("GapRecord", gap.id),
    }


async def answer_gap(field: FieldContext, identifier: str) -> Answer | None:
    """The gap of an id, on the day that the id bears or today; None where it is not found then."""
    key, day = split_gap_id(identifier)
    on = field.day(day)
    found = await find_gap(field.tx, key, on)
    if found is None and (today := await gaps_today(field.tx, [key])):
        found = await find_gap(field.tx, today[key], on)
    if found is None:
        return None
    rows = await gap_rows(field, [found], on, wants_of(field), named=day is not None)
    return rows[found.id]
