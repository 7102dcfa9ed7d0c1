"""Questions about the records of gaps."""

from __future__ import annotations

from typing import Any

from stdgraph.catalogue.reader import Pick
from stdgraph.domain.answers import Ref
from stdgraph.domain.scope import Scope
from stdgraph.gap_records import pages as records
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.kinds import kinds
from stdgraph.graphql.questions.arguments import page_of, scope_of, selection_of_nodes, wants
from stdgraph.graphql.questions.gaps import gap_rows
from stdgraph.graphql.resolvers import Asking, Row, question


@question("Query", "gapRecords")
async def gap_records(asking: Asking, _: list[Row], pick: Pick) -> list[Any]:
    """A page of records."""
    given = asking.arguments(pick)
    status = tuple(str(one) for one in given.get("status") or ())
    wanted = records.RecordFilter(status, given.get("owner"), scope_of(given.get("scope")))
    answer = await records.page(asking.tx, wanted, page_of(asking, given), selection_of_nodes(pick, "GapRecord"))
    if wants(pick, "totalCount"):
        answer["totalCount"] = await records.total(asking.tx, wanted)
    return [answer]


@question("GapRecord", "gap")
async def gap_of(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """The gap of each record as it is found today."""
    tracked = sorted({row["kind"] for row in rows} & kinds().keys())
    found = []
    if tracked:
        (every,) = await find_gaps(asking.tx, [Scope()], tracked, asking.today)
        wanted = {row["gapId"] for row in rows}
        found = [gap for gap in every if gap.id in wanted]
    answers = await gap_rows(asking, found, asking.today, said=wants(pick, "message"), proven=wants(pick, "evidence"))
    return [answers.get(row["gapId"]) for row in rows]


@question("GapRecord", "subject")
async def subject_of(asking: Asking, rows: list[Row], pick: Pick) -> list[Any]:
    """What the gap of each record is about."""
    return [Ref(row["subjectLabel"], row["subjectKey"]) for row in rows]
