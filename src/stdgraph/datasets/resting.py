"""What rests on a load: what people and other datasets did with the things that it alone states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict

from stdgraph.datasets.registry import StoredLoad
from stdgraph.datasets.statements import parse_content
from stdgraph.datasets.stored import Reader, aliased, collected

MAX_REASONS = 20
"""Things that rest on a load which are named one by one."""

ONLY_HERE = (
    "UNWIND $some AS ref MATCH (a:Statement {id: ref})-[:STATES]->(n) WHERE NOT EXISTS { MATCH (n)<-[:STATES]-(o:Statement) "
    "WHERE o.dataset <> $dataset } "
)
ENTERED = (
    f"{ONLY_HERE} MATCH (n)<-[:CONCERNS]-(e:Event) WHERE e.load IS NULL AND e.sequence > $sequence "
    "RETURN coalesce(n.number, n.id) AS name, e.kind AS kind, e.actor AS actor, e.sequence AS sequence ORDER BY sequence LIMIT 20"
)
DECIDED = (
    f"{ONLY_HERE} MATCH (n)<-[:ABOUT]-(g:GapRecord)<-[:CONCERNS]-(e:Event) WHERE e.kind = 'TRACKED' AND e.sequence > $sequence "
    "RETURN coalesce(n.number, n.id) AS name, g.kind AS kind, e.actor AS actor, e.sequence AS sequence ORDER BY sequence LIMIT 20"
)
REFERRED = (
    f"{ONLY_HERE} MATCH (n)<-[r]-(m)<-[:STATES]-(o:Statement) WHERE r.seeded AND o.dataset <> $dataset "
    "RETURN DISTINCT coalesce(n.number, n.id) AS name, n.id AS node, a.label AS target, type(r) AS kind, "
    "o.dataset AS dataset, o.label AS label, o.local AS local, o.content AS content ORDER BY name"
)


class RestingRow(TypedDict):
    """Something that people did with what a load made."""

    name: str
    kind: str
    actor: str
    sequence: int


class ReferringRow(TypedDict):
    """A relationship to what a load made, and what another dataset states of the thing from which it leads."""

    name: str
    node: str
    target: str
    kind: str
    dataset: str
    label: str
    local: str
    content: str


async def resting(reader: Reader, load: StoredLoad, refs: Sequence[str]) -> list[str]:
    """A line for each thing that people or other datasets did with what only the statements ``refs`` state, twenty at most."""
    found: dict[str, None] = {}
    for text, line in (
        (ENTERED, "{name}: {kind} by {actor} (change {sequence})"),
        (DECIDED, "{name}: {actor} decided on its gap {kind} (change {sequence})"),
    ):

        async def ask(some: list[str], text: str = text) -> list[RestingRow]:
            return await reader.rows(text, RestingRow, some=some, dataset=load.dataset, sequence=load.sequence)

        found |= {line.format(**row): None for row in await collected(refs, ask)}
    found |= dict.fromkeys(await _referred(reader, load, refs))
    return list(found)[:MAX_REASONS]


async def _referred(reader: Reader, load: StoredLoad, refs: Sequence[str]) -> list[str]:
    """What other datasets name of it.

    That another dataset states the thing from which a relationship leads is not enough: the relationship may be this
    dataset's. The other one has it where its statement names the thing, as what the catalogue held.
    """

    async def ask(some: list[str]) -> list[ReferringRow]:
        return await reader.rows(REFERRED, ReferringRow, some=some, dataset=load.dataset)

    named = [(row, held) for row in await collected(refs, ask) for held in _held(row)]
    moved = await aliased(reader, {(row["target"], held) for row, held in named})
    return [
        f"{row['name']}: dataset {row['dataset']} states {row['kind']} of it"
        for row, held in named
        if moved.get((row["target"], held), held) == row["node"]
    ]


def _held(row: ReferringRow) -> list[str]:
    """The ids that the statement names where the relationship may be its own."""
    statement = parse_content(row["label"], row["local"], row["content"])
    links = [one for one in statement.links if (one.type, one.label) == (row["kind"], row["target"])]
    return [one.held for one in links if one.held is not None]
