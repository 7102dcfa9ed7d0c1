"""docs/tracking.md: every example is carried out as it stands, in the order of the page; its words are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

from graphql import GraphQLUnionType, build_schema

from stdgraph.domain.vocabulary import GapStatus
from stdgraph.graphql import sdl
from tests.gap_records.tracker import Tracker

PAGE = (Path(__file__).parents[2] / "docs" / "tracking.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```graphql\n((?:.*\n)+?)```$", PAGE, re.MULTILINE)


async def test_the_examples_are_carried_out_one_after_the_other(tracker: Tracker) -> None:
    decide, read, follow = EXAMPLES
    told = (await tracker.data(decide))["trackGap"]
    assert told["__typename"] == "GapTracked", told
    records = (await tracker.data(read))["gapRecords"]
    assert (records["totalCount"], records["edges"][0]["node"]["gapId"]) == (1, "UNMET_DEMAND:ICN2024/BAB:STEEL")
    changes = (await tracker.data(follow))["changes"]["edges"]
    assert changes[-1]["node"]["record"] == {"gapId": "UNMET_DEMAND:ICN2024/BAB:STEEL", "status": "MOVING"}


def test_the_page_names_every_status_and_every_outcome() -> None:
    assert re.findall(r"^\| `([A-Z]+)` \|", PAGE, re.MULTILINE) == [status.value for status in GapStatus]
    union = build_schema(sdl()).type_map["TrackGapOutcome"]
    assert isinstance(union, GraphQLUnionType)
    for outcome in union.types:
        assert f"... on {outcome.name} {{" in EXAMPLES[0]
