"""Every kind of gap, one function each, in the words of the table in `docs/definitions.md`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from tests.oracle.cells import Cell, cell
from tests.oracle.claims import conflicting_claims
from tests.oracle.day import Day
from tests.oracle.gap import Gap, applied, pair_gap, score, stages_behind, standard_gap, whole_years
from tests.oracle.lateness import due_on
from tests.oracle.outdated import outdated_adoption, outdated_reference
from tests.oracle.readiness import readiness
from tests.oracle.records import Standard
from tests.oracle.scopes import dependents, listed, subtree
from tests.oracle.shortfall import target_shortfall
from tests.oracle.spans import last_day
from tests.oracle.stages import events, status_of

REVIEWED = ("NATIONAL", "INDUSTRY", "LOCAL", "INTERNATIONAL")
LOWER = {"HIGH": "MEDIUM", "MEDIUM": "LOW", "LOW": "INFO"}


def unstarted(day: Day) -> Iterator[Gap]:
    for standard in day.world.standards:
        listings = [entry.subsystem for entry in day.world.listings if entry.standard == standard.id]
        if day.status[standard.id] != "PLANNED" or not listings:
            continue
        cells = [cell(day, subsystem, category) for subsystem in listings for category in applied(day, standard)]
        wanted = any(found.demanded and found.state != "IN_FORCE" for found in cells)
        event = day.event[standard.id]
        since = event.by if event and not event.is_undated else None
        stages = stages_behind(day.stage[standard.id])
        severity = "HIGH" if wanted else "MEDIUM"
        yield standard_gap(day, "UNSTARTED", standard, severity, since, unlocking=True, stages=stages)


def uncovered_subsystem(day: Day) -> Iterator[Gap]:
    for subsystem in day.world.subsystems:
        standards = listed(day.world, subtree(day.world, subsystem.system, subsystem.code))
        if any(day.standing[standard] == "IN_FORCE" for standard in standards):
            continue
        severity = "MEDIUM" if standards else "HIGH"
        yield Gap(
            id=f"UNCOVERED_SUBSYSTEM:{subsystem.id}",
            kind="UNCOVERED_SUBSYSTEM",
            subject=subsystem.id,
            severity=severity,
            since=None,
            score=score(severity, (), None, day.on),
            unlocks=frozenset(),
            subsystems=frozenset({subsystem.id}),
        )


def demanded_pairs(day: Day) -> list[tuple[str, str]]:
    return sorted({(d.subsystem, d.category) for d in day.world.demands})


def unmet_demand(day: Day) -> Iterator[Gap]:
    for pair in demanded_pairs(day):
        found = cell(day, *pair)
        if found.state not in ("MISSING", "PLANNED", "DRAFTING", "UPCOMING"):
            continue
        demands = [d for d in day.world.demands if (d.subsystem, d.category) == pair]
        priorities = {d.priority or "MEDIUM" for d in demands}
        highest = next(p for p in ("HIGH", "MEDIUM", "LOW") if p in priorities)
        severity = LOWER[highest] if found.state == "UPCOMING" else highest
        since = min((last_day(d.on) for d in demands if d.on), default=None)
        unlocks = dependents(day.world, {pair[1]})
        yield pair_gap(day, "UNMET_DEMAND", pair, severity, since, unlocks, _nearest(day, found))


def _nearest(day: Day, found: Cell) -> int:
    """The stages behind the nearest standard of a cell; a published one has six behind it."""
    if found.state == "UPCOMING":
        return 6
    return max((stages_behind(day.stage[s]) for s in found.standards if day.brings[s] == found.state), default=0)


def group_only(day: Day) -> Iterator[Gap]:
    demanded = set(demanded_pairs(day))
    stated = {
        (entry.subsystem, category)
        for entry in day.world.listings
        if day.brings[entry.standard] == "GROUP_ONLY"
        for category in day.standards[entry.standard].categories
        if category in day.categories
    }
    for pair in sorted(demanded | stated):
        found = cell(day, *pair)
        if found.state == "GROUP_ONLY":
            days = [day.standards[s].in_force_on for s in found.standards]
            since = min((on for on in days if isinstance(on, date)), default=None)
            severity = "MEDIUM" if pair in demanded else "LOW"
            yield pair_gap(day, "GROUP_ONLY", pair, severity, since, dependents(day.world, {pair[1]}))


def incomplete_chain(day: Day) -> Iterator[Gap]:
    for subsystem, category in demanded_pairs(day):
        chain = readiness(day, category, subsystem)
        if chain.members and not chain.complete:
            severity = "HIGH" if 2 * chain.in_force < chain.total else "MEDIUM"
            yield pair_gap(day, "INCOMPLETE_CHAIN", (subsystem, category), severity, None, {category})


def review_overdue(day: Day) -> Iterator[Gap]:
    standing_anywhere = {entry.standard for entry in day.world.listings}
    for standard in day.world.standards:
        due = review_due_on(standard)
        if standard.id not in standing_anywhere or day.standing[standard.id] != "IN_FORCE":
            continue
        if due is not None and due < day.on:
            severity = "MEDIUM" if years_later(due, 5) < day.on else "LOW"
            yield standard_gap(day, "REVIEW_OVERDUE", standard, severity, due, unlocking=False)


def review_due_on(standard: Standard) -> date | None:
    published = next((event.by for event in events(standard) if status_of(event.stage) == "PUBLISHED"), None)
    if standard.level not in REVIEWED or published is None:
        return None
    return years_later(published, 3 if (standard.number or "").startswith("GB/Z") else 5)


def years_later(day: date, years: int) -> date:
    if (day.month, day.day) == (2, 29):
        day = day.replace(day=28)
    return day.replace(year=day.year + years)


def overdue(day: Day) -> Iterator[Gap]:
    places = {entry.standard for entry in day.world.listings}
    for standard in day.world.standards:
        due = due_on(day, standard)
        if standard.id in places and due is not None and due < day.on:
            severity = "HIGH" if whole_years(due, day.on) else "MEDIUM"
            stages = stages_behind(day.stage[standard.id])
            yield standard_gap(day, "OVERDUE", standard, severity, due, unlocking=True, stages=stages)


def unitemised(day: Day) -> Iterator[Gap]:
    for system in day.world.systems:
        held = len(listed(day.world, subtree(day.world, system.code)))
        if system.declared is None or system.declared <= held:
            continue
        severity = "HIGH" if 2 * held < system.declared else "MEDIUM"
        yield Gap(
            id=f"UNITEMISED:{system.code}",
            kind="UNITEMISED",
            subject=system.code,
            severity=severity,
            since=system.issued_on,
            score=score(severity, (), system.issued_on, day.on),
            unlocks=frozenset(),
            system=system.code,
        )


BY_KIND: dict[str, Callable[[Day], Iterator[Gap]]] = {
    "UNSTARTED": unstarted,
    "UNCOVERED_SUBSYSTEM": uncovered_subsystem,
    "UNMET_DEMAND": unmet_demand,
    "GROUP_ONLY": group_only,
    "INCOMPLETE_CHAIN": incomplete_chain,
    "REVIEW_OVERDUE": review_overdue,
    "UNITEMISED": unitemised,
    "OVERDUE": overdue,
    "TARGET_SHORTFALL": target_shortfall,
    "OUTDATED_REFERENCE": outdated_reference,
    "OUTDATED_ADOPTION": outdated_adoption,
    "CONFLICTING_CLAIMS": conflicting_claims,
}
