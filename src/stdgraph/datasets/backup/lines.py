"""A node or a relationship as a line of JSON, without loss: what JSON has no type for is an object of one key.

``{"date": "2024-01-31"}``, ``{"datetime": "2024-01-31T08:00:00.000000000+08:00"}``, ``{"float": "inf"}``. The line of a graph's node is
the same whichever engine holds it: properties are in the order of their names, instants have nanoseconds and their offset.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson
from neo4j.time import Date, DateTime

from stdgraph.errors import StdgraphError
from stdgraph.store.node_keys import NODE_KEYS

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""Names of properties and types of relationships: they become part of Cypher."""

Key = str | int
End = tuple[str, Key]
"""A node by its label and key."""


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time as ISO text with an offset. It reaches the graph as text: as a value the embedded engine would lose the offset."""

    text: str


@dataclass(frozen=True, slots=True)
class PackedLink:
    """A relationship from one node to another."""

    start: End
    end: End
    properties: Mapping[str, Any]


def node_line(properties: Mapping[str, object]) -> bytes:
    """The line of a node. Raises StdgraphError for a value of a kind that stdgraph does not store."""
    return _dump({name: _encoded(name, value) for name, value in properties.items()})


def link_line(link: PackedLink) -> bytes:
    """The line of a relationship. Raises StdgraphError for a value of a kind that stdgraph does not store."""
    properties = {name: _encoded(name, value) for name, value in link.properties.items()}
    return _dump({"from": link.start, "to": link.end, "properties": properties})


def read_node(label: str, line: bytes) -> tuple[Key, dict[str, Any]]:
    """The key and the properties of a node. Raises ValueError, with what was expected, for any other line."""
    properties = _properties(_object(line))
    key = properties.get(NODE_KEYS[label])
    if isinstance(key, str | int) and not isinstance(key, bool):
        return key, properties
    raise ValueError(f"expected {NODE_KEYS[label]!r}, the key of a {label}")


def read_link(line: bytes) -> PackedLink:
    """A relationship. Raises ValueError, with what was expected, for any other line."""
    found = _object(line)
    if set(found) != {"from", "to", "properties"}:
        raise ValueError('expected "from", "to" and "properties"')
    return PackedLink(_end(found["from"]), _end(found["to"]), _properties(found["properties"]))


def _dump(value: object) -> bytes:
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def _object(line: bytes) -> dict[str, Any]:
    try:
        found = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        raise ValueError(f"expected JSON ({error})") from None
    return _mapping(found)


def _mapping(found: object) -> dict[str, Any]:
    if isinstance(found, dict):
        return found
    raise ValueError(f"expected an object, got {found!r}")


def _end(found: object) -> End:
    if isinstance(found, list) and len(found) == 2 and found[0] in NODE_KEYS and _is_key(found[1]):
        return found[0], found[1]
    raise ValueError(f"expected a label and a key, got {found!r}")


def _is_key(found: object) -> bool:
    return isinstance(found, str | int) and not isinstance(found, bool)


def _properties(found: object) -> dict[str, Any]:
    named = _mapping(found)
    for name in named:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name of a property")
    return {name: _decoded(name, value) for name, value in named.items()}


def _encoded(name: str, value: object) -> object:
    match value:
        case bool() | str() | int():
            return value
        case float():
            return value if math.isfinite(value) else {"float": repr(value)}
        case list():
            return [_encoded(name, item) for item in value]
        case DateTime():
            text = value.iso_format()
            return {"datetime": text if value.tzinfo else f"{text}+00:00"}
        case Date():
            return {"date": value.iso_format()}
    raise StdgraphError(f"property {name}: a backup holds no value of type {type(value).__name__}")


def _decoded(name: str, value: object) -> object:
    match value:
        case bool() | str() | int() | float():
            return value
        case list():
            items = [_decoded(name, item) for item in value]
            if len({isinstance(item, Instant) for item in items}) > 1:
                raise ValueError(f"property {name}: expected instants alone in a list")
            return items
        case {"date": str(text), **rest} if not rest:
            return date.fromisoformat(text)
        case {"datetime": str(text), **rest} if not rest and _INSTANT.fullmatch(text):
            return Instant(text)
        case {"float": ("inf" | "-inf" | "nan") as text, **rest} if not rest:
            return float(text)
    raise ValueError(f"property {name}: {value!r} is no value of a property")


_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?([+-]\d\d:\d\d(:\d\d)?|Z)")
