"""When standards were in a scope: the spans of days on which listings, ownership and categories put them there, and their statuses then."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.domain import timeline as timelines
from stdgraph.domain.item_history import FIRST, NEVER, Span
from stdgraph.domain.spans import common, united
from stdgraph.domain.stages import status_of
from stdgraph.progress.scope_places import Places
from stdgraph.store.plan_cypher import ever, is_item

Bounds = Sequence[str | None]
"""Days from which on something holds, and the days before which it does, in turn; None: no bound. All must hold."""


class MemberRow(TypedDict):
    """A standard that is or was in a scope, with what put it there."""

    id: str
    timeline: list[str] | None
    force: str | None
    """The day by which it takes force."""
    chain: str | None
    """Its replacement chain."""
    left: str | None
    kinds: list[list[tuple[str, Bounds]]]
    """For each of ``kinds_of`` the keys of what it is related to, each with the bounds of that, starts and ends in turn."""
    listings: list[tuple[str, Bounds]]
    """The systems that list it and the bounds of each listing; empty where the scope names one."""


_LISTED = f"[l:{ever('LISTED_IN')}]"
_OWNED = f"[l:{ever('OWNED_BY')}]"
_APPLIES = f"[l:{ever('APPLIES_TO')}]"
_STARTS = {
    "subsystem": f"UNWIND $subsystem AS place MATCH (:Subsystem {{id: place}})<-{_LISTED}-(s:Standard)",
    "system": f"MATCH (:Subsystem {{system: scope.system}})<-{_LISTED}-(s:Standard)",
    "committee": f"UNWIND $committee AS place MATCH (:Committee {{code: place}})<-{_OWNED}-(s:Standard)",
    "product_category": f"UNWIND $product_category AS place MATCH (:ProductCategory {{code: place}})<-{_APPLIES}-(s:Standard)",
}
_ANYWHERE = f"MATCH (:Subsystem)<-{_LISTED}-(s:Standard)"
_BOUNDS = "toString(l.from), toString(l.until)"
_PLANNED = f"[{_BOUNDS}, toString(x.since), toString(x.retiredOn)]"
_ALONE = f"[{_BOUNDS}]"
"""What a retired committee owns it still owns; whether a category is on the plan is a question of the scope."""
_KINDS = {
    "subsystem": (f"(s)-{_LISTED}->(x:Subsystem)", "x.id", _PLANNED),
    "system": (f"(s)-{_LISTED}->(x:Subsystem {{system: scope.system}})", "x.id", _PLANNED),
    "committee": (f"(s)-{_OWNED}->(x:Committee)", "x.code", _ALONE),
    "product_category": (f"(s)-{_APPLIES}->(x:ProductCategory)", "x.code", _ALONE),
    "listed": (f"(s)-{_LISTED}->(x:Subsystem)", "x.id", _PLANNED),
}
LISTINGS = f"COLLECT {{ MATCH (s)-{_LISTED}->(x:Subsystem) WHERE l.retracted IS NULL RETURN [x.system, {_PLANNED}] }}"
"""The systems that list ``s``, each with the bounds of a listing."""


def kinds_of(shape: frozenset[str]) -> list[str]:
    """What puts a standard into scopes of a shape, of which all is needed: where it is listed, who owns it, what it applies to."""
    return [name for name in _KINDS if name in shape or (name == "listed" and not shape & {"system", "subsystem"})]


def members(shape: frozenset[str], where: str = "") -> str:
    """A statement for everything that is or was in scopes of a shape, of what a condition on ``s`` holds for; it returns ``MemberRow``s.

    Its parameters are the keys of ``load_places``, under its names.
    """
    start = next((text for name, text in _STARTS.items() if name in shape), _ANYWHERE)
    kinds = ", ".join(
        f"COLLECT {{ MATCH {pattern} WHERE l.retracted IS NULL RETURN [{key}, {bounds}] }}"
        for pattern, key, bounds in map(_KINDS.__getitem__, kinds_of(shape))
    )
    conditions = [is_item("s"), *([where] if where else [])]
    listings = "[]" if shape & {"system", "subsystem"} else LISTINGS
    return (
        f"UNWIND $scopes AS scope {start} WITH DISTINCT scope, s WHERE {' AND '.join(conditions)} "
        "RETURN s.id AS id, s.timeline AS timeline, toString(s.forceLatest) AS force, s.replacementChain AS chain, "
        f"toString(s.retiredOn) AS left, [{kinds}] AS kinds, {listings} AS listings"
    )


def spans_of(row: MemberRow, places: Sequence[Places | None]) -> list[Span]:
    """The spans of days on which a standard is in the scope, in order, apart from each other.

    ``places`` are those of each kind that belong to the scope, and when; None: all, always.
    """
    found: list[Span] = [(FIRST, row["left"] or NEVER)]
    for related, inside in zip(row["kinds"], places, strict=True):
        found = common(found, united(span for one in related for span in _spans(*one, inside)))
    return found


def listed_spans(left: str | None, listings: Iterable[tuple[str, Bounds]]) -> dict[str, list[Span]]:
    """For each system the spans of days on which it lists a standard that leaves the plan on a day, if it does."""
    spans: dict[str, list[Span]] = {}
    for system, bounds in listings:
        spans.setdefault(system, []).append(_span(bounds))
    return {system: common([(FIRST, left or NEVER)], united(several)) for system, several in spans.items()}


def _spans(key: str, bounds: Bounds, inside: Places | None) -> Sequence[Span]:
    return [_span(bounds)] if inside is None else common([_span(bounds)], inside.get(key, ()))


def _span(bounds: Bounds) -> Span:
    return max(one or FIRST for one in bounds[::2]), min(one or NEVER for one in bounds[1::2])


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
