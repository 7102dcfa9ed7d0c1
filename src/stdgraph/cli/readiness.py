"""``stdgraph readiness``: whether the chain behind a product has the standards that it needs."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import completion, lookup_texts, texts
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
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.cli.asking import Asking
    from stdgraph.cli.output import Answer
    from stdgraph.settings import Settings

DEMANDS = """
query Demands($code: String!) {
  productCategory(code: $code) { demands { subsystem { code system { code } } } }
}
"""


def readiness(
    context: typer.Context,
    category: Annotated[str, typer.Argument(metavar="CATEGORY", autocompletion=completion.categories)],
    subsystem: Annotated[
        str | None, typer.Argument(metavar="SYSTEM/CODE", autocompletion=completion.subsystems)
    ] = None,
    as_of: AsOf = None,
    format_: FormatOption = Format.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Show whether everything that a product depends on has a standard of a subsystem."""
    from stdgraph.cli.output import answers, write_csv, write_json
    from stdgraph.cli.readiness_tables import MEMBERS, everything

    if subsystem is None and "/" in category:
        category, _, subsystem = category.partition("/")
    settings = settings_for(context, data_dir, config)
    chosen = language or texts.language()
    answer = asyncio.run(
        _readiness(settings, category, subsystem, {"asOf": day(as_of), "language": chosen.value}, chosen)
    )
    if format_ is Format.JSON:
        write_json(answer)
    elif format_ is Format.CSV:
        write_csv(MEMBERS, answer["productCategory"]["readiness"]["members"])
    else:
        answers().print(*everything(answer, chosen), sep="\n")


async def _readiness(
    settings: Settings, category: str, subsystem: str | None, variables: Answer, language: Language
) -> Answer:
    """What GraphQL answers; raises UnknownCode for a category or subsystem that the catalogue does not have."""
    from stdgraph.cli.asking import asking
    from stdgraph.cli.lookup_documents import READINESS

    async with asking(settings) as ask:
        system, code = await _place(ask, category, subsystem, language)
        place = {"system": system, "code": code}
        answer = await ask(READINESS, category=category, subsystem=place, **place, **variables)
        if answer["productCategory"] is None:
            raise await ask.unknown("ProductCategory", category)
        if answer["subsystem"] is None:
            raise await ask.unknown("Subsystem", f"{system}/{code}")
        return answer


async def _place(ask: Asking, category: str, subsystem: str | None, language: Language) -> tuple[str, str]:
    """System and code of the subsystem that was named, else of the only one in which a document demands a standard for the category.

    A system without a code stands for the only such subsystem of it. Raises BadInput where several, or none, may be meant.
    """
    system, slash, code = (subsystem or "").partition("/")
    if slash and system and code:
        return system, code
    if slash:
        raise BadInput(lookup_texts.INVALID_SUBSYSTEM(text=repr(subsystem)))
    answer = await ask(DEMANDS, code=category)
    if answer["productCategory"] is None:
        raise await ask.unknown("ProductCategory", category)
    places = [one["subsystem"] for one in answer["productCategory"]["demands"]]
    demanded = sorted({(one["system"]["code"], one["code"]) for one in places if system in ("", one["system"]["code"])})
    if len(demanded) == 1:
        return demanded[0]
    if not demanded:
        raise BadInput(lookup_texts.NO_DEMAND(category=category))
    comma = "、" if language is Language.ZH else ", "
    named = comma.join("/".join(one) for one in demanded)
    raise BadInput(lookup_texts.ONE_OF_SEVERAL(category=category, count=len(demanded), subsystems=named))
