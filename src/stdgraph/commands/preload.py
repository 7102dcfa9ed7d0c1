"""Preloading: standards and what commands need to know about them, read in a fixed number of statements however many they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict, cast

from stdgraph.commands.departures import STATED_NO_MORE, Departure, load_departures
from stdgraph.commands.events import NODE_KEYS
from stdgraph.commands.lineage import REPLACED_BY
from stdgraph.domain.numbers import number_key, plan_number_text
from stdgraph.domain.series import undated_keys
from stdgraph.domain.stored_state import DATED, DERIVED, StandardProperties, findable, project
from stdgraph.domain.timeline import Move, fields, possible_stage_on, unfold
from stdgraph.domain.vocabulary import Level
from stdgraph.store.session import Transaction, native
from stdgraph.store.standard_names import NAMED, SERIES, choose, name_parameters

_STANDARD = (
    "n{.*, owners: COLLECT { MATCH (n)-[:OWNED_BY]->(:Committee)-[:SUBCOMMITTEE_OF*0..]->(c:Committee) RETURN DISTINCT c.code }, "
    "systems: COLLECT { MATCH (n)-[:LISTED_IN]->(x:Subsystem) RETURN DISTINCT x.system }, "
    "adopting: EXISTS { MATCH (n)-[a:ADOPTS]->(:Standard) WHERE a.degree IN ['IDT', 'MOD', 'EQV'] }, "
    "revising: EXISTS { (n)-[:REPLACES]->(:Standard) }}"
)
STANDARDS = f"{NAMED} RETURN way, name, {_STANDARD} AS row"
EVENTS = (
    "MATCH (n:Standard)<-[:CONCERNS]-(e:Event) WHERE n.id IN $ids WITH n.id AS id, e ORDER BY e.sequence "
    "RETURN id, e{.sequence, .kind, .stage, .fromStage, .effectiveOn, .effectiveIn, .before, .after, .revokes, .mergedFrom, "
    ".partOfChange, .actor, recorded: toString(e.recordedAt)} AS event"
)
ASSIGNED = (
    "UNWIND $keys AS key MATCH (:Alias {numberKey: key})-[:NAMES]->(n:Standard) RETURN key, n.id AS id "
    "UNION ALL UNWIND $plans AS key MATCH (:Alias {planNumber: key})-[:NAMES]->(n:Standard) RETURN key, n.id AS id "
    "UNION ALL MATCH (n:Standard) WHERE n.numberKey IN $keys RETURN n.numberKey AS key, n.id AS id "
    "UNION ALL MATCH (n:Standard) WHERE n.planNumber IN $plans RETURN n.planNumber AS key, n.id AS id"
)
"""What a standard has now comes last, and so counts where another was merged that had the same."""
RELATIONS = (
    "UNWIND $rows AS row MATCH (s:Standard {id: row.start})-[r]->(t) WHERE type(r) = row.kind AND coalesce(t.id, t.code) = row.end "
    "RETURN row.kind AS kind, row.start AS start, row.end AS end, properties(r) AS properties"
)

RELATED = (
    "UNWIND $rows AS row MATCH (s:Standard {id: row.start})-[r]->(t) WHERE type(r) IN row.kinds "
    "RETURN type(r) AS kind, row.start AS start, coalesce(t.id, t.code) AS end, properties(r) AS properties, t.retiredOn AS retired"
)

CLAIMS = (
    "UNWIND $rows AS row MATCH (:Standard {id: row.standard})<-[:ABOUT]-(k:Claim {field: row.field})-[:STATED_BY]->(o:Source) "
    "WHERE k.retiredOn IS NULL RETURN k.id AS id, row.standard AS standard, k.field AS field, k.value AS value, o.id AS source ORDER BY id"
)


class PreloadedStandardRow(TypedDict):
    """A standard as ``STANDARDS`` returns it, once for each of its names."""

    way: int
    name: str
    row: dict[str, object]


class EventProperties(TypedDict):
    """An event as commands need it."""

    sequence: int
    kind: str
    stage: str | None
    fromStage: str | None
    effectiveOn: date | None
    effectiveIn: str | None
    before: str | None
    after: str | None
    revokes: int | None
    mergedFrom: str | None


class RecordedEvent(EventProperties):
    """An event with the change of which it is a part, if it is one, the instant at which it was recorded, and by whom."""

    partOfChange: int | None
    actor: str
    recorded: str


class PreloadedEventRow(TypedDict):
    """An event of a standard."""

    id: str
    event: RecordedEvent


class AssignedNumberRow(TypedDict):
    """A number, by its key, and the standard that has it."""

    key: str
    id: str


class PreloadedNodeRow(TypedDict):
    """A node that exists; of a committee, it and all above it."""

    label: str
    key: str
    above: list[str]
    retired: date | None


class PreloadedRelationRow(TypedDict):
    """A relation of a standard."""

    kind: str
    start: str
    end: str
    properties: dict[str, object]


class ClaimRow(TypedDict):
    """What a source claims of a field of a standard."""

    id: str
    standard: str
    field: str
    value: str
    source: str


class RelatedRow(PreloadedRelationRow):
    """A relation of a standard, and when what it leads to left the plan."""

    retired: date | None


@dataclass(frozen=True, slots=True)
class PreloadedNode:
    """A node that exists."""

    above: frozenset[str]
    """Of a committee, it and all above it, by code."""
    retired_on: date | None
    departure: Departure = STATED_NO_MORE
    """How it left the plan, where it did."""


@dataclass(slots=True)
class LoadedStandard:
    """A standard, loaded to be changed in memory."""

    id: str
    properties: StandardProperties
    owners: frozenset[str] = frozenset()
    """Codes of the committees that own it, and of all above them."""
    systems: frozenset[str] = frozenset()
    """Codes of the systems that list it."""
    adopting: bool = False
    revising: bool = False
    moves: tuple[Move, ...] = ()
    stored: StandardProperties = field(default_factory=lambda: StandardProperties())
    """Its properties as the graph holds them; none for one that is to be created."""
    events: list[RecordedEvent] = field(default_factory=list)
    """Its events, where a command needs them."""

    @property
    def key(self) -> str:
        """Its id."""
        return self.id

    @property
    def exists(self) -> bool:
        """Whether the graph holds it already."""
        return bool(self.stored)

    @property
    def revision(self) -> int:
        """Its revision, counting the changes of this transaction."""
        return self.properties.get("revision") or 0

    @property
    def level(self) -> Level | None:
        """Its level."""
        name = self.properties.get("level")
        return Level(name) if name else None

    @property
    def name(self) -> str:
        """Its number or, while it has none, its id."""
        return self.properties.get("number") or self.id

    def change(self, given: StandardProperties, moves: Sequence[Move] | None = None) -> None:
        """Change properties or moves, and everything that follows from them; the revision grows by one."""
        if moves is not None:
            self.moves = tuple(moves)
        self.properties.update(given)
        self.properties.update(findable(self.properties))
        if self.moves:
            self.properties.update(project(self.moves, self.properties))
        self.properties["revision"] = self.revision + 1

    def stage_on(self, day: date) -> str | None:
        """The stage it may be in on a day: what is reported of that day is known to follow moves of which the day is not."""
        return possible_stage_on(self.properties.get("timeline") or (), day)

    def state(self) -> dict[str, object]:
        """What answers show of it right after a change."""
        properties: Mapping[str, object] = self.properties
        return {name: properties.get(name) for name in _SHOWN}

    def differences(self) -> dict[str, object]:
        """The properties that differ from what the graph holds."""
        stored: Mapping[str, object] = self.stored
        return {name: value for name, value in self.properties.items() if value != stored.get(name)}


_SHOWN = (
    "revision",
    "timeline",
    "dueOn",
    "number",
    "planNumber",
    *(name for pair in DATED.items() for name in pair),
    *DERIVED,
)


async def load_standards(
    tx: Transaction, names: Sequence[str], *, ambiguous: dict[str, tuple[str, ...]] | None = None
) -> dict[str, LoadedStandard]:
    """The standards by the names given, as ``stdgraph.store.standard_names`` tells them; of equal ones the first by id.

    One object per standard, whatever names it has. Where ``ambiguous`` is given, a number without its year means the only edition of its
    series; one that has several means none, and ``ambiguous`` then holds their names. Otherwise it means what has just this number.
    """
    if not names:
        return {}
    series = ambiguous is not None
    rows = await tx.rows(STANDARDS, PreloadedStandardRow, **name_parameters(names, series=series))
    loaded: dict[str, LoadedStandard] = {}
    found: dict[tuple[int, str], LoadedStandard] = {}
    editions: dict[str, list[LoadedStandard]] = {}
    for row in sorted(rows, key=lambda row: str(row["row"]["id"])):
        key = str(row["row"]["id"])
        if key not in loaded:
            loaded[key] = _loaded(row["row"])
        found.setdefault((row["way"], row["name"]), loaded[key])
        if row["way"] == SERIES:
            editions.setdefault(row["name"], []).append(loaded[key])
    chosen = choose(names, found, series=series)
    if ambiguous is not None:
        for name in names:
            several = next((editions[key] for key in undated_keys(name) if len(editions.get(key, ())) > 1), [])
            if several:
                del chosen[name]
                ambiguous[name] = tuple(_edition_names(several))
    return chosen


def _edition_names(editions: Sequence[LoadedStandard]) -> Iterator[str]:
    """The names by which editions of one series can be told apart, oldest first: what has no year of its own by its id."""
    for one in sorted(editions, key=lambda one: (one.properties.get("seriesOrder") or "", one.id)):
        undated = one.properties.get("numberKey") == one.properties.get("seriesKey")
        yield one.id if undated else one.name


def _loaded(row: Mapping[str, object]) -> LoadedStandard:
    computed = ("owners", "systems", "adopting", "revising")
    properties = cast(
        "StandardProperties", {name: native(value) for name, value in row.items() if name not in computed}
    )
    return LoadedStandard(
        id=properties["id"],
        properties=properties,
        owners=frozenset(cast("list[str]", row["owners"])),
        systems=frozenset(cast("list[str]", row["systems"])),
        adopting=bool(row["adopting"]),
        revising=bool(row["revising"]),
        moves=unfold(properties.get("timeline") or []),
        stored=properties.copy(),
    )


async def load_assigned_numbers(tx: Transaction, numbers: Sequence[str]) -> dict[str, str]:
    """The ids of the standards that have, or had when they were merged, any of these numbers or plan numbers, by the number's key."""
    if not numbers:
        return {}
    keys = [number_key(number) for number in numbers]
    plans = [plan_number_text(number) for number in numbers]
    return {row["key"]: row["id"] for row in await tx.rows(ASSIGNED, AssignedNumberRow, keys=keys, plans=plans)}


async def load_nodes(tx: Transaction, nodes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], PreloadedNode]:
    """Those of the nodes, by label and key, that exist."""
    groups: dict[str, list[str]] = {}
    for label, key in nodes:
        groups.setdefault(label, []).append(key)
    if not groups:
        return {}
    above = "COLLECT { MATCH (n)-[:SUBCOMMITTEE_OF*0..]->(c:Committee) RETURN DISTINCT c.code }"
    text = " UNION ALL ".join(
        f"UNWIND ${label} AS k MATCH (n:{label} {{{NODE_KEYS.get(label, 'id')}: k}}) "
        f"RETURN '{label}' AS label, k AS key, {above if label == 'Committee' else '[]'} AS above, n.retiredOn AS retired"
        for label in groups
    )
    rows = {(row["label"], row["key"]): row for row in await tx.rows(text, PreloadedNodeRow, **groups)}
    how = await load_departures(tx, [key for key, row in rows.items() if row["retired"] is not None])
    return {
        key: PreloadedNode(frozenset(row["above"]), native(row["retired"]), how.get(key, STATED_NO_MORE))
        for key, row in rows.items()
    }


async def load_events(tx: Transaction, standards: Sequence[LoadedStandard]) -> None:
    """Load the events of standards into them, in the order of their sequence."""
    if not standards:
        return
    by_id = {one.id: one for one in standards}
    for row in await tx.rows(EVENTS, PreloadedEventRow, ids=list(by_id)):
        event = row["event"]
        by_id[row["id"]].events.append({**event, "effectiveOn": native(event["effectiveOn"])})


class RelationKey(TypedDict):
    """A relation that may exist: its type, the id at its start, the id or code at its end."""

    kind: str
    start: str
    end: str


async def load_relations(
    tx: Transaction, rows: Sequence[RelationKey]
) -> dict[tuple[str, str, str], Mapping[str, object]]:
    """The properties of those of the relations that exist, by type, start and end."""
    found = await tx.rows(RELATIONS, PreloadedRelationRow, rows=rows) if rows else []
    return {
        (row["kind"], row["start"], row["end"]): {name: native(value) for name, value in row["properties"].items()}
        for row in found
    }


async def load_related(
    tx: Transaction, kinds: Mapping[str, Sequence[str]]
) -> dict[tuple[str, str, str], Mapping[str, object]]:
    """All relations of some types of standards, given by id, to what is on the plan: their properties, by type, start and end."""
    rows = [{"start": standard, "kinds": list(several)} for standard, several in kinds.items()]
    found = await tx.rows(RELATED, RelatedRow, rows=rows) if rows else []
    return {
        (row["kind"], row["start"], row["end"]): {name: native(value) for name, value in row["properties"].items()}
        for row in found
        if row["retired"] is None
    }


async def load_claims(tx: Transaction, named: Iterable[tuple[str, str]]) -> dict[tuple[str, str, str, str], str]:
    """The ids of the claims about fields of standards, by standard, field, value and source."""
    rows = [{"standard": standard, "field": field} for standard, field in sorted(set(named))]
    found = await tx.rows(CLAIMS, ClaimRow, rows=rows) if rows else []
    return {(row["standard"], row["field"], row["value"], row["source"]): row["id"] for row in reversed(found)}


def successors_of(standard: LoadedStandard) -> list[str]:
    """The successors that the events of a standard name."""
    after = [fields(event["after"]) for event in standard.events]
    return sorted({one["target"] for one in after if one.get("relation") == REPLACED_BY})


NumberName = Literal["number", "planNumber"]
"""The properties that hold a number."""
NUMBER_NAMES: tuple[NumberName, ...] = ("number", "planNumber")


def former_numbers(standards: Iterable[LoadedStandard]) -> list[str]:
    """The numbers that standards had before events changed them: revoking such an event assigns them again."""
    befores = [fields(event["before"]) for one in standards for event in one.events]
    return [before[name] for before in befores for name in NUMBER_NAMES if before.get(name)]
