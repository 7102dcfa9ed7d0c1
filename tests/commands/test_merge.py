"""Two standards that turn out to be one: everything goes along, and the lost id is found for ever."""

from __future__ import annotations

from datetime import date

from stdgraph.catalogue.lookup import find_standard
from stdgraph.catalogue.reader import Selection
from stdgraph.commands.advance import Advance
from stdgraph.commands.merge import Merge
from stdgraph.commands.outcomes import Changed
from tests.commands.workspace import Workspace


async def found(workspace: Workspace, name: str) -> str | None:
    row = await workspace.graph.read(lambda tx: find_standard(tx, name, Selection()))
    return None if row is None else str(row["id"])


async def test_a_planned_item_and_its_document_are_one(workspace: Workspace) -> None:
    published = await workspace.published("GB/T 99-2026")
    await workspace.done(Merge("S003", published, reason="同一项目"))
    for name in ("S003", "20260001-T-339", published, "GB/T 99-2026"):
        assert await found(workspace, name) == published
    standard = await workspace.standard(published)
    assert (standard["planNumber"], standard["number"], standard["status"]) == ("20260001-T-339", "GB/T 99-2026", "PUBLISHED")
    assert set(await workspace.related(published, "LISTED_IN")) == {"X2024/AA", "X2024/B"}
    assert "MERGED" in await workspace.kinds(published)
    (event,) = [one for one in await workspace.events(published) if one["kind"] == "MERGED"]
    assert event["before"]["merged"]["id"] == "S003"
