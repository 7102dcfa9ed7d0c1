"""Parts that together replace a whole: it stands until the last of them takes force."""

from __future__ import annotations

from datetime import date, timedelta

from stdgraph.commands.advance import Advance
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.supersede import Supersede
from stdgraph.store.status_cypher import day_parameters, with_state
from stdgraph.store.stored_states import turn_states
from tests.commands.workspace import TODAY, Workspace

SOON, AHEAD = date(2027, 1, 1), date(2027, 3, 1)
DAY = timedelta(1)
SEEN = f"MATCH (s:Standard {{id: 'S001'}}) {with_state('s')} RETURN standing"


async def part(workspace: Workspace, number: str, in_force_on: date) -> str:
    """A published part that replaces GB/T 10-2020 as a whole."""
    one = await workspace.item("10", "20", "30", "40", "50")
    await workspace.done(Advance(one, "60.60", number=number, published_on=TODAY, in_force_on=in_force_on))
    await workspace.done(Supersede("S001", one))
    return one


async def standings(workspace: Workspace, *days: date) -> list[str]:
    """The standing of GB/T 10-2020 on each day, as statements compute it."""
    return [(await workspace.rows(SEEN, **day_parameters(day)))[0]["standing"] for day in days]


async def test_the_whole_stands_until_the_last_part_takes_force(workspace: Workspace) -> None:
    await part(workspace, "GB/T 10.1-2026", TODAY)
    assert await standings(workspace, TODAY - DAY, TODAY) == ["IN_FORCE", "SUPERSEDED"]
    await part(workspace, "GB/T 10.2-2026", SOON)
    last = await part(workspace, "GB/T 10.3-2026", AHEAD)
    days = (TODAY, SOON, AHEAD - DAY, AHEAD)
    assert await standings(workspace, *days) == ["IN_FORCE", "IN_FORCE", "IN_FORCE", "SUPERSEDED"]
    whole = await workspace.standard("S001")
    assert (whole["standing"], whole["stateUntil"], whole["supersededLatest"]) == ("IN_FORCE", AHEAD, AHEAD)
    await workspace.done(Relate(last, Relation.REPLACES, "S001", {}, away=True))
    assert await standings(workspace, SOON - DAY, SOON) == ["IN_FORCE", "SUPERSEDED"]
    await turn_states(workspace.graph, SOON)
    assert (await workspace.standard("S001"))["standing"] == "SUPERSEDED"
    await workspace.sound()


async def test_a_part_that_is_abandoned_is_not_waited_for(workspace: Workspace) -> None:
    await part(workspace, "GB/T 10.1-2026", TODAY)
    draft = await workspace.item("10", "20", "30", "40")
    await workspace.done(Relate(draft, Relation.REPLACES, "S001", {}))
    assert await standings(workspace, TODAY, AHEAD) == ["IN_FORCE", "IN_FORCE"]
    await workspace.done(Advance(draft, "40.98", effective_on=TODAY))
    assert await standings(workspace, TODAY - DAY, TODAY) == ["IN_FORCE", "SUPERSEDED"]
    await workspace.sound()


async def test_two_documents_that_each_replace_the_whole_are_no_split(workspace: Workspace) -> None:
    await part(workspace, "GB/T 11.1-2026", TODAY)
    await part(workspace, "GB/T 12.1-2026", AHEAD)
    assert await standings(workspace, TODAY - DAY, TODAY) == ["IN_FORCE", "SUPERSEDED"]
