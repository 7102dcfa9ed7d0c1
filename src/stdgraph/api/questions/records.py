"""Questions about the records of gaps."""

from __future__ import annotations

from typing import Any

from stdgraph.api.asking import Asking, Row, question
from stdgraph.api.questions.arguments import page_of, scope_of, wants
from stdgraph.api.questions.gaps import told_gaps
from stdgraph.catalogue.reading import Pick, Selection
from stdgraph.gaps.finding import find_gaps
from stdgraph.gaps.kinds import kinds
from stdgraph.model.answers import Ref
from stdgraph.model.scope import Scope
from stdgraph.tracking import records


@question("Query", "gapRecords")
async def gap_records(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """A page of records."""
    given = asking.arguments(pick)
    status = tuple(str(one) for one in given.get("status") or ())
    wanted = records.Wanted(status, given.get("owner"), scope_of(given.get("scope")))
    answer = await records.page(asking.tx, wanted, page_of(asking, given), _node_selection(pick))
    if wants(pick, "totalCount"):
        answer["totalCount"] = await records.total(asking.tx, wanted)
    return [answer]


def _node_selection(pick: Pick) -> Selection:
    """What is wanted of the nodes of a page, whatever alias it stands under."""
    found = [
        node.below["GapRecord"]
        for edges in pick.below["GapRecordConnection"].picks
        if edges.name == "edges"
        for node in edges.below["GapRecordEdge"].picks
        if node.name == "node"
    ]
    return Selection(tuple({(one.key, one.name): one for each in found for one in each.picks}.values()))


@question("GapRecord", "gap")
async def gap_of(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """The gap of each record as it is found today."""
    tracked = sorted({row["kind"] for row in rows} & kinds().keys())
    found = []
    if tracked:
        (every,) = await find_gaps(asking.tx, [Scope()], tracked, asking.today)
        wanted = {row["gapId"] for row in rows}
        found = [gap for gap in every if gap.id in wanted]
    answers = await told_gaps(asking, found, asking.today, said=wants(pick, "message"), proven=wants(pick, "evidence"))
    return [answers.get(row["gapId"]) for row in rows]


@question("GapRecord", "subject")
async def subject_of(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """What the gap of each record is about."""
    return [Ref(row["subjectLabel"], row["subjectKey"]) for row in rows]
