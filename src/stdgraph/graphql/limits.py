"""Bounds on documents: depth and aliases as validation rules, so that a kept document is judged once; tokens at parsing;
repeated fields by the budget of the rule that compares them with each other.

The rules are built once a schema: rules made a request would be new objects each time and the validation cache would never hit.
"""

from __future__ import annotations

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    Node,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    ValidationContext,
    ValidationRule,
)
from graphql.validation.rules import overlapping_fields_can_be_merged

from stdgraph.errors import LimitExceeded
from stdgraph.settings import Settings

_CODE = {"code": LimitExceeded.code}

overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = 20_000
"""graphql-core's 500 000 are three seconds of work for 13 kB of text; what consumers send costs 1 to 21."""


def rules(settings: Settings) -> tuple[type[ValidationRule], ...]:
    """The rules that a service with these settings adds to those of the specification."""
    bounds: list[type[ValidationRule]] = [_depth_rule(settings.max_depth), _alias_rule(settings.max_aliases)]
    if not settings.introspection:
        bounds.append(NoSchemaIntrospectionCustomRule)
    return tuple(bounds)


def _depth_rule(most: int) -> type[ValidationRule]:
    class MaxDepth(ValidationRule):
        """A selection may be nested so deep and no deeper; introspection has bounds of its own."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.known: dict[str, int] = {}

        def enter_operation_definition(self, node: OperationDefinitionNode, *_args: object) -> None:
            depth = self._depth(node, frozenset())
            if depth > most:
                self.report_error(
                    GraphQLError(
                        f"the document is {depth} levels deep, at most {most} are answered", node, extensions=_CODE
                    )
                )

        def _depth(self, node: Node, visiting: frozenset[str]) -> int:
            chosen = getattr(node, "selection_set", None)
            if chosen is None:
                return 0
            return max((self._below(one, visiting) for one in chosen.selections), default=0)

        def _below(self, node: Node, visiting: frozenset[str]) -> int:
            match node:
                case FieldNode():
                    return 0 if node.name.value.startswith("__") else 1 + self._depth(node, visiting)
                case InlineFragmentNode():
                    return self._depth(node, visiting)
                case FragmentSpreadNode() if node.name.value not in visiting:
                    name = node.name.value
                    if name not in self.known:
                        fragment = self.context.get_fragment(name)
                        self.known[name] = self._depth(fragment, visiting | {name}) if fragment else 0
                    return self.known[name]
                case _:
                    return 0

    return MaxDepth


def _alias_rule(most: int) -> type[ValidationRule]:
    class MaxAliases(ValidationRule):
        """A document may use so many aliases and no more, counted where fragments are spread."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.known: dict[str, int] = {}

        def enter_operation_definition(self, node: OperationDefinitionNode, *_args: object) -> None:
            count = self._aliases(node, frozenset())
            if count > most:
                self.report_error(
                    GraphQLError(
                        f"the document uses {count} aliases, at most {most} are answered", node, extensions=_CODE
                    )
                )

        def _aliases(self, node: Node, visiting: frozenset[str]) -> int:
            count = int(isinstance(node, FieldNode) and node.alias is not None)
            if isinstance(node, FragmentSpreadNode):
                name = node.name.value
                if name in visiting:
                    return 0
                if name not in self.known:
                    fragment: FragmentDefinitionNode | None = self.context.get_fragment(name)
                    self.known[name] = self._aliases(fragment, visiting | {name}) if fragment else 0
                return self.known[name]
            chosen = getattr(node, "selection_set", None)
            return count + sum(self._aliases(one, visiting) for one in (chosen.selections if chosen else ()))

    return MaxAliases
