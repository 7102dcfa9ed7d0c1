"""``stdgraph gap``: why something is a gap, what it blocks, what closes it, and what was decided."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import lookup_texts, texts
from stdgraph.cli.options import (
    AsOf,
    Config,
    DataDir,
    Debug,
    LanguageOption,
    TableOrJson,
    day,
    settings_for,
)
from stdgraph.domain import calendar
from stdgraph.domain.nearness import nearest
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.cli.asking import Asking
    from stdgraph.cli.output import Answer
    from stdgraph.settings import Settings


def gap(
    context: typer.Context,
    id_: Annotated[str, typer.Argument(metavar="ID")],
    as_of: AsOf = None,
    format_: Annotated[TableOrJson, typer.Option("--format")] = TableOrJson.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Show why something is a gap, what it blocks, what closes it, and its record."""
    from stdgraph.cli.output import answers, write_json

    settings = settings_for(context, data_dir, config)
    chosen = language or texts.language()
    answer = asyncio.run(_gap(settings, id_.strip(), day(as_of), chosen))
    if format_ is TableOrJson.JSON:
        write_json(answer)
        return
    from stdgraph.cli.gap_sheet import everything

    answers().print(*everything(answer, chosen), sep="\n")


async def _gap(settings: Settings, named: str, on: str | None, language: Language) -> Answer:
    """The gap or, where it is gone, its record. Raises BadInput where there never was such a gap, with the nearest there are."""
    from stdgraph.cli.asking import asking
    from stdgraph.cli.lookup_documents import GAP

    async with asking(settings) as ask:
        key = named.partition("@")[0]
        asked = f"{key}@{on}" if on else named
        answer = await ask(GAP, id=asked, language=language.value)
        if answer["gap"] is not None:
            return {**answer, "record": answer["gap"]["record"]}
        record = await find_record(ask, named, language)
        if record is not None:
            return {"gap": None, "record": record}
        raise await unknown_gap(ask, named, on)


async def find_record(ask: Asking, named: str, language: Language) -> Answer | None:
    """The record of a gap that is gone, by the gap's key or its own id; None where nobody ever tracked it."""
    from stdgraph.cli.lookup_documents import RECORDS

    found, _ = await ask.all(RECORDS, language=language.value)
    key = named.partition("@")[0]
    chosen = [one for one in found if key in (one["gapId"].partition("@")[0], one["id"])]
    return {name: value for name, value in chosen[0].items() if name not in ("node", "id")} if chosen else None


async def unknown_gap(ask: Asking, named: str, on: str | None = None) -> BadInput:
    """The error for a gap that there is not, with the keys that come nearest."""
    from stdgraph.cli.asking import with_nearest
    from stdgraph.cli.lookup_documents import GAP_KEYS

    found, _ = await ask.all(GAP_KEYS)
    day_ = on or named.partition("@")[2] or calendar.today()
    told = lookup_texts.NO_GAP(gap=named, on=day_)
    return BadInput(with_nearest(told, nearest(named.partition("@")[0], [(one["key"], ()) for one in found])))
