"""Loads a dataset: what it owns is brought to what it states, and nothing that others own is overwritten.

A load is all or nothing to readers. One that fits into a transaction is one; a larger one is staged in the graph first and applied
in parts, and the catalogue is marked unfinished meanwhile. Statements that have not changed are not written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile
from typing import Any
from uuid import uuid4

from stdgraph.commands.events import NewEvent, record
from stdgraph.commands.rename import RENAMABLE
from stdgraph.datasets.catalogue_names import resolve_external
from stdgraph.datasets.comparison import Comparison, Externals, compare, transformed
from stdgraph.datasets.contradictions import Contradiction
from stdgraph.datasets.load_journal import (
    PART_LIMIT,
    Journal,
    LoadFinish,
    apply_load,
    await_turn,
    begin,
    finish_load,
    pack_inverse,
    revision_of,
    unfinished_load,
)
from stdgraph.datasets.load_report import LoadReport, ReportBuilder
from stdgraph.datasets.operations import Parts
from stdgraph.datasets.planner import LoadContext, LoadPlanner
from stdgraph.datasets.rows import DatasetDefinition, Seed
from stdgraph.datasets.seed_statements import statements
from stdgraph.datasets.statements import LABELS, Statement, statement_id
from stdgraph.datasets.stored import GraphReader, Reader, existing, read_datasets, statements_by_id
from stdgraph.datasets.writing import write_part
from stdgraph.domain import calendar
from stdgraph.errors import BadInput
from stdgraph.gap_records.renames import rename
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import acquire_write_lock

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and the total."""

SMALL_ROWS = 2000
SMALL_BYTES = 3_000_000
"""The largest load that is one transaction: the embedded engine refuses a message over 16 MiB, Neo4j's default memory a large one."""

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a load is to bring about."""

    dataset: DatasetDefinition
    rows: Callable[[], Iterator[Statement]]
    whole: bool = True
    """Whether the rows are all that the dataset states."""
    gone: tuple[str, ...] = ()
    """The ids of statements that are to be taken away."""
    retired_on: date | None = None
    """The day from which what nobody states any more is off the plan; None: it stays, and is reported."""
    undoes: str | None = None
    """The load that this one takes back."""
    name: str | None = None
    """Where it comes from, for people."""
    revision: int | None = None
    """The catalogue's revision for which the load was planned; None: any."""


class CatalogueMovedOn(BadInput):
    """The catalogue is not what the load was planned for. Nothing was written."""

    def __init__(self, planned: int, now: int) -> None:
        super().__init__(
            f"the catalogue has moved on since the plan was made: revision {now}, and it was {planned} (expected a new plan)"
        )


class LoadRefused(BadInput):
    """The dataset contradicts the catalogue; a line for each reason. Nothing was written."""

    def __init__(self, reasons: Iterable[str], contradictions: Iterable[Contradiction] = ()) -> None:
        """``contradictions``: those of the reasons that would not be there without some row or relationship."""
        self.contradictions = tuple(contradictions)
        self.reasons = (*reasons, *(one.reason for one in self.contradictions))
        more = len(self.reasons) - SHOWN
        super().__init__("\n".join([*self.reasons[:SHOWN], *([f"... and {more} more"] if more > 0 else [])]))


async def load_seed(
    graph: Graph,
    seed: Seed,
    *,
    actor: str = "seed",
    progress: Progress | None = None,
    retire: bool = False,
    dry_run: bool = False,
    name: str | None = None,
) -> LoadReport:
    """Bring what a dataset owns to what its seed states, all or nothing.

    ``retire``: what no dataset states any more leaves the plan today; else it is only reported. ``dry_run``: nothing is written,
    and the report says what would be, and why the load would be refused. Raises BadInput, with a line for each reason.
    """
    wanted = Wanted(seed.dataset, lambda: statements(seed), retired_on=calendar.today() if retire else None, name=name)
    externals, unknown = await resolve_external(graph, seed)
    return await load(graph, wanted, externals, unknown, actor=actor, progress=progress, dry_run=dry_run)


async def load(
    graph: Graph,
    wanted: Wanted,
    externals: Externals,
    problems: list[str],
    *,
    actor: str,
    progress: Progress | None = None,
    dry_run: bool = False,
) -> LoadReport:
    """Load what is wanted; ``problems`` are reasons against it that are known already. As ``load_seed``."""
    run = _Load(graph, wanted, externals, actor, progress or (lambda what, done, total: None))
    if dry_run:
        return await run.rehearse(problems)
    if problems:
        raise LoadRefused(problems)
    await finish_unfinished(graph)
    await await_turn(graph)
    revision = await graph.read(revision_of)
    comparison = await run.compare(GraphReader(graph))
    if not comparison.count:
        return await run.nothing(comparison)
    if comparison.count <= SMALL_ROWS and comparison.size <= SMALL_BYTES:
        return await graph.write(run.at_once, limit=PART_LIMIT)
    return await run.in_parts(comparison, revision)


async def finish_unfinished(graph: Graph) -> bool:
    """Go on with a load that was begun and not finished; whether there was one."""
    load = await unfinished_load(graph)
    if load is None or load == "restore":
        return False
    await apply_load(graph, load)
    return True


class _Load:
    """One run of the loader."""

    def __init__(self, graph: Graph, wanted: Wanted, externals: Externals, actor: str, progress: Progress) -> None:
        self._graph = graph
        self._wanted = wanted
        self._externals = externals
        self._actor = actor
        self._progress = progress
        self._planned = wanted.revision
        self._id = uuid4().hex[:12]

    @property
    def _further(self) -> dict[str, Any]:
        return {"name": self._wanted.name, "undoes": self._wanted.undoes}

    async def compare(self, reader: Reader) -> Comparison:
        """What changed, with what is to be taken away."""
        wanted, dataset = self._wanted, self._wanted.dataset
        datasets = await read_datasets(reader)
        held = datasets.get(dataset.name)
        found = await compare(
            reader,
            dataset.name,
            wanted.rows(),
            self._externals,
            whole=wanted.whole,
            all_changed=held is not None and (held["rank"], held["statedOn"]) != (dataset.rank, dataset.stated_on),
        )
        gone = list(wanted.gone)
        if wanted.retired_on is not None and wanted.whole:
            gone += [statement_id(dataset.name, label, one) for label in LABELS for one in found.vanished[label]]
        for ref, row in (await statements_by_id(reader, gone)).items():
            found.gone[ref.split(":", 2)[1]][ref] = row["node"]
        return found

    async def nothing(self, comparison: Comparison) -> LoadReport:
        """The report of a load that changes no statement; what the dataset says of itself is kept."""
        await self._graph.write(self._note_dataset)
        return self._report(comparison).build()

    async def _renames(self, reader: Reader) -> dict[tuple[str, str], str]:
        """The codes that things get which the dataset calls otherwise than before, with the ones they have, by label and new code."""
        coded = takewhile(lambda one: one.label != "Standard", self._wanted.rows())
        wanted = {(one.label, one.local): one.renamed_from for one in coded if one.renamed_from}
        found: dict[tuple[str, str], str] = {}
        for label in RENAMABLE:
            codes = {new: old for (of, new), old in wanted.items() if of == label}
            there = await existing(reader, label, [*codes, *codes.values()]) if codes else set()
            moved = {new: f"{new.partition('/')[0]}/{old.partition('/')[2]}" for new, old in codes.items()}
            there |= await existing(reader, label, moved.values()) if label == "Subsystem" else set()
            for new, old in codes.items():
                held = next((one for one in (old, moved[new]) if one in there), None)
                if held is not None and new not in there:
                    found[label, new] = held
        return found

    async def _rename(self, tx: Transaction) -> list[NewEvent]:
        """Give things the codes that the dataset has for them; what a system holds goes along with it."""
        events: list[NewEvent] = []
        while renames := await self._renames(tx):
            (label, new), old = min(renames.items(), key=lambda item: RENAMABLE.index(item[0][0]))
            events.append(await rename(tx, label, old, new))
        return [replace(event, further={**event.further, "load": self._id}) for event in events]

    async def _note_dataset(self, tx: Transaction) -> None:
        held = (await read_datasets(tx)).get(self._wanted.dataset.name)
        properties = dataset_properties(self._wanted.dataset)
        if held is not None and any(held.get(name) != value for name, value in properties.items()):
            await tx.run("MATCH (d:Dataset {name: $name}) SET d += $set", name=held["name"], set=properties)

    def _report(self, comparison: Comparison) -> ReportBuilder:
        report = ReportBuilder(self._wanted.dataset.name)
        for label in LABELS:
            report.unchanged(label, comparison.unchanged[label])
            report.vanished(label, comparison.vanished[label])
        return report

    async def _plan(
        self, reader: Reader, comparison: Comparison, report: ReportBuilder, journal: Journal | None = None
    ) -> LoadPlanner:
        dataset = self._wanted.dataset
        held = await read_datasets(reader)
        context = LoadContext(
            self._id,
            dataset.name,
            {**{name: row["rank"] for name, row in held.items()}, dataset.name: dataset.rank},
            {**{name: row["statedOn"] for name, row in held.items()}, dataset.name: dataset.stated_on},
            calendar.today(),
            self._externals,
            self._wanted.retired_on,
        )
        planner = LoadPlanner(reader, context, report, await self._renames(reader))
        total, done = comparison.count, 0

        async def flush(parts: Parts) -> None:
            nonlocal done
            done = min(total, done + 500)
            self._progress("plan", done, total)
            if journal is not None:
                await journal.stage(parts.take_full())

        await planner.plan(self._wanted.rows, comparison, flush)
        return planner

    async def _contradictions(
        self, reader: Reader, comparison: Comparison, planner: LoadPlanner
    ) -> list[Contradiction]:
        return [*(await transformed(reader, comparison, self._wanted.rows())), *(await planner.circles())]

    async def _refuse(self, reader: Reader, comparison: Comparison, planner: LoadPlanner) -> None:
        """Raise LoadRefused where something speaks against the load."""
        reasons = _in_future(self._wanted.dataset)
        contradictions = await self._contradictions(reader, comparison, planner)
        if reasons or contradictions:
            raise LoadRefused(reasons, contradictions)

    async def rehearse(self, problems: list[str]) -> LoadReport:
        """What the load would do; nothing is written."""
        reader = GraphReader(self._graph)
        comparison = await self.compare(reader)
        report = self._report(comparison)
        planner = await self._plan(reader, comparison, report)
        report.contradictions = await self._contradictions(reader, comparison, planner)
        report.refused = [*problems, *_in_future(self._wanted.dataset)]
        return report.build()

    async def at_once(self, tx: Transaction) -> LoadReport:
        """The whole load in one transaction."""
        await acquire_write_lock(tx)
        await self._check_revision(tx)
        events = await self._rename(tx)
        comparison = await self.compare(tx)
        report = self._report(comparison)
        if not comparison.count and not events:  # another process has loaded the same meanwhile
            return report.build()
        planner = await self._plan(tx, comparison, report)
        await self._refuse(tx, comparison, planner)
        await begin(tx, self._id, self._wanted.dataset.name, self._actor, state="APPLYING", further=self._further)
        for part in planner.operations.parts.take_all():
            events += await write_part(tx, part)
        rows = pack_inverse(self._id, planner.inverse)
        await tx.run("UNWIND $rows AS row CREATE (p:LoadPart) SET p = row", rows=rows)
        done = report.build()
        done.revision = await finish_load(tx, self._id, self._finish(planner, done), events, actor=self._actor)
        done.load = self._id
        return done

    async def in_parts(self, compared: Comparison, revision: int | None) -> LoadReport:
        """A load that is staged first, and applied in bounded transactions. ``compared``: what changed at that revision."""
        reader = GraphReader(self._graph)
        journal = Journal(self._graph, self._id, self._wanted.dataset.name, self._actor, self._further)
        await self._graph.write(self._rename_first, limit=PART_LIMIT)
        await journal.begin(self._check_revision)  # from now on nobody else writes
        try:
            comparison = compared if journal.revision == revision else await self.compare(reader)
            planner, report = await self._staged(reader, journal, comparison)
        except BaseException:
            await journal.discard()
            raise
        done = report.build()
        finish = self._finish(planner, done)
        done.revision = await journal.apply(
            finish, planner.inverse, lambda applied, total: self._progress("apply", applied, total)
        )
        done.load = self._id
        return done

    async def _staged(
        self, reader: Reader, journal: Journal, comparison: Comparison
    ) -> tuple[LoadPlanner, ReportBuilder]:
        report = self._report(comparison)
        planner = await self._plan(reader, comparison, report, journal)
        await self._refuse(reader, comparison, planner)
        await journal.stage(planner.operations.parts.take_all())
        return planner, report

    async def _rename_first(self, tx: Transaction) -> None:
        """Renames come before a load of many parts: each is whole by itself."""
        await acquire_write_lock(tx)
        await self._check_revision(tx)
        events = await self._rename(tx)
        if events:
            recorded = await record(tx, events, actor=self._actor)
            if self._planned is not None:
                self._planned = recorded.revision

    async def _check_revision(self, tx: Transaction) -> None:
        """Call it with the write lock. Raises CatalogueMovedOn."""
        if self._planned is None:
            return
        now = await revision_of(tx)
        if now is not None and now != self._planned:
            raise CatalogueMovedOn(self._planned, now)

    def _finish(self, planner: LoadPlanner, report: LoadReport) -> LoadFinish:
        systems = planner.systems | {item.key.partition("/")[0] for item in planner.leaving}
        return LoadFinish(
            dataset_properties(self._wanted.dataset),
            tuple(sorted(systems)),
            report.outcome(),
            self._wanted.undoes,
            tuple(planner.leaving),
            self._wanted.retired_on,
        )


def dataset_properties(dataset: DatasetDefinition) -> dict[str, Any]:
    """The properties of a dataset's node; the day as text, which sorts as days do."""
    stated = dataset.stated_on.isoformat() if dataset.stated_on else None
    return {
        "id": dataset.name,
        "name": dataset.name,
        "titleZh": dataset.title_zh,
        "titleEn": dataset.title_en,
        "statedOn": stated,
        "rank": dataset.rank,
        "note": dataset.note,
    }


def _in_future(dataset: DatasetDefinition) -> list[str]:
    today = calendar.today()
    if dataset.stated_on is None or dataset.stated_on <= today:
        return []
    return [
        f"dataset.yaml, key stated_on: {dataset.stated_on} is after today ({calendar.said(today)}) (expected a day that has come)"
    ]
