"""``stdgraph export``: what the catalogue answers as a file, the same that ``/export`` gives."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import texts
from stdgraph.cli.exit import report_problem
from stdgraph.cli.options import AsOf, Config, DataDir, Debug, LanguageOption, day, settings_for
from stdgraph.cli.output import ReportProgress, busy, cannot_write

if TYPE_CHECKING:
    from stdgraph.exports.export import Export, ExportRequest, Format
    from stdgraph.settings import Settings

STDOUT = "-"
KILOBYTE = 1024


def export(
    context: typer.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT")],
    file: Annotated[str, typer.Argument(metavar="FILE")],
    system: Annotated[str | None, typer.Option("--system", metavar="CODE")] = None,
    subsystem: Annotated[str | None, typer.Option("--subsystem", metavar="SYSTEM/CODE")] = None,
    committee: Annotated[str | None, typer.Option("--committee", metavar="CODE")] = None,
    product_category: Annotated[str | None, typer.Option("--product-category", metavar="CODE")] = None,
    where: Annotated[str | None, typer.Option("--where", metavar="JSON")] = None,
    as_of: AsOf = None,
    format_: Annotated[str | None, typer.Option("--format", metavar="SUFFIX", show_default=False)] = None,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Export the catalogue to a file: rows for spreadsheets and programs, a system's forms, a committee's calendar."""
    from stdgraph.exports.registry import find_export, find_format
    from stdgraph.exports.request import read_request

    settings = settings_for(context, data_dir, config)
    if file == STDOUT and format_ is None:
        raise typer.BadParameter(texts.STDOUT_NEEDS_FORMAT())
    found, code = find_export(what)
    form = find_format((format_ or Path(file).suffix.removeprefix(".")).lower(), found)
    given = {
        "system": system,
        "subsystem": subsystem,
        "committee": committee,
        "productCategory": product_category,
        "where": where,
        "asOf": day(as_of),
        "language": language or texts.language(),
    }
    request = read_request(found, code, [(name, value) for name, value in given.items() if value is not None])
    asyncio.run(_export(settings, found, form, request, file))


async def _export(settings: Settings, export: Export, form: Format, request: ExportRequest, file: str) -> None:
    """Write the file. Raises BadInput for a request that is wrong, and for a file that cannot be written."""
    from stdgraph.cli.client import asked
    from stdgraph.exports.registry import open_export
    from stdgraph.exports.source import ExportSource

    async with asked(settings) as graph:
        source = ExportSource(graph, settings)
        before = await source.revision()
        pieces = open_export(source, export, form, request)
        with busy() as bar:
            if file == STDOUT:
                await _print(pieces)
            else:
                await _write(pieces, Path(file), bar)
        if await source.revision() != before:
            report_problem(texts.MOVED_MEANWHILE())


async def _print(pieces: AsyncIterator[bytes]) -> None:
    async for piece in pieces:
        sys.stdout.buffer.write(piece)
    sys.stdout.buffer.flush()


async def _write(pieces: AsyncIterator[bytes], file: Path, bar: ReportProgress) -> None:
    """Write a file that is there whole or not at all: an existing one is replaced once the new one is whole."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    written = 0
    try:
        with await asyncio.to_thread(part.open, "wb") as kept:
            async for piece in pieces:
                await asyncio.to_thread(kept.write, piece)
                written += len(piece)
                bar(texts.EXPORTING(file=file.name), written // KILOBYTE)
        part.replace(file)
    except OSError as error:
        raise cannot_write(file, error) from None
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
