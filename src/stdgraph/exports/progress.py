"""Progress as an export: a row for each system, and one for each of its subsystems with its whole subtree."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import Language
from stdgraph.exports.columns import ExportColumn, Row, at, day, figure, several, text, title_of
from stdgraph.exports.export import SCOPE, ExportRequest
from stdgraph.exports.progress_figures import COMPLETION, ITEMS, STATES, count
from stdgraph.exports.row_export import RowExport
from stdgraph.exports.source import ExportSource
from stdgraph.exports.standard_columns import TITLES

FIGURES = """
fragment Figures on Progress {
  asOf declared items itemsMet itemsOpen itemsLeft listed unitemised planned drafting published
  inForce upcoming superseded withdrawn abandoned undated imprecise inferred completion
  caveatZh: caveat caveatEn: caveat(language: EN)
  reported { statement on onIn source { title url } }
}
"""
SYSTEMS = f"{{ systems {{ code {TITLES} }} }}"
TREE = (
    f"""
query ExportTree($code: String!, $on: Date!) {{
  system(code: $code) {{
    code {TITLES}
    progress(asOf: $on) {{ ...Figures }}
    gaps(first: 0, asOf: $on) {{ totalCount }}
    tree(asOf: $on) {{
      subsystem {{ code {TITLES} depth progress(asOf: $on) {{ ...Figures }} }}
      parentCode openGaps
    }}
  }}
}}
"""
    + FIGURES
)
SCOPED = (
    """
query ExportScope($scope: Scope!, $on: Date!) {
  progress(scope: $scope, asOf: $on) { ...Figures }
  gaps(scope: $scope, first: 0, asOf: $on) { totalCount }
}
"""
    + FIGURES
)
SUBSYSTEM = f"query ExportBranch($system: String!, $code: String!) {{ subsystem(system: $system, code: $code) {{ code {TITLES} depth }} }}"


async def progress_pages(source: ExportSource, request: ExportRequest) -> AsyncIterator[Sequence[Row]]:
    """A page a system, in the order of codes. With a committee or a category a row is what of a system is theirs: one row a system."""
    systems = [one for one in (await source.ask(SYSTEMS, {}))["systems"] if _is_meant(one["code"], request)]
    if not systems:
        yield []
    for system in systems:
        if request.scope.keys() & {"committee", "productCategory"}:
            yield [await _scoped(source, request, system)]
        else:
            answer = await source.ask(TREE, {"code": system["code"], "on": request.on.isoformat()})
            yield list(_rows(answer["system"], request))


def _is_meant(code: str, request: ExportRequest) -> bool:
    named = request.scope.get("system")
    below = request.scope.get("subsystem")
    return (named is None or named == code) and (below is None or below["system"] == code)


async def _scoped(source: ExportSource, request: ExportRequest, system: Row) -> dict[str, Any]:
    scope = {**request.scope, "system": system["code"]}
    answer = await source.ask(SCOPED, {"scope": scope, "on": request.on.isoformat()})
    below = request.scope.get("subsystem")
    return _row(system, below and (await source.ask(SUBSYSTEM, below))["subsystem"], answer)


def _rows(system: Row, request: ExportRequest) -> Iterable[Row]:
    """The system and its subsystems in its order, or the subtree of the subsystem that is asked for."""
    below = request.scope.get("subsystem")
    if below is None:
        yield _row(system, None, system)
    inside: set[str] = set()
    for node in system["tree"]:
        subsystem = node["subsystem"]
        if below is None or subsystem["code"] == below["code"] or node["parentCode"] in inside:
            inside.add(subsystem["code"])
            yield _row(system, subsystem, subsystem, node)


def _row(system: Row, subsystem: Row | None, counted: Row, node: Row | None = None) -> dict[str, Any]:
    return {
        "system": {name: system[name] for name in ("code", "titleZh", "titleEn")},
        "subsystem": subsystem and {name: subsystem[name] for name in ("code", "titleZh", "titleEn", "depth")},
        "parentCode": node and node["parentCode"],
        "progress": counted["progress"],
        "openGaps": node["openGaps"] if node else counted["gaps"]["totalCount"],
    }


def _caveat(row: Row, language: Language) -> str | None:
    found: str | None = at(row, "progress.caveatZh" if language is Language.ZH else "progress.caveatEn")
    return found


def _reported(row: Row, _: Language) -> str:
    source = row["source"] or {}
    named = source.get("title") or source.get("url")
    day_of = row["on"] or row["onIn"]
    return "; ".join(filter(None, (row["statement"], day_of, named)))


COLUMNS: tuple[ExportColumn, ...] = (
    text("system", "体系", "System", "system.code"),
    text("subsystem", "子体系", "Subsystem", "subsystem.code"),
    ExportColumn(
        "title", Term("名称", "Title"), lambda row, lang: title_of(row["subsystem"] or row["system"], lang), 34
    ),
    figure("depth", "层级", "Depth", "subsystem.depth"),
    text("parentCode", "上级", "Parent"),
    day("asOf", "日期", "As of", "progress.asOf"),
    count("declared", "文件载明", "Declared"),
    *ITEMS,
    count("itemsLeft", "已退出", "Items left"),
    count("unitemised", "未列明", "Not itemised"),
    COMPLETION,
    *STATES,
    count("undated", "日期不详", "Undated"),
    count("imprecise", "日期不确切", "Imprecise"),
    count("inferred", "推断归入", "Inferred"),
    figure("openGaps", "缺口", "Open gaps"),
    ExportColumn("caveat", Term("说明", "Caveat"), _caveat, 50),
    several("reported", "来源所报", "Reported", _reported, "progress.reported", 50),
)

PROGRESS_EXPORT = RowExport(
    "progress", Term("进度", "Progress"), progress_pages, COLUMNS, (*SCOPE, "asOf", "language")
).as_export()
