"""Bounds on documents: depth and aliases as validation rules, so that a kept document is judged once; tokens at parsing;
repeated fields by the budget of the rule that compares them with each other.

The rules are built once a schema: rules made a request would be new objects each time and the validation cache would never hit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    GraphQLError,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValidationContext,
    ValidationRule,
)
from graphql.validation.rules import overlapping_fields_can_be_merged

from stdgraph.errors import LimitExceeded
from stdgraph.settings import Settings

overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 20_000
"""graphql-core's 500 000 are three seconds of work for 13 kB of text; what consumers send costs 1 to 21."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A size of a document: that of a field from the size below it, that of a selection set from those of its members."""

    field: Callable[[FieldNode, int], int]
    total: Callable[[Iterable[int]], int]
    message: str
    """With ``{size}`` and ``{limit}``."""


def _greatest(sizes: Iterable[int]) -> int:
    return max(sizes, default=0)


DEPTH = Measure(
    # Introspection has a bound of its own.
    lambda node, below: 0 if node.name.value.startswith("__") else 1 + below,
    _greatest,
    "the document is {size} levels deep; the maximum is {limit}",
)
ALIASES = Measure(
    lambda node, below: below + (node.alias is not None),
    sum,
    "the document uses {size} aliases; the maximum is {limit}",
)


def rules(settings: Settings) -> tuple[type[ValidationRule], ...]:
    """The rules that a service with these settings adds to those of the specification."""
    bounds: list[type[ValidationRule]] = [
        _bound(DEPTH, settings.max_depth),
        _bound(ALIASES, settings.max_aliases),
    ]
    if not settings.introspection:
        bounds.append(NoSchemaIntrospectionCustomRule)
    return tuple(bounds)


def _bound(measure: Measure, limit: int) -> type[ValidationRule]:
    class DocumentBound(ValidationRule):
        """Refuses an operation that is too large, fragments counted wherever they are spread."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.known: dict[str, int] = {}
            """The size of each fragment: measuring it at every spread would take exponential time."""

        def enter_operation_definition(self, node: OperationDefinitionNode, *_: object) -> None:
            """Report an operation that is larger than the limit."""
            size = self._size(node.selection_set, frozenset())
            if size > limit:
                message = measure.message.format(size=size, limit=limit)
                self.report_error(GraphQLError(message, node, extensions={"code": LimitExceeded.code}))

        def _size(self, chosen: SelectionSetNode | None, visiting: frozenset[str]) -> int:
            return measure.total(self._member(node, visiting) for node in chosen.selections) if chosen else 0

        def _member(self, node: SelectionNode, visiting: frozenset[str]) -> int:
            if isinstance(node, FieldNode):
                return measure.field(node, self._size(node.selection_set, visiting))
            if isinstance(node, FragmentSpreadNode):
                return self._fragment(node.name.value, visiting)
            return self._size(getattr(node, "selection_set", None), visiting)

        def _fragment(self, name: str, visiting: frozenset[str]) -> int:
            if name in visiting:  # a circle, which another rule refuses
                return 0
            if name not in self.known:
                fragment = self.context.get_fragment(name)
                self.known[name] = self._size(fragment.selection_set, visiting | {name}) if fragment else 0
            return self.known[name]

    return DocumentBound
