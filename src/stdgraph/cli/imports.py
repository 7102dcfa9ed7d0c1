"""``stdgraph import``: a table of a standards system, ISO Open Data or Relaton into the catalogue, with a preview."""

from __future__ import annotations

import asyncio
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import filled_texts, texts
from stdgraph.cli import import_texts as say
from stdgraph.cli.acting import Token
from stdgraph.cli.changing import Yes, at_terminal, confirmed, not_done
from stdgraph.cli.completion import systems
from stdgraph.cli.exit import Exit
from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, settings_for, whole_day
from stdgraph.domain import calendar
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.datasets.importing.importer import Importer, ImportReport, ImportRequest
    from stdgraph.datasets.system_table import TableMapping, UnreadableTable
    from stdgraph.gap_records.reconciliation import Reconciliation
    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph


def import_(
    context: typer.Context,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", exists=True)],
    dataset: Annotated[str | None, typer.Option("--dataset", metavar="NAME")] = None,
    system: Annotated[str | None, typer.Option("--system", metavar="CODE", autocompletion=systems)] = None,
    mapping: Annotated[Path | None, typer.Option("--mapping", metavar="FILE", exists=True, dir_okay=False)] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    save_mapping: Annotated[bool, typer.Option("--save-mapping")] = False,
    rejected: Annotated[Path | None, typer.Option("--rejected", metavar="FILE", dir_okay=False)] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT")] = None,
    stated_on: Annotated[date | None, typer.Option("--stated-on", parser=whole_day, metavar="YYYY-MM-DD")] = None,
    rank: Annotated[int | None, typer.Option("--rank", metavar="NUMBER", min=0)] = None,
    retire: Annotated[bool, typer.Option("--retire")] = False,
    skip_refused: Annotated[bool, typer.Option("--skip-refused")] = False,
    yes: Yes = False,
    token: Token = None,
    format_: FormatOption = Format.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Read files, show what they bring, and bring it in. Returns the exit code."""
    from stdgraph.cli.filled import HowFilled, check_alone, filled_among, import_filled
    from stdgraph.cli.import_tables import write_import
    from stdgraph.datasets.importing.importer import ImportRequest

    settings = settings_for(context, data_dir, config)
    asks = not (yes or dry_run) and format_ is Format.TABLE and at_terminal()
    if (filled := filled_among(files)) is not None:
        given: dict[str, object] = {
            "--dataset": dataset,
            "--system": system,
            "--mapping": mapping,
            "--save-mapping": save_mapping,
        }
        given |= {"--title": title, "--stated-on": stated_on, "--rank": rank, "--retire": retire}
        check_alone(filled, files, given)
        how = HowFilled(format_, dry_run=dry_run, asks=asks, skip_refused=skip_refused, rejected=rejected)
        return import_filled(settings, filled, token, how)
    if skip_refused:
        raise BadInput(filled_texts.OF_DESKS())
    request = ImportRequest(
        tuple(files),
        _dataset(dataset, files[0]),
        system=system,
        title=title,
        stated_on=stated_on,
        rank=rank,
        retire=retire,
        mapping=_mapping(mapping),
        language=texts.language(),
    )
    command = _Import(request, dry_run=dry_run, asks=asks, rejected=rejected, saved=_saved(files[0], save_mapping))
    done = asyncio.run(command.run(settings))
    if done is None:
        return not_done()
    report, settled = done
    write_import(request, report, settled, format_, written=not dry_run)
    command.tell(format_)
    return Exit.NO if report.load.refused else Exit.FINE


class _Import:
    def __init__(
        self, request: ImportRequest, *, dry_run: bool, asks: bool, rejected: Path | None, saved: Path | None
    ) -> None:
        self._request = request
        self._dry_run = dry_run
        self._asks = asks
        self._rejected = rejected
        self._saved = saved

    async def run(self, settings: Settings) -> tuple[ImportReport, Reconciliation | None] | None:
        """What was done, or would be; None where a person said no."""
        from stdgraph.cli.client import opened
        from stdgraph.cli.import_tables import preview
        from stdgraph.cli.output import busy
        from stdgraph.datasets.importing.importer import Importer
        from stdgraph.datasets.system_table import UnreadableTable
        from stdgraph.gap_records.reconciliation import reconcile_records

        async with opened(settings, creates=True) as graph:
            with busy() as bar:
                try:
                    importer = await Importer.read(graph, self._request, say.progress(bar))
                except UnreadableTable as error:
                    raise BadInput(unreadable(self._request.files[0], error)) from None
            try:
                if self._dry_run or self._asks:
                    report = await self._planned(graph, importer)
                    if self._dry_run:
                        self._keep(importer)
                        return report, None
                    if not confirmed(preview(self._request, report)):
                        return None
                with busy() as bar:
                    report = await importer.apply(graph, _actor(), say.progress(bar))
                self._keep(importer)
            finally:
                importer.close()
            return report, await reconcile_records(graph, calendar.today())

    async def _planned(self, graph: Graph, importer: Importer) -> ImportReport:
        from stdgraph.cli.output import busy

        with busy() as bar:
            return await importer.plan(graph, say.progress(bar))

    def _keep(self, importer: Importer) -> None:
        """Write the files that were asked for: what was rejected, and how the table was read."""
        from stdgraph.cli.output import cannot_write

        for file, text in ((self._rejected, importer.findings_csv), (self._saved, importer.mapping_text)):
            if file is None:
                continue
            try:
                with file.open("w", encoding="utf-8-sig" if file == self._rejected else "utf-8", newline="") as out:
                    text(out)
            except OSError as error:
                raise cannot_write(file, error) from None

    def tell(self, format_: Format) -> None:
        """Say which files were written."""
        from stdgraph.cli.output import answers

        if format_ is not Format.TABLE:
            return
        if self._rejected:
            answers().print(say.REJECTED_WRITTEN(file=self._rejected), markup=False)
        if self._saved:
            answers().print(say.MAPPING_WRITTEN(file=self._saved), markup=False, soft_wrap=True)


def unreadable(file: Path, error: UnreadableTable) -> str:
    """Why a table cannot be read, in the language of the command line."""
    place = f", {error.place}" if error.place else ""
    return f"{file.name}{place}: {error.message.text(texts.language())}"


def _actor() -> str:
    from stdgraph.cli.merge import operator

    return operator().name


def _dataset(given: str | None, file: Path) -> str:
    """The name of the dataset: as given, else the file's without its ending."""
    from stdgraph.datasets.fields import dataset_name

    stem = file.resolve().name.partition(".")[0] if file.is_file() else file.resolve().name
    name = given if given is not None else re.sub(r"[^\w.-]+", "-", stem).strip("-")
    try:
        return str(dataset_name(name))
    except ValueError as error:
        raise BadInput(f"--dataset: {error}") from None


def _mapping(file: Path | None) -> TableMapping | None:
    from stdgraph.datasets.system_table import InvalidMapping, read_mapping

    if file is None:
        return None
    try:
        return read_mapping(file.read_text(encoding="utf-8-sig"))
    except InvalidMapping as error:
        line = f":{error.line}" if error.line else ""
        raise BadInput(f"{file.name}{line}: {error.message.text(texts.language())}") from None
    except UnicodeDecodeError:
        raise BadInput(say.MAPPING_ENCODING(file=file)) from None


def _saved(file: Path, wanted: bool) -> Path | None:
    """Where the mapping is written: beside the table. Raises BadInput where there is a file already, which a person may have edited."""
    if not wanted:
        return None
    place = file.with_name(f"{file.stem}.mapping.yaml")
    if place.exists():
        raise BadInput(say.MAPPING_THERE(file=place))
    return place
