"""Projecting: the rows of an answer as the response has them, by a plan that was compiled from the document once.

It does for query documents what the executor does, without walking the schema again for every row: the executor stays its judge
in the tests (same document, same variables, same bytes), and answers whatever does not fit (introspection, an error inside).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, cast

from graphql import (
    GraphQLAbstractType,
    GraphQLField,
    GraphQLLeafType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    is_enum_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
)
from strawberry.types.field import StrawberryField

from stdgraph.catalogue.reader import EDGE, Pick, Selection
from stdgraph.graphql.planning import Document
from stdgraph.graphql.types.fields import property_of

Arguments = Mapping[Pick, Mapping[str, Any]]
Read = Callable[[Any, Arguments], Any]
Shape = Callable[[Any, Arguments], Any]

PLAIN: dict[str, type] = {"String": str, "ID": str, "Int": int, "Boolean": bool, "Float": float}
"""Scalars whose values go out as they are when they are of this type."""


class UnfitError(Exception):
    """The answer does not fit the schema: a null where none may be. The executor will say where."""


class Projection:
    """The compiled shape of one root field."""

    def __init__(self, schema: GraphQLSchema, pick: Pick) -> None:
        self._schema = schema
        self._argued: list[tuple[Pick, Callable[[dict[str, Any]], dict[str, Any]]]] = []
        definition = cast("GraphQLField", pick.node[0])
        self._shape = self._shaped(definition.type, pick)

    def __call__(self, value: Any, document: Document) -> Any:
        """The response of a settled answer. Raises UnfitError, and whatever a field's own computation raises."""
        arguments = {pick: python(document.arguments(pick)) for pick, python in self._argued}
        return self._shape(value, arguments)

    def _shaped(self, kind: GraphQLOutputType, pick: Pick) -> Shape:
        if is_non_null_type(kind):
            return _required(self._shaped(kind.of_type, pick))
        if is_list_type(kind):
            return _each(self._shaped(kind.of_type, pick))
        if is_leaf_type(kind):
            return _leaf(kind)
        if is_object_type(kind):
            return self._object(kind, pick.below[kind.name])
        abstract = cast("GraphQLAbstractType", kind)
        possible = {
            one.name: self._object(one, pick.below[one.name]) for one in self._schema.get_possible_types(abstract)
        }
        return lambda row, arguments: None if row is None else possible[row["__typename"]](row, arguments)

    def _object(self, kind: GraphQLObjectType, selection: Selection) -> Shape:
        fields = [(pick.key, *_as_it_is(kind, pick), self._field(kind, pick)) for pick in selection.picks]

        def shape(row: Any, arguments: Arguments) -> Any:
            if row is None:
                return None
            shown = {}
            for key, name, plain, field in fields:
                if name is not None:  # most values of most answers: one look, and no call
                    value = row.get(name)
                    if type(value) is plain and (plain is not list or not value):
                        shown[key] = value
                        continue
                shown[key] = field(row, arguments)
            return shown

        return shape

    def _field(self, kind: GraphQLObjectType, pick: Pick) -> Shape:
        if pick.name == "__typename":
            return lambda _row, _arguments: kind.name
        definition = kind.fields[pick.name]
        read, shape = self._read(definition, pick), self._shaped(definition.type, pick)
        return lambda row, arguments: shape(read(row, arguments), arguments)

    def _read(self, definition: GraphQLField, pick: Pick) -> Read:
        field = cast("StrawberryField", definition.extensions["strawberry-definition"])
        if field.base_resolver is None:
            name = property_of(field.python_name)
            return lambda row, _arguments: row.get(name)
        if pick.below and _is_linked(field):
            return _linked(f"{EDGE}{pick.key}", definition)
        compute = cast("Callable[..., Any]", field.base_resolver.wrapped_func)
        if not definition.args:
            return lambda row, _arguments: compute(row)
        self._argued.append((pick, _pythonic(definition, field)))
        return lambda row, arguments: compute(row, **arguments[pick])


def _as_it_is(kind: GraphQLObjectType, pick: Pick) -> tuple[str | None, type | None]:
    """Under which name a field's value stands in a row, and of which type it goes out as it is (of lists only empty ones); no name
    where it may have to be made."""
    if pick.name == "__typename":
        return None, None
    definition = kind.fields[pick.name]
    field = cast("StrawberryField", definition.extensions["strawberry-definition"])
    leaf = definition.type.of_type if is_non_null_type(definition.type) else definition.type
    if is_list_type(leaf) and pick.below and _is_linked(field):
        return f"{EDGE}{pick.key}", list
    plain = str if is_enum_type(leaf) else PLAIN.get(leaf.name) if is_leaf_type(leaf) else None
    if field.base_resolver is not None or plain is None:
        return None, None
    return property_of(field.python_name), plain


def _is_linked(field: StrawberryField) -> bool:
    """Whether a field's rows were fetched under its response key: only those look at where they stand."""
    resolver = field.base_resolver
    return resolver is not None and resolver.info_parameter is not None


def _linked(key: str, definition: GraphQLField) -> Read:
    kind = definition.type.of_type if is_non_null_type(definition.type) else definition.type
    if is_list_type(kind):
        return lambda row, _arguments: row[key]

    def one(row: Any, _arguments: Arguments) -> Any:
        found = row[key]
        return (found[0] if found else None) if isinstance(found, list) else found

    return one


def _required(shape: Shape) -> Shape:
    def required(value: Any, arguments: Arguments) -> Any:
        shown = shape(value, arguments)
        if shown is None:
            raise UnfitError
        return shown

    return required


def _each(shape: Shape) -> Shape:
    return lambda values, arguments: None if values is None else [shape(value, arguments) for value in values]


def _leaf(kind: GraphQLLeafType) -> Shape:
    plain = PLAIN.get(kind.name)
    if is_enum_type(kind):
        return lambda value, _arguments: value.value if isinstance(value, Enum) else value

    def shape(value: Any, _arguments: Arguments) -> Any:
        return value if value is None or type(value) is plain else kind.coerce_output_value(value)

    return shape


def _pythonic(definition: GraphQLField, field: StrawberryField) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """From arguments as GraphQL has them to those that the field's own function takes."""
    names = {property_of(argument.python_name): argument.python_name for argument in field.arguments}
    enums = {
        name: argument.type.of_type if is_non_null_type(argument.type) else argument.type
        for name, argument in definition.args.items()
    }

    def python(given: dict[str, Any]) -> dict[str, Any]:
        return {names[name]: _enumerated(enums[name], value) for name, value in given.items()}

    return python


def _enumerated(kind: Any, value: Any) -> Any:
    if value is None or not is_enum_type(kind):
        return value
    return kind.extensions["strawberry-definition"].wrapped_cls(value)
