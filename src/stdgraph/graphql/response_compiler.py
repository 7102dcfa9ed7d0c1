"""The response compiler: from the plan of a root field to a function that makes the response out of hydrated rows.

It does what the executor does without walking the schema again for every row. The executor stays its judge: the parity tests send
generated documents down both paths and compare bytes. A field that it cannot compile is refused when the schema is built
(``check_schema``). Where a field fails, or is null and must not be, the response is made once more by ``Completion``, with every error
at its own path, as "Handling Execution Errors" of the GraphQL specification says: that is rare, and need not be fast.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, cast

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
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
    located_error,
)
from strawberry.types.field import StrawberryField

from stdgraph.catalogue.reader import EDGE, FieldSelection, Selection
from stdgraph.domain.answers import Answer
from stdgraph.domain.text import camel_case
from stdgraph.graphql.planning import Document, planned_field, reads_variables
from stdgraph.graphql.types.fields import first_of, loaded_value

Path = tuple[str | int, ...]
Arguments = Mapping[FieldSelection, Mapping[str, object]]
Reads = dict[FieldSelection, Callable[[Any, Arguments], object]]
"""How each planned field below a root field reads its value from its row."""


class Completion:
    """Completes one root field and collects its errors."""

    def __init__(self, schema: GraphQLSchema, reads: Reads, arguments: Arguments) -> None:
        self._schema = schema
        self._reads = reads
        self._arguments = arguments
        self._found: dict[Path, GraphQLError] = {}

    @property
    def errors(self) -> list[GraphQLError]:
        """The errors of all fields, in the order in which they came up."""
        return list(self._found.values())

    def complete_root(self, pick: FieldSelection, value: object) -> object:
        """The response of the root field; None with its error where nothing of it may be shown."""
        kind = planned_field(pick).definition.type
        return self._guarded(kind, pick, "Query", (pick.key,), lambda: value)

    def _guarded(
        self, kind: GraphQLOutputType, pick: FieldSelection, parent: str, path: Path, read: Callable[[], object]
    ) -> object:
        try:
            return self._complete(kind, pick, parent, path, read())
        except Exception as raw:
            error = located_error(raw, planned_field(pick).nodes, list(path))
            if is_non_null_type(kind):
                raise error from None
            self._add(error, path)
            return None

    def _add(self, error: GraphQLError, path: Path) -> None:
        if not any(path[:length] in self._found for length in range(1, len(path) + 1)):
            self._found[path] = error

    def _complete(self, kind: GraphQLOutputType, pick: FieldSelection, parent: str, path: Path, value: Any) -> object:
        if is_non_null_type(kind):
            shown = self._complete(kind.of_type, pick, parent, path, value)
            if shown is None:
                message = f"Cannot return null for non-nullable field {parent}.{pick.name}."
                raise TypeError(message)
            return shown
        if value is None:
            return None
        if is_list_type(kind):
            return [
                self._guarded(kind.of_type, pick, parent, (*path, index), lambda item=item: item)  # type: ignore[misc]
                for index, item in enumerate(value)
            ]
        if is_leaf_type(kind):
            return kind.coerce_output_value(value)
        name = kind.name if is_object_type(kind) else value["__typename"]
        if not is_object_type(kind) and name not in self._possible(cast("GraphQLAbstractType", kind)):
            message = f"Abstract type '{kind}' was resolved to a type '{name}' that it does not have."
            raise TypeError(message)
        return self._object(name, pick.below[name], path, value)

    def _possible(self, kind: GraphQLAbstractType) -> set[str]:
        return {one.name for one in self._schema.get_possible_types(kind)}

    def _object(self, name: str, selection: Selection, path: Path, row: Answer) -> Answer:
        shown: Answer = {}
        for pick in selection.picks:
            if pick.name == "__typename":
                shown[pick.key] = name
                continue
            kind = planned_field(pick).definition.type
            read = self._reads[pick]
            shown[pick.key] = self._guarded(
                kind,
                pick,
                name,
                (*path, pick.key),
                lambda read=read: read(row, self._arguments),  # type: ignore[misc]
            )
        return shown


Shape = Callable[[Any, Arguments], object]

PLAIN: dict[str, type] = {"String": str, "ID": str, "Int": int, "Boolean": bool, "Float": float}
"""Scalars whose values are sent as they are when they are of this type."""


class _NullError(Exception):
    """A null where none may be."""


class CompiledField:
    """The compiled response of one root field."""

    def __init__(self, schema: GraphQLSchema, pick: FieldSelection) -> None:
        self._schema = schema
        self._pick = pick
        self._reads: Reads = {}
        self._with_arguments: list[FieldSelection] = []
        self._fixed: tuple[date, Arguments] = (date.min, {})
        """Of a day the arguments that no variable has a part in."""
        self._shape = self._compile(planned_field(pick).definition.type, pick)

    def respond(self, value: object, document: Document) -> tuple[object, list[GraphQLError]]:
        """The response for a hydrated answer, and the errors of fields in it."""
        arguments = self._arguments(document) if self._with_arguments else {}
        try:
            return self._shape(value, arguments), []
        except Exception:  # the second pass finds out where, and reports it there
            completion = Completion(self._schema, self._reads, arguments)
            return completion.complete_root(self._pick, value), completion.errors

    def _arguments(self, document: Document) -> Arguments:
        """The arguments of all fields below that take some."""
        day, fixed = self._fixed
        if day != document.today:
            fixed = {pick: document.dated_arguments(pick) for pick in self._with_arguments if not reads_variables(pick)}
            self._fixed = document.today, fixed
        if len(fixed) == len(self._with_arguments):
            return fixed
        return {pick: fixed[pick] if pick in fixed else document.dated_arguments(pick) for pick in self._with_arguments}

    def _compile(self, kind: GraphQLOutputType, pick: FieldSelection, *, required: bool = False) -> Shape:
        """What makes the response of a value; where one is ``required`` it raises for None."""
        if is_non_null_type(kind):
            return self._compile(kind.of_type, pick, required=True)
        if is_list_type(kind):
            return _each(self._compile(kind.of_type, pick), required=required)
        if is_leaf_type(kind):
            return _leaf(kind, required=required)
        if is_object_type(kind):
            return self._object(kind, pick.below[kind.name], required=required)
        abstract = cast("GraphQLAbstractType", kind)
        possible = {
            one.name: self._object(one, pick.below[one.name], required=required)
            for one in self._schema.get_possible_types(abstract)
        }
        absent = _absent(required=required)
        return lambda row, arguments: absent() if row is None else possible[row["__typename"]](row, arguments)

    def _object(self, kind: GraphQLObjectType, selection: Selection, *, required: bool) -> Shape:
        fields = [(pick.key, *_sent_as_is(kind, pick), self._field(kind, pick)) for pick in selection.picks]
        absent = _absent(required=required)

        def shape(row: Answer | None, arguments: Arguments) -> object:
            if row is None:
                return absent()
            shown = {}
            for key, name, plain, field in fields:
                if name is not None:  # most values of most answers: one look, and no call
                    value = row.get(name)
                    if type(value) in plain and (plain is not _EMPTY_LIST or not value):
                        shown[key] = value
                        continue
                shown[key] = field(row, arguments)
            return shown

        return shape

    def _field(self, kind: GraphQLObjectType, pick: FieldSelection) -> Shape:
        if pick.name == "__typename":
            return lambda _row, _arguments: kind.name
        definition = kind.fields[pick.name]
        read, shape = self._read(definition, pick), self._compile(definition.type, pick)
        self._reads[pick] = read
        return lambda row, arguments: shape(read(row, arguments), arguments)

    def _read(self, definition: GraphQLField, pick: FieldSelection) -> Shape:
        field = cast("StrawberryField", definition.extensions["strawberry-definition"])
        if field.base_resolver is None:
            name = camel_case(field.python_name)
            return lambda row, _arguments: row.get(name)
        compute = cast("Callable[..., object]", field.base_resolver.wrapped_func)
        key = EDGE + pick.key
        match getattr(compute, "reads", None):
            case "many":
                return lambda row, _arguments: row[key]
            case "one":
                return lambda row, _arguments: first_of(row[key])
            case "loaded":
                return lambda row, _arguments: loaded_value(row[key])
        if not definition.args:
            return lambda row, _arguments: compute(row)
        self._with_arguments.append(pick)
        return lambda row, arguments: compute(row, **arguments[pick])


_EMPTY_LIST = (list,)
"""The types of a list that is sent as it is where it is empty."""


def _sent_as_is(kind: GraphQLObjectType, pick: FieldSelection) -> tuple[str | None, tuple[type, ...]]:
    """The name under which a field's value stands in a row, and the types of which it is sent as it is (of lists only empty ones); no
    name where it may have to be made."""
    if pick.name == "__typename":
        return None, ()
    definition = kind.fields[pick.name]
    field = cast("StrawberryField", definition.extensions["strawberry-definition"])
    leaf = definition.type.of_type if is_non_null_type(definition.type) else definition.type
    resolver = field.base_resolver
    if is_list_type(leaf) and resolver is not None and getattr(resolver.wrapped_func, "reads", None) == "many":
        return f"{EDGE}{pick.key}", _EMPTY_LIST
    if resolver is not None or not is_leaf_type(leaf):
        return None, ()
    plain = str if is_enum_type(leaf) else PLAIN.get(leaf.name)
    types = (*((plain,) if plain else ()), *((type(None),) if leaf is definition.type else ()))
    return (camel_case(field.python_name), types) if types else (None, ())


def _absent(*, required: bool) -> Callable[[], None]:
    """What is made of a value that is not there; raises where one is required."""

    def refuse() -> None:
        raise _NullError

    return refuse if required else lambda: None


def _each(shape: Shape, *, required: bool) -> Shape:
    absent = _absent(required=required)
    return lambda values, arguments: absent() if values is None else [shape(value, arguments) for value in values]


def _leaf(kind: GraphQLLeafType, *, required: bool) -> Shape:
    absent = _absent(required=required)
    if is_enum_type(kind):
        names = {one.value: name for name, one in kind.values.items()}

        def member(value: object, _arguments: Arguments) -> object:
            return absent() if value is None else names.get(value) or kind.coerce_output_value(value)

        return member
    plain = PLAIN.get(kind.name)

    def shape(value: object, _arguments: Arguments) -> object:
        return absent() if value is None else value if type(value) is plain else kind.coerce_output_value(value)

    return shape
