"""What if: the gaps that would open and close, and the progress there would be, if some standards were withdrawn. Nothing is written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from stdgraph.catalogue.lookup import statuses
from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Status
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import Gap
from stdgraph.progress.tally import progress
from stdgraph.store.hypothetical import HypotheticalTransaction
from stdgraph.store.session import Transaction


@dataclass(frozen=True, slots=True)
class Supposed:
    """A standard that somebody supposes to go: what they called it, and what it is on the day; None where it is unknown."""

    asked: str
    standard: str | None
    status: Status | None

    @property
    def counts(self) -> bool:
        """Whether there is anything to withdraw: only what is published on the day can be."""
        return self.status is Status.PUBLISHED

    def message(self, language: Language) -> str | None:
        """Why it does not count; None where it does."""
        zh, en = _REASONS[self.status]
        told = zh if language is Language.ZH else en
        return None if self.counts else told.format(self.asked)


_REASONS = {
    None: ("目录中没有“{}”。", "The catalogue holds no “{}”."),
    Status.PLANNED: (
        "“{}”当日尚未发布，无可废止。",
        "“{}” is not published on that day: there is nothing to withdraw.",
    ),
    Status.DRAFTING: (
        "“{}”当日尚未发布，无可废止。",
        "“{}” is not published on that day: there is nothing to withdraw.",
    ),
    Status.PUBLISHED: ("", ""),
    Status.WITHDRAWN: ("“{}”当日已经废止。", "“{}” is withdrawn by that day already."),
    Status.ABANDONED: ("“{}”已终止，从未发布。", "“{}” was abandoned and never published."),
}


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would become of a scope."""

    supposed: list[Supposed]
    opened: list[Gap]
    """Gaps that are there on the supposition and not without it, worst first."""
    closed: list[Gap]
    """Gaps that are there without it and not with it, worst first."""
    before: Answer | None
    after: Answer | None


async def what_if(
    tx: Transaction,
    withdraw: Sequence[str],
    scope: ScopeFilter,
    on: date,
    wanted: Collection[str] = ("gaps", "progress"),
) -> WhatIf:
    """What would become of a scope on a day if standards, by any of their names, were withdrawn on it. Of ``gaps`` and ``progress``
    only what is wanted is computed, without and with the supposition, by the very questions that answer otherwise.
    """
    found = await statuses(tx, withdraw, on)
    supposed = [
        Supposed(text, *(one[0], Status(one[1]))) if one else Supposed(text, None, None)
        for text, one in zip(withdraw, found, strict=True)
    ]
    gone = sorted({one.standard for one in supposed if one.counts and one.standard is not None})
    then = HypotheticalTransaction(tx, gone, on)
    opened: list[Gap] = []
    closed: list[Gap] = []
    before = after = None
    if "gaps" in wanted and gone:
        (without,), (within,) = await find_gaps(tx, [scope], None, on), await find_gaps(then, [scope], None, on)
        opened, closed = _beyond(within, without), _beyond(without, within)
    if "progress" in wanted:
        (before,), (after,) = await progress(tx, [scope], on), await progress(then, [scope], on)
    return WhatIf(supposed, opened, closed, before, after)


def _beyond(gaps: Sequence[Gap], others: Sequence[Gap]) -> list[Gap]:
    known = {gap.id for gap in others}
    return [gap for gap in gaps if gap.id not in known]
