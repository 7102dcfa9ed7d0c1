"""Planning: from the fields a document asks for to a ``Selection``, once a document, then kept.

Aliases, fragments, ``@skip`` and ``@include``, abstract types and arguments at any level are part of the plan; values are not.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, cast

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
    Node,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    get_argument_values,
    get_directive_values,
    get_named_type,
    is_abstract_type,
    is_object_type,
)
from graphql.execution.values import VariableValues

from stdgraph.catalogue.reader import Pick, Selection

KEPT = 512


@dataclass(frozen=True, slots=True)
class Document:
    """What a plan is made of, and what its arguments are read with: one operation of one request."""

    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: VariableValues

    @classmethod
    def of(cls, info: GraphQLResolveInfo[Any]) -> Document:
        """The document as the executor shows it to resolvers; strawberry hands them the bare map of variables."""
        return cls(info.schema, info.fragments, VariableValues({}, cast("dict[str, Any]", info.variable_values)))

    @property
    def switches(self) -> tuple[tuple[str, bool], ...]:
        """The variables that ``@skip`` and ``@include`` may read: with others the plan may be another."""
        return tuple(sorted((n, v) for n, v in self.variables.coerced.items() if isinstance(v, bool)))

    def arguments(self, pick: Pick) -> dict[str, Any]:
        """The values of a picked field's arguments in this request, defaults filled in."""
        definition, node = cast("tuple[GraphQLField, FieldNode]", pick.node)
        return get_argument_values(definition, node, self.variables) if definition.args else {}


P = TypeVar("P")


class Plans:
    """Keeps what was planned for each node of each document, the least recently used falling out.

    The caches above keep the document itself, so its nodes are as good as its text for a key; holding the node keeps its identity
    from being given to another.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[int, object], tuple[Node, Any]] = OrderedDict()

    def keep(self, node: Node, document: Document, plan: Callable[[], P]) -> P:
        """The plan of a node: made once, then kept."""
        key = (id(node), document.switches)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return cast("P", found[1])
        made = plan()
        self._kept[key] = node, made
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return made


def plan_field(document: Document, parent: GraphQLObjectType, key: str, nodes: Sequence[FieldNode]) -> Pick:
    """The plan of one field with everything below it."""
    return _Planner(document).pick(parent, key, nodes)


def plan_roots(document: Document, operation: OperationDefinitionNode, root: GraphQLObjectType) -> Selection:
    """The plan of all root fields of an operation."""
    return _Planner(document).select(root, [operation])


class _Planner:
    def __init__(self, document: Document) -> None:
        self.document = document

    def pick(self, parent: GraphQLObjectType, key: str, nodes: Sequence[FieldNode]) -> Pick:
        name = nodes[0].name.value
        if name.startswith("__"):
            return Pick(key, name)
        definition = parent.fields[name]
        named = get_named_type(definition.type)
        below: dict[str, Selection] = {}
        if is_object_type(named):
            below = {named.name: self.select(named, nodes)}
        elif is_abstract_type(named):
            below = {one.name: self.select(one, nodes) for one in self.document.schema.get_possible_types(named)}
        return Pick(key, name, below, (definition, nodes[0]))

    def select(self, on: GraphQLObjectType, nodes: Iterable[FieldNode | OperationDefinitionNode]) -> Selection:
        fields: dict[str, list[FieldNode]] = {}
        for node in nodes:
            if node.selection_set is not None:
                for field in self._fields(on, node.selection_set, set()):
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
