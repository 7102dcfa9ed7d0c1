"""``stdgraph datasets``: the datasets of the catalogue, and the loads that brought them there."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import typer

from stdgraph.cli import texts
from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, settings_for

if TYPE_CHECKING:
    from stdgraph.cli.output import Row
    from stdgraph.datasets.registry import StoredDataset, StoredLoad
    from stdgraph.settings import Settings


def datasets(
    context: typer.Context,
    format_: FormatOption = Format.TABLE,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """List the datasets of the catalogue, in the order in which they are followed, and their loads."""
    from stdgraph.cli.load_tables import columns_of, write_rows
    from stdgraph.cli.output import answers, table

    found = asyncio.run(_datasets(settings_for(context, data_dir, config)))
    loads = sorted((one for dataset in found for one in dataset.loads), key=lambda one: (one.at, one.sequence))
    rows = [_load_row(one, in_words=format_ is Format.TABLE) for one in loads]
    document = {"datasets": [{**_row(one), "counts": dict(one.counts)} for one in found], "loads": rows}
    if not found:
        write_rows(texts.NO_DATASETS(), document, [], format_)
        return
    write_rows(texts.DATASETS(), document, rows if format_ is Format.CSV else [_row(one) for one in found], format_)
    if format_ is Format.TABLE and rows:
        answers().print(table(columns_of(rows), rows, texts.language()))


async def _datasets(settings: Settings) -> list[StoredDataset]:
    from stdgraph.cli.client import opened
    from stdgraph.datasets.registry import list_datasets

    async with opened(settings) as graph:
        return await list_datasets(graph)


def _row(one: StoredDataset) -> Row:
    title = one.row["titleZh"] if texts.language() == "ZH" else one.row["titleEn"] or one.row["titleZh"]
    return {
        "rank": one.row["rank"],
        "name": one.row["name"],
        "title": title,
        "statedOn": one.row["statedOn"],
        "things": sum(one.counts.values()),
    }


def _load_row(one: StoredLoad, *, in_words: bool) -> Row:
    from stdgraph.cli.load_tables import CHANGES

    words = {"updated": CHANGES["changed"], "vanished": CHANGES["no longer stated"], **CHANGES} if in_words else {}
    language = texts.language()
    counts = [
        f"{words[name].in_language(language) if name in words else name} {sum(by.values())}"
        for name, by in one.outcome.items()
        if isinstance(by, dict) and name != "dataset"
    ]
    return {
        "load": one.id,
        "name": one.dataset,
        "at": f"{one.at:%Y-%m-%d %H:%M:%S}",
        "state": one.state,
        "outcome": ", ".join(counts),
    }
