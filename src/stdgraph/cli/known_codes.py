"""The codes of a catalogue, kept in a small file beside it: what a shell completes while no engine runs."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from stdgraph.errors import StdgraphError

if TYPE_CHECKING:
    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph, Transaction

FILE = "codes.json"
"""In the data directory."""
MOST = 20_000
"""Codes of a kind that are kept at most."""
FRESH = 30.0
"""Seconds for which the file is not compared with the engine."""
PATIENCE = 0.6
"""Seconds that a shell waits for an engine, and a command for having the codes kept."""

REVISION = "MATCH (c:Catalogue {id: $catalogue}) RETURN c.revision AS revision"
NAMES = {
    "systems": ("StandardsSystem", "n.code"),
    "subsystems": ("Subsystem", "n.id"),
    "committees": ("Committee", "n.code"),
    "categories": ("ProductCategory", "n.code"),
}
"""The label and the key of every kind of code."""

Named = list[str]
"""A code, its Chinese and its English title."""


class Codes(TypedDict):
    """The codes of a catalogue with their titles, by kind, and of which state of which catalogue they are."""

    uri: str | None
    revision: int
    names: dict[str, list[Named]]


class RevisionRow(TypedDict):
    """The revision of the catalogue."""

    revision: int


class NameRow(TypedDict):
    """A code with its titles."""

    code: str
    zh: str | None
    en: str | None


async def remember_codes(graph: Graph, settings: Settings) -> None:
    """Keep the codes as they are now, where the file holds those of another revision. What hinders that hinders nothing else."""
    from stdgraph.store.transaction import CATALOGUE

    with suppress(StdgraphError, OSError):
        async with asyncio.timeout(PATIENCE):
            kept = _kept(settings)
            row = await graph.read(lambda tx: tx.row(REVISION, RevisionRow, catalogue=CATALOGUE))
            if row is not None and (kept is None or kept["revision"] != row["revision"]):
                _keep(settings, await graph.read(lambda tx: read_codes(tx, settings.graph_uri)))


async def read_codes(tx: Transaction, uri: str | None) -> Codes:
    """Every code of what is on the plan, with its titles."""
    from stdgraph.store.transaction import CATALOGUE

    row = await tx.row(REVISION, RevisionRow, catalogue=CATALOGUE)
    names: dict[str, list[Named]] = {}
    for kind, (label, key) in NAMES.items():
        text = (
            f"MATCH (n:{label}) WHERE n.retiredOn IS NULL RETURN {key} AS code, n.titleZh AS zh, n.titleEn AS en "
            f"ORDER BY code LIMIT {MOST}"
        )
        names[kind] = [[one["code"], one["zh"] or "", one["en"] or ""] for one in await tx.rows(text, NameRow)]
    return {"uri": uri, "revision": row["revision"] if row else 0, "names": names}


def known_codes(settings: Settings) -> dict[str, list[Named]]:
    """The codes of the catalogue by kind: of the engine that runs, else as they were last kept; empty where nobody ever asked it.

    No engine is started, and none that runs is waited for longer than a moment.
    """
    kept = _kept(settings)
    if kept is None or time.time() - _file(settings).stat().st_mtime > FRESH:
        from stdgraph.store.attached import read_if_running

        running = asyncio.run(read_if_running(settings, lambda tx: read_codes(tx, settings.graph_uri), PATIENCE))
        if running is not None:
            kept = running
            with suppress(StdgraphError, OSError):
                _keep(settings, running)
    return kept["names"] if kept else {}


def _file(settings: Settings) -> Path:
    return settings.data_dir / FILE


def _kept(settings: Settings) -> Codes | None:
    try:
        found: Codes = json.loads(_file(settings).read_text(encoding="utf-8"))
        return found if found["uri"] == settings.graph_uri and isinstance(found["names"], dict) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _keep(settings: Settings, codes: Codes) -> None:
    from stdgraph.store.embedded.files import replace

    if settings.data_dir.is_dir():
        replace(_file(settings), json.dumps(codes, ensure_ascii=False))
