"""Inputs and outcomes of mutations that are made of their commands: a described command is its own input."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Sequence
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

import strawberry

from stdgraph.commands.described import DESCRIPTION, MAY_NAME, NAMES, WITHIN
from stdgraph.domain.dates import PartialDate, partial_date
from stdgraph.domain.text import camel_case
from stdgraph.graphql.scalars import Day, require_days
from stdgraph.graphql.types.fields import key_named
from stdgraph.graphql.types.relay import mentioned

LESS_EXACT = "Also a month or a year: `2005-03`, `2005`."
DAYS = (date, PartialDate)


@cache
def input_of(command: Any) -> type:
    """The strawberry input of a command, or of a part of one: a field for each of its described fields."""
    hints = get_type_hints(command)
    names = [field for field in dataclasses.fields(command) if DESCRIPTION in field.metadata]
    required_first = sorted(names, key=lambda field: field.default is not dataclasses.MISSING)
    namespace: dict[str, Any] = {"__annotations__": {}, "__doc__": "The fields of the command."}
    for field in required_first:
        namespace["__annotations__"][field.name] = _type_of(hints[field.name])
        namespace[field.name] = _declared(field)
    made = type(f"{command.__name__}Input", (), namespace)
    return strawberry.input(made, description=summary(command))


def summary(command: type) -> str:
    """What a command does: the first paragraph of its docstring."""
    return " ".join((command.__doc__ or "").partition("\n\n")[0].split())


def _declared(field: dataclasses.Field[Any]) -> Any:
    text = field.metadata[DESCRIPTION]
    if field.metadata.get(WITHIN):
        text = f"{text} {LESS_EXACT}"
    if field.default is dataclasses.MISSING:
        return strawberry.field(description=text)
    default = field.default
    if isinstance(default, tuple):
        return strawberry.field(default_factory=lambda: list(default), description=text)
    return strawberry.field(default=default, description=text)


def _type_of(hint: Any) -> Any:
    """The type that the API gives a field of a command."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (types.UnionType, Union):
        some = [_type_of(one) for one in arguments if one is not type(None)]
        return some[0] | None if len(arguments) > len(some) else some[0]
    if origin in (tuple, list, Sequence) or (isinstance(origin, type) and issubclass(origin, Sequence)):
        return types.GenericAlias(list, (_type_of(arguments[0]),))
    if hint in DAYS:
        return Day
    return cast("Any", input_of)(hint) if dataclasses.is_dataclass(hint) else hint


def command_of(command: Any, given: Any) -> Any:
    """The command that an input asks for. Raises BadInput for a month or a year where a day is needed."""
    hints, values = get_type_hints(command), {}
    for field in dataclasses.fields(command):
        if DESCRIPTION in field.metadata:
            value = getattr(given, field.name)
            if not field.metadata.get(WITHIN):
                require_days({camel_case(field.name): value})
            names = field.metadata.get(NAMES) or field.metadata.get(MAY_NAME)
            values[field.name] = _value(hints[field.name], value, names)
    return command(**values)


def _value(hint: Any, value: Any, names: str | None) -> Any:
    """A value of an input as the command has it: nodes by their keys, lists as tuples, dates as far as they are known."""
    of = _without_none(hint)
    if value is None or isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return _named(value, names) if names else value
    if isinstance(value, list):
        return tuple(_value(get_args(of)[0], one, names) for one in value)
    if of is PartialDate:
        return partial_date(value)
    return command_of(of, value) if dataclasses.is_dataclass(of) else value


def _named(text: str, label: str) -> str:
    """The code in a global id, of a subsystem that within its system; any other text as it is."""
    key = key_named(text, label)
    if key == text:
        return text
    return key.partition("/")[2] if label == "Subsystem" else mentioned(label, key)[0]


def _without_none(hint: Any) -> Any:
    arguments = [one for one in get_args(hint) if one is not type(None)]
    return arguments[0] if get_origin(hint) in (types.UnionType, Union) else hint
