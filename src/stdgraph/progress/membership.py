"""When standards were in a scope: the spans of days on which listings, ownership and categories put them there, and their statuses then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.domain import timeline as timelines
from stdgraph.domain.item_history import FIRST, NEVER, Span
from stdgraph.domain.stages import status_of
from stdgraph.store.plan_cypher import ever, is_item

Bounds = Sequence[str | None]
"""Days from which on something holds, and the days before which it does; None: no bound. All must hold."""


class MemberRow(TypedDict):
    """A standard that is or was in a scope, with what put it there: of each kind one ``Bounds`` a relationship, starts and ends in turn."""

    id: str
    timeline: list[str] | None
    force: str | None
    """The day by which it takes force."""
    chain: str | None
    """Its replacement chain."""
    left: str | None
    kinds: list[list[Bounds]]
    listings: list[tuple[str, Bounds]]
    """The systems that list it and the bounds of each listing; empty where the scope names one."""


_PART = "<-[:PART_OF*0..]-"
_LISTED = f"[l:{ever('LISTED_IN')}]"
_OWNED = f"[l:{ever('OWNED_BY')}]"
_APPLIES = f"[l:{ever('APPLIES_TO')}]"
_OF_CATEGORY = (
    "(:ProductCategory {code: scope.category})<-[:KIND_OF*0..]-(x:ProductCategory) "
    f"MATCH (x)-[:KIND_OF*0..]->(:ProductCategory)<-{_APPLIES}-"
)
"""In two steps: one pattern does not go up the edge that it came down, and what names a retired category counts through a kind of it."""
_STARTS = {
    "subsystem": f"MATCH (:Subsystem {{id: scope.subsystem}}){_PART}(:Subsystem)<-{_LISTED}-(s:Standard)",
    "system": f"MATCH (:Subsystem {{system: scope.system}})<-{_LISTED}-(s:Standard)",
    "committee": f"MATCH (:Committee {{code: scope.committee}})<-[:SUBCOMMITTEE_OF*0..]-(:Committee)<-{_OWNED}-(s:Standard)",
    "product_category": f"MATCH {_OF_CATEGORY}(s:Standard)",
}
_ANYWHERE = f"MATCH (:Subsystem)<-{_LISTED}-(s:Standard)"
_KINDS = {
    "subsystem": f"(s)-{_LISTED}->(x:Subsystem)-[:PART_OF*0..]->(:Subsystem {{id: scope.subsystem}})",
    "system": f"(s)-{_LISTED}->(x:Subsystem {{system: scope.system}})",
    "committee": f"(s)-{_OWNED}->(x:Committee)-[:SUBCOMMITTEE_OF*0..]->(:Committee {{code: scope.committee}})",
    "product_category": f"{_OF_CATEGORY}(s)",
}
_SOMEWHERE = f"(s)-{_LISTED}->(x:Subsystem)"
LISTINGS = (
    f"COLLECT {{ MATCH (s)-{_LISTED}->(x:Subsystem) WHERE l.retracted IS NULL "
    "RETURN [x.system, [toString(l.from), toString(l.until), toString(x.since), toString(x.retiredOn)]] }"
)
"""The systems that list ``s``, each with the bounds of a listing."""
_WITHOUT_END = ("committee",)
"""What a retired committee owns it still owns."""


def members(shape: frozenset[str], where: str = "") -> str:
    """A statement for everything that is or was in scopes of a shape, of what a condition on ``s`` holds for; it returns ``MemberRow``s."""
    start = next((text for name, text in _STARTS.items() if name in shape), _ANYWHERE)
    wanted = {name: text for name, text in _KINDS.items() if name in shape}
    if not shape & {"system", "subsystem"}:
        wanted["listed"] = _SOMEWHERE
    kinds = ", ".join(_bounds(name, pattern) for name, pattern in wanted.items())
    conditions = [is_item("s"), *([where] if where else [])]
    listings = "[]" if shape & {"system", "subsystem"} else LISTINGS
    return (
        f"UNWIND $scopes AS scope {start} WITH DISTINCT scope, s WHERE {' AND '.join(conditions)} "
        "RETURN s.id AS id, s.timeline AS timeline, toString(s.forceLatest) AS force, s.replacementChain AS chain, "
        f"toString(s.retiredOn) AS left, [{kinds}] AS kinds, {listings} AS listings"
    )


def _bounds(name: str, pattern: str) -> str:
    left = "null" if name in _WITHOUT_END else "toString(x.retiredOn)"
    return (
        f"COLLECT {{ MATCH {pattern} WHERE l.retracted IS NULL "
        f"RETURN [toString(l.from), toString(l.until), toString(x.since), {left}] }}"
    )


def spans_of(row: MemberRow) -> list[Span]:
    """The spans of days on which a standard is in the scope, in order, apart from each other."""
    found: list[Span] = [(FIRST, row["left"] or NEVER)]
    for bounds in row["kinds"]:
        found = common(found, _held(bounds))
    return found


def listed_spans(left: str | None, listings: Iterable[tuple[str, Bounds]]) -> dict[str, list[Span]]:
    """For each system the spans of days on which it lists a standard that leaves the plan on a day, if it does."""
    bounds: dict[str, list[Bounds]] = {}
    for system, one in listings:
        bounds.setdefault(system, []).append(one)
    return {system: common([(FIRST, left or NEVER)], _held(several)) for system, several in bounds.items()}


def _held(bounds: Iterable[Bounds]) -> list[Span]:
    return _united((max(one[0] or FIRST, one[2] or FIRST), min(one[1] or NEVER, one[3] or NEVER)) for one in bounds)


def _united(spans: Iterable[Span]) -> list[Span]:
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


Change = tuple[str, str, str]
"""A day, the status before it and the one from then on; an empty text: not in the scope."""
IMPRECISE = "IMPRECISE"
"""In place of a status: the status may be a further one."""


def changes_of(spans: Iterable[Span], timeline: Sequence[str], last: date) -> Iterator[Change]:
    """What changes for a scope by a day as a standard comes, moves on and goes."""
    for start, end in spans:
        if start > last.isoformat():
            return
        status = timelines.status_on(timeline, date.fromisoformat(start))
        yield start, "", status.value
        for entry in timeline:
            day = entry[:10]
            if start < day < end and day <= last.isoformat():
                was, status = status, status_of(timelines.entry_stage(entry))
                if was is not status:
                    yield day, was.value, status.value
        if end <= last.isoformat():
            yield end, status.value, ""
        yield from imprecise_changes(common([(start, end)], timelines.imprecise_spans(timeline)), last)


def imprecise_changes(spans: Iterable[Span], last: date) -> Iterator[Change]:
    """Where a status begins to be imprecise, and where it ends, by a day."""
    for start, end in spans:
        if start <= last.isoformat():
            yield start, "", IMPRECISE
        if end <= last.isoformat():
            yield end, IMPRECISE, ""
