"""The statements that write lines of a backup into the graph. Instants travel as text, since values would lose their offset."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from stdgraph.datasets.backup.lines import Instant, read_link, read_node
from stdgraph.store.node_keys import NODE_KEYS


class RestoreStatement(NamedTuple):
    """A statement with its rows; it returns how many it wrote as ``count``."""

    text: str
    rows: list[dict[str, Any]]


def node_statements(label: str, lines: Iterable[bytes]) -> list[RestoreStatement]:
    """What writes nodes of a label."""
    rows = [_row(read_node(label, line)[1]) for line in lines]
    text = f"UNWIND $rows AS row CREATE (n:{label}) SET n = row.plain{_instants('n', rows)}"
    return [RestoreStatement(f"{text} WITH count(*) AS count RETURN count", rows)]


def link_statements(kind: str, lines: Iterable[bytes]) -> list[RestoreStatement]:
    """What writes relationships of a type; one whose ends are not there is not written."""
    found: defaultdict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        link = read_link(line)
        ends = {"start": link.start[1], "end": link.end[1]}
        found[link.start[0], link.end[0]].append({**ends, **_row(link.properties)})
    return [
        RestoreStatement(
            f"UNWIND $rows AS row MATCH (a:{start} {{{NODE_KEYS[start]}: row.start}}) MATCH (b:{end} {{{NODE_KEYS[end]}: row.end}}) "
            f"CREATE (a)-[r:{kind}]->(b) SET r = row.plain{_instants('r', rows)} WITH count(*) AS count RETURN count",
            rows,
        )
        for (start, end), rows in found.items()
    ]


def replace_catalogue(line: bytes, **marks: str) -> RestoreStatement:
    """What gives the Catalogue node the properties of the backup, and those of the restore."""
    row = _row({**read_node("Catalogue", line)[1], **marks})
    text = f"UNWIND $rows AS row MATCH (c:Catalogue {{id: row.plain.id}}) SET c = row.plain{_instants('c', [row])}"
    return RestoreStatement(f"{text} WITH count(*) AS count RETURN count", [row])


def _row(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The properties of a row: instants as text under ``at``, lists of them under ``ats``."""
    row: dict[str, Any] = {"plain": {}, "at": {}, "ats": {}}
    for name, value in properties.items():
        if isinstance(value, Instant):
            row["at"][name] = value.text
        elif isinstance(value, list) and any(isinstance(item, Instant) for item in value):
            row["ats"][name] = [item.text for item in value]
        else:
            row["plain"][name] = value
    return row


def _instants(node: str, rows: Sequence[Mapping[str, Any]]) -> str:
    """Assignments of the instants that any of the rows has; where others have another value, such as an empty list, that stays."""
    single = sorted({name for row in rows for name in row["at"]})
    several = sorted({name for row in rows for name in row["ats"]})
    return "".join(
        (
            *(f", {node}.{name} = coalesce(datetime(row.at.{name}), row.plain.{name})" for name in single),
            *(f", {node}.{name} = coalesce([t IN row.ats.{name} | datetime(t)], row.plain.{name})" for name in several),
        )
    )
