"""``stdgraph import`` of a workbook that was filled in: a gap report with decisions, or the desk of a committee."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING

from stdgraph.cli import filled_texts as say
from stdgraph.cli import texts
from stdgraph.cli.changing import confirmed, not_done
from stdgraph.cli.exit import Exit
from stdgraph.cli.lookup_texts import DRY_RUN
from stdgraph.cli.options import Format
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stdgraph.datasets.filled.report import FilledReport, FilledRow
    from stdgraph.gap_records.reconciliation import Reconciliation
    from stdgraph.settings import Settings

SHOWN = 15
"""Rows of a kind that a person is shown one by one."""


@dataclass(frozen=True, slots=True)
class HowFilled:
    """How a workbook that was filled in is taken."""

    format: Format
    dry_run: bool = False
    asks: bool = False
    """Whether a person at a terminal is asked first."""
    skip_refused: bool = False
    rejected: Path | None = None
    """Where the rows that are refused are written."""


def filled_among(files: Sequence[Path]) -> Path | None:
    """The first file that is a workbook to be read back; None where there is none."""
    from stdgraph.datasets.filled.kind import kind_of_workbook

    return next((file for file in files if kind_of_workbook(file) is not None), None)


def check_alone(file: Path, files: Sequence[Path], given: Mapping[str, object]) -> None:
    """Raises BadInput where other files stand beside a filled workbook, or options that it does not take."""
    if len(files) > 1:
        raise BadInput(say.ONE_AT_A_TIME(file=file.name))
    for option, value in given.items():
        if value not in (None, False):
            raise BadInput(say.OF_TABLES(file=file.name, option=option))


def import_filled(settings: Settings, file: Path, token: str | None, how: HowFilled) -> int:
    """Show what a workbook changes, and change it. Returns the exit code."""
    done = asyncio.run(_import(settings, file, token, how))
    if done is None:
        return not_done()
    report, settled = done
    _write(report, settled, how.format)
    if how.rejected is not None:
        _write_refused(report, how.rejected)
    return Exit.NO if report.stopped or (report.refused and not report.taken) else Exit.FINE


async def _import(
    settings: Settings, file: Path, token: str | None, how: HowFilled
) -> tuple[FilledReport, Reconciliation | None] | None:
    """What was done, or would be; None where a person said no."""
    from stdgraph.cli.asking import asking
    from stdgraph.cli.changing import settle
    from stdgraph.datasets.filled.carrying_out import apply_filled, plan_filled

    async with asking(settings, token, changing=True) as ask:
        assert ask.who is not None  # noqa: S101  whoever changes is somebody
        given = (ask.graph, file, ask.who, texts.language())
        if how.dry_run or how.asks:
            plan = await plan_filled(*given, skip_refused=how.skip_refused)
            if how.dry_run or plan.stopped or not plan.taken:
                return plan, None
            if not confirmed(_lines(plan)):
                return None
        report = await apply_filled(*given, skip_refused=how.skip_refused)
        return report, await settle(ask) if report.applied and report.taken else None


def _write(report: FilledReport, settled: Reconciliation | None, format_: Format) -> None:
    from stdgraph.cli.output import Column, answers, write_csv, write_json
    from stdgraph.cli.settle import as_json, lines
    from stdgraph.datasets.filled.report import COLUMNS

    if format_ is Format.JSON:
        write_json({**report.document(), "settled": as_json(settled) if settled else None})
    elif format_ is Format.CSV:
        columns = [Column(name, name, name, itemgetter(name)) for name in (*COLUMNS, "taken")]
        write_csv(columns, [asdict(one) for one in report.rows])
    else:
        for line in [*_lines(report), _end(report), *(lines(settled) if settled else ())]:
            answers().print(line, markup=False, soft_wrap=True)


def _lines(report: FilledReport) -> Iterator[str]:
    """A line about the workbook, then those of its rows."""
    yield say.KINDS[report.kind](file=report.file)
    counts = {"read": report.read, "unchanged": report.unchanged}
    yield say.COUNTS(taken=len(report.taken), refused=len(report.refused), **counts)
    yield from (f"  {say.NOTE(note=note)}" for note in report.notes)
    yield from _some(report.refused, say.REFUSED, say.MORE_REFUSED)
    yield from _some(report.taken, say.TAKEN, say.MORE_TAKEN)


def _end(report: FilledReport) -> str:
    """What became of it all."""
    if report.stopped:
        return say.STOPPED()
    if not report.taken:
        return say.NOTHING_TO_CHANGE()
    return say.APPLIED(count=len(report.taken)) if report.applied else DRY_RUN()


def _some(rows: list[FilledRow], phrase: texts.Phrase, more: texts.Phrase) -> Iterator[str]:
    for one in rows[:SHOWN]:
        value = f" {one.value}" if one.value else ""
        place = one.place(texts.language())
        yield f"  {phrase(place=place, what=one.what, value=value, message=one.message)}"
    if len(rows) > SHOWN:
        yield f"  {more(count=len(rows) - SHOWN)}"


def _write_refused(report: FilledReport, file: Path) -> None:
    """Write the rows that were not taken as CSV. Raises BadInput where that cannot be written."""
    import csv

    from stdgraph.cli.output import cannot_write
    from stdgraph.datasets.filled.report import COLUMNS
    from stdgraph.domain.csv_text import protected

    try:
        with file.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(protected(asdict(one)) for one in report.refused)
    except OSError as error:
        raise cannot_write(file, error) from None
