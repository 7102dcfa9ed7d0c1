"""What the graph holds of datasets and of the things they state, read in bounded batches."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple, Protocol, TypedDict, TypeVar, cast

from stdgraph.commands.change_record import Key
from stdgraph.datasets.entered import NOTHING, Entered, StandardEvent, entered_of
from stdgraph.datasets.entered_things import ThingEvent, entered_of_thing, keys_named
from stdgraph.domain.numbers import number_key
from stdgraph.store.session import Graph, Transaction, native

T = TypeVar("T")
R = TypeVar("R", bound=Mapping[str, Any])

BETWEEN_STANDARDS = frozenset({"REPLACES", "AMENDS", "ADOPTS", "REFERENCES"})
BATCH = 500
"""Nodes read at a time, with all that is stated of them."""
KEYS_AT_A_TIME = 2000
"""Keys looked up at a time."""


class Reader(Protocol):
    """Runs statements that read: in an open transaction, or each in one of its own."""

    async def rows(self, text: str, shape: type[R], /, **parameters: object) -> list[R]:
        """All rows of one statement."""
        ...


class GraphReader:
    """Reads in a transaction for each statement, so that none stays open for as long as a large load takes."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def rows(self, text: str, shape: type[R], /, **parameters: object) -> list[R]:
        """All rows of one statement."""

        async def work(tx: Transaction) -> list[R]:
            return await tx.rows(text, shape, **parameters)

        return await self._graph.read(work)


class DatasetRow(TypedDict):
    """A dataset as it is stored."""

    name: str
    rank: int
    titleZh: str | None
    titleEn: str | None
    statedOn: date | None
    note: str | None


class StatementRow(TypedDict):
    """A statement without its content."""

    id: str
    dataset: str
    local: str
    digest: str
    identity: str | None
    plan: str | None
    confidence: str | None
    bare: bool
    node: str


class ContentRow(TypedDict):
    """A statement with its content."""

    id: str
    dataset: str
    label: str
    local: str
    content: str
    confidence: str | None


class NamedRow(TypedDict):
    """A node with what it is known by."""

    id: str
    numberKey: str | None
    planNumber: str | None
    titleZh: str | None
    stated: int
    seeded: bool
    touched: bool
    merged: bool
    aliases: list[str]


class StateRow(TypedDict):
    """A node with its relationships, the claims made for it, and its events."""

    node: dict[str, Any]
    links: list[tuple[str, str, str, dict[str, Any]]]
    conflicts: list[tuple[str, str, bool]]
    events: list[StandardEvent] | list[ThingEvent]


class LabelledRow(TypedDict):
    """A node with its label."""

    id: str
    label: str


class CountedRow(TypedDict):
    """How many statements there are about things of a label."""

    label: str
    count: int


class IdRow(TypedDict):
    """An id."""

    id: str


class ResolvedRow(TypedDict):
    """A statement and its node."""

    id: str
    node: str


class StoredLink(NamedTuple):
    """A relationship of a node."""

    type: str
    label: str
    key: str
    properties: Mapping[str, Any]

    @property
    def end(self) -> tuple[str, str, str]:
        """Its type, and the label and key at its end."""
        return self.type, self.label, self.key

    @property
    def seeded(self) -> bool:
        """Whether datasets state it, and not people."""
        return bool(self.properties.get("seeded"))


@dataclass(frozen=True, slots=True)
class NodeState:
    """A node as it is stored."""

    properties: Mapping[str, Any]
    links: tuple[StoredLink, ...] = ()
    conflicts: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    """The claims that were made because datasets differ: by id the value, and whether it is followed."""
    entered: Entered = NOTHING


DATASETS = (
    "MATCH (d:Dataset) RETURN d.name AS name, d.rank AS rank, d.titleZh AS titleZh, d.titleEn AS titleEn, "
    "d.statedOn AS statedOn, d.note AS note ORDER BY name"
)
_STATEMENT = (
    "a.id AS id, a.dataset AS dataset, a.local AS local, a.digest AS digest, a.identity AS identity, a.plan AS plan, "
    "a.confidence AS confidence, coalesce(a.bare, false) AS bare, coalesce(n.id, '') AS node"
)
BY_ID = f"UNWIND $keys AS key MATCH (a:Statement {{id: key}}) OPTIONAL MATCH (a)-[:STATES]->(n) RETURN {_STATEMENT}"
LOCALS = "MATCH (a:Statement {dataset: $dataset}) WHERE a.label = $label RETURN a.local AS id"
COUNTED = "MATCH (a:Statement {dataset: $dataset}) WITH a.label AS label, count(*) AS count RETURN label, count"
BY_KEY = (
    "UNWIND $keys AS key MATCH (a:Statement {KEY: key}) WHERE a.label = $label "
    f"OPTIONAL MATCH (a)-[:STATES]->(n) RETURN {_STATEMENT}"
)
BY_NODE = "UNWIND $keys AS key MATCH (n:LABEL {id: key})<-[:STATES]-(a:Statement) " + f"RETURN {_STATEMENT}"
CONTENTS = (
    "UNWIND $ids AS id MATCH (a:Statement {id: id}) RETURN a.id AS id, a.dataset AS dataset, a.label AS label, "
    "a.local AS local, a.content AS content, a.confidence AS confidence"
)
_TOUCHED = "EXISTS { MATCH (n)<-[:CONCERNS]-(e:Event) WHERE e.load IS NULL AND e.actor <> 'seed' }"
_NAMED = (
    "n.id AS id, n.numberKey AS numberKey, n.planNumber AS planNumber, n.titleZh AS titleZh, "
    "COUNT { (n)<-[:STATES]-() } AS stated, n.seedHash IS NOT NULL AS seeded, TOUCHED AS touched, EXISTS { (n)<-[:NAMES]-(:Alias) } AS merged, "
    "COLLECT { MATCH (n)<-[:NAMES]-(k:Alias) WHERE k.numberKey IS NOT NULL RETURN k.numberKey } AS aliases"
)
STATES = (
    "UNWIND $ids AS id MATCH (n:LABEL {id: id}) RETURN n{.*} AS node, "
    "COLLECT { MATCH (n)-[r]->(t) RETURN [type(r), labels(t)[0], coalesce(t.id, ''), properties(r)] } AS links, "
    "COLLECT { MATCH (n)<-[:ABOUT]-(k:Claim) WHERE k.dataset IS NOT NULL RETURN [k.id, k.value, k.chosen] } AS conflicts, EVENTS AS events"
)
_EVENTS = (
    "COLLECT { MATCH (n)<-[:CONCERNS]-(e:Event) RETURN e{.sequence, .kind, .stage, .effectiveOn, .effectiveIn, .before, .after, .revokes, "
    ".actor, .load} AS event ORDER BY e.sequence }"
)
_CHANGES = (
    "COLLECT { MATCH (n)<-[:CONCERNS]-(e:Event) WHERE e.undo IS NOT NULL OR e.changed IS NOT NULL "
    "RETURN {sequence: e.sequence, revokes: e.revokes, partOf: e.partOfChange, change: coalesce(e.undo, e.changed)} AS event ORDER BY e.sequence }"
)


def batches(keys: Iterable[T], size: int = KEYS_AT_A_TIME) -> Iterator[list[T]]:
    """The keys in lists of bounded size."""
    batch: list[T] = []
    for key in keys:
        batch.append(key)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


async def collected(keys: Iterable[str], ask: Callable[[list[str]], Awaitable[list[R]]]) -> list[R]:
    """The rows of a question about many keys, asked in batches."""
    return [row for batch in batches(dict.fromkeys(keys)) for row in await ask(batch)]


async def read_datasets(reader: Reader) -> dict[str, DatasetRow]:
    """All datasets, by name."""
    rows = await reader.rows(DATASETS, DatasetRow)
    return {row["name"]: {**row, "statedOn": _day(row["statedOn"])} for row in rows}


def _day(stored: object) -> date | None:
    return None if stored is None else date.fromisoformat(str(native(stored)))


async def count_statements_of(reader: Reader, dataset: str) -> dict[str, int]:
    """How many things a dataset states, by label."""
    return {row["label"]: row["count"] for row in await reader.rows(COUNTED, CountedRow, dataset=dataset)}


async def locals_of(reader: Reader, dataset: str, label: str) -> list[str]:
    """What a dataset calls the things of a label that it states."""
    return [row["id"] for row in await reader.rows(LOCALS, IdRow, dataset=dataset, label=label)]


async def statements_by_id(reader: Reader, ids: Iterable[str]) -> dict[str, StatementRow]:
    """The statements without their contents, by id."""
    rows = await collected(ids, lambda batch: reader.rows(BY_ID, StatementRow, keys=batch))
    return {row["id"]: row for row in rows}


async def statements_by_key(reader: Reader, label: str, name: str, keys: Iterable[str]) -> list[StatementRow]:
    """The statements of any dataset about things of a label that have one of the keys: an ``identity`` or a ``plan``."""
    text = BY_KEY.replace("KEY", name)
    return await collected(keys, lambda batch: reader.rows(text, StatementRow, keys=batch, label=label))


async def statements_on(reader: Reader, label: str, nodes: Iterable[str]) -> list[StatementRow]:
    """The statements of any dataset about nodes."""
    text = BY_NODE.replace("LABEL", label)
    return await collected(nodes, lambda batch: reader.rows(text, StatementRow, keys=batch))


async def contents(reader: Reader, ids: Iterable[str]) -> dict[str, ContentRow]:
    """The statements with their contents, by id."""
    found: dict[str, ContentRow] = {}
    for batch in batches(ids, BATCH):
        found |= {row["id"]: row for row in await reader.rows(CONTENTS, ContentRow, ids=batch)}
    return found


async def named(reader: Reader, label: str, key: str, keys: Iterable[str]) -> list[NamedRow]:
    """The nodes of a label that have one of the keys: an ``id``, ``numberKey`` or ``planNumber``."""
    touched = _TOUCHED if label == "Standard" else "false"
    text = f"UNWIND $keys AS key MATCH (n:{label} {{{key}: key}}) RETURN {_NAMED.replace('TOUCHED', touched)}"
    return await collected(keys, lambda batch: reader.rows(text, NamedRow, keys=batch))


async def named_by_alias(reader: Reader, keys: Iterable[str]) -> list[NamedRow]:
    """The standards into which one with any of these numbers was merged."""
    text = f"UNWIND $keys AS key MATCH (:Alias {{numberKey: key}})-[:NAMES]->(n:Standard) RETURN {_NAMED.replace('TOUCHED', _TOUCHED)}"
    return await collected(keys, lambda batch: reader.rows(text, NamedRow, keys=batch))


async def existing(reader: Reader, label: str, ids: Iterable[str]) -> set[str]:
    """Those of the ids that nodes of a label have."""
    text = f"UNWIND $keys AS key MATCH (n:{label} {{id: key}}) RETURN DISTINCT n.id AS id"
    return {row["id"] for row in await collected(ids, lambda batch: reader.rows(text, IdRow, keys=batch))}


async def linking(reader: Reader, label: str, ids: Iterable[str]) -> dict[str, set[str]]:
    """The nodes from which datasets state a relationship to one of these, by label."""
    text = (
        f"UNWIND $keys AS key MATCH (n:{label} {{id: key}})<-[r]-(a) WHERE r.seeded "
        "RETURN DISTINCT a.id AS id, labels(a)[0] AS label"
    )
    found: dict[str, set[str]] = {}
    for row in await collected(ids, lambda batch: reader.rows(text, LabelledRow, keys=batch)):
        found.setdefault(row["label"], set()).add(row["id"])
    return found


async def aliased(reader: Reader, nodes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The nodes into which things were merged or renamed, by label and former id."""
    names = {f"{label}:{node}": (label, node) for label, node in nodes}
    text = "UNWIND $keys AS key MATCH (a:Alias {id: key})-[:NAMES]->(n) RETURN a.id AS id, n.id AS node"
    rows = await collected(names, lambda batch: reader.rows(text, ResolvedRow, keys=batch))
    return {names[row["id"]]: row["node"] for row in rows}


async def retired(reader: Reader, label: str) -> dict[str, str]:
    """The nodes of a label that have left the plan, by the id of the statement that stated them last."""
    text = (
        f"MATCH (n:{label}) WHERE n.retiredOn IS NOT NULL AND n.lastStatement IS NOT NULL "
        "RETURN n.lastStatement AS id, n.id AS node ORDER BY node"
    )
    return {row["id"]: row["node"] for row in await reader.rows(text, ResolvedRow)}


async def has_legacy(reader: Reader, label: str) -> bool:
    """Whether there are nodes of a label that a load made before datasets were recorded."""
    return bool(await reader.rows(f"MATCH (n:{label}) WHERE n.seedHash IS NOT NULL RETURN n.id AS id LIMIT 1", IdRow))


async def states(reader: Reader, label: str, ids: Iterable[str]) -> dict[str, NodeState]:
    """The nodes as they are stored, by id."""
    text = STATES.replace("LABEL", label).replace("EVENTS", _EVENTS if label == "Standard" else _CHANGES)
    rows = [row for batch in batches(ids, BATCH) for row in await reader.rows(text, StateRow, ids=batch)]
    if label == "Standard":
        return await _with_ids_removed(reader, {row["node"]["id"]: _state(row, _entered(row)) for row in rows})
    named = {key for row in rows for key in keys_named(_changes(row))}
    present = {Key(*former): Key(former[0], key) for former, key in (await aliased(reader, named)).items()}
    return {
        row["node"]["id"]: _state(row, entered_of_thing(label, row["node"]["id"], _changes(row), present))
        for row in rows
    }


def _changes(row: StateRow) -> list[ThingEvent]:
    return cast("list[ThingEvent]", row["events"])


async def _with_ids_removed(reader: Reader, found: dict[str, NodeState]) -> dict[str, NodeState]:
    """The states, with the relationships that people removed by id: events name a standard by its number."""
    removed = {name for state in found.values() for kind, name in state.entered.removed if kind in BETWEEN_STANDARDS}
    if not removed:
        return found
    keys = {number_key(name): name for name in removed}
    rows = await named(reader, "Standard", "numberKey", keys)
    ids = {keys[row["numberKey"]]: row["id"] for row in rows if row["numberKey"]}
    return {
        key: replace(
            state,
            entered=replace(
                state.entered, removed=frozenset((kind, ids.get(name, name)) for kind, name in state.entered.removed)
            ),
        )
        for key, state in found.items()
    }


def _entered(row: StateRow) -> Entered:
    """What people entered of a standard."""
    events = cast("list[StandardEvent]", row["events"])
    native_events = [cast("StandardEvent", {**event, "effectiveOn": native(event["effectiveOn"])}) for event in events]
    return entered_of(native_events) if native_events else NOTHING


def _state(row: StateRow, entered: Entered) -> NodeState:
    return NodeState(
        {name: native(value) for name, value in row["node"].items()},
        tuple(StoredLink(kind, label, key, _native(values)) for kind, label, key, values in row["links"]),
        {key: (value, chosen) for key, value, chosen in row["conflicts"]},
        entered,
    )


def _native(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: native(value) for name, value in values.items()}


async def resolve_names(reader: Reader, ids: Sequence[str]) -> dict[str, str]:
    """The nodes of statements, by the statements' ids."""
    text = "UNWIND $keys AS key MATCH (a:Statement {id: key})-[:STATES]->(n) RETURN a.id AS id, n.id AS node"
    rows = await collected(ids, lambda batch: reader.rows(text, ResolvedRow, keys=batch))
    return {row["id"]: row["node"] for row in rows}
