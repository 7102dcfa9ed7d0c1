"""What if some standards were withdrawn: which gaps would open and close, and what the progress would be. Nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from stdgraph.catalogue.lookup import find_statuses
from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Status
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DetectedGap
from stdgraph.progress.tally import compute_progress
from stdgraph.store.hypothetical import HypotheticalTransaction
from stdgraph.store.session import Transaction


@dataclass(frozen=True, slots=True)
class HypotheticalWithdrawal:
    """A standard that is assumed to be withdrawn: the name it was given, its id and its status on the day; None where it is unknown."""

    asked: str
    standard: str | None
    status: Status | None

    @property
    def counts(self) -> bool:
        """Whether it is taken into account: only a standard published on the day can be withdrawn."""
        return self.status is Status.PUBLISHED

    def message(self, language: Language) -> str | None:
        """Why it is not taken into account; None where it is."""
        zh, en = _REASONS[self.status]
        return None if self.counts else (zh if language is Language.ZH else en).format(self.asked)


_REASONS = {
    None: ("目录中没有“{}”。", "The catalogue does not contain “{}”."),
    Status.PLANNED: (
        "“{}”当日尚未发布，无可废止。",
        "“{}” is not published on that day and cannot be withdrawn.",
    ),
    Status.DRAFTING: (
        "“{}”当日尚未发布，无可废止。",
        "“{}” is not published on that day and cannot be withdrawn.",
    ),
    Status.PUBLISHED: ("", ""),
    Status.WITHDRAWN: ("“{}”当日已经废止。", "“{}” is already withdrawn on that day."),
    Status.ABANDONED: ("“{}”已终止，从未发布。", "“{}” was abandoned and never published."),
}


@dataclass(frozen=True, slots=True)
class WhatIfOutcome:
    """The difference that hypothetical withdrawals make to a scope."""

    supposed: list[HypotheticalWithdrawal]
    opened: list[DetectedGap]
    """Gaps that exist with the withdrawals and not without them, worst first."""
    closed: list[DetectedGap]
    """Gaps that exist without the withdrawals and not with them, worst first."""
    before: Answer | None
    after: Answer | None


async def compute_what_if(
    tx: Transaction,
    withdraw: Sequence[str],
    scope: ScopeFilter,
    on: date,
    wanted: Collection[str] = ("gaps", "progress"),
) -> WhatIfOutcome:
    """What would change in a scope on a day if standards, by any of their names, were withdrawn on it. Of ``gaps`` and ``progress``
    only what is wanted is computed, with and without the withdrawals, by the same functions that answer other queries.
    """
    found = await find_statuses(tx, withdraw, on)
    supposed = [
        HypotheticalWithdrawal(text, *(one[0], Status(one[1]))) if one else HypotheticalWithdrawal(text, None, None)
        for text, one in zip(withdraw, found, strict=True)
    ]
    gone = sorted({one.standard for one in supposed if one.counts and one.standard is not None})
    then = HypotheticalTransaction(tx, gone, on)
    opened: list[DetectedGap] = []
    closed: list[DetectedGap] = []
    before = after = None
    if "gaps" in wanted and gone:
        (actual,), (assumed,) = await find_gaps(tx, [scope], None, on), await find_gaps(then, [scope], None, on)
        opened, closed = _without(assumed, actual), _without(actual, assumed)
    if "progress" in wanted:
        (before,), (after,) = await compute_progress(tx, [scope], on), await compute_progress(then, [scope], on)
        after["supposed"] = gone
    return WhatIfOutcome(supposed, opened, closed, before, after)


def _without(gaps: Sequence[DetectedGap], others: Sequence[DetectedGap]) -> list[DetectedGap]:
    known = {gap.id for gap in others}
    return [gap for gap in gaps if gap.id not in known]
