"""Planning: from the fields that a document asks for to a ``Selection``, made once a document and cached.

Aliases, fragments, ``@skip`` and ``@include``, abstract types and arguments at any level are part of the plan; values are not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar, cast

import strawberry
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLIncludeDirective,
    GraphQLObjectType,
    GraphQLResolveInfo,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
    is_abstract_type,
    is_object_type,
)
from graphql.execution.values import VariableValues
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField

from stdgraph.catalogue.reader import FieldSelection, Selection
from stdgraph.domain import calendar
from stdgraph.store.memory import Memory

KIND = "plans"
ON = "on"
"""The argument of fields that ask about a day."""
PICK = 1500
"""Bytes that a plan takes for each field, compiled."""
SIGN = 70
"""Bytes of the parsed document, which a plan holds, for each sign of its text."""


@dataclass(frozen=True, slots=True, eq=False)
class PlannedField:
    """A field of the schema as a document asks for it: what its arguments and its errors are made of."""

    definition: GraphQLField
    nodes: list[FieldNode]
    """All nodes that are merged into one response key."""
    field: StrawberryField

    @property
    def function(self) -> Callable[..., object] | None:
        """The function behind the field; None for a property of the row."""
        resolver = self.field.base_resolver
        return cast("Callable[..., object]", resolver.wrapped_func) if resolver is not None else None


@dataclass(frozen=True)
class Document:
    """One operation of one request: what plans are made of, and what arguments are read with."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues

    @classmethod
    def of(cls, info: GraphQLResolveInfo[Any]) -> Document:
        """The document as the executor shows it to resolvers; strawberry hands them the bare map of variables."""
        return cls(info.schema, info.fragments, VariableValues({}, cast("dict[str, object]", info.variable_values)))

    @cached_property
    def switches(self) -> tuple[tuple[str, bool], ...]:
        """The variables that ``@skip`` and ``@include`` may read: other values may make another plan."""
        return tuple(sorted((n, v) for n, v in self.variables.coerced.items() if isinstance(v, bool)))

    def arguments(self, pick: FieldSelection) -> dict[str, object]:
        """The arguments of a field as its function takes them: names, enum members, inputs and scalars of Python, defaults filled in.

        The executor converts them by the same function of strawberry, so they mean the same on either path.
        """
        planned = planned_field(pick)
        if not planned.definition.args:
            return {}
        given = get_argument_values(planned.definition, planned.nodes[0], self.variables)
        schema: strawberry.Schema = self.schema._strawberry_schema  # type: ignore[attr-defined]  # noqa: SLF001  set there by strawberry
        registry = schema.schema_converter.scalar_registry
        return convert_arguments(given, planned.field.arguments, registry, schema.config)

    @cached_property
    def today(self) -> date:
        """The day of the answer: one for all its fields, though midnight come between them."""
        return calendar.today()

    def dated_arguments(self, pick: FieldSelection) -> dict[str, object]:
        """The same, with the day of the answer where a field asks about a day and none is given."""
        arguments = self.arguments(pick)
        if ON in planned_field(pick).definition.args and arguments.get(ON) is None:
            arguments[ON] = self.today
        return arguments


P = TypeVar("P")


def planned_field(pick: FieldSelection) -> PlannedField:
    """The schema's side of a planned field."""
    return cast("PlannedField", pick.node)


def reads_variables(pick: FieldSelection) -> bool:
    """Whether a variable has a part in the arguments of a planned field."""
    return any(_reads_variables(one.value) for one in planned_field(pick).nodes[0].arguments or ())


def _reads_variables(value: ValueNode) -> bool:
    match value:
        case VariableNode():
            return True
        case ListValueNode():
            return any(map(_reads_variables, value.values))
        case ObjectValueNode():
            return any(_reads_variables(one.value) for one in value.fields)
    return False


class PlanCache:
    """Keeps the plan of each node of each document, in the memory of the process or, without one, in its own.

    Documents are cached above, so a node's identity is as good a key as its text; the entry holds the node, which keeps its
    identity from being reused.
    """

    def __init__(self, memory: Callable[[], Memory] | None = None) -> None:
        own = Memory()
        self._memory = memory or (lambda: own)

    def get(self, node: Node, document: Document, plan: Callable[[], P]) -> P:
        """The plan of a node, made by ``plan`` the first time."""
        memory, key = self._memory(), (id(node), document.switches)
        found: tuple[Node, P] | None = memory.get(KIND, key)
        if found is not None:
            return found[1]
        made = plan()
        memory.keep(KIND, key, (node, made), PICK * _picks(made) + SIGN * _length(node))
        return made


def _picks(plan: object) -> int:
    """The fields in a plan: that of one field, or of several, each the first of a tuple."""
    if isinstance(plan, FieldSelection):
        return 1 + sum(_picks(pick) for one in plan.below.values() for pick in one.picks)
    return sum(_picks(one[0]) for one in plan) if isinstance(plan, list) else 0


def _length(node: Node) -> int:
    return len(node.loc.source.body) if node.loc is not None else 0


def plan_field(document: Document, parent: GraphQLObjectType, key: str, nodes: Sequence[FieldNode]) -> FieldSelection:
    """The plan of one field with everything below it."""
    return _Planner(document).pick(parent, key, nodes)


def plan_of(info: GraphQLResolveInfo[Any]) -> tuple[Document, FieldSelection]:
    """The document, and the plan of the field that the executor is resolving."""
    document = Document.of(info)
    return document, plan_field(document, info.parent_type, str(info.path.key), info.field_nodes)


def plan_roots(document: Document, operation: OperationDefinitionNode, root: GraphQLObjectType) -> Selection:
    """The plan of all root fields of an operation."""
    return _Planner(document).select(root, [operation])


class _Planner:
    def __init__(self, document: Document) -> None:
        self.document = document

    def pick(self, parent: GraphQLObjectType, key: str, nodes: Sequence[FieldNode]) -> FieldSelection:
        name = nodes[0].name.value
        if name.startswith("__"):
            return FieldSelection(key, name)
        definition = parent.fields[name]
        named = get_named_type(definition.type)
        below: dict[str, Selection] = {}
        if is_object_type(named):
            below = {named.name: self.select(named, nodes)}
        elif is_abstract_type(named):
            below = {one.name: self.select(one, nodes) for one in self.document.schema.get_possible_types(named)}
        field = cast("StrawberryField", definition.extensions["strawberry-definition"])
        return FieldSelection(key, name, below, PlannedField(definition, list(nodes), field))

    def select(self, on: GraphQLObjectType, nodes: Iterable[FieldNode | OperationDefinitionNode]) -> Selection:
        fields: dict[str, list[FieldNode]] = {}
        visited: set[str] = set()
        for node in nodes:
            if node.selection_set is not None:
                for field in self._fields(on, node.selection_set, visited):
                    fields.setdefault(field.alias.value if field.alias else field.name.value, []).append(field)
        return Selection(tuple(self.pick(on, key, group) for key, group in fields.items()))

    def _fields(self, on: GraphQLObjectType, chosen: SelectionSetNode, visited: set[str]) -> Iterator[FieldNode]:
        for node in chosen.selections:
            if not self._is_included(node):
                continue
            match node:
                case FieldNode():
                    yield node
                case InlineFragmentNode():
                    if node.type_condition is None or self._applies(node.type_condition.name.value, on):
                        yield from self._fields(on, node.selection_set, visited)
                case FragmentSpreadNode() if node.name.value not in visited:
                    visited.add(node.name.value)
                    fragment = self.document.fragments[node.name.value]
                    if self._applies(fragment.type_condition.name.value, on):
                        yield from self._fields(on, fragment.selection_set, visited)

    def _applies(self, condition: str, on: GraphQLObjectType) -> bool:
        if condition == on.name:
            return True
        named = self.document.schema.get_type(condition)
        return is_abstract_type(named) and self.document.schema.is_sub_type(named, on)

    def _is_included(self, node: SelectionNode) -> bool:
        if not node.directives:
            return True
        skip = get_directive_values(GraphQLSkipDirective, node, self.document.variables)
        if skip and skip["if"]:
            return False
        include = get_directive_values(GraphQLIncludeDirective, node, self.document.variables)
        return not include or bool(include["if"])
