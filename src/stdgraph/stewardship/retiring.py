"""When a subsystem may leave the plan: not before what is in it came."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from stdgraph.commands.outcomes import Message, Problem
from stdgraph.stewardship.checks import later
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


def leaves_too_early(unit: SystemUnit, top: Thing, leaving: Sequence[Thing], on: date) -> Iterator[Problem]:
    """That a subsystem leaves the plan no later than it, or what is in its branch, came."""
    for part in leaving:
        since = part.properties.get("since") if part is top else _stands_since(unit, part)
        if since is not None and on <= since:
            zh = f"“{part.name}”自 {since} 起才在此处，须晚于该日退出"
            en = f"{part.name!r} is there only since {since}: expected a later day"
            yield Problem("effectiveOn", Message(zh, en))
        yield from _lists_later(unit, part, on)
        yield from _demands_later(unit, part, on)


def goes_over_too_early(unit: SystemUnit, parts: Sequence[Thing], on: date) -> Iterator[Problem]:
    """That a part goes over to another subsystem before it came to this one."""
    for part in parts:
        yield from _not_before(f"“{part.name}”", f"{part.name!r} is there", _stands_since(unit, part), on)


def _stands_since(unit: SystemUnit, part: Thing) -> date | None:
    """Since when a subsystem stands where it does."""
    return later(part.properties.get("since"), unit.place_of(part)[1].get("from"))


def _lists_later(unit: SystemUnit, part: Thing, on: date) -> Iterator[Problem]:
    for edge, held in unit.edges_to(part, "LISTED_IN"):
        number = unit.numbers.get(edge.start.key, edge.start.key)
        zh, en = f"“{part.name}”所列“{number}”", f"{number!r} is listed in {part.name!r}"
        yield from _not_before(zh, en, held.get("from"), on)


def _demands_later(unit: SystemUnit, part: Thing, on: date) -> Iterator[Problem]:
    for demand in unit.demands_by(part):
        category = unit.cell_of(demand)[1]
        if not demand.left_by(date.max):
            zh, en = f"“{part.name}”对“{category}”的需求", f"{part.name!r} demands {category!r}"
            yield from _not_before(zh, en, demand.properties.get("on"), on)


def _not_before(zh: str, en: str, begins: date | None, on: date) -> Iterator[Problem]:
    """That something begins only after the day."""
    if begins is not None and on < begins:
        message = Message(f"{zh}自 {begins} 起才有，不能早于该日", f"{en} only since {begins}: expected no earlier day")
        yield Problem("effectiveOn", message)
