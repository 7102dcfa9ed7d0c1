"""Known codes: whether the catalogue has what a code names, what it is called now, and which codes come near one that names nothing.

What is retired is known, and so is a code from before its thing was renamed or merged.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypedDict

from stdgraph.domain.nearness import nearest, shown
from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.errors import UnknownCode
from stdgraph.store.standard_names import alias_id
from stdgraph.store.transaction import Transaction

CodeName = tuple[str, str]
"""A label and a key: a code, or for a subsystem ``SYSTEM/CODE``; with an empty system any system's."""

ANY_SYSTEM = ""
"""Stands for the system of a subsystem's code that was given without one."""

_KEYED = ("StandardsSystem", "Committee", "ProductCategory")
CODED = (*_KEYED, "Subsystem")
"""The labels of what is named by a code of the catalogue's own vocabulary."""
_FOUND = "RETURN '{0}' AS label, one.key AS written, n.{1} AS key, {2} AS way"
_BY_KEY = "UNWIND $asked AS one WITH one WHERE one.label = '{0}' MATCH (n:{0} {{{1}: one.key}}) " + _FOUND.replace(
    "{2}", "0"
)
_BY_ALIAS = (
    "UNWIND $asked AS one WITH one WHERE one.label = '{0}' MATCH (:Alias {{id: one.alias}})-[:NAMES]->(n:{0}) "
    + _FOUND.replace("{2}", "1")
)
KNOWN = " UNION ALL ".join(
    [
        *(text.format(label, "code") for label in _KEYED for text in (_BY_KEY, _BY_ALIAS)),
        *(text.format("Subsystem", "id") for text in (_BY_KEY, _BY_ALIAS)),
        "UNWIND $asked AS one WITH one WHERE one.label = 'Subsystem' "
        "MATCH (:Alias {id: one.system})-[:NAMES]->(x:StandardsSystem) MATCH (n:Subsystem {system: x.code, code: one.code}) "
        + _FOUND.format("Subsystem", "id", "2"),
        "UNWIND $asked AS one WITH one WHERE one.label = 'Subsystem' AND one.anywhere "
        "MATCH (n:Subsystem {code: one.code}) " + _FOUND.format("Subsystem", "id", "3"),
        "UNWIND $asked AS one WITH one WHERE one.label = 'Subsystem' AND one.anywhere "
        "MATCH (a:Alias)-[:NAMES]->(n:Subsystem) WHERE a.id ENDS WITH one.key " + _FOUND.format("Subsystem", "id", "4"),
    ]
)
"""Every node that some code names, with the way in which it does."""

NAMES = "MATCH (n:{label}) RETURN n.code AS code, n.titleZh AS zh, n.titleEn AS en"
NAMES_WITHIN = "MATCH (n:Subsystem {system: $system}) RETURN n.code AS code, n.titleZh AS zh, n.titleEn AS en"


class FoundRow(TypedDict):
    """A node that a code names."""

    label: str
    written: str
    key: str
    way: int


class NameRow(TypedDict):
    """A code with its titles."""

    code: str
    zh: str | None
    en: str | None


async def present_keys(tx: Transaction, asked: Collection[CodeName]) -> dict[CodeName, str]:
    """The key that each code stands for now, where it stands for anything; one statement."""
    found: dict[CodeName, str] = {}
    for row in sorted(
        await tx.rows(KNOWN, FoundRow, asked=_parameters(asked)), key=lambda row: (row["way"], row["key"])
    ):
        found.setdefault((row["label"], row["written"]), row["key"])
    return found


async def check_codes(tx: Transaction, asked: Mapping[CodeName, str]) -> dict[CodeName, str]:
    """The key that each code stands for now; ``asked`` says where each was written.

    Raises UnknownCode for the first that stands for nothing, with the codes that come nearest.
    """
    present = await present_keys(tx, asked)
    for name, place in asked.items():
        if name not in present:
            raise await unknown_code(tx, name, place)
    return present


async def unknown_code(tx: Transaction, name: CodeName, place: str) -> UnknownCode:
    """The error for a code that names nothing, with the codes that come nearest."""
    label, key = name
    system, code = key.split("/", 1) if label == "Subsystem" and "/" in key else (ANY_SYSTEM, key)
    within = label == "Subsystem" and system != ANY_SYSTEM
    if within:
        systems = await present_keys(tx, [("StandardsSystem", system)])
        if not systems:
            return await unknown_code(tx, ("StandardsSystem", system), place)
        system = systems["StandardsSystem", system]
        rows = await tx.rows(NAMES_WITHIN, NameRow, system=system)
    else:
        rows = await tx.rows(NAMES.format(label=label), NameRow)
    near = nearest(code, _named(rows))
    told = f"{place}: the catalogue has no {LABEL_TERMS[label].en} {shown(code)}"
    if near:
        return UnknownCode(f"{told}; nearest: {', '.join(near)}", near)
    return UnknownCode(told if rows else f"{told}: it has none at all", near)


def _named(rows: Iterable[NameRow]) -> list[tuple[str, list[str]]]:
    return [(row["code"], [title for title in (row["zh"], row["en"]) if title]) for row in rows]


def _parameters(asked: Collection[CodeName]) -> list[dict[str, object]]:
    found = []
    for label, key in asked:
        system, _, code = key.partition("/")
        found.append(
            {
                "label": label,
                "key": key,
                "alias": alias_id(label, key),
                "system": alias_id("StandardsSystem", system),
                "code": code,
                "anywhere": label == "Subsystem" and system == ANY_SYSTEM,
            }
        )
    return found
