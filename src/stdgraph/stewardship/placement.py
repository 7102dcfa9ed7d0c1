"""Where a subsystem may stand among others, and since when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from stdgraph.commands.outcomes import Message, Problem
from stdgraph.stewardship.system_unit import SystemUnit
from stdgraph.stewardship.things import Thing


def misplaced(
    unit: SystemUnit, system: Thing, parent: str | None, after: str | None, *, first: bool
) -> Iterator[Problem]:
    """That the sibling behind which a subsystem is to stand is part of something else, or that it is to stand before all as well."""
    if first and after is not None:
        zh, en = "不能既排在最前又排在其他子体系之后", "first and after are both given: expected one of them"
        yield Problem("first", Message(zh, en))
    whole = system if parent is None else unit.subsystem(system, parent)
    sibling = None if after is None else unit.subsystem(system, after)
    if whole is None or sibling is None or sibling in unit.parts_of(whole):
        return
    where_zh = "顶层" if parent is None else f"“{parent}”之下"
    where_en = "at the top" if parent is None else f"below {parent!r}"
    yield Problem("after", Message(f"“{after}”不在{where_zh}", f"{after!r} is not {where_en}"))


def before_whole(unit: SystemUnit, system: Thing, code: str | None, on: date) -> Iterator[Problem]:
    """That something would stand in a subsystem or, without a code, in a system before that is on the plan."""
    whole = system if code is None else unit.subsystem(system, code)
    since = None if whole is None else whole.properties.get("since")
    if whole is not None and since is not None and on < since:
        zh = f"“{whole.name}”自 {since} 起才在体系中，不能早于该日"
        en = f"{whole.name!r} is on the plan only since {since}: expected no earlier day"
        yield Problem("effectiveOn", Message(zh, en))
