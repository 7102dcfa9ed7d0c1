"""A field that the fast path would answer differently is refused when the schema is built; enums mean their members everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import strawberry
from graphql import coerce_input_literal, get_named_type, is_enum_type, parse_value
from strawberry.permission import BasePermission

from stdgraph.domain.answers import Answer
from stdgraph.graphql import build_schema
from stdgraph.graphql.field_context import FieldContext
from stdgraph.graphql.resolvers import root_field
from stdgraph.graphql.schema import check_schema
from stdgraph.settings import Settings


class Nobody(BasePermission):
    message = "nobody may"

    def has_permission(self, source: Any, info: strawberry.Info, **kwargs: Any) -> bool:
        return False


def guarded(root: Any) -> str:
    return "secret"


async def asynchronous(root: Any) -> str:
    return "late"


def informed(root: Any, info: strawberry.Info) -> str:
    return info.field_name


FIELDS: dict[str, tuple[Callable[[], Any], str]] = {
    "permissions": (lambda: strawberry.field(resolver=guarded, permission_classes=[Nobody]), "permissions"),
    "an async resolver": (lambda: strawberry.field(resolver=asynchronous), "async"),
    "info": (lambda: strawberry.field(resolver=informed), "info"),
}


@pytest.mark.parametrize("name", FIELDS)
def test_a_field_of_another_kind_is_refused(name: str) -> None:
    make, reason = FIELDS[name]

    @strawberry.type
    class Thing:
        odd: str | None = make()

    @strawberry.type
    class Query:
        @root_field(Thing | None, "A thing.")
        async def thing(self, field: FieldContext) -> Answer:
            return {}

    with pytest.raises(TypeError, match=rf"Thing\.odd: the fast path cannot answer .*{reason}"):
        check_schema(strawberry.Schema(Query)._schema)


def test_a_root_field_that_is_not_declared_as_one_is_refused() -> None:
    @strawberry.type
    class Query:
        @strawberry.field
        def thing(self) -> str:
            return "not from the graph"

    with pytest.raises(TypeError, match=r"Query\.thing: the fast path cannot answer a root field"):
        check_schema(strawberry.Schema(Query)._schema)


def test_every_enum_literal_means_its_member() -> None:
    schema = build_schema(Settings())._schema
    enums = [kind for kind in schema.type_map.values() if is_enum_type(kind) and not kind.name.startswith("__")]
    assert len(enums) > 15
    for kind in enums:
        members = kind.extensions["strawberry-definition"].wrapped_cls
        for name in kind.values:
            assert coerce_input_literal(parse_value(name), kind) is members[name]
            assert kind.coerce_input_value(name) is members[name]
            assert kind.coerce_output_value(members[name]) == name


def test_every_default_of_an_argument_is_a_member() -> None:
    schema = build_schema(Settings())._schema
    found = 0
    for kind in schema.type_map.values():
        for field in getattr(kind, "fields", {}).values():
            for argument in getattr(field, "args", {}).values():
                named = get_named_type(argument.type)
                if is_enum_type(named) and isinstance(argument.default_value, str):
                    assert isinstance(argument.default_value, named.extensions["strawberry-definition"].wrapped_cls)
                    found += 1
    assert found > 10
