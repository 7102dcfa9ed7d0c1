"""Documents made up from the schema: every kind of argument, literal or in a variable, aliases, fragments, ``@include`` and ``@skip``.

A document depends on its number alone, so that a failure can be looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from graphql import (
    GraphQLArgument,
    GraphQLField,
    GraphQLInputType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_abstract_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
    is_non_null_type,
    is_object_type,
    is_required_argument,
    is_required_input_field,
)

VALUES: dict[str, list[str]] = {
    "code": ['"PV2024"', '"NP2024"', '"SAC/TC90"', '"PV"', '"A"', '"AA"', '"x"'],
    "system": ['"PV2024"', '"NP2024"', '"ICN2024"', '"x"'],
    "committee": ['"SAC/TC90"', '"SAC/TC207"', '"x"'],
    "owner": ['"SAC/TC90"', '"x"'],
    "productCategory": ['"PV"', '"PFAS"', '"x"'],
    "number": ['"GB/T 24067-2024"', '"S018"', '"GBT2296-2001"', '"20232745-T-339"', '"x"', '""'],
    "withdraw": ['"GB/T 24067-2024"', '"S018"', '"x"'],
    "text": ['"24067"', '"光伏"', '"carbon"', '""'],
    "id": ['"U3RhbmRhcmQ6UzAxOA"', '"x"'],
    "ids": ['"U3RhbmRhcmQ6UzAxOA"', '"x"'],
    "after": ['"x"', '"3"', '""'],
    "before": ['"x"', '""'],
    "first": ["0", "1", "2", "3", "500", "-1"],
    "last": ["1", "2", "500"],
    "depth": ["1", "2", "0"],
    "maxDepth": ["1", "20", "0", "101"],
    "within": ['"P90D"', '"P10Y"'],
    "String": ['"PV2024"', '"GB/T 24067-2024"', '"x"', '"光伏"', '"40"', '"OWNER"'],
    "ID": ['"U3RhbmRhcmQ6UzAxOA"', '"x"'],
    "Int": ["1", "3"],
    "Boolean": ["true", "false"],
    "Date": ['"2015-01-01"', '"2024-10-01"', '"2030-12-31"'],
    "DateTime": ['"2099-01-01T00:00:00Z"', '"2020-01-01T08:00:00+08:00"'],
    "Duration": ['"P30D"', '"P1Y"'],
}
"""What arguments may say, by their name, else by their type; some of it is wrong."""

DEEPEST = 5
SLOW = {"forecast"}
"""Fields that are asked for less often: a forecast simulates for a second or more."""


@dataclass
class Generated:
    """A document with its variables."""

    text: str
    variables: dict[str, object] = field(default_factory=dict)


@dataclass
class Selection:
    """A selection with the variables and fragments that it uses."""

    text: str
    declaration: str
    fragments: str
    variables: dict[str, object]

    def within(self, kind: str, root: str, around: str = "%s") -> Generated:
        """A document that selects it below a root field."""
        below = around % self.text
        below = below if around == "%s" else f"{{ {below} }}"
        return Generated(f"{kind} {self.declaration} {{ {root} {below} }} {self.fragments}", self.variables)


class DocumentGenerator:
    """Makes up one document."""

    def __init__(self, schema: GraphQLSchema, number: int) -> None:
        self.schema = schema
        self.random = Random(number)  # noqa: S311  nothing secret
        self.declared: dict[str, str] = {}
        self.variables: dict[str, object] = {}
        self.fragments: list[str] = []
        self.keys = 0

    def query(self) -> Generated:
        """A query of one to three root fields."""
        root = self.schema.query_type
        assert root is not None
        names = self.random.sample(sorted(root.fields), self.random.randint(1, 3))
        fields = " ".join(self._field(name, root.fields[name], 1) for name in names)
        return self._document("query", f"{{ {fields} }}")

    def selection_of(self, name: str) -> Selection:
        """A selection on one type."""
        chosen = self._selection(self.schema.type_map[name], 2)
        return Selection(chosen, self._declaration(), " ".join(self.fragments), self.variables)

    def _document(self, kind: str, body: str) -> Generated:
        text = f"{kind} {self._declaration()} {body} {' '.join(self.fragments)}"
        return Generated(text, self.variables)

    def _declaration(self) -> str:
        declared = ", ".join(f"${name}: {of}" for name, of in self.declared.items())
        return f"Made({declared})" if declared else ""

    def _selection(self, kind: GraphQLNamedType, depth: int) -> str:
        parts = [self._part(kind, depth) for _ in range(self.random.randint(1, 4))]
        return f"{{ __typename {' '.join(parts)} }}" if self.random.random() < 0.2 else f"{{ {' '.join(parts)} }}"

    def _part(self, kind: GraphQLNamedType, depth: int) -> str:
        if is_abstract_type(kind):
            one = self.random.choice(sorted(self.schema.get_possible_types(kind), key=lambda each: each.name))
            return f"... on {one.name}{self._directive()} {{ {self._any_field(one, depth)} }}"
        assert is_object_type(kind)
        way = self.random.random()
        if way < 0.12:
            return f"...{self._type_condition(kind)}{self._directive()} {{ {self._any_field(kind, depth)} }}"
        if way < 0.22:
            name = f"F{len(self.fragments)}"
            self.fragments.append("")  # the name is taken before what is below takes others
            body = self._any_field(kind, depth)
            self.fragments[int(name[1:])] = f"fragment {name} on {kind.name} {{ {body} }}"
            return f"...{name}{self._directive()}"
        return self._any_field(kind, depth)

    def _type_condition(self, kind: GraphQLObjectType) -> str:
        return f" on {kind.name}" if self.random.random() < 0.5 else ""

    def _any_field(self, kind: GraphQLObjectType, depth: int) -> str:
        names = [
            name
            for name in sorted(kind.fields)
            if depth < DEEPEST or not is_composite_type(get_named_type(kind.fields[name].type))
        ]
        if not names:
            return "__typename"
        name = self.random.choice(names)
        if name in SLOW and self.random.random() < 0.8:
            return "__typename"
        return self._field(name, kind.fields[name], depth)

    def _field(self, name: str, definition: GraphQLField, depth: int) -> str:
        self.keys += 1
        key = f"k{self.keys}"
        named = get_named_type(definition.type)
        below = f" {self._selection(named, depth + 1)}" if is_composite_type(named) else ""
        return f"{key}: {name}{self._arguments(definition)}{self._directive()}{below}"

    def _arguments(self, definition: GraphQLField) -> str:
        given = [
            f"{name}: {self._value(name, argument.type, argument)}"
            for name, argument in definition.args.items()
            if is_required_argument(argument) or self.random.random() < 0.45
        ]
        return f"({', '.join(given)})" if given else ""

    def _value(self, name: str, kind: GraphQLInputType, argument: GraphQLArgument | None = None, depth: int = 0) -> str:
        named = get_named_type(kind)
        if argument is not None and is_enum_type(named) and not is_list_type(kind) and self.random.random() < 0.4:
            variable = f"v{len(self.declared)}"
            inner = str(kind)
            self.declared[variable] = inner
            self.variables[variable] = self.random.choice(sorted(named.values))
            return f"${variable}"
        if is_non_null_type(kind):
            return self._value(name, kind.of_type, None, depth)
        if is_list_type(kind):
            few = self.random.randint(0 if depth else 1, 2)
            return f"[{', '.join(self._value(name, kind.of_type, None, depth) for _ in range(few))}]"
        if is_enum_type(kind):
            return str(self.random.choice(sorted(kind.values)))
        if is_input_object_type(kind):
            fields = [
                f"{one}: {self._value(one, each.type, None, depth + 1)}"
                for one, each in kind.fields.items()
                if is_required_input_field(each) or self.random.random() < (0.25 if depth < 2 else 0.05)
            ]
            return f"{{{', '.join(fields)}}}"
        by_name = VALUES.get(name) if str(kind) in ("String", "ID", "Int") else None
        return self.random.choice(by_name or VALUES[str(kind)])

    def _directive(self) -> str:
        way = self.random.random()
        if way > 0.16:
            return ""
        word = "include" if way < 0.08 else "skip"
        if self.random.random() < 0.5:
            return f" @{word}(if: {self.random.choice(['true', 'false'])})"
        variable = f"b{self.random.randint(0, 1)}"
        if variable not in self.declared:
            self.declared[variable] = "Boolean!"
            self.variables[variable] = self.random.random() < 0.5
        return f" @{word}(if: ${variable})"
