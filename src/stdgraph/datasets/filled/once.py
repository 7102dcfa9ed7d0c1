"""Rows that stand in a workbook more than once: what says the same is taken once, what does not is not taken at all."""

from __future__ import annotations

from collections.abc import Sequence

from stdgraph.commands.outcomes import Message
from stdgraph.datasets.filled.entries import Change, Unacceptable, Work
from stdgraph.domain.vocabulary import Language


def without_repetitions(changes: Sequence[Change], work: Work, language: Language) -> list[Change]:
    """The changes of which each subject has one; those of rows that contradict each other are refused, all of them."""
    by_subject: dict[str, list[Change]] = {}
    for change in changes:
        by_subject.setdefault(change.subject, []).append(change)
    kept = []
    for several in by_subject.values():
        if all(one.commands == several[0].commands for one in several):
            kept.append(several[0])
            work.unchanged += len(several) - 1
            continue
        for one in several:
            others = [other.entry.row for other in several if other is not one]
            rows = ", ".join(map(str, others))
            told = Message(
                f"第 {rows.replace(', ', '、')} 行对同一对象另有填写，请只保留一行",
                f"row {rows} says something else about the same (expected one row)",
            )
            work.refused.append(one.entry.refused(one.what, Unacceptable(None, None, told), language))
    return kept
