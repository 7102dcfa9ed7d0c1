"""Committees as an export: who they are, how far their standards are, what is on their desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from stdgraph.catalogue.listing import list_owners
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.terms import GAP_KINDS, Term
from stdgraph.domain.vocabulary import Confidence, Language
from stdgraph.exports.columns import ExportColumn, Row, at, figure, joined, several, text, title_of, word
from stdgraph.exports.export import SCOPE, ExportRequest
from stdgraph.exports.progress_figures import COMPLETION, ITEMS, STATES
from stdgraph.exports.row_export import RowExport
from stdgraph.exports.source import ExportSource
from stdgraph.exports.standard_columns import TITLES, code, source

COMMITTEES = f"""
query ExportCommittees($on: Date!) {{
  committees {{
    code {TITLES} level secretariat members
    parent {{ code }}
    subcommittees {{ code }}
    progress(asOf: $on) {{
      items itemsMet itemsOpen listed planned drafting published inForce upcoming superseded withdrawn abandoned completion
    }}
    workload {{ stage {{ code {TITLES} }} count overdue medianDaysInStage }}
    due {{ standard {{ id number planNumber {TITLES} }} stage {{ code }} dueOn daysLeft }}
    gaps(first: 0, asOf: $on) {{ totalCount countByKind {{ kind count }} }}
    confidence note revision
    sources {{ title url locator }}
  }}
}}
"""


async def committee_pages(origin: ExportSource, request: ExportRequest) -> AsyncIterator[Sequence[Row]]:
    """The committees by code, in one page. Figures are of all that a committee and its subcommittees own; a scope says which are listed:
    the committee it names with its subcommittees, of these those that own a standard in the rest of it.
    """
    rows = (await origin.ask(COMMITTEES, {"on": request.on.isoformat()}))["committees"]
    meant = _below(rows, request.scope.get("committee"))
    scope = request.scope_filter
    if scope.shape - {"committee"}:
        rest = ScopeFilter(scope.system, scope.subsystem, None, scope.product_category)
        meant &= set(await origin.read(lambda tx: list_owners(tx, rest, request.on)))
    yield [row for row in rows if row["code"] in meant]


def _below(rows: Sequence[Row], committee: str | None) -> set[str]:
    """The codes of a committee and of all below it; all codes where none is named."""
    if committee is None:
        return {row["code"] for row in rows}
    found: set[str] = set()
    further = {committee}
    while further:
        found |= further
        further = {row["code"] for row in rows if row["code"] not in found and at(row, "parent.code") in further}
    return found


def _stage(row: Row, language: Language) -> str:
    named = row["stage"] or {}
    return joined(named.get("code") or "–", title_of(row["stage"], language), row["count"])


def _overdue(row: Mapping[str, Any], _: Language) -> int:
    return sum(one["overdue"] for one in row["workload"])


def _kind(row: Row, language: Language) -> str:
    return joined(GAP_KINDS[row["kind"]].in_language(language), row["count"])


COLUMNS: tuple[ExportColumn, ...] = (
    text("code", "代码", "Code", width=16),
    text("titleZh", "中文名称", "Chinese title", width=36),
    text("titleEn", "英文名称", "English title", width=36),
    text("level", "级别", "Level"),
    text("parent", "上级", "Parent", "parent.code", 16),
    several("subcommittees", "分技术委员会", "Subcommittees", code, width=18),
    text("secretariat", "秘书处承担单位", "Secretariat", width=30),
    figure("members", "委员数", "Members"),
    *ITEMS,
    COMPLETION,
    *STATES,
    several("workload", "各阶段在研项目", "Open items by stage", _stage, width=26),
    ExportColumn("overdue", Term("逾期", "Overdue"), _overdue, 9),
    ExportColumn("due", Term("90天内到期", "Due within 90 days"), lambda row, _: len(row["due"]), 9),
    figure("gaps", "缺口", "Gaps", "gaps.totalCount"),
    several("gapKinds", "缺口类型", "Gaps by kind", _kind, "gaps.countByKind", 22),
    word("confidence", "可信程度", "Confidence", Confidence),
    several("sources", "来源", "Sources", source, width=40),
    text("note", "备注", "Note", width=30),
    figure("revision", "修订号", "Revision"),
)

COMMITTEES_EXPORT = RowExport(
    "committees", Term("技术委员会", "Committees"), committee_pages, COLUMNS, (*SCOPE, "asOf", "language")
).as_export()
