"""Standards as an export: the ids of all in one statement, then page by page what is asked of each."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from graphql import GraphQLInputType
from graphql.utilities import coerce_input_value

from stdgraph.catalogue.listing import list_standard_ids
from stdgraph.domain.terms import Term
from stdgraph.exports.columns import Row
from stdgraph.exports.export import SCOPE, ExportRequest, Format
from stdgraph.exports.relaton import write_relaton
from stdgraph.exports.row_export import RowExport
from stdgraph.exports.source import FIRST_PAGE, PAGE, ExportSource
from stdgraph.exports.standard_columns import COLUMNS, STANDARDS
from stdgraph.graphql.codes import known_where
from stdgraph.graphql.types.fields import global_id

CHECK = "query Check($where: StandardWhere, $on: Date!) { standards(first: 0, where: $where, asOf: $on) { edges { cursor } } }"
"""Has the API judge the condition: a wrong one is refused in its words."""


async def standard_pages(source: ExportSource, request: ExportRequest) -> AsyncIterator[Sequence[Row]]:
    """The standards in the order of their numbers. Raises BadInput for a condition that is wrong, UnknownCode for a code that names nothing."""
    where = await _known_where(source, request) if request.where else None
    yield []  # the request is right: the headings need not wait for rows
    ids = await source.read(lambda tx: list_standard_ids(tx, where, request.scope_filter, request.on))
    size = FIRST_PAGE
    while ids:
        asked = [global_id("Standard", one) for one in ids[:size]]
        del ids[:size]
        size = PAGE
        answer = await source.ask(STANDARDS, {"ids": asked, "on": request.on.isoformat()})
        # what was merged meanwhile is answered by the standard that it became, which has a place of its own
        yield [row for one, row in zip(asked, answer["nodes"], strict=True) if row is not None and row["id"] == one]


async def _known_where(source: ExportSource, request: ExportRequest) -> Mapping[str, Any]:
    """The condition as the catalogue takes it, by the codes of today."""
    await source.ask(CHECK, {"where": request.where, "on": request.on.isoformat()})
    kind = source.schema._schema.type_map["StandardWhere"]  # noqa: SLF001  strawberry keeps graphql-core's schema there
    assert isinstance(kind, GraphQLInputType)  # noqa: S101  it is an input of the schema
    coerced = coerce_input_value(request.where, kind)
    return await source.read(lambda tx: known_where(tx, coerced))


STANDARDS_EXPORT = RowExport(
    "standards",
    Term("标准", "Standards"),
    standard_pages,
    COLUMNS,
    (*SCOPE, "asOf", "language", "where"),
    further={Format.YAML: lambda source, request: write_relaton(standard_pages(source, request))},
).as_export()
