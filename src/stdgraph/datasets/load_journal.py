"""A load that takes several transactions: kept in the graph before it is applied, so that it can be taken up again.

While it is STAGING nothing of it is visible, and a load that ends there leaves nothing behind. From then on it is APPLYING: the
catalogue is marked unfinished, nobody else writes, and whoever opens the catalogue next goes on with it.
"""

from __future__ import annotations

import asyncio
import base64
import json
import time
import zlib
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypedDict

from stdgraph.commands.events import NewEvent, record
from stdgraph.commands.retirement import PlanItem, retire
from stdgraph.datasets.operations import Part
from stdgraph.datasets.parts_ahead import PartsAhead
from stdgraph.datasets.stored import batches
from stdgraph.datasets.tree_order import place_subsystems
from stdgraph.datasets.writing import write_part
from stdgraph.domain.vocabulary import EventKind
from stdgraph.errors import Unavailable
from stdgraph.store.plan_cypher import OWN_DAYS
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import CATALOGUE, acquire_write_lock, mark_structure_changed

LEASE = 60.0
"""Seconds that a load which is being staged keeps others from writing after its last sign of life."""
PART_LIMIT = 300.0
"""Seconds for a transaction of a load: a Neo4j that has just started on a busy machine is slow to plan it."""
POLL = 0.5
"""Seconds between looks at a load that others stage."""
UNDO_ROWS = 5000
INVERSE = 9
"""The phase under which what takes a load back is kept."""

Progressed = Callable[[int, int], None]
"""Called with the number of parts that are applied, and their total."""


class LoadRow(TypedDict):
    """A load as it is stored."""

    id: str
    dataset: str
    actor: str
    state: str
    parts: int | None
    applied: int | None
    finish: str | None


class StagingRow(TypedDict):
    """Until when a load that is being staged keeps others from writing, in seconds since 1970."""

    until: float | None


class MarkRow(TypedDict):
    """The load that is unfinished."""

    load: str | None


@dataclass(frozen=True, slots=True)
class LoadFinish:
    """What remains to be written once all parts are."""

    dataset: dict[str, Any]
    """The properties of the dataset's node."""
    systems: tuple[str, ...]
    """The systems whose tree may be another one."""
    outcome: dict[str, Any]
    """The counts, for the feed and the list of loads."""
    undoes: str | None = None
    """The load that this one takes back."""
    leaving: tuple[PlanItem, ...] = ()
    """Systems and subsystems that leave the plan unless they hold something that stays."""
    retired_on: date | None = None

    def text(self) -> str:
        """As it is stored with the load."""
        return json.dumps(
            [self.dataset, self.systems, self.outcome, self.undoes, self.leaving, self.retired_on],
            ensure_ascii=False,
            default=date.isoformat,
        )

    @classmethod
    def of(cls, text: str) -> LoadFinish:
        """From its text."""
        dataset, systems, outcome, undoes, leaving, on = json.loads(text)
        items = tuple(PlanItem(*item) for item in leaving)
        return cls(dataset, tuple(systems), outcome, undoes, items, date.fromisoformat(on) if on else None)


DATASET = "MERGE (d:Dataset {name: $name}) SET d += $properties, d.loadedAt = datetime($now)"
LOAD = "MERGE (l:Load {id: $load}) SET l += $properties, l.at = datetime($now)"
FINISHED = (
    "MATCH (l:Load {id: $load}) SET l.state = 'DONE', l.sequence = $sequence, l.outcome = $outcome, l.finish = null "
    "WITH l MATCH (c:Catalogue {id: $catalogue}) SET c.unfinishedLoad = null, c.stagingLoad = null, c.stagingUntil = null"
)
STAGED = (
    "MATCH (c:Catalogue {id: $catalogue}) SET c.stagingLoad = $load, c.stagingUntil = $until WITH c "
    "UNWIND $rows AS row CREATE (p:LoadPart) SET p = row"
)
LEASED = "MATCH (c:Catalogue {id: $catalogue}) SET c.stagingLoad = $load, c.stagingUntil = $until"
APPLYING = (
    "MATCH (l:Load {id: $load}) SET l.state = 'APPLYING', l.parts = $parts, l.applied = 0, l.finish = $finish WITH l "
    "MATCH (c:Catalogue {id: $catalogue}) SET c.unfinishedLoad = $load, c.stagingLoad = null, c.stagingUntil = null"
)
APPLIED = "MATCH (p:LoadPart {id: $id}) DETACH DELETE p WITH 1 AS one MATCH (l:Load {id: $load}) SET l.applied = l.applied + 1"
OPEN = (
    "MATCH (l:Load {id: $load}) RETURN l.id AS id, l.dataset AS dataset, l.actor AS actor, l.state AS state, "
    "l.parts AS parts, l.applied AS applied, l.finish AS finish"
)
DISCARD = "MATCH (p:LoadPart {load: $load}) DETACH DELETE p WITH count(*) AS gone MATCH (l:Load {id: $load, state: 'STAGING'}) DETACH DELETE l"
MARK = "MATCH (c:Catalogue {id: $catalogue}) RETURN c.unfinishedLoad AS load"
STAGING = "MATCH (c:Catalogue {id: $catalogue}) RETURN c.stagingUntil AS until"
STALE = "MATCH (l:Load {state: 'STAGING'}) WHERE l.id <> $load RETURN l.id AS load"


async def finish_load(tx: Transaction, load: str, finish: LoadFinish, events: list[NewEvent], *, actor: str) -> int:
    """Write what remains, the entry in the feed, and that the load is done; the catalogue's revision is returned."""
    further = {"load": load}
    if finish.leaving and finish.retired_on is not None:
        retirement = await retire(tx, finish.leaving, finish.retired_on)
        events = [*events, *(replace(event, further=further) for event in retirement.events)]
    await place_subsystems(tx, finish.systems)
    await tx.run(OWN_DAYS)
    name = finish.dataset["name"]
    now = tx.now()
    await tx.run(DATASET, name=name, properties=finish.dataset, now=now)
    kind = EventKind.UNDONE if finish.undoes else EventKind.LOADED
    outcome = json.dumps(finish.outcome, ensure_ascii=False, sort_keys=True)
    entry = NewEvent(name, kind, after=outcome, further=further, label="Dataset")
    recorded = await record(tx, [*events, entry], actor=actor)
    await mark_structure_changed(tx)
    sequence = recorded.first_sequence + len(events)
    await tx.run(FINISHED, load=load, sequence=sequence, outcome=outcome, catalogue=CATALOGUE)
    if finish.undoes:
        await tx.run("MATCH (l:Load {id: $load}) SET l.state = 'UNDONE'", load=finish.undoes)
    return recorded.revision


async def begin(tx: Transaction, load: str, dataset: str, actor: str, *, state: str, further: dict[str, Any]) -> None:
    """Note that a load has begun."""
    properties = {"dataset": dataset, "actor": actor, "state": state, **further}
    await tx.run(LOAD, load=load, properties=properties, now=tx.now())


def pack_inverse(load: str, inverse: Iterable[tuple[str, str | None]]) -> list[dict[str, Any]]:
    """What takes a load back, as parts to be kept: the id of each statement that changed, with what it said before."""
    return [
        {
            "id": f"{load}/{INVERSE}/{place}",
            "load": load,
            "place": INVERSE * 1_000_000 + place,
            "inverse": _packed(batch),
        }
        for place, batch in enumerate(batches(inverse, UNDO_ROWS))
    ]


def unpack_inverse(text: str) -> list[tuple[str, str | None]]:
    """The statements of one part."""
    return [(ref, content) for ref, content in json.loads(zlib.decompress(base64.b64decode(text)))]


def _packed(rows: Sequence[tuple[str, str | None]]) -> str:
    return base64.b64encode(zlib.compress(json.dumps(rows, ensure_ascii=False).encode(), 6)).decode()


class Overtaken(Unavailable):
    """Others changed the catalogue while a load was prepared: this process was held up for longer than others wait for it."""

    def __init__(self) -> None:
        super().__init__("the catalogue was changed while the load was prepared, and nothing was loaded: load it again")


class Journal:
    """A large load on its way into the graph."""

    def __init__(self, graph: Graph, load: str, dataset: str, actor: str, further: dict[str, Any]) -> None:
        self._graph = graph
        self._load, self._dataset, self._actor, self._further = load, dataset, actor, further
        self._places: dict[int, int] = {}
        self._parts = 0
        self.revision: int | None = None
        """The catalogue's when others began to be kept from writing."""
        self._renewal: asyncio.Task[None] | None = None

    async def begin(self, check: Callable[[Transaction], Awaitable[None]]) -> None:
        """Keep others from writing, and clear away what a load that ended while it was staged left behind.

        ``check`` is called first, with the write lock, and raises where the load is not to begin.
        """

        async def work(tx: Transaction) -> None:
            await acquire_write_lock(tx, load=self._load)
            await check(tx)
            self.revision = await revision_of(tx)
            await begin(tx, self._load, self._dataset, self._actor, state="STAGING", further=self._further)
            await tx.run(LEASED, catalogue=CATALOGUE, load=self._load, until=time.time() + LEASE)
            for row in await tx.rows(STALE, MarkRow, load=self._load):
                await tx.run(DISCARD, load=row["load"])

        await self._graph.write(work, limit=PART_LIMIT)
        self._renewal = asyncio.create_task(self._renew())

    async def stage(self, parts: Sequence[Part]) -> None:
        """Keep parts."""
        for part in parts:
            place = self._places[part.phase] = self._places.get(part.phase, 0) + 1
            row = {
                "id": f"{self._load}/{part.phase}/{place}",
                "load": self._load,
                "place": part.phase * 1_000_000 + place,
                "content": part.pack(),
            }
            await self._keep([row])
            self._parts += 1

    async def apply(self, finish: LoadFinish, inverse: Iterable[tuple[str, str | None]], progressed: Progressed) -> int:
        """Apply all that was staged, and finish; the catalogue's revision is returned. Raises Overtaken; nothing is written then."""
        for row in pack_inverse(self._load, inverse):
            await self._keep([row])

        async def work(tx: Transaction) -> None:
            await acquire_write_lock(tx, load=self._load)
            if await revision_of(tx) != self.revision:
                raise Overtaken
            await tx.run(APPLYING, catalogue=CATALOGUE, load=self._load, parts=self._parts, finish=finish.text())

        await self._rest()
        try:
            await self._graph.write(work, limit=PART_LIMIT)
        except Overtaken:
            await self.discard()
            raise
        return await apply_load(self._graph, self._load, progressed)

    async def _renew(self) -> None:
        """Say again and again that the load is still being staged: comparing and planning a register may take longer than a lease."""
        while True:
            await asyncio.sleep(LEASE / 6)
            await self._keep([])

    async def _rest(self) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)

    async def discard(self) -> None:
        """Forget what was staged: nothing of it was visible."""
        await self._rest()

        async def work(tx: Transaction) -> None:
            await tx.run(DISCARD, load=self._load)
            await tx.run(
                "MATCH (c:Catalogue {id: $catalogue}) WHERE c.stagingLoad = $load SET c.stagingLoad = null, c.stagingUntil = null",
                catalogue=CATALOGUE,
                load=self._load,
            )

        await self._graph.write(work)

    async def _keep(self, rows: Sequence[dict[str, Any]]) -> None:
        async def work(tx: Transaction) -> None:
            await acquire_write_lock(tx, load=self._load)
            await tx.run(STAGED, catalogue=CATALOGUE, load=self._load, until=time.time() + LEASE, rows=rows)

        await self._graph.write(work, limit=PART_LIMIT)


async def await_turn(graph: Graph) -> None:
    """Wait until no other load is being staged; at most as long as one that ended there keeps others from writing."""

    async def work(tx: Transaction) -> float | None:
        row = await tx.row(STAGING, StagingRow, catalogue=CATALOGUE)
        return row["until"] if row else None

    for _ in range(round(LEASE / POLL)):
        until = await graph.read(work)
        if until is None or until < time.time():
            return
        await asyncio.sleep(POLL)


async def unfinished_load(graph: Graph) -> str | None:
    """The id of the load that was begun and not finished, or None."""

    async def work(tx: Transaction) -> str | None:
        row = await tx.row(MARK, MarkRow, catalogue=CATALOGUE)
        return row["load"] if row else None

    return await graph.read(work)


async def apply_load(graph: Graph, load: str, progressed: Progressed = lambda done, total: None) -> int:
    """Apply the parts of a load that are not yet; several processes may do so at once. The catalogue's revision is returned."""
    async with PartsAhead(graph, load) as parts:

        async def work(tx: Transaction) -> tuple[int | None, int, int]:
            return await _apply_next(tx, load, parts)

        while True:
            revision, applied, total = await graph.write(work, limit=PART_LIMIT)
            progressed(applied, total)
            if revision is not None:
                return revision


async def _apply_next(tx: Transaction, load: str, parts: PartsAhead) -> tuple[int | None, int, int]:
    """Apply one part; after the last one the revision of the finished load."""
    await acquire_write_lock(tx, load=load)
    held = await tx.row(OPEN, LoadRow, load=load)
    if held is None:
        raise Unavailable("the load that was begun is not in the graph any more: expected the catalogue as it was left")
    done, total = held["applied"] or 0, held["parts"] or 0
    if held["state"] != "APPLYING" or held["finish"] is None:
        return await revision_of(tx) or 0, total, total
    found = await parts.next(tx)
    if found is None:
        return await finish_load(tx, load, LoadFinish.of(held["finish"]), [], actor=held["actor"]), total, total
    key, part = found
    events = await write_part(tx, part)
    await tx.run(APPLIED, id=key, load=load)
    await record(tx, events, actor=held["actor"])
    return None, done + 1, total


class RevisionRow(TypedDict):
    """The catalogue's revision."""

    revision: int


async def revision_of(tx: Transaction) -> int | None:
    """The catalogue's revision; None before anything is in it."""
    row = await tx.row("MATCH (c:Catalogue {id: $id}) RETURN c.revision AS revision", RevisionRow, id=CATALOGUE)
    return row["revision"] if row is not None else None
