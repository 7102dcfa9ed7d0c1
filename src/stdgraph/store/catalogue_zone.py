"""The catalogue's time zone: stored once, the same for every process, changed by an administrator."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from typing import Protocol, TypedDict, TypeVar

from stdgraph.domain import zone
from stdgraph.errors import BadInput
from stdgraph.store.transaction import CATALOGUE, Transaction, native

T = TypeVar("T")


class Opened(Protocol):
    """What is needed of an open graph; see ``Graph``."""

    async def read(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run the work in a read transaction."""
        ...

    async def write(self, work: Callable[[Transaction], Awaitable[T]]) -> T:
        """Run the work in a write transaction."""
        ...


class ZoneRow(TypedDict):
    """The zone, None where none was stored yet, and the latest day that the catalogue has seen."""

    zone: str | None
    day: date | None


_STORED = "MATCH (c:Catalogue {id: $catalogue}) RETURN c.zone AS zone, c.day AS day"
_FIRST = (  # the lock first: of several processes that open a new catalogue, one stores its zone
    "MATCH (c:Catalogue {id: $catalogue}) SET c.turn = true WITH c "
    "SET c.zone = coalesce(c.zone, $zone) RETURN c.zone AS zone, c.day AS day"
)
_CHANGED = "MATCH (c:Catalogue {id: $catalogue}) SET c.zone = $zone RETURN c.zone AS zone, c.day AS day"


async def agree(graph: Opened, wanted: str | None) -> None:
    """Let this process go by the catalogue's zone, which is the one ``wanted``, else the machine's, where it has none yet.

    Raises BadInput, naming both, where another one is wanted.
    """
    row = await graph.read(_transaction(_STORED))
    if row is not None and row["zone"] is None:
        row = await graph.write(_transaction(_FIRST, zone=wanted or zone.system_zone()))
    stored = row and row["zone"]
    if row is None or stored is None:
        return
    if wanted is not None and wanted != stored:
        raise BadInput(
            f"the days of the catalogue turn in {stored}, and STDGRAPH_TIMEZONE is {wanted}: unset it or set it to {stored}, "
            f"or change the catalogue with stdgraph timezone {wanted}"
        )
    zone.adopt(stored, native(row["day"]))


async def change(graph: Opened, name: str) -> None:
    """Store another zone. Other processes learn of it when they start; no day that was is undone. Raises BadInput for an unknown name."""
    if not zone.is_zone(name):
        raise BadInput(f"unknown time zone {name!r}: expected an IANA name such as Asia/Shanghai")
    row = await graph.write(_transaction(_CHANGED, zone=name))
    zone.adopt(name, native(row["day"]) if row else None)


def _transaction(text: str, **parameters: object) -> Callable[[Transaction], Awaitable[ZoneRow | None]]:
    async def work(tx: Transaction) -> ZoneRow | None:
        return await tx.row(text, ZoneRow, catalogue=CATALOGUE, **parameters)

    return work


class InstantRow(TypedDict):
    """An instant."""

    at: datetime | None


async def note_last_instant(graph: Opened) -> None:
    """Give a catalogue of an earlier version the instant of its latest event. It may be run again."""

    async def work(tx: Transaction) -> None:
        row = await tx.row("MATCH (e:Event) RETURN max(e.recordedAt) AS at", InstantRow)
        at: datetime | None = native(row["at"]) if row else None
        if at is None:
            return
        known = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        await tx.run(
            "MATCH (c:Catalogue {id: $catalogue}) WHERE c.recordedAt IS NULL SET c.recordedAt = $at",
            catalogue=CATALOGUE,
            at=known.isoformat(timespec="milliseconds"),
        )

    await graph.write(work)
