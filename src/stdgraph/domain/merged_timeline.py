"""The timeline of two standards that turn out to be one.

The timeline of the one that is further on holds. Of the other one come the entries that fit between its entries: on a day of their
own, and at a stage after the one before and before the one after. So no merger sends a standard back or lets it skip about.
"""

from __future__ import annotations

from collections.abc import Sequence

from stdgraph.domain.stages import status_of
from stdgraph.domain.timeline import entry_stage, is_undated
from stdgraph.domain.vocabulary import Status

REVIEW = "90"
"""The one stage that a standard goes through again and again."""


def merged_timeline(kept: Sequence[str], lost: Sequence[str]) -> list[str]:
    """The timeline of the kept standard once the other one is part of it; that of the kept one where both are equally far."""
    ahead, behind = (lost, kept) if _reached(lost) > _reached(kept) else (kept, lost)
    merged = sorted(_dated(ahead, behind))
    for entry in behind:
        if not _is_abandoned(entry) and _fits(merged, entry):
            merged = sorted([*merged, entry])
    return merged


def _reached(timeline: Sequence[str]) -> str:
    """The last stage; an abandoned project has got nowhere."""
    return "" if not timeline or _is_abandoned(timeline[-1]) else entry_stage(timeline[-1])


def _is_abandoned(entry: str) -> bool:
    return status_of(entry_stage(entry)) is Status.ABANDONED


def _dated(timeline: Sequence[str], other: Sequence[str]) -> list[str]:
    """A timeline whose entry of an unknown day takes the day on which the other one enters the same stage."""
    if not timeline or not is_undated(timeline[0]):
        return list(timeline)
    stage, following = entry_stage(timeline[0]), timeline[1:]
    limit = following[0] if following else "9999"
    days = [
        entry for entry in other if entry_stage(entry) == stage and not is_undated(entry) and entry[:10] < limit[:10]
    ]
    return [*days[:1], *following] if days else list(timeline)


def _fits(timeline: Sequence[str], entry: str) -> bool:
    """Whether an entry may stand in a timeline: its day is free, and its stage lies between those of its neighbours."""
    if any(one[:10] == entry[:10] for one in timeline):
        return False
    before = max((one for one in timeline if one < entry), default=None)
    after = min((one for one in timeline if one > entry), default=None)
    return (before is None or _follows(entry_stage(before), entry_stage(entry))) and (
        after is None or _follows(entry_stage(entry), entry_stage(after))
    )


def _follows(earlier: str, later: str) -> bool:
    return earlier < later or (earlier == later and earlier.startswith(REVIEW))
