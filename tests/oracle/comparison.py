"""What is another way in a scope on one day than on an earlier one."""

from __future__ import annotations

from tests.oracle.answers import gaps, progress_of, rows_behind
from tests.oracle.cells import cell
from tests.oracle.day import Day
from tests.oracle.gap import Gap, Scope
from tests.oracle.records import Standard
from tests.oracle.scopes import subsystems_of, subtree
from tests.oracle.stages import lasting, status_of
from tests.oracle.targets import standing

OPEN = ("PLANNED", "DRAFTING")


def moved(before: Day, after: Day, scope: Scope) -> dict[str, set[str]]:
    """The standards of the scope on either day that were published, advanced, and so on, after the one and by the other."""
    inside = {key for day in (before, after) for key in rows_behind(day, scope)["LISTED"]}
    return {
        "published": {key for key in inside if _entered(before, after, key, ("60", "90"))},
        "registered": {key for key in inside if _entered(before, after, key, ("00",))},
        "advanced": {key for key in inside if _advanced(before, after, key)},
        **{
            name: {key for key in inside if after.status[key] == name.upper() != before.status[key]}
            for name in ("withdrawn", "abandoned")
        },
    }


def _entered(before: Day, after: Day, key: str, stages: tuple[str, ...]) -> bool:
    """Whether a standard entered one of these stages for the first time in between."""
    was, now = (_first(day.standards[key], day, stages) for day in (before, after))
    return now and not was


def _first(standard: Standard, day: Day, stages: tuple[str, ...]) -> bool:
    return any(
        event.stage[:2] in stages and status_of(event.stage) != "ABANDONED" for event in lasting(standard, day.on)
    )


def _advanced(before: Day, after: Day, key: str) -> bool:
    was, now = before.stage[key], after.stage[key]
    if after.status[key] not in OPEN or now is None:
        return False
    return was != now if was is not None else not now.startswith("00")


def gaps_between(before: Day, after: Day, scope: Scope) -> tuple[list[Gap], list[Gap]]:
    """The gaps that opened and those that closed."""
    was, now = gaps(before, scope), gaps(after, scope)
    known, remaining = {gap.id for gap in was}, {gap.id for gap in now}
    return [gap for gap in now if gap.id not in known], [gap for gap in was if gap.id not in remaining]


Counts = tuple[int, int, float | None]


def subsystems_between(before: Day, after: Day, system: str) -> list[tuple[str, Counts | None, Counts | None]]:
    """The subsystems (by id) whose items, items met and completion differ, in order, those that have left the plan last; None on a day on
    which one is not on it."""
    order = dict.fromkeys((*subsystems_of(after.world, system), *subsystems_of(before.world, system)))
    rows = ((key, _counts(before, key), _counts(after, key)) for key in order)
    return [(key, was, now) for key, was, now in rows if was != now]


def _counts(day: Day, key: str) -> Counts | None:
    if all(subsystem.id != key for subsystem in day.world.subsystems):
        return None
    figures = progress_of(day, Scope(subsystem=key))
    return figures.items, figures.items_met, figures.completion


Reached = tuple[int | None, str]


def targets_between(before: Day, after: Day, system: str) -> list[tuple[str, Reached | None, Reached | None]]:
    """The targets with what each had achieved and its state; None on a day on which one is not on the plan."""
    was, now = (_reached(day, system) for day in (before, after))
    return [(key, was.get(key), now.get(key)) for key in sorted({*was, *now})]


def _reached(day: Day, system: str) -> dict[str, Reached]:
    return {
        target.id: (found.achieved, found.state)
        for one in day.world.systems
        if one.code == system
        for target in one.targets
        for found in [standing(day, one, target)]
    }


def demands_between(before: Day, after: Day, system: str) -> list[tuple[str, str, str | None, str | None]]:
    """The demanded cells (subsystem by id, category) whose state differs; None on a day on which nobody demands one."""
    was, now = (_demanded(day, system) for day in (before, after))
    return [(*pair, was.get(pair), now.get(pair)) for pair in sorted({*was, *now}) if was.get(pair) != now.get(pair)]


def _demanded(day: Day, system: str) -> dict[tuple[str, str], str]:
    inside = subtree(day.world, system)
    pairs = {(demand.subsystem, demand.category) for demand in day.world.demands if demand.subsystem in inside}
    return {pair: cell(day, *pair, demanded=True).state for pair in pairs}
