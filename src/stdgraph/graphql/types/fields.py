"""How fields read rows: a plain field its property, a linked field the rows that were fetched under its response key."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import strawberry

from stdgraph.catalogue.entities import READER
from stdgraph.catalogue.reader import EDGE
from stdgraph.domain.text import from_opaque, to_opaque
from stdgraph.domain.vocabulary import Language
from stdgraph.graphql.types.enums import exposed

exposed(Language)


@lru_cache(maxsize=1024)
def property_of(name: str) -> str:
    """The name that a field or argument has in GraphQL, and in rows, from its Python name."""
    head, *rest = name.split("_")
    return head + "".join(part.title() for part in rest)


def read(row: Any, name: str) -> Any:
    """The schema's default resolver: a row's property by the field's Python name."""
    return row.get(property_of(name))


def _linked(root: Any, info: strawberry.Info):  # type: ignore[no-untyped-def]
    return root[f"{EDGE}{info.path.key}"]


def _linked_one(root: Any, info: strawberry.Info):  # type: ignore[no-untyped-def]
    found = root[f"{EDGE}{info.path.key}"]
    return (found[0] if found else None) if isinstance(found, list) else found


def linked(description: str) -> Any:
    """A list or an answer that was fetched with its parent."""
    return strawberry.field(resolver=_linked, description=description)


def linked_one(description: str) -> Any:
    """A single node that was fetched with its parent, or null."""
    return strawberry.field(resolver=_linked_one, description=description)


def told(root: Any, info: strawberry.Info) -> Any:
    """The answer to a question of its own, asked when the root field was."""
    return root[f"{EDGE}{info.path.key}"]


def plain(description: str) -> Any:
    """A property of the row."""
    return strawberry.field(description=description)


def titled(row: Any, language: Language) -> str | None:
    """A title in a language, or in the other where it is missing."""
    zh: str | None
    en: str | None
    zh, en = row.get("titleZh"), row.get("titleEn")
    return (zh or en) if language is Language.ZH else (en or zh)


def global_id(label: str, key: str) -> strawberry.ID:
    """The id of a node that is unique among all nodes: opaque to clients."""
    return strawberry.ID(to_opaque(f"{label}:{key}".encode()))


def from_global_id(text: str) -> tuple[str, str] | None:
    """Label and key in a global id; None for what is none of ours."""
    try:
        label, separator, key = from_opaque(text).decode().partition(":")
    except ValueError:
        return None
    return (label, key) if separator and label in READER.entities else None


def is_row_of(label: str) -> Any:
    """The ``is_type_of`` of a node type: by the row's own word where it has one."""

    def is_type_of(row: Any, _info: Any) -> bool:
        return bool(row.get("__typename", label) == label)

    return is_type_of
