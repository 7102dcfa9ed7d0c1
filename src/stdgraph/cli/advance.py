"""``stdgraph advance``: a standard enters another stage."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from stdgraph.cli import completion, lookup_texts, texts
from stdgraph.cli.acting import Token
from stdgraph.cli.changing import DryRun, ExpectedRevision, How, Note, Yes, at_terminal
from stdgraph.cli.moving import part_of_day
from stdgraph.cli.options import (
    Config,
    DataDir,
    Debug,
    LanguageOption,
    TableOrJson,
    day,
    settings_for,
    whole_day,
)
from stdgraph.domain.stages import STAGES, SUBSTAGES, parse_stage, status_of
from stdgraph.domain.vocabulary import Status

ENDS = (Status.PUBLISHED, Status.WITHDRAWN, Status.ABANDONED)
"""What a person is asked about first: others build on it from that day on."""


def _stage(text: str) -> str:
    try:
        return parse_stage(text)
    except ValueError:
        told = {"stages": " ".join(STAGES), "substages": " ".join(SUBSTAGES)}
        raise ValueError(lookup_texts.INVALID_STAGE(text=repr(text), **told)) from None


OnDay = Annotated[date | None, typer.Option("--on", parser=whole_day, metavar="YYYY-MM-DD", show_default=False)]
PublishedOn = Annotated[
    str | None, typer.Option("--published-on", parser=part_of_day, metavar="YYYY-MM-DD", show_default=False)
]
InForceOn = Annotated[
    str | None, typer.Option("--in-force-on", parser=part_of_day, metavar="YYYY-MM-DD", show_default=False)
]


def advance(
    context: typer.Context,
    standard: Annotated[list[str], typer.Argument(metavar="NUMBER")],
    to: Annotated[str, typer.Option("--to", parser=_stage, metavar="STAGE", autocompletion=completion.stages)],
    on: OnDay = None,
    number: Annotated[str | None, typer.Option("--number", metavar="NUMBER")] = None,
    plan_number: Annotated[str | None, typer.Option("--plan-number", metavar="NUMBER")] = None,
    published_on: PublishedOn = None,
    in_force_on: InForceOn = None,
    note: Note = None,
    expected_revision: ExpectedRevision = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    token: Token = None,
    format_: Annotated[TableOrJson, typer.Option("--format")] = TableOrJson.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> int:
    """Let a standard enter another stage. Returns the exit code."""
    from stdgraph.cli.change_documents import ADVANCE
    from stdgraph.cli.moving import move

    settings = settings_for(context, data_dir, config)
    asks = status_of(to) in ENDS and not (yes or dry_run) and at_terminal()
    given = {
        "standard": " ".join(standard),
        "to": to,
        "effectiveOn": day(on),
        "number": number,
        "planNumber": plan_number,
        "publishedOn": published_on,
        "inForceOn": in_force_on,
        "note": note,
        "expectedRevision": expected_revision,
    }
    return move(settings, ADVANCE, given, token, How(language or texts.language(), format_, dry_run, asks))
