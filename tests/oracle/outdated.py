"""Links of standards in force to editions that no longer stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tests.oracle.day import Day
from tests.oracle.gap import Gap, standard_gap
from tests.oracle.records import Standard
from tests.oracle.spans import number_year
from tests.oracle.stages import force_span
from tests.oracle.supersession import superseded_since


def outdated_reference(day: Day) -> Iterator[Gap]:
    for link in day.world.references:
        severity = "MEDIUM" if link.normative else "LOW"
        yield from _outdated(day, "OUTDATED_REFERENCE", link.standard, link.refers_to, severity)


def outdated_adoption(day: Day) -> Iterator[Gap]:
    for standard in day.world.standards:
        for adopted, degree in standard.adopts:
            if degree != "NEQ":
                yield from _outdated(day, "OUTDATED_ADOPTION", standard.id, adopted, "MEDIUM" if degree else "LOW")
                yield from _amended(day, standard, adopted)


def _amended(day: Day, standard: Standard, base: str) -> Iterator[Gap]:
    """That it adopts an edition in force without an amendment of it that is in force."""
    own = {adopted for adopted, _ in standard.adopts}
    lacking = [
        other
        for other in day.world.standards
        if base in other.amends and other.id not in own and day.standing[other.id] == "IN_FORCE"
    ]
    listed = any(entry.standard == standard.id for entry in day.world.listings)
    if lacking and listed and day.standing[standard.id] == day.standing[base] == "IN_FORCE":
        since = min((span[1] for span in map(force_span, lacking) if span is not None), default=None)
        key = f"{standard.id}:{base}"
        yield standard_gap(day, "OUTDATED_ADOPTION", standard, "LOW", since, key=key, unlocking=False)


def _outdated(day: Day, kind: str, standard: str, other: str, severity: str) -> Iterator[Gap]:
    listed = any(entry.standard == standard for entry in day.world.listings)
    if listed and day.standing[standard] == "IN_FORCE" and day.standing[other] in ("SUPERSEDED", "WITHDRAWN"):
        key = f"{standard}:{other}"
        yield standard_gap(day, kind, day.standards[standard], severity, _since(day, other), key=key, unlocking=False)


def _since(day: Day, standard: str) -> date | None:
    """The day of its withdrawal, or the first known day on which a successor took over."""
    if day.standing[standard] == "WITHDRAWN":
        event = day.event[standard]
        return event.by if event and not event.is_undated else None
    return superseded_since(day.world, standard, day.on)


def adopted_under_revision(day: Day) -> Iterator[Gap]:
    """Standards in force that adopt a document in force which its review wants revised, or which a successor on its way will replace."""
    for standard in day.world.standards:
        listed = any(entry.standard == standard.id for entry in day.world.listings)
        for adopted, degree in standard.adopts:
            if degree == "NEQ" or not listed or day.standing[standard.id] != "IN_FORCE":
                continue
            if is_undated(day.standards[adopted]):
                continue
            if day.standing[adopted] == "IN_FORCE" and (day.stage[adopted] == "90.92" or _coming(day, adopted)):
                key = f"{standard.id}:{adopted}"
                yield standard_gap(day, "ADOPTED_UNDER_REVISION", standard, "INFO", None, key=key, unlocking=False)


def is_undated(standard: Standard) -> bool:
    """Whether its number names no edition: whatever adopts it means the one in force."""
    return standard.number is not None and number_year(standard.number) is None


def _coming(day: Day, standard: str) -> bool:
    successors = [r.successor for r in day.world.replacements if r.predecessor == standard and r.extent == "WHOLE"]
    return any(day.status[s] in ("PLANNED", "DRAFTING") or day.standing[s] == "UPCOMING" for s in successors)
