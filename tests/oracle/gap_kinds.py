"""Every kind of gap, one function each, in the words of the table in `docs/definitions.md`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from tests.oracle.cells import cell
from tests.oracle.claims import conflicting_claims
from tests.oracle.day import Day
from tests.oracle.gap import Gap, applied, pair_gap, score, stages_behind, standard_gap, whole_years
from tests.oracle.items import rows_of
from tests.oracle.lateness import due_on, months_later
from tests.oracle.outdated import adopted_under_revision, outdated_adoption, outdated_reference
from tests.oracle.readiness import readiness
from tests.oracle.records import Standard
from tests.oracle.scopes import applies, dependents, listed, subtree, with_descendants
from tests.oracle.shortfall import target_shortfall
from tests.oracle.spans import last_day
from tests.oracle.stages import events, status_of

REVIEWED = ("NATIONAL", "INDUSTRY", "LOCAL", "INTERNATIONAL")


def unstarted(day: Day) -> Iterator[Gap]:
    for standard in day.world.standards:
        if day.status[standard.id] != "PLANNED" or not _places(day, standard) or _is_candidate(day, standard):
            continue
        event = day.event[standard.id]
        since = event.by if event and not event.is_undated else None
        yield standard_gap(
            day,
            "UNSTARTED",
            standard,
            "MEDIUM",
            since,
            unlocking=True,
            stages=stages_behind(day.stage[standard.id]),
            unsourced=standard.descriptive,
        )


def _places(day: Day, standard: Standard) -> set[str]:
    return {entry.subsystem for entry in day.world.listings if entry.standard == standard.id}


def _is_candidate(day: Day, standard: Standard) -> bool:
    """Whether an open need waits for a planned item: one need is one gap."""
    concerned, places = applied(day, standard), _places(day, standard)
    for subsystem, category in demanded_pairs(day):
        if category in concerned and places & subtree(day.world, *subsystem.split("/", 1)):
            need = need_of(day, (subsystem, category))
            if need == "NOTHING" or (need == "GROUP" and standard.level not in GROUPS):
                return True
    return any(
        category in concerned and places & subtree(day.world, system) for system, category, _ in watched_in_vain(day)
    )


GROUPS = ("GROUP", "ENTERPRISE")


def need_of(day: Day, pair: tuple[str, str]) -> str | None:
    """How far a demand has come: NOTHING of any level is in force, a GROUP standard is, or None: it is met."""
    states = {day.brings[s] for s in cell(day, *pair).standards}
    if "IN_FORCE" in states:
        return None
    return "GROUP" if "GROUP_ONLY" in states else "NOTHING"


def uncovered_subsystem(day: Day) -> Iterator[Gap]:
    listing = {s.id: listed(day.world, subtree(day.world, s.system, s.code)) for s in day.world.subsystems}
    uncovered = {
        s.id: s
        for s in day.world.subsystems
        if not any(day.standing[standard] == "IN_FORCE" for standard in listing[s.id])
    }
    for subsystem in uncovered.values():
        if subsystem.parent is not None and f"{subsystem.system}/{subsystem.parent}" in uncovered:
            continue
        inside = subtree(day.world, subsystem.system, subsystem.code)
        severity = "HIGH" if any(not listing[one] for one in inside) else "MEDIUM"
        yield Gap(
            id=f"UNCOVERED_SUBSYSTEM:{subsystem.id}",
            kind="UNCOVERED_SUBSYSTEM",
            subject=subsystem.id,
            severity=severity,
            since=None,
            score=score(
                day,
                severity,
                (),
                None,
                places=inside,
                unsourced=all(s.derived for s in day.world.subsystems if s.id in inside),
            ),
            unlocks=frozenset(),
            subsystems=frozenset(inside),
        )


def demanded_pairs(day: Day) -> list[tuple[str, str]]:
    return sorted({(d.subsystem, d.category) for d in day.world.demands})


def unmet_demand(day: Day) -> Iterator[Gap]:
    yield from _needs(day, "NOTHING", "UNMET_DEMAND", 0)


def group_only(day: Day) -> Iterator[Gap]:
    yield from _needs(day, "GROUP", "GROUP_ONLY", 1)


STEPS = ("HIGH", "MEDIUM", "LOW", "INFO")


def _needs(day: Day, reached: str, kind: str, rung: int) -> Iterator[Gap]:
    """The demands that have come so far and no further; each rung of the ladder, and a day set, makes one a step less severe."""
    for pair in demanded_pairs(day):
        if need_of(day, pair) != reached:
            continue
        demands = [d for d in day.world.demands if (d.subsystem, d.category) == pair]
        highest = min(STEPS.index(d.priority or "MEDIUM") for d in demands)
        waiting = [
            s
            for s in cell(day, *pair).standards
            if day.brings[s] in ("UPCOMING", "DRAFTING", "PLANNED")
            and (reached == "NOTHING" or day.standards[s].level not in GROUPS)
        ]
        step = highest + rung + any(day.brings[s] == "UPCOMING" for s in waiting)
        since = min((last_day(d.on) for d in demands if d.on), default=None)
        unlocks = dependents(day.world, {pair[1]})
        yield pair_gap(day, kind, pair, STEPS[min(step, 3)], since, unlocks, nearest(day, waiting))


def nearest(day: Day, waiting: Iterable[str]) -> int:
    """The stages behind the furthest of some standards; a published one has six behind it."""
    return max((6 if day.brings[s] == "UPCOMING" else stages_behind(day.stage[s]) for s in waiting), default=0)


def incomplete_chain(day: Day) -> Iterator[Gap]:
    for subsystem, category in demanded_pairs(day):
        chain = readiness(day, category, subsystem)
        if chain.in_force < chain.total:
            reached = chain.in_force + sum(
                member.state != "IN_FORCE" and any(day.brings[s] == "GROUP_ONLY" for s in member.standards)
                for member in chain.members.values()
            )
            severity = "LOW" if reached == chain.total else "HIGH" if 2 * reached < chain.total else "MEDIUM"
            yield pair_gap(day, "INCOMPLETE_CHAIN", (subsystem, category), severity, None, {category})


def watched_in_vain(day: Day) -> list[tuple[str, str, list[str]]]:
    """System, category and what is under way for it, of every category that is watched, not demanded there, and has nothing in force."""
    found = []
    for system in day.world.systems:
        own = subtree(day.world, system.code)
        for category in system.watched:
            standards = [s for s in listed(day.world, own) if applies(day.world, day.standards[s], category)]
            demanded = any(d.category == category and d.subsystem in own for d in day.world.demands)
            kinds = with_descendants(day.world.categories, category) - {category}
            if kinds & set(system.watched):
                continue
            if not demanded and not any(day.brings[s] in ("IN_FORCE", "GROUP_ONLY") for s in standards):
                found.append((system.code, category, [s for s in standards if day.brings[s]]))
    return found


def no_method(day: Day) -> Iterator[Gap]:
    for system, category, waiting in watched_in_vain(day):
        severity = "LOW" if any(day.brings[s] == "UPCOMING" for s in waiting) else "MEDIUM"
        unlocks = frozenset(dependents(day.world, {category}))
        yield Gap(
            id=f"NO_METHOD:{system}:{category}",
            kind="NO_METHOD",
            subject=category,
            severity=severity,
            since=None,
            score=score(day, severity, unlocks, None),
            unlocks=unlocks,
            system=system,
            categories=frozenset({category}),
            nearness=nearest(day, waiting),
        )


def no_movement(day: Day) -> Iterator[Gap]:
    for standard in day.world.standards:
        event, due = day.event[standard.id], due_on(day, standard)
        if day.status[standard.id] != "DRAFTING" or event is None or not _places(day, standard):
            continue
        since = months_later(event.by, 12)
        if since >= day.on or (due is not None and due < day.on):
            continue
        severity = "MEDIUM" if months_later(event.by, 24) < day.on else "LOW"
        stages = stages_behind(event.stage)
        yield standard_gap(day, "NO_MOVEMENT", standard, severity, since, unlocking=True, stages=stages)


def review_overdue(day: Day) -> Iterator[Gap]:
    standing_anywhere = {entry.standard for entry in day.world.listings}
    for standard in day.world.standards:
        due = review_due_on(standard, day.on)
        if standard.id not in standing_anywhere or day.standing[standard.id] != "IN_FORCE":
            continue
        if due is not None and due < day.on:
            severity = "MEDIUM" if years_later(due, 5) < day.on else "LOW"
            yield standard_gap(day, "REVIEW_OVERDUE", standard, severity, due, unlocking=False)


def review_due_on(standard: Standard, on: date = date.max) -> date | None:
    """The day by which it is due for review: counted from its publication, or from the last review that was held by a day."""
    told = [event for event in events(standard) if status_of(event.stage) == "PUBLISHED"]
    if standard.level not in REVIEWED or not told:
        return None
    held = [event.by for event in told if event.stage in ("90.60", "90.93") and event.by <= on]
    return years_later(max([told[0].by, *held]), 3 if (standard.number or "").startswith("GB/Z") else 5)


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
        held = sum(row.state != "LEFT" for row in rows_of(day, system.code))
        if system.declared is None or system.declared <= held:
            continue
        severity = "HIGH" if 2 * held < system.declared else "MEDIUM"
        yield Gap(
            id=f"UNITEMISED:{system.code}",
            kind="UNITEMISED",
            subject=system.code,
            severity=severity,
            since=system.issued_on,
            score=score(day, severity, (), system.issued_on),
            unlocks=frozenset(),
            system=system.code,
        )


BY_KIND: dict[str, Callable[[Day], Iterator[Gap]]] = {
    "ADOPTED_UNDER_REVISION": adopted_under_revision,
    "NO_METHOD": no_method,
    "NO_MOVEMENT": no_movement,
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
