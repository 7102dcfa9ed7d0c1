"""``stdgraph systems``: the standards systems of the catalogue, with counts and completion."""

from __future__ import annotations

import asyncio
from operator import itemgetter
from typing import TYPE_CHECKING

import typer

from stdgraph.cli import texts
from stdgraph.cli.options import (
    AsOf,
    Config,
    DataDir,
    Debug,
    Format,
    FormatOption,
    LanguageOption,
    day,
    settings_for,
)

if TYPE_CHECKING:
    from stdgraph.cli.output import Answer, Column
    from stdgraph.settings import Settings


def systems(
    context: typer.Context,
    as_of: AsOf = None,
    format_: FormatOption = Format.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """List the standards systems, with counts and completion."""
    from stdgraph.cli.output import answers, table, write_csv, write_json

    settings = settings_for(context, data_dir, config)
    chosen = language or texts.language()
    answer = asyncio.run(_systems(settings, {"asOf": day(as_of), "language": chosen.value}))
    rows, columns = answer["systems"], _columns()
    if format_ is Format.JSON:
        write_json(answer)
    elif format_ is Format.CSV:
        write_csv(columns, rows)
    else:
        answers().print(table([one for one in columns if one.name not in ("issuer", "caveat")], rows, chosen))
        for one in rows:
            if caveat := one["progress"]["caveat"]:
                answers().print(texts.CAVEAT_OF.said_in(chosen, code=one["code"], caveat=caveat), markup=False)


async def _systems(settings: Settings, variables: Answer) -> Answer:
    from stdgraph.cli.asking import asking
    from stdgraph.cli.lookup_documents import SYSTEMS

    async with asking(settings) as ask:
        return await ask(SYSTEMS, **variables)


def _columns() -> list[Column]:
    from stdgraph.cli.output import Column
    from stdgraph.cli.progress_tables import completion, shares

    return [
        Column("code", "代号", "code", itemgetter("code"), whole=True),
        Column("title", "名称", "title", itemgetter("title")),
        Column("issuer", "发布机关", "issuer", itemgetter("issuer")),
        Column("issued", "日期", "issued", lambda row: row["issuedOn"] or row["issuedIn"], whole=True, spare=6),
        Column("declared", "文件载明", "declared", lambda row: row["progress"]["declared"], right=True, spare=7),
        *shares("progress"),
        completion("progress"),
        Column("gaps", "缺口", "gaps", lambda row: row["gaps"]["totalCount"], right=True),
        Column("caveat", "说明", "caveat", lambda row: row["progress"]["caveat"]),
    ]
