"""The schema as ordered, recorded migrations. Each may be run again, so one that a crash cut short simply is.

Add a migration at the end and never change one that was released; the number of the last is the schema's version.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TypedDict
from uuid import uuid4

from stdgraph.domain import calendar
from stdgraph.errors import SchemaTooNew
from stdgraph.store.catalogue_zone import note_last_instant
from stdgraph.store.date_conversion import convert_dates
from stdgraph.store.due_day_migration import convert_due_days
from stdgraph.store.migratable import Migratable
from stdgraph.store.number_migration import refold_numbers
from stdgraph.store.plan_cypher import OWN_DAYS
from stdgraph.store.refold import refold
from stdgraph.store.relation_migration import give_times
from stdgraph.store.series_migration import convert_batch
from stdgraph.store.stored_states import store_all_states
from stdgraph.store.transaction import CATALOGUE, Transaction


class SchemaRow(TypedDict):
    """The catalogue's schema version."""

    version: int


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: definitions, each in a transaction of its own, then the data that goes with them."""

    version: int
    name: str
    definitions: tuple[str, ...]
    data: tuple[str, ...] = ()
    convert: Callable[[Migratable], Awaitable[None]] | None = None
    """What Cypher alone cannot compute: carried out in transactions of its own before the step is recorded, and so again after a crash."""
    texts: tuple[str, ...] = ()
    """Definitions for engines that have text indexes."""


def _unique(**labels: tuple[str, ...]) -> Iterator[str]:
    """A uniqueness constraint for every key; a key of several properties is written ``system+code``."""
    for label, keys in labels.items():
        for key in keys:
            names = key.split("+")
            properties = ", ".join(f"n.{name}" for name in names)
            yield (
                f"CREATE CONSTRAINT {label}_{'_'.join(names)}_unique IF NOT EXISTS "
                f"FOR (n:{label}) REQUIRE ({properties}) IS UNIQUE"
            )


def _indexed(**labels: tuple[str, ...]) -> Iterator[str]:
    for label, keys in labels.items():
        for key in keys:
            yield f"CREATE INDEX {label}_{key}_index IF NOT EXISTS FOR (n:{label}) ON (n.{key})"


def _searched(**labels: tuple[str, ...]) -> Iterator[str]:
    for label, keys in labels.items():
        for key in keys:
            yield f"CREATE TEXT INDEX {label}_{key}_text IF NOT EXISTS FOR (n:{label}) ON (n.{key})"


async def _derive_series(graph: Migratable) -> None:
    """Derive series and amendments from the numbers that an earlier version stored."""
    last: str | None = ""
    while last is not None:
        last = await graph.write(partial(convert_batch, after=last))


async def _store_states(graph: Migratable) -> None:
    """Store the state of every standard on the day of the migration."""
    await store_all_states(graph, calendar.today())


async def _store_chains(graph: Migratable) -> None:
    """Store what numbers tell of parts anew, and with the states the replacement chains."""
    await _derive_series(graph)
    await _store_states(graph)


async def _derive_due_days(graph: Migratable) -> None:
    """Store of every project the day by which it is to be submitted, in the place of the day by which its stage was due."""
    last: str | None = ""
    while last is not None:
        last = await graph.write(partial(convert_due_days, after=last))


RECORDS = next(_unique(Migration=("version",)))
"""Defined before anything else: two processes that migrate at once record each step once."""

MIGRATIONS: tuple[Migration, ...] = (
    Migration(
        1,
        "the catalogue",
        (
            *_unique(
                Catalogue=("id",),
                StandardsSystem=("code",),
                Subsystem=("id", "system+code"),
                Standard=("id", "number", "planNumber"),
                ProductCategory=("code",),
                Committee=("code",),
                Target=("id",),
                Demand=("id",),
                Event=("id", "sequence"),
                GapRecord=("gapId",),
                Source=("id",),
                Claim=("id",),
            ),
            *_indexed(
                StandardsSystem=("id",),
                ProductCategory=("id",),
                Committee=("id",),
                Standard=("numberKey", "status", "level", "dueOn", "publishedOn"),
                Claim=("field",),
            ),
        ),
        ("MERGE (c:Catalogue {id: $catalogue}) ON CREATE SET c.revision = 0, c.sequence = 0, c.schemaVersion = 0",),
    ),
    Migration(2, "access tokens", (*_unique(AccessToken=("id", "hash")),)),
    Migration(3, "requests", (*_unique(Request=("id",)),)),
    Migration(
        4,
        "names of the catalogue's versions",
        (),
        tuple(
            f"MATCH (c:Catalogue {{id: $catalogue}}) WHERE c.{old} IS NOT NULL SET c.{new} = c.{old} REMOVE c.{old}"
            for old, new in (("structure", "structureVersion"), ("settled", "visibleSequence"))
        ),
    ),
    Migration(
        5,
        "datasets",
        (
            *_unique(Dataset=("name",), Statement=("id",), Load=("id",), LoadPart=("id",), Alias=("id",)),
            *_indexed(Statement=("dataset", "local", "identity", "plan"), Load=("dataset",), LoadPart=("load",)),
            *_indexed(Alias=("numberKey", "planNumber"), Standard=("retiredOn",)),
        ),
        ("MATCH (c:Catalogue {id: $catalogue}) WHERE c.instance IS NULL SET c.instance = $instance",),
    ),
    Migration(6, "numbers of every family", (), convert=refold_numbers),
    Migration(
        7,
        "series and amendments",
        (*_indexed(Standard=("seriesKey", "amendsKey")),),
        convert=_derive_series,
    ),
    Migration(
        8,
        "dates as spans",
        (*_indexed(Standard=("publicationEarliest",)),),
        convert=convert_dates,
    ),
    Migration(9, "times of relationships", (), (OWN_DAYS,), give_times),
    Migration(10, "what titles are searched by", (), (), refold),
    Migration(11, "the instant of the last change", (), (), note_last_instant),
    Migration(
        12,
        "state as stored",
        (*_indexed(Standard=("standing", "stateFrom", "stateUntil")),),
        convert=_store_states,
    ),
    Migration(
        13,
        "replacement chains as stored",
        (*_indexed(Standard=("replacementChain",)),),
        convert=_store_chains,
    ),
    Migration(14, "due days of projects", (), convert=_derive_due_days),
    Migration(
        15,
        "what questions begin with",
        (
            *_indexed(Standard=("itemStatus", "numberSort", "reviewDueOn", "revision", "partOf")),
            *_indexed(Subsystem=("system",)),
        ),
        convert=_store_states,
        texts=tuple(
            _searched(
                Standard=("searchText", "titleZhKey", "titleEnKey"),
                Subsystem=("searchText",),
                ProductCategory=("searchText",),
                Committee=("searchText",),
            )
        ),
    ),
)

LATEST = MIGRATIONS[-1].version
"""The schema version that this code knows."""


async def schema_version(graph: Migratable) -> int:
    """The version of the schema that the graph has; 0 before the first migration."""

    async def work(transaction: Transaction) -> int:
        row = await transaction.row(
            "MATCH (c:Catalogue {id: $catalogue}) RETURN c.schemaVersion AS version",
            SchemaRow,
            catalogue=CATALOGUE,
        )
        return row["version"] if row else 0

    return await graph.read(work)


async def check(graph: Migratable) -> int:
    """The version of the schema; raises SchemaTooNew when the catalogue was written by a newer stdgraph."""
    version = await schema_version(graph)
    if version > LATEST:
        raise SchemaTooNew(
            f"the catalogue has schema version {version}, this stdgraph supports up to {LATEST}: install a newer stdgraph"
        )
    return version


async def apply(graph: Migratable, before: Callable[[int], Awaitable[None]] | None = None) -> None:
    """Bring the schema to the latest version; nothing to do costs one round trip. Raises SchemaTooNew.

    Of several processes one calls ``before`` with the version found and then migrates, the others wait for it. A graph that holds
    nothing has nothing to lose: ``before`` is not called, and where it has no schema yet all may define the same at once.
    """
    version = await check(graph)
    if version == 0:
        await graph.define(RECORDS)
        await _migrate(graph, 0)
    elif version < LATEST:
        async with graph.migration_lock():
            version = await check(graph)  # another process may have migrated it meanwhile
            if version == LATEST:
                return
            if before is not None and await graph.read(_holds_anything):
                await before(version)
            await _migrate(graph, version)


async def _holds_anything(transaction: Transaction) -> bool:
    """Whether there is more than what migrations make."""
    text = "MATCH (n) WHERE NOT n:Catalogue AND NOT n:Migration RETURN true AS found LIMIT 1"
    return await transaction.row(text) is not None


async def _migrate(graph: Migratable, version: int) -> None:
    """Apply every migration after a version. One that was cut short is simply run again."""
    for migration in MIGRATIONS[version:]:
        for definition in (*migration.definitions, *(migration.texts if graph.text_indexes else ())):
            await graph.define(definition)
        if migration.convert is not None:
            await migration.convert(graph)
        await _record(graph, migration)


async def _record(graph: Migratable, migration: Migration) -> None:
    """Write a migration's data, and that it was applied, in one transaction."""

    async def work(transaction: Transaction) -> None:
        await transaction.run(
            "MERGE (m:Migration {version: $version}) ON CREATE SET m.name = $name, m.appliedAt = datetime($now)",
            version=migration.version,
            name=migration.name,
            now=datetime.now(UTC).isoformat(timespec="seconds"),
        )
        for text in migration.data:
            await transaction.run(text, catalogue=CATALOGUE, instance=str(uuid4()))
        await transaction.run(
            "MATCH (c:Catalogue {id: $catalogue}) WHERE c.schemaVersion < $version SET c.schemaVersion = $version",
            catalogue=CATALOGUE,
            version=migration.version,
        )

    await graph.write(work)
