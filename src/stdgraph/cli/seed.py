"""``stdgraph seed``: validate a seed and load it."""

from __future__ import annotations

import asyncio
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import texts
from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, settings_for
from stdgraph.domain import calendar
from stdgraph.domain.terms import LABEL_PLURALS, Term
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.cli.output import Column, Row
    from stdgraph.datasets.load_report import LoadReport
    from stdgraph.datasets.rows import Seed
    from stdgraph.gap_records.reconciliation import Reconciliation
    from stdgraph.settings import Settings


HEADINGS = {
    "system": Term("体系", "system"),
    "subsystems": Term("子体系", "subsystems"),
    "standards": Term("标准", "standards"),
    "label": Term("对象", "label"),
    "created": Term("新建", "created"),
    "updated": Term("更新", "updated"),
    "unchanged": Term("不变", "unchanged"),
    "vanished": Term("已不在种子中", "vanished"),
}


def seed(
    context: typer.Context,
    folder: Annotated[Path | None, typer.Argument(metavar="FOLDER")] = None,
    check: Annotated[bool, typer.Option("--check")] = False,
    format_: FormatOption = Format.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Validate a seed and load it into the catalogue."""
    from stdgraph.datasets.reader import bundled_seed, read_seed

    settings = settings_for(context, data_dir, config)
    if folder is not None and not folder.is_dir():
        raise BadInput(texts.NO_SEED_FOLDER(folder=folder))
    place = folder or bundled_seed()
    read = read_seed(place)
    if check:
        _write_valid(place, read, format_)
        return
    report, settled = asyncio.run(_load(settings, read))
    _write_loaded(place, report, settled, format_)


async def _load(settings: Settings, read: Seed) -> tuple[LoadReport, Reconciliation]:
    from stdgraph.cli.client import opened
    from stdgraph.cli.output import busy, load_progress
    from stdgraph.datasets.loader import load_seed
    from stdgraph.gap_records.reconciliation import reconcile_records

    async with opened(settings) as graph:
        with busy() as bar:
            report = await load_seed(graph, read, progress=load_progress(bar))
        return report, await reconcile_records(graph, calendar.today())


def _write_valid(place: Path, read: Seed, format_: Format) -> None:
    rows: list[Row] = [
        {"system": part.code, "subsystems": len(part.subsystems), "standards": len(part.standards)}
        for part in read.systems
    ]
    _write(texts.SEED_VALID(folder=place), {"valid": True, "folder": str(place), "systems": rows}, rows, format_)


def _write_loaded(place: Path, report: LoadReport, settled: Reconciliation, format_: Format) -> None:
    from stdgraph.cli.output import answers
    from stdgraph.cli.settle import as_json, lines

    rows: list[Row] = [
        {
            "label": label,
            "created": report.created[label],
            "updated": report.updated[label],
            "unchanged": report.unchanged[label],
            "vanished": len(report.vanished.get(label, ())),
        }
        for label in report.created
    ]
    document = {
        "folder": str(place),
        "changed": report.changed,
        "revision": report.revision,
        "labels": rows,
        "vanished": {label: list(keys) for label, keys in report.vanished.items() if keys},
        "settled": as_json(settled),
    }
    outcome = texts.SEED_LOADED if report.changed else texts.SEED_UNCHANGED
    _write(outcome(folder=place, revision=report.revision), document, rows, format_)
    if format_ is Format.TABLE:
        for line in lines(settled):
            answers().print(line, markup=False)


def _write(title: str, document: object, rows: list[Row], format_: Format) -> None:
    from stdgraph.cli.output import answers, heading, table, write_csv, write_json

    if format_ is Format.JSON:
        write_json(document)
        return
    columns = _columns(rows)
    if format_ is Format.CSV:
        write_csv(columns, rows)
    else:
        answers().print(heading(title), table(columns, rows, texts.language()), sep="\n")


def _columns(rows: list[Row]) -> list[Column]:
    """A column for every key of the rows."""
    from stdgraph.cli.output import Column, in_words

    first = rows[0] if rows else {}
    return [
        Column(
            name,
            HEADINGS[name].zh,
            HEADINGS[name].en,
            itemgetter(name),
            right=isinstance(value, int),
            people=in_words(LABEL_PLURALS) if name == "label" else None,
        )
        for name, value in first.items()
    ]
