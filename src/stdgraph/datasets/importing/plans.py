"""Plans of imports between the request that makes one and the one that carries it out: the file, and what is to be done with it.

A plan lies in the data directory, readable by its owner alone, for a day at most; it is good for the revision of the catalogue that it
was made for, and only for whom it was made.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from stdgraph.datasets.importing.order import ImportOrder
from stdgraph.domain import calendar
from stdgraph.errors import BadInput

FOLDER = "imports"
KEPT_FOR = 24 * 3600.0
"""Seconds for which a plan is kept."""
KEPT = 20
"""Plans that are kept, the latest ones."""
_ID = re.compile(r"[0-9a-f]{32}")
_UNSAFE = re.compile(r"[^\w.()（） -]+")
NAME = 120
"""Characters of the name of a file."""
DETAILS = "plan.json"
TOLD = "told.json"
FINDINGS = "findings.csv"
_OWN = (DETAILS, TOLD, FINDINGS)


class NoSuchPlan(BadInput):
    """There is no such plan: it was never made, it is too old, or another host made it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"no plan {name!r} of an import (expected the id of one of the last day, made by this service)"
        )


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """A plan that is kept."""

    id: str
    folder: Path
    order: ImportOrder
    file: Path
    digest: str
    """Of the file."""
    actor: str
    revision: int
    made_at: datetime
    done: dict[str, object] | None = None
    """What carrying it out came to; None: it was not yet."""

    def told(self) -> dict[str, Any]:
        """What it would do, as whoever made it was told; of a draft only ``problem``, why nothing could be taken yet.

        Raises NoSuchPlan for one that is cleared away meanwhile, as ``findings`` does.
        """
        told: dict[str, Any] = json.loads(self._read(TOLD))
        return told

    def findings(self) -> str:
        """All that would not be taken, as CSV; empty for none."""
        return self._read(FINDINGS)

    def _read(self, name: str) -> str:
        try:
            return (self.folder / name).read_bytes().decode("utf-8")
        except OSError:
            raise NoSuchPlan(self.id) from None


class ImportPlans:
    """The plans in a data directory."""

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / FOLDER

    def place(self, name: str | None) -> tuple[str, Path]:
        """The id of a new plan, and where its file is to be written. What is old is cleared away."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._clear()
        plan = uuid4().hex
        folder = self._folder / plan
        folder.mkdir(mode=0o700)
        return plan, folder / file_name(name)

    def keep(
        self,
        plan: str,
        file: Path,
        order: ImportOrder,
        actor: str,
        revision: int,
        told: Mapping[str, Any],
        findings: str = "",
    ) -> ImportPlan:
        """Keep a plan, whose file is there, with what it would do."""
        digest, now = digest_of(file), calendar.now()
        (file.parent / FINDINGS).write_text(findings, encoding="utf-8", newline="")
        (file.parent / TOLD).write_text(json.dumps(told, ensure_ascii=False, default=str), encoding="utf-8")
        details = {"order": order.values(), "file": file.name, "actor": actor, "revision": revision}
        self._write(plan, {**details, "digest": digest, "madeAt": now.isoformat()})
        return ImportPlan(plan, file.parent, order, file, digest, actor, revision, now)

    def find(self, name: str) -> ImportPlan:
        """The plan of an id. Raises NoSuchPlan."""
        folder = self._folder / name
        if not _ID.fullmatch(name):
            raise NoSuchPlan(name[:64])
        try:
            held = json.loads((folder / DETAILS).read_text(encoding="utf-8"))
            made_at = datetime.fromisoformat(held["madeAt"])
        except (OSError, ValueError, KeyError):
            raise NoSuchPlan(name) from None
        order, file = ImportOrder.of(held["order"]), folder / held["file"]
        return ImportPlan(
            name, folder, order, file, held["digest"], held["actor"], held["revision"], made_at, held.get("done")
        )

    def all(self) -> list[ImportPlan]:
        """All plans that are kept, the latest first."""
        found = []
        for folder in self._folder.iterdir() if self._folder.is_dir() else ():
            with suppress(NoSuchPlan):  # one that is being made
                found.append(self.find(folder.name))
        return sorted(found, key=lambda one: one.made_at, reverse=True)

    def finish(self, plan: ImportPlan, done: dict[str, object]) -> None:
        """Keep what carrying out a plan came to, for a request that is sent again; its file is not needed any more."""
        held = json.loads((plan.folder / DETAILS).read_text(encoding="utf-8"))
        self._write(plan.id, {**held, "done": done})
        plan.file.unlink(missing_ok=True)

    def discard(self, plan: str) -> None:
        """Forget a plan."""
        shutil.rmtree(self._folder / plan, ignore_errors=True)

    def _write(self, plan: str, details: dict[str, object]) -> None:
        whole = self._folder / plan / f"{DETAILS}.part"
        whole.write_text(json.dumps(details, ensure_ascii=False), encoding="utf-8")
        whole.replace(whole.with_name(DETAILS))

    def _clear(self) -> None:
        found: list[tuple[float, Path]] = []
        for folder in self._folder.iterdir():
            with suppress(OSError):  # another process clears, too
                found.append((folder.stat().st_mtime, folder))
        found.sort(key=lambda one: one[0], reverse=True)
        for place, (changed, folder) in enumerate(found):
            if place >= KEPT or changed < time.time() - KEPT_FOR:
                shutil.rmtree(folder, ignore_errors=True)


def digest_of(file: Path) -> str:
    """A short text that changes with the file."""
    with file.open("rb") as held:
        return hashlib.file_digest(held, "sha256").hexdigest()


def file_name(name: str | None) -> str:
    """A name that is safe in a folder, as near to the one that was given as may be."""
    last = re.split(r"[/\\]", name or "")[-1]
    safe = _UNSAFE.sub("_", last).strip(". ")[-NAME:]
    return safe if safe and not safe.startswith(_OWN) else "import"
