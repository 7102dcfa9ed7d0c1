"""Spans of days, as lists: in order, and apart from each other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from stdgraph.domain.item_history import FIRST, NEVER, Span

ALWAYS: Sequence[Span] = ((FIRST, NEVER),)


def united(spans: Iterable[Span]) -> list[Span]:
    """The days that are in any of the spans, which may overlap and be empty."""
    found: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def common(some: Sequence[Span], others: Sequence[Span]) -> list[Span]:
    """The spans that two lists of spans have in common."""
    both = ((max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others)
    return sorted(span for span in both if span[0] < span[1])


def spans_along(start: str, following: Mapping[str, Iterable[tuple[str, Span]]]) -> dict[str, list[Span]]:
    """Everything to which a way leads that holds as a whole on some day, ``start`` included, with the days on which one does."""
    found = {start: list(ALWAYS)}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for there, span in following.get(here, ()):
            before = found.get(there, [])
            after = united([*before, *common(found[here], [span])])
            if after != before:
                found[there] = after
                waiting.append(there)
    return found
