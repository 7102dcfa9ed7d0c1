"""How the fields of GraphQL types read rows.

A *plain* field is a property of the row. A *linked* field holds rows that were fetched with their parent, a *loaded* one what a
loader answered for all rows of its type at once; both are in the row under the response key. A *computed* field is a function of
the row (``strawberry.field`` on a method). The response compiler knows these four and no other.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from inspect import Parameter, Signature, signature
from typing import Any, NamedTuple, cast, get_type_hints

import strawberry

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import EDGE
from stdgraph.domain.answers import Answer
from stdgraph.domain.text import camel_case, from_opaque, to_opaque
from stdgraph.domain.vocabulary import Language
from stdgraph.graphql.types.enums import exposed

exposed(Language)

Declared = Any
"""What a field's declaration is to a type checker: a value of the attribute's own type."""

Loader = Callable[..., Awaitable[Sequence[object]]]
"""Answers one field for all rows of a type: ``load(field, rows, **arguments)`` gives one value a row; nodes appear in it as ``Ref``."""


class Failure(NamedTuple):
    """Stands in a row where a loader failed: the field is null and reports the error."""

    error: Exception


def row_of(root: object) -> Answer:
    """The row that is passed to a method of a GraphQL type in the place of ``self``."""
    return cast("Answer", root)


def read(row: Answer, name: str) -> object:
    """The schema's default resolver: a property of the row, by the field's Python name."""
    return row.get(camel_case(name))


def first_of(found: object) -> object:
    """The single node of a link that is to one: edges are fetched as lists."""
    return (found[0] if found else None) if isinstance(found, list) else found


RETIRED = "The day from which on it is off the plan, because nobody states it any more; null while it is on it."
"""Describes the field of everything that can leave the plan."""


WITHIN = "The month or year, where no more is stated: it counts from its last day on."
"""Describes the fields beside a date that may be known less exactly than to the day."""


def plain(description: str, deprecated: str | None = None) -> Declared:
    """A property of the row; ``deprecated`` says what is to be asked instead."""
    return strawberry.field(description=description, deprecation_reason=deprecated)


def linked(description: str) -> Declared:
    """A list or an answer that was fetched with its parent."""

    def resolver(root, info: strawberry.Info):  # type: ignore[no-untyped-def]
        return root[f"{EDGE}{info.path.key}"]

    resolver.reads = "many"  # type: ignore[attr-defined]
    return strawberry.field(resolver=resolver, description=description)


def linked_one(description: str, name: str | None = None) -> Declared:
    """A single node that was fetched with its parent, or null; ``name``: that of the field where it is no Python name."""

    def resolver(root, info: strawberry.Info):  # type: ignore[no-untyped-def]
        return first_of(root[f"{EDGE}{info.path.key}"])

    resolver.reads = "one"  # type: ignore[attr-defined]
    return strawberry.field(resolver=resolver, description=description, name=name)


def loaded(load: Loader, description: str) -> Declared:
    """What a loader answers for all rows of the type at once; its arguments are those that follow the field and the rows."""

    def resolver(root: Answer, info: strawberry.Info, **_arguments: object) -> object:
        return loaded_value(root[f"{EDGE}{info.path.key}"])

    resolver.reads = "loaded"  # type: ignore[attr-defined]
    resolver.load = load  # type: ignore[attr-defined]
    take_arguments_of(load, resolver)
    return strawberry.field(resolver=resolver, description=description)


def loaded_value(found: object) -> object:
    """What a loader answered; raises the error that it failed with."""
    if isinstance(found, Failure):
        raise found.error
    return found


_ROOT = Parameter("root", Parameter.POSITIONAL_OR_KEYWORD)
_INFO = Parameter("info", Parameter.POSITIONAL_OR_KEYWORD, annotation=strawberry.Info)


def take_arguments_of(function: Callable[..., object], resolver: Callable[..., object]) -> None:
    """Give a resolver the arguments of a loader or root field: its parameters after the first two, with their annotations evaluated."""
    hints = get_type_hints(function, include_extras=True)
    given = list(signature(function).parameters.values())[2:]
    arguments = [one.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[one.name]) for one in given]
    resolver.__signature__ = Signature([_ROOT, _INFO, *arguments])  # type: ignore[attr-defined]


def titled(root: object, language: Language) -> str | None:
    """A title in a language, or in the other where it is missing."""
    row: Any = root
    zh, en = row.get("titleZh"), row.get("titleEn")
    title: str | None = (zh or en) if language is Language.ZH else (en or zh)
    return title


def global_id(label: str, key: str) -> strawberry.ID:
    """The id of a node that is unique among all nodes: opaque to clients."""
    return strawberry.ID(to_opaque(f"{label}:{key}".encode()))


def from_global_id(text: str) -> tuple[str, str] | None:
    """Label and key in a global id; None for a text that is not one."""
    try:
        label, separator, key = from_opaque(text).decode().partition(":")
    except ValueError:
        return None
    return (label, key) if separator and label in READER.entities else None


def key_named(text: str, label: str = "") -> str:
    """The key in a global id (of a label, if one is given); any other name as it is."""
    named = from_global_id(text)
    return named[1] if named and (not label or named[0] == label) else text


def is_row_of(label: str) -> Callable[[Answer, object], bool]:
    """The ``is_type_of`` of a node type: a row that knows its type says so itself."""

    def is_type_of(row: Answer, _info: object) -> bool:
        return bool(row.get("__typename", label) == label)

    return is_type_of
