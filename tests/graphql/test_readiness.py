"""A chain of which nobody recorded the members is not complete."""

from __future__ import annotations

from tests.graphql.client import Ask

READINESS = """
{ productCategories { readiness(subsystem: {system: "ICN2024", code: "BAB"}) { total ratio complete notice en: notice(language: EN) } } }
"""


async def test_without_members_nobody_knows_whether_a_chain_is_complete(ask: Ask) -> None:
    found = [one["readiness"] for one in (await ask(READINESS))["productCategories"]]
    empty = [one for one in found if not one["total"]]
    assert 0 < len(empty) < len(found)
    for one in empty:
        assert (one["ratio"], one["complete"]) == (None, False)
        assert (
            one["en"] == "No dependencies of this product are recorded, so whether its chain is complete is not known."
        )
        assert one["notice"].startswith("该产品没有记录任何上游依赖")
    assert {one["notice"] for one in found if one["total"]} == {None}
