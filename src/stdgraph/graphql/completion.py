"""Completion: the response of a root field in which something failed, every error at its own path.

Follows "Handling Execution Errors" of the GraphQL specification as graphql-core does: a field that fails is null and reports its
error; where it must not be null, the nearest nullable parent is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from graphql import (
    GraphQLAbstractType,
    GraphQLError,
    GraphQLOutputType,
    GraphQLSchema,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    located_error,
)

from stdgraph.catalogue.reader import Pick, Selection
from stdgraph.domain.answers import Answer
from stdgraph.graphql.planning import planned_field

Path = tuple[str | int, ...]
Arguments = Mapping[Pick, Mapping[str, object]]
Reads = dict[Pick, Callable[[Any, Arguments], object]]
"""How each planned field below a root field reads its value from the row it stands in."""


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

    def complete_root(self, pick: Pick, value: object) -> object:
        """The response of the root field; None with its error where nothing of it may be shown."""
        kind = planned_field(pick).definition.type
        return self._guarded(kind, pick, "Query", (pick.key,), lambda: value)

    def _guarded(
        self, kind: GraphQLOutputType, pick: Pick, parent: str, path: Path, read: Callable[[], object]
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

    def _complete(self, kind: GraphQLOutputType, pick: Pick, parent: str, path: Path, value: Any) -> object:
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
