"""What rests on a standard, what was known of it, and what would become of a scope without it, with the loaders that answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import strawberry

from stdgraph.catalogue.impact import compute_impacts
from stdgraph.catalogue.recorded_references import Unrecorded, count_unrecorded
from stdgraph.commands.relate import Relation
from stdgraph.commands.replay import known
from stdgraph.domain import scope as scopes
from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.vocabulary import Language, Status
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.what_if import HypotheticalWithdrawal, compute_what_if
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.fields import key_named, linked, linked_one, plain, row_of
from stdgraph.graphql.types.gaps import Gap, GapCount, GapWants, counted, gap_rows, wants_of
from stdgraph.graphql.types.inputs import AsOf, In, KnownAt, Listed
from stdgraph.graphql.types.progress import Progress
from stdgraph.graphql.types.provenance import Stage
from stdgraph.graphql.types.relay import LazyCategory, LazyStandard

_MORE_DEPENDENTS = {
    Language.ZH: "引用本标准的可能不止以上所列",
    Language.EN: "more of them may refer to this one",
}
_MORE_GAPS = {Language.ZH: "可能出现的缺口不止以上所列", Language.EN: "more gaps may open"}


def explain_unrecorded(found: Unrecorded, language: Language, what: Mapping[Language, str]) -> str | None:
    """How many of the listed standards have no references recorded, and what may be missing for that; None where all have."""
    if not found.number:
        return None
    if language is Language.ZH:
        return f"收录的 {found.listed} 项标准中有 {found.number} 项没有引用记录：{what[language]}。"
    return f"Of {found.listed} listed standards, {found.number} have no references recorded: {what[language]}."


@strawberry.type(description="A standard on a path of use, and how it uses the one before it.")
class UseStep:
    """One step of a path."""

    standard: LazyStandard = linked_one("The standard.")
    relations: list[Relation] = plain("How it uses the one before it: ADOPTS, REFERENCES or both.")


@strawberry.type(description="A standard that uses another, directly or through others.")
class DependentStandard:
    """A dependent."""

    standard: LazyStandard = linked_one("The dependent.")
    depth: int = plain("How many steps away it is; 1 uses the standard itself.")
    relations: list[Relation] = plain("How it uses the one before it on the path: ADOPTS, REFERENCES or both.")
    path: list[UseStep] = linked("A shortest path to it, without the standard itself.")


@strawberry.type(description="A product category that depends on one that would lose its last standard in force.")
class AffectedCategory:
    """A category further up a chain."""

    category: LazyCategory = linked_one("The category.")
    depth: int = plain("How many dependencies away it is from the nearest category that loses its last standard.")
    path: list[LazyCategory] = linked("A shortest path from that one to it, both included.")


@strawberry.type(
    description="What rests on a standard, and what its withdrawal or revision would touch. Lists hold as many entries as asked for, "
    "nearest first, beside their totals; a cycle is walked once."
)
class Impact:
    """Dependents of a standard."""

    dependent_categories: int = plain(
        "Product categories it applies to, and all that depend on these, directly or through others."
    )
    transitive_dependents: int = plain("Standards that reference or adopt it, directly or through others.")
    dependents_total: int = plain(
        "Those of them that are neither withdrawn nor abandoned on the day, and are reached through such alone."
    )
    dependents: list[DependentStandard] = linked("The same, nearest first, then by number.")
    losing_total: int = plain(
        "Product categories that lose their last standard in force, of whatever level, if it is withdrawn on the day."
    )
    losing: list[LazyCategory] = linked("The same, by code.")
    affected_total: int = plain("Product categories that depend on these, directly or through others.")
    affected: list[AffectedCategory] = linked("The same, nearest first, then by code.")

    @strawberry.field(
        description="Where the answer may be incomplete, in a sentence: how many of the listed standards have no references recorded. "
        "Null where all have."
    )
    def unknown(self, language: In = Language.ZH) -> str | None:
        """The sentence in a language."""
        return explain_unrecorded(row_of(self)["unrecorded"], language, _MORE_DEPENDENTS)


@strawberry.type(
    description="What was known of a standard at an instant: late reports change what is known, never what was."
)
class KnownState:
    """A standard as it was known."""

    status: Status = plain("The status on the day asked about.")
    stage: Stage | None = linked_one("The stage on that day; null where nothing was recorded of it.")
    number: str | None = plain("Its number, where the events recorded by then gave it one.")
    published_on: Day | None = plain("The day of publication, where the events recorded by then gave it one.")


async def load_impacts(
    field: FieldContext, rows: Sequence[Answer], as_of: AsOf = None, first: Listed = 20
) -> list[Answer]:
    """What rests on each standard on a day; only what is asked for is looked up. Raises BadInput or LimitExceeded."""
    wanted = {one.name for one in field.selection("Impact").picks}
    ids, on = [row["id"] for row in rows], field.day(as_of)
    answers = await compute_impacts(field.tx, ids, on, field.page(first).size, wanted)
    if "unknown" in wanted:
        unrecorded = await count_unrecorded(field.tx, scopes.ScopeFilter(), on)
        for answer in answers:
            answer["unrecorded"] = unrecorded
    return answers


async def load_known(field: FieldContext, rows: Sequence[Answer], at: KnownAt, on: AsOf = None) -> list[Answer | None]:
    """Each standard as it was known at an instant; None where nothing was recorded by then."""
    return await known(field.tx, [row["id"] for row in rows], at, field.day(on))


@strawberry.type(description="A standard that is withdrawn in the hypothesis, as the request names it.")
class Supposed:
    """One supposition."""

    asked: str = plain("What it was called in the request.")
    standard: LazyStandard | None = linked_one("The standard; null where the catalogue holds none of that name.")
    counts: bool = plain(
        "Whether it is published on the day, so that it can be withdrawn; what cannot changes nothing."
    )

    @strawberry.field(description="Why it does not count, in a sentence; null where it does.")
    def message(self, language: In = Language.ZH) -> str | None:
        """The reason."""
        reason: str | None = row_of(self)["withdrawal"].message(language)
        return reason


@strawberry.type(description="Gaps, worst first: as many as asked for, beside their total.")
class GapList:
    """A bounded list of gaps."""

    total_count: int = plain("How many there are in all.")
    count_by_kind: list[GapCount] = linked("All of them by kind; kinds without any are left out.")
    gaps: list[Gap] = linked("The worst of them.")


@strawberry.type(
    description="What would become of a scope if standards were withdrawn on a day; computed by the questions that answer `gaps` and "
    "`progress`, and nothing is written."
)
class WhatIf:
    """A supposition followed through."""

    as_of: Day = plain("The day of the supposed withdrawals, and of all that follows.")
    supposed: list[Supposed] = linked("The standards that were named, in that order.")
    opened: GapList = linked_one("Gaps that would be there and are not.")
    closed: GapList = linked_one(
        "Gaps that are there and would not be: withdrawing an overdue standard ends its review, too."
    )
    before: Progress = linked_one("The progress as it is on the day.")
    after: Progress = linked_one("The progress as it would be.")

    @strawberry.field(
        description="Where the answer may be incomplete, in a sentence: how many of the scope's standards have no references recorded. "
        "Null where all have."
    )
    def unknown(self, language: In = Language.ZH) -> str | None:
        """The sentence in a language."""
        return explain_unrecorded(row_of(self)["unrecorded"], language, _MORE_GAPS)


async def answer_what_if(
    field: FieldContext, withdraw: Sequence[str], scope: scopes.ScopeFilter, on: date, first: int, *, named: bool
) -> Answer:
    """Gaps and progress if standards, by any of their names, were withdrawn on a day; only what is asked for is computed."""
    wanted = [
        name
        for name, fields in (("gaps", ("opened", "closed")), ("progress", ("before", "after")))
        if any(field.wants(one) for one in fields)
    ]
    names = [key_named(name, "Standard") for name in withdraw]
    found = await compute_what_if(field.tx, names, scope, on, wanted)
    lists = {"opened": found.opened, "closed": found.closed}
    asked = [wants_of(field, name, "gaps") for name in lists]
    wants = GapWants(*(any(several) for several in zip(*asked, strict=True)))
    shown = {name: await gap_rows(field, gaps[:first], on, wants, named=named) for name, gaps in lists.items()}
    return {
        "asOf": on,
        "supposed": [_supposed(one, name) for one, name in zip(found.supposed, withdraw, strict=True)],
        **{name: _gap_list(gaps, first, shown[name]) for name, gaps in lists.items()},
        "before": found.before,
        "after": found.after,
        "unrecorded": await count_unrecorded(field.tx, scope, on) if field.wants("unknown") else None,
    }


def _gap_list(gaps: Sequence[DetectedGap], first: int, rows: dict[str, Answer]) -> Answer:
    return {**counted(gaps), "gaps": [rows[gap.id] for gap in gaps[:first]]}


def _supposed(one: HypotheticalWithdrawal, asked: str) -> Answer:
    return {
        "asked": asked,
        "standard": Ref("Standard", one.standard) if one.standard is not None else None,
        "counts": one.counts,
        "withdrawal": one,
    }
