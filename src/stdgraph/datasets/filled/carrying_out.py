"""Filled workbooks as a plan, and carried out: every change in one transaction, as whoever sends the workbook.

Of a gap report the rows that cannot be taken are left out, and the others come in as a whole. The desk is one bulk: a row that is
refused stops it, unless it is to be skipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stdgraph.catalogue.near_standards import near_standards
from stdgraph.commands.advance import Advance
from stdgraph.commands.command_handler import AnyCommand, apply_commands
from stdgraph.commands.extend import Extend
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Invalid, Outcome, Refused, Unknown
from stdgraph.datasets.filled.decisions import read_decisions
from stdgraph.datasets.filled.desk import read_desk
from stdgraph.datasets.filled.desk_columns import DUE_ON, MOVE_TO
from stdgraph.datasets.filled.entries import Change, Work, entries
from stdgraph.datasets.filled.kind import FilledForm, FilledKind, read_filled
from stdgraph.datasets.filled.near_gaps import near_gaps
from stdgraph.datasets.filled.owners import with_nearest
from stdgraph.datasets.filled.report import EXTENDED, FilledReport, FilledRow, outcome_name
from stdgraph.datasets.importing.findings import shown
from stdgraph.domain import calendar
from stdgraph.domain.identity import Identity
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import LimitExceeded
from stdgraph.store.session import Graph, Transaction

MOST = 1000
"""Changes that one workbook may ask for: they are one transaction, as the API takes so many."""
Failure = Conflict | Refused | Invalid | Unknown | Denied
ATTEMPTS = 5
"""How often what is left is tried again while the catalogue refuses rows that it would have taken just before."""


async def plan_filled(
    graph: Graph,
    path: Path,
    who: Identity,
    language: Language,
    *,
    name: str | None = None,
    skip_refused: bool = False,
) -> FilledReport:
    """What a workbook would change, by whom, row by row; nothing is written. ``name`` is what the file is called where people see it.

    Raises BadInput for a file that is none of these workbooks, LimitExceeded for one that asks for too much.
    """
    return await _Filled(graph, path, who, language, name).carried_out(dry_run=True, skips=skip_refused)


async def apply_filled(
    graph: Graph,
    path: Path,
    who: Identity,
    language: Language,
    *,
    name: str | None = None,
    skip_refused: bool = False,
) -> FilledReport:
    """Write what a workbook changes. Taken in again, the same workbook changes nothing more. Raises as ``plan_filled``."""
    return await _Filled(graph, path, who, language, name).carried_out(dry_run=False, skips=skip_refused)


class _Filled:
    def __init__(self, graph: Graph, path: Path, who: Identity, language: Language, name: str | None) -> None:
        self._graph, self._who, self._language = graph, who, language
        self._found = read_filled(path)
        self._entries = list(entries(path, self._found, name))
        self._name = name or path.name

    async def carried_out(self, *, dry_run: bool, skips: bool) -> FilledReport:
        """What became of the rows."""
        work = await self._graph.read(self._read)
        if len(work.changes) > MOST:
            told = f"expected at most {MOST} rows that change something, got {len(work.changes)}: fill them in in parts"
            raise LimitExceeded(f"{self._name}: {told}")
        skips = skips or self._form.kind is FilledKind.DECISIONS
        rows = list(work.refused)
        changes, applied = work.changes, False
        for _ in range(ATTEMPTS):
            rehearses = dry_run or bool(rows and not skips)
            outcomes, applied = await self._apply(changes, rehearses=rehearses)
            failed = [
                await self._refused(change, change.commands[found.index(outcome)], outcome)
                for change, found in outcomes
                if (outcome := _failure(found))
            ]
            rows += failed
            if rehearses or not failed or not skips:
                break
            changes = [change for change, found in outcomes if not _failure(found)]
        else:
            outcomes, applied = [], False
        for change, found in outcomes:
            if _failure(found):
                continue
            if _is_new(found):
                rows.append(self._taken(change, found))
            else:
                work.unchanged += 1
        rows.sort(key=lambda one: one.row)
        notes = [one.text(self._language) for one in work.notes]
        return FilledReport(
            self._form.kind, self._name, work.read, work.unchanged, rows, applied, stops=not skips, notes=notes
        )

    @property
    def _form(self) -> FilledForm:
        return self._found.form

    async def _read(self, tx: Transaction) -> Work:
        read = read_decisions if self._form.kind is FilledKind.DECISIONS else read_desk
        return await read(tx, self._entries, self._language)

    async def _apply(
        self, changes: Sequence[Change], *, rehearses: bool
    ) -> tuple[list[tuple[Change, list[Outcome]]], bool]:
        """The outcomes of each change, and whether all were written."""
        commands = [command for change in changes for command in change.commands]
        if not commands:
            return [], not rehearses
        result = await apply_commands(self._graph, self._who, commands, today=calendar.today(), dry_run=rehearses)
        outcomes = iter(result.outcomes)
        return [(change, [next(outcomes) for _ in change.commands]) for change in changes], result.applied

    def _taken(self, change: Change, outcomes: Sequence[Outcome]) -> FilledRow:
        entry = change.entry
        told = change.told.text(self._language)
        extends = isinstance(change.commands[-1], Extend)
        name = EXTENDED if extends else outcome_name(outcomes[-1])
        return FilledRow(entry.file, entry.sheet, entry.row, change.what, name, True, told)

    async def _refused(self, change: Change, command: AnyCommand, outcome: Failure) -> FilledRow:
        entry, told = change.entry, outcome.message
        if isinstance(outcome, Unknown):
            near = near_gaps if self._form.kind is FilledKind.DECISIONS else near_standards
            told = with_nearest(told, await self._graph.read(lambda tx: near(tx, change.what)))
        words = told.text(self._language)
        if isinstance(outcome, Refused) and isinstance(command, Advance) and command.to not in outcome.allowed:
            words += _allowed(outcome.allowed, self._language)
        column = _column(self._form, command, outcome)
        heading = entry.headings.get(column) if column else None
        value = shown(entry.cells[column].text) if column and column in entry.cells else None
        return FilledRow(
            entry.file, entry.sheet, entry.row, change.what, outcome_name(outcome), False, words, heading, value
        )


def _failure(outcomes: Sequence[Outcome]) -> Failure | None:
    """The first outcome that is no change."""
    return next((one for one in outcomes if not isinstance(one, Changed)), None)


def _is_new(outcomes: Sequence[Outcome]) -> bool:
    """Whether something changed that had not been changed by the same row before."""
    return any(isinstance(one, Changed) and one.place >= 0 and not one.replayed for one in outcomes)


def _column(form: FilledForm, command: AnyCommand, outcome: Failure) -> str | None:
    """The column that is at fault, where it is one."""
    match outcome:
        case Unknown():
            return form.key
        case Invalid():
            return outcome.problems[0].path
        case Refused() if isinstance(command, Extend):
            return DUE_ON
        case Refused() if isinstance(command, Advance):
            return outcome.missing[0] if outcome.missing and command.to in outcome.allowed else MOVE_TO
        case _:
            return None


def _allowed(stages: Sequence[str], language: Language) -> str:
    """The stages that may follow, in words; nothing where the item has ended."""
    if not stages:
        return ""
    return f"可转入：{'、'.join(stages)}。" if language is Language.ZH else f" (expected one of {', '.join(stages)})"
