"""What the answers of root fields rest on, by which they may be kept or not."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
)


class RestsOn(Enum):
    """What may make the same question have another answer."""

    CATALOGUE = auto()
    """What is recorded, and the day: every commit by which an answer changes raises the catalogue's revision. Who asks is not known to it."""
    IDENTITY = auto()
    """Who asks and the instant, or what is written without a revision: such an answer is not kept."""


RESTS_ON: Mapping[str, RestsOn] = {
    "adoptionShare": RestsOn.CATALOGUE,
    "catalogue": RestsOn.CATALOGUE,
    "changes": RestsOn.CATALOGUE,
    "committee": RestsOn.CATALOGUE,
    "committees": RestsOn.CATALOGUE,
    "comparison": RestsOn.CATALOGUE,
    "coverage": RestsOn.CATALOGUE,
    "durations": RestsOn.CATALOGUE,
    "editionComparison": RestsOn.CATALOGUE,
    "gap": RestsOn.CATALOGUE,
    "gapHistory": RestsOn.CATALOGUE,
    "gapRecords": RestsOn.CATALOGUE,
    "gaps": RestsOn.CATALOGUE,
    "me": RestsOn.IDENTITY,
    "node": RestsOn.CATALOGUE,
    "nodes": RestsOn.CATALOGUE,
    "productCategories": RestsOn.CATALOGUE,
    "productCategory": RestsOn.CATALOGUE,
    "progress": RestsOn.CATALOGUE,
    "progressHistory": RestsOn.CATALOGUE,
    "publicationRate": RestsOn.CATALOGUE,
    "search": RestsOn.CATALOGUE,
    "standard": RestsOn.CATALOGUE,
    "standards": RestsOn.CATALOGUE,
    "subsystem": RestsOn.CATALOGUE,
    "system": RestsOn.CATALOGUE,
    "systems": RestsOn.CATALOGUE,
    "tokens": RestsOn.IDENTITY,  # a token is used, and expires, without a revision
    "whatIf": RestsOn.CATALOGUE,
}
"""By the name of a root field of queries."""


def check_declared(schema: GraphQLSchema) -> None:
    """Check that every root field of queries says what it rests on, and nothing else does. Raises TypeError, naming the field."""
    fields = set() if schema.query_type is None else set(schema.query_type.fields)
    for name in sorted(fields ^ RESTS_ON.keys()):
        message = (
            f"Query.{name}: expected every root field, and nothing else, in RESTS_ON, which says what answers rest on"
        )
        raise TypeError(message)


def is_of_catalogue(name: str) -> bool:
    """Whether the answer of a root field rests on the catalogue alone; what begins with ``__`` rests on the schema."""
    return name.startswith("__") or RESTS_ON.get(name) is RestsOn.CATALOGUE


def root_names(document: DocumentNode, operation: OperationDefinitionNode) -> frozenset[str]:
    """The names of all root fields that a valid operation may ask for. A fragment is looked at once, however often it is spread."""
    fragments = {one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)}
    found: set[str] = set()
    waiting = [operation.selection_set]
    while waiting:
        for node in waiting.pop().selections:
            match node:
                case FieldNode():
                    found.add(node.name.value)
                case InlineFragmentNode():
                    waiting.append(node.selection_set)
                case FragmentSpreadNode() if (fragment := fragments.pop(node.name.value, None)) is not None:
                    waiting.append(fragment.selection_set)
    return frozenset(found)
