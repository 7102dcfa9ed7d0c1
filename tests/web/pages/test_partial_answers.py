"""Whatever the schema allows to be null may be null: a page is shown all the same, and shows no ``None``."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    parse,
)
from starlette.requests import Request

from stdgraph.domain.identity import ANONYMOUS, Identity, Role
from stdgraph.domain.vocabulary import Language
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from stdgraph.web.pages.address import Address
from stdgraph.web.pages.answering import answer, rendered
from stdgraph.web.pages.page import Page
from stdgraph.web.pages.reader import Reader
from stdgraph.web.pages.table import PAGES
from tests.web.pages.html import Html

ADDRESSES: Mapping[str, tuple[dict[str, str], str]] = {
    "home": ({}, ""),
    "system": ({"code": "PV2024"}, ""),
    "gaps": ({"code": "ICN2024"}, "first=20"),
    "gap": ({"id": "UNMET_DEMAND:ICN2024/BAB:ETHYLENE"}, ""),
    "coverage": ({"code": "NP2024"}, ""),
    "history": ({"code": "PV2024"}, ""),
    "rows": ({"code": "NP2024"}, ""),
    "standards": ({}, "system=NP2024"),
    "standard": ({"number": "GB/T 24067-2024"}, ""),
    "committees": ({}, ""),
    "committee": ({"code": "SAC/TC90"}, ""),
    "categories": ({}, ""),
    "category": ({"code": "LI_BATTERY"}, "subsystem=ICN2024/BAB"),
    "search": ({}, "q=碳"),
    "changes": ({}, "system=PV2024"),
}
Path = tuple[str | int, ...]


class Nullable:
    """The places of an answer at which the schema allows null, one for each field of the document."""

    def __init__(self, schema: GraphQLSchema, document: str) -> None:
        parsed = parse(document)
        self.schema = schema
        self.fragments = {one.name.value: one for one in parsed.definitions if isinstance(one, FragmentDefinitionNode)}
        self.operation = next(one for one in parsed.definitions if isinstance(one, OperationDefinitionNode))
        self._seen: set[FieldNode] = set()

    def places(self, data: Mapping[str, Any]) -> Iterator[Path]:
        yield from self._within(self.operation.selection_set, "Query", data, ())

    def _within(self, selection: SelectionSetNode, kind: str, data: Mapping[str, Any], path: Path) -> Iterator[Path]:
        for one in selection.selections:
            if isinstance(one, FragmentSpreadNode):
                yield from self._within(self.fragments[one.name.value].selection_set, kind, data, path)
            elif isinstance(one, InlineFragmentNode):
                yield from self._within(one.selection_set, one.type_condition.name.value, data, path)  # type: ignore[union-attr]
            elif isinstance(one, FieldNode) and one.name.value != "__typename":
                key = one.alias.value if one.alias else one.name.value
                owner: Any = self.schema.type_map[kind]
                if is_abstract_type(owner):
                    continue
                if key in data and data[key] is not None and one.name.value in owner.fields:
                    yield from self._field(one, owner.fields[one.name.value].type, data[key], (*path, key))

    def _field(self, node: FieldNode, kind: Any, value: Any, path: Path) -> Iterator[Path]:
        if not isinstance(kind, GraphQLNonNull) and node not in self._seen:
            self._seen.add(node)
            yield path
        if node.selection_set is None:
            return
        inner = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        values = list(enumerate(value)) if isinstance(inner, GraphQLList) else [(None, value)]
        for place, one in values:
            if one is not None:
                deeper = path if place is None else (*path, place)
                yield from self._within(node.selection_set, get_named_type(kind).name, one, deeper)


def without(data: Mapping[str, Any], path: Path) -> dict[str, Any]:
    """The answer with null at a place."""
    changed: Any = copy.deepcopy(data)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = None
    return dict(changed)


@pytest.mark.some_on_server(one_in=6)
@pytest.mark.parametrize("page", {page.name: page for page in PAGES}.values(), ids=lambda page: page.name)
@pytest.mark.parametrize(
    "who", [ANONYMOUS, Identity("desk", Role.ADMINISTRATOR, token_id="t")], ids=["guest", "administrator"]
)
async def test_a_page_is_shown_whatever_is_null(
    seeded: Graph, engine_settings: Settings, page: Page, who: Identity
) -> None:
    app = create_app(engine_settings)
    app.state.graph = seeded
    place, query = ADDRESSES[page.name]
    scope = {
        "type": "http", "method": "GET", "app": app, "path": f"/{page.name}", "root_path": "", "scheme": "http",
        "server": ("stdgraph.test", 80), "query_string": query.encode(), "headers": [], "path_params": place,
    }  # fmt: skip
    reader = Reader(Language.ZH, who)
    request = Request({**scope, "query_string": str(httpx.QueryParams(query)).encode()})
    variables = {"language": "ZH", **page.variables(Address(request))}
    found = await answer(request, reader, page.document, variables)
    schema: GraphQLSchema = app.state.schema._schema
    needed = set(page.needed)
    places = [
        path
        for path in Nullable(schema, page.document).places(found.data)
        if not (len(path) == 1 and path[0] in needed)
    ]
    assert places
    for path in places:
        try:
            html = rendered(
                request, reader, f"{page.name}.html", data=without(found.data, path), asked=variables, query="/graphql"
            )
        except Exception as error:
            raise AssertionError(f"{page.name} without {path}: {error}") from error
        words = " ".join(Html(html).words)
        assert not re.search(r"\bNone\b", words), f"{page.name} without {path} shows None"
