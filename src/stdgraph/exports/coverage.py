"""Coverage as an export: a row for each cell of the matrix of each system."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any

from stdgraph.catalogue.listing import list_standard_ids
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.terms import Term
from stdgraph.domain.vocabulary import CellState, Language, Level
from stdgraph.exports.columns import (
    ExportColumn,
    Row,
    figure,
    flag,
    joined,
    several,
    standard_name,
    term_of,
    text,
    title_of,
    word,
)
from stdgraph.exports.export import SCOPE, ExportRequest
from stdgraph.exports.row_export import RowExport
from stdgraph.exports.source import PAGE, ExportSource
from stdgraph.exports.standard_columns import TITLES, source
from stdgraph.graphql.types.fields import global_id

STRUCTURE = f"{{ systems {{ code {TITLES} }} productCategories {{ code parents {{ code }} }} }}"
COVERAGE = f"""
query ExportCoverage($system: String!, $on: Date!) {{
  system(code: $system) {{ tree(asOf: $on) {{ subsystem {{ code }} parentCode }} }}
  coverage(system: $system, depth: 100, asOf: $on) {{
    rows {{ code {TITLES} }}
    columns {{ code {TITLES} }}
    cells {{
      row column state underway demanded standards
      rungs {{ level state standards }}
      filledBy {{ id number planNumber {TITLES} }}
      demandSources {{ title url locator }}
    }}
  }}
}}
"""


async def coverage_pages(origin: ExportSource, request: ExportRequest) -> AsyncIterator[Sequence[Row]]:
    """The cells system by system, row by row. A committee leaves those that a standard of it or a subcommittee fills."""
    structure = await origin.ask(STRUCTURE, {})
    categories = _kinds(structure["productCategories"], request.scope.get("productCategory"))
    owned = await _owned(origin, request)
    systems = [one for one in structure["systems"] if _is_meant(one["code"], request)]
    if not systems:
        yield []
    for system in systems:
        answer = await origin.ask(COVERAGE, {"system": system["code"], "on": request.on.isoformat()})
        inside = _subtree(answer["system"]["tree"], request)
        cells = list(_cells(system, answer["coverage"], inside, categories, owned))
        for start in range(0, max(len(cells), 1), PAGE):
            yield cells[start : start + PAGE]


def _is_meant(code: str, request: ExportRequest) -> bool:
    below = request.scope.get("subsystem")
    return request.scope.get("system") in (None, code) and (below is None or below["system"] == code)


def _kinds(categories: Sequence[Row], code: str | None) -> set[str] | None:
    """The category and all that is a kind of it; None for every category."""
    if code is None:
        return None
    found: set[str] = set()
    further = {code}
    while further:
        found |= further
        further = {one["code"] for one in categories if one["code"] not in found and _codes(one["parents"]) & further}
    return found


def _codes(rows: Iterable[Row]) -> set[str]:
    return {one["code"] for one in rows}


async def _owned(origin: ExportSource, request: ExportRequest) -> set[str] | None:
    """The global ids of the standards of the committee; None where none is named."""
    committee = request.scope.get("committee")
    if committee is None:
        return None
    scope = ScopeFilter(committee=committee)
    ids = await origin.read(lambda tx: list_standard_ids(tx, None, scope, request.on))
    return {global_id("Standard", one) for one in ids}


def _subtree(tree: Sequence[Row], request: ExportRequest) -> set[str] | None:
    """The codes of the subsystem and all below it; None for every subsystem."""
    below = request.scope.get("subsystem")
    if below is None:
        return None
    found = {below["code"]}
    for node in tree:  # parents come first
        if node["parentCode"] in found:
            found.add(node["subsystem"]["code"])
    return found


def _cells(
    system: Row, coverage: Row, inside: set[str] | None, categories: set[str] | None, owned: set[str] | None
) -> Iterable[dict[str, Any]]:
    subsystems = {one["code"]: one for one in coverage["rows"]}
    products = {one["code"]: one for one in coverage["columns"]}
    for cell in coverage["cells"]:
        if inside is not None and cell["row"] not in inside:
            continue
        if categories is not None and cell["column"] not in categories:
            continue
        if owned is not None and not owned & {one["id"] for one in cell["filledBy"]}:
            continue
        yield {
            "system": system,
            "subsystem": subsystems[cell["row"]],
            "productCategory": products[cell["column"]],
            **cell,
        }


def _titled(name: str) -> Any:
    return lambda row, language: title_of(row[name], language)


def _rung(row: Mapping[str, Any], language: Language) -> str:
    level = term_of(Level, row["level"], language) or "–"
    return joined(level, term_of(CellState, row["state"], language), f"({row['standards']})")


COLUMNS: tuple[ExportColumn, ...] = (
    text("system", "体系", "System", "system.code"),
    text("subsystem", "子体系", "Subsystem", "row"),
    ExportColumn("subsystemTitle", Term("子体系名称", "Title of the subsystem"), _titled("subsystem"), 28),
    text("productCategory", "产品类别", "Product category", "column", 18),
    ExportColumn("productCategoryTitle", Term("产品类别名称", "Title of the category"), _titled("productCategory"), 24),
    word("state", "状态", "State", CellState),
    word("underway", "在途", "Under way", CellState),
    flag("demanded", "有需求", "Demanded"),
    figure("standards", "标准数", "Standards"),
    several("rungs", "各层级", "By level", _rung, width=26),
    several("filledBy", "填补的标准", "Filled by", lambda row, _: standard_name(row), width=26),
    several("demandSources", "需求来源", "Sources of the demand", source, width=40),
)

COVERAGE_EXPORT = RowExport(
    "coverage", Term("覆盖", "Coverage"), coverage_pages, COLUMNS, (*SCOPE, "asOf", "language")
).as_export()
