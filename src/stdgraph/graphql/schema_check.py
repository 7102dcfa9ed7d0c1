"""What holds for the whole schema before anything is answered: enums mean their members, and the fast path can answer every field."""

from __future__ import annotations

from graphql import GraphQLObjectType, GraphQLSchema, is_enum_type, is_object_type
from strawberry.types.field import StrawberryField

from stdgraph.catalogue.entities import READER


def use_enum_members(schema: GraphQLSchema) -> None:
    """Have every enum value mean its member, however it is written: as a literal, in a variable, inside an input, as a default.

    Sorting the schema loses strawberry's own enum type, and with it the conversion of literals.
    """
    for kind in schema.type_map.values():
        definition = kind.extensions.get("strawberry-definition")
        if is_enum_type(kind) and definition is not None:
            members = {one.name: definition.wrapped_cls(one.value) for one in definition.values}
            for name, value in kind.values.items():
                value.value = members[name]


def check_schema(schema: GraphQLSchema) -> None:
    """Check that the fast path answers every field as the executor does. Raises TypeError, naming the field that it cannot."""
    roots = {schema.mutation_type, schema.subscription_type}
    for kind in schema.type_map.values():
        if is_object_type(kind) and kind not in roots and not kind.name.startswith("__"):
            for name, definition in kind.fields.items():
                field = definition.extensions["strawberry-definition"]
                problem = _problem(field, kind, is_root=kind is schema.query_type)
                if problem is not None:
                    message = f"{kind.name}.{name}: the fast path cannot answer {problem}"
                    raise TypeError(message)


def _problem(field: StrawberryField, kind: GraphQLObjectType, *, is_root: bool) -> str | None:
    """Why the fast path would answer a field differently; None where it would not."""
    if field.permission_classes or field.extensions:
        return "a field with permissions or extensions: check them in the root field"
    resolver = field.base_resolver
    if is_root:
        declared = resolver is not None and hasattr(resolver.wrapped_func, "resolve")
        return None if declared else "a root field that is not declared with root_field"
    if resolver is None:
        return None
    reads = getattr(resolver.wrapped_func, "reads", None)
    if reads == "loaded" and kind.name not in READER.entities:
        return "a loaded field of a type that is not an entity of the catalogue"
    if reads is not None:
        return None
    if resolver.is_async:
        return "an async resolver: declare it with loaded"
    if resolver.info_parameter is not None or resolver.parent_parameter is not None:
        return "a resolver that takes info or parent: declare it with linked or loaded"
    return None
