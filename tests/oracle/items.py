"""Items: the rows of a plan, each the documents of one system that replace one another as a whole."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tests.oracle.day import Day
from tests.oracle.records import Replacement, World
from tests.oracle.scopes import listed, subtree
from tests.oracle.stages import status_of
from tests.oracle.supersession import part_of

ORDER = ("MET", "OPEN", "LEFT")


@dataclass(frozen=True)
class Row:
    """An item on a day."""

    system: str
    listed: frozenset[str]
    """Its documents that the system lists."""
    state: str
    shown: str
    """The document in force, else the one furthest on."""
    able: frozenset[str]
    """All documents that can fill it."""


def rows_of(day: Day, system: str) -> list[Row]:
    """The items of a system."""
    own = listed(day.world, subtree(day.world, system))
    onward = [(r.predecessor, r.successor) for r in day.world.replacements if _continues(day.world, r)]
    found: list[Row] = []
    left = set(own)
    while left:
        group = {left.pop()}
        while more := {b for pair in onward if set(pair) <= own and set(pair) & group for b in pair} - group:
            group |= more
        left -= group
        found.append(_row(day, system, group, own, onward))
    return found


def _row(day: Day, system: str, group: set[str], own: set[str], onward: list[tuple[str, str]]) -> Row:
    able = set(group)
    while more := {after for before, after in onward if before in able and after not in own} - able:
        able |= more
    shown = furthest(day, able, own)
    return Row(system, frozenset(group), min((does(day, one) for one in able), key=ORDER.index), shown, frozenset(able))


def furthest(day: Day, documents: Collection[str], own: Collection[str]) -> str:
    """The document in force, else the one that is still open, of equal ones what the system lists itself, then the one furthest on."""
    return min(
        documents, key=lambda one: (ORDER.index(does(day, one)), one not in own, _backwards(day.stage[one]), one)
    )


def does(day: Day, standard: str) -> str:
    """What a document alone does for its row."""
    if day.standing[standard] == "IN_FORCE":
        return "MET"
    still = day.standing[standard] == "UPCOMING" or day.status[standard] in ("PLANNED", "DRAFTING")
    return "OPEN" if still else "LEFT"


def _backwards(stage: str | None) -> float:
    return -float(stage or "00.00")


def _continues(world: World, replacement: Replacement) -> bool:
    """Whether the successor fills the row of what it replaces: as a whole, and not as one of several parts."""
    if replacement.extent != "WHOLE":
        return False
    standards = {s.id: s for s in world.standards}
    others = [
        standards[r.successor]
        for r in world.replacements
        if r.extent == "WHOLE" and r.predecessor == replacement.predecessor and r.successor != replacement.successor
    ]
    one = standards[replacement.successor]
    drafts = [s for s in others if s.number is None and status_of(s.stage) not in ("PUBLISHED", "WITHDRAWN")]
    part = part_of(one.number)
    if part is None:
        is_draft = one.number is None and status_of(one.stage) not in ("PUBLISHED", "WITHDRAWN")
        return not (is_draft and any(part_of(s.number) for s in others))
    further = [p for s in others if (p := part_of(s.number)) and p[0] == part[0] and p[1] != part[1]]
    return not further and not drafts


def items_in(day: Day, standards: Collection[str], system: str | None) -> list[Row]:
    """The items that have any of these documents, of one system or of all."""
    inside = set(standards)
    systems = [system] if system else [s.code for s in day.everything.systems]
    return [row for code in systems for row in rows_of(day, code) if row.listed & inside]
