"""Where a subsystem may stand among others."""

from __future__ import annotations

from collections.abc import Iterator

from stdgraph.commands.outcomes import Message, Problem
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


def misplaced(unit: SystemUnit, system: Thing, parent: str | None, after: str | None) -> Iterator[Problem]:
    """That the sibling behind which a subsystem is to stand is part of something else."""
    whole = system if parent is None else unit.subsystem(system, parent)
    sibling = None if after is None else unit.subsystem(system, after)
    if whole is None or sibling is None or sibling in unit.parts_of(whole):
        return
    where_zh = "顶层" if parent is None else f"“{parent}”之下"
    where_en = "at the top" if parent is None else f"below {parent!r}"
    yield Problem("after", Message(f"“{after}”不在{where_zh}", f"{after!r} is not {where_en}"))
