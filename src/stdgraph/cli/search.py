"""``stdgraph search``: what the catalogue has under a number, a code or words of a title."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import lookup_texts, texts
from stdgraph.cli.options import Config, DataDir, Debug, Format, FormatOption, LanguageOption, settings_for
from stdgraph.domain.terms import LABEL_TERMS, TERMS
from stdgraph.domain.vocabulary import Language, Standing, Status

if TYPE_CHECKING:
    from stdgraph.cli.output import Answer, Column, Row
    from stdgraph.settings import Settings


def search(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(metavar="TEXT")],
    first: Annotated[int, typer.Option("--first", metavar="NUMBER", min=1)] = 20,
    format_: FormatOption = Format.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Search numbers, codes and titles, best first."""
    from stdgraph.cli.output import write_csv, write_json

    settings = settings_for(context, data_dir, config)
    chosen = language or texts.language()
    words = " ".join(text)
    answer = asyncio.run(_search(settings, words, first, chosen))
    if format_ is Format.JSON:
        write_json(answer)
    elif format_ is Format.CSV:
        write_csv(_columns(), answer["hits"])
    else:
        _show(answer, words, chosen)


async def _search(settings: Settings, text: str, first: int, language: Language) -> Answer:
    from stdgraph.cli.asking import asking
    from stdgraph.cli.lookup_documents import SEARCH

    async with asking(settings) as ask:
        hits, page = await ask.all(SEARCH, first, text=text, language=language.value)
        near = [] if hits else await ask.near_standards(text)
    rows = [{name: value for name, value in hit.items() if name != "node"} for hit in hits]
    return {"totalCount": page["totalCount"], "hits": rows, "nearest": near}


def _show(answer: Answer, text: str, language: Language) -> None:
    from stdgraph.cli.asking import with_nearest
    from stdgraph.cli.output import answers, heading, table

    hits = answer["hits"]
    if not hits:
        told = lookup_texts.NOTHING_FOUND.said_in(language, text=text)
        answers().print(with_nearest(told, answer["nearest"]), markup=False)
        return
    title = lookup_texts.FOUND.said_in(language, text=text, total=answer["totalCount"], shown=len(hits))
    answers().print(heading(title), table([one for one in _columns() if one.name != "score"], hits, language), sep="\n")


def _columns() -> list[Column]:
    from stdgraph.cli.output import Column, in_words

    states = {**TERMS[Status], **TERMS[Standing]}
    return [
        Column("kind", "对象", "kind", lambda row: row["kind"], people=in_words(LABEL_TERMS), whole=True),
        Column("code", "编号或代号", "number or code", _code, whole=True),
        Column("title", "名称", "title", lambda row: row["title"]),
        Column(
            "state", "状态", "status", lambda row: row.get("standing") or row.get("status"), people=in_words(states)
        ),
        Column("score", "相关度", "score", lambda row: row["score"], right=True),
    ]


def _code(row: Row) -> str | None:
    if row["kind"] == "Standard":
        number: str | None = row["number"] or row["planNumber"]
        return number
    return f"{row['system']['code']}/{row['code']}" if row["kind"] == "Subsystem" else str(row["code"])
