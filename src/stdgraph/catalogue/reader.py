"""Reading: from a selection to one nested Cypher statement.

What a node or a relationship offers is declared once, as an ``Entity``. A ``Selection`` says what somebody wants of it. ``project``
turns both into a map projection, one ``COLLECT`` subquery an edge, nested as deep as the selection goes, so that the number of round
trips depends on the question and never on rows or levels. Only properties that a picked field needs are fetched.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stdgraph.store.plan_cypher import today_parameters
from stdgraph.store.session import Transaction
from stdgraph.store.standard_names import alias_id

EDGE = "e_"
"""Prefix of an edge's rows in its parent's map; no property begins with it."""


@dataclass(frozen=True, slots=True, eq=False)
class FieldSelection:
    """One wanted field: the key it answers under, its name, and what is wanted below it, by type name."""

    key: str
    name: str
    below: Mapping[str, Selection] = field(default_factory=dict)
    node: Any = None
    """What the caller needs to find the field's arguments again."""


@dataclass(frozen=True, slots=True, eq=False)
class Selection:
    """The wanted fields of one type."""

    picks: tuple[FieldSelection, ...] = ()
    nested: tuple[FieldSelection, ...] = field(init=False)
    """Those of them that want something below."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "nested", tuple(pick for pick in self.picks if pick.below))


@dataclass(frozen=True, slots=True)
class Props:
    """A field that is read off properties of the node or relationship itself."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Expression:
    """A field that is a Cypher expression over the placeholders {n} (this), {t} (the edge's far node), {r} (the edge)."""

    text: str


@dataclass(frozen=True, slots=True)
class TargetNode:
    """A field of a relationship: the node at its far end."""

    to: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A field that follows a pattern over {n}, {r} and {t} to another entity."""

    match: str
    to: str
    order: str = "{t}.code"
    many: bool = True
    of_relationship: bool = False
    """Whether the entity ``to`` describes the relationship {r} rather than the node {t}."""


Need = Props | Expression | TargetNode | Edge | tuple["Props | Edge | Expression", ...]


@dataclass(frozen=True, slots=True)
class Entity:
    """What can be read of a label (or relationship type): its key and its fields."""

    name: str
    key: tuple[str, ...]
    """Properties that identify it and always come along; the first is what others refer to it by."""
    fields: Mapping[str, Need]
    label: str = ""
    """The label of its nodes, where that is not its name."""
    certain: bool = True
    """Whether whoever mentions one by its key knows that it exists; if not, it is looked up even where nothing but the key is wanted."""

    @property
    def matched(self) -> str:
        """The label to match."""
        return self.label or self.name


def props(*names: str) -> Props:
    """A field read off these properties."""
    return Props(names)


class Reader:
    """Knows every entity and writes projections of them."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.entities = {entity.name: entity for entity in entities}

    def project(self, name: str, selection: Selection, var: str = "n", far: str = "", edge: str = "") -> str:
        """A map projection of ``var`` that holds what the selection needs; ``edge`` is the relationship that led here, if one did."""
        entity = self.entities[name]
        properties = dict.fromkeys(entity.key)
        parts: dict[str, str] = {}
        for pick in selection.picks:
            need = entity.fields.get(pick.name)
            for one in need if isinstance(need, tuple) else (need,):
                match one:
                    case Props(names):
                        properties.update(dict.fromkeys(names))
                    case Expression(text) if edge or "{r}" not in text:
                        parts[pick.name] = text.format(n=var, t=far, r=edge)
                    case TargetNode(to):
                        parts[EDGE + pick.key] = self.project(to, pick.below[to], far, edge=edge)
                    case Edge():
                        parts[EDGE + pick.key] = self._follow(one, pick, var)
                    case _:
                        pass  # a question of its own, answered by its capability from the key; or nothing led here
        items = [f".{name}" for name in properties] + [f"{key}: {text}" for key, text in parts.items()]
        return f"{var}{{{', '.join(items)}}}"

    def _follow(self, edge: Edge, pick: FieldSelection, var: str) -> str:
        far, rel = f"{var}t", f"{var}r"
        below = pick.below.get(edge.to, Selection())
        subject = rel if edge.of_relationship else far
        shape = self.project(edge.to, below, subject, far=far, edge=rel)
        if len(pick.below) > 1:  # one of several types: the row says which
            shape = f"{shape[:-1]}, __typename: '{edge.to}'}}"
        match, order = edge.match.format(n=var, r=rel, t=far), edge.order.format(n=var, r=rel, t=far)
        # named, for Neo4j sorts by the map that an unnamed projection leaves of a node, not by the node
        text = f"COLLECT {{ MATCH {match} RETURN {shape} AS {var}v ORDER BY {order}"
        return f"{text} }}" if edge.many else f"{text} LIMIT 1 }}"

    def is_key_only(self, name: str, selection: Selection) -> bool:
        """Whether the selection needs nothing but the key."""
        entity = self.entities[name]
        if not entity.certain:
            return False
        for pick in selection.picks:
            need = entity.fields.get(pick.name)
            if pick.name == "__typename":
                continue
            if not isinstance(need, Props) or not set(need.names) <= set(entity.key):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Wanted:
    """Entities of one label by key, and what is wanted of them."""

    label: str
    selection: Selection
    keys: tuple[Any, ...]


ALIASED = ("Standard", "Subsystem", "StandardsSystem", "ProductCategory", "Committee")
"""Labels of things that may have had another key before."""


async def fetch_named(tx: Transaction, reader: Reader, wanted: Sequence[Wanted]) -> list[dict[Any, dict[str, Any]]]:
    """The same as ``fetch`` for keys that come from outside: what had a key before it was merged or renamed is found by it, too."""
    texts, keys = [], {}
    for index, group in enumerate(wanted):
        matched, key = reader.entities[group.label].matched, reader.entities[group.label].key[0]
        found = f"OPTIONAL MATCH (o:{matched} {{{key}: k[0]}}) "
        if group.label in ALIASED:
            found += f"OPTIONAL MATCH (:Alias {{id: k[1]}})-[:NAMES]->(p:{matched}) WITH k, coalesce(o, p) AS n "
        else:
            found += "WITH k, o AS n "
        texts.append(
            f"UNWIND $k{index} AS k {found}WHERE n IS NOT NULL "
            f"WITH k, {reader.project(group.label, group.selection)} AS row RETURN collect([k[0], row])"
        )
        keys[f"k{index}"] = [[one, alias_id(group.label, str(one))] for one in group.keys]
    return [dict(found) for found in await tx.lists(texts, **keys, **today_parameters())]


async def fetch(tx: Transaction, reader: Reader, wanted: Sequence[Wanted]) -> list[dict[Any, dict[str, Any]]]:
    """Rows of many entities in one statement: for each group a map from key to row; an unknown key is not in it."""
    texts = [
        f"UNWIND $k{index} AS k MATCH (n:{reader.entities[group.label].matched} {{{reader.entities[group.label].key[0]}: k}}) "
        f"WITH k, {reader.project(group.label, group.selection)} AS row RETURN collect([k, row])"
        for index, group in enumerate(wanted)
    ]
    keys = {f"k{index}": list(group.keys) for index, group in enumerate(wanted)}
    return [dict(found) for found in await tx.lists(texts, **keys, **today_parameters())]
