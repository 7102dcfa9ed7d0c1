"""Gaps as an export: those that the API finds, worst first, with what was decided about each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence

from stdgraph.domain.terms import Term
from stdgraph.exports.columns import Row
from stdgraph.exports.export import SCOPE, ExportRequest
from stdgraph.exports.gap_columns import COLUMNS, GAPS
from stdgraph.exports.row_export import RowExport
from stdgraph.exports.source import ExportSource
from stdgraph.exports.standard_columns import TITLES
from stdgraph.exports.workbook import Appendix

OWNERS = f"{{ committees {{ code {TITLES} }} }}"


async def gap_pages(source: ExportSource, request: ExportRequest) -> AsyncIterator[Sequence[Row]]:
    """The gaps in the order of the API, each once: one whose rank fell between two pages would come again."""
    seen: set[str] = set()
    variables = {"scope": request.scope or None, "on": request.on.isoformat()}
    async for page in source.pages(GAPS, "gaps", variables):
        # the day is named for the sake of pages read later: the id bears it where the request names it
        fresh = [gap for gap in page if gap["key"] not in seen]
        seen.update(gap["key"] for gap in fresh)
        yield [{**gap, "id": gap["id"] if request.as_of else gap["key"]} for gap in fresh]


async def _owners(source: ExportSource) -> Mapping[str, Appendix]:
    """The committees from which the one in charge may be chosen."""
    committees = (await source.ask(OWNERS, {}))["committees"]
    headings = (Term("代码", "Code"), Term("中文名称", "Chinese title"), Term("英文名称", "English title"))
    rows = [[one["code"], one["titleZh"] or "", one["titleEn"] or ""] for one in committees]
    return {"owner": Appendix(Term("技术委员会", "Committees"), headings, rows)}


GAPS_EXPORT = RowExport(
    "gaps", Term("缺口", "Gaps"), gap_pages, COLUMNS, (*SCOPE, "asOf", "language"), _owners
).as_export()
