"""``stdgraph publish``: a standard is published, under its number and on its day."""

from __future__ import annotations

from typing import Annotated

import typer

from stdgraph.cli import texts
from stdgraph.cli.acting import Token
from stdgraph.cli.advance import InForceOn
from stdgraph.cli.changing import DryRun, ExpectedRevision, How, Note, Yes, at_terminal
from stdgraph.cli.moving import part_of_day
from stdgraph.cli.options import Config, DataDir, Debug, LanguageOption, TableOrJson, settings_for


def publish(
    context: typer.Context,
    standard: Annotated[list[str], typer.Argument(metavar="NUMBER")],
    number: Annotated[str, typer.Option("--number", metavar="NUMBER")],
    published_on: Annotated[
        str, typer.Option("--published-on", parser=part_of_day, metavar="YYYY-MM-DD", show_default=False)
    ],
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
    """Publish a standard: it enters stage 60.60 with its number and days. Returns the exit code."""
    from stdgraph.cli.change_documents import PUBLISH
    from stdgraph.cli.moving import move

    settings = settings_for(context, data_dir, config)
    given = {
        "standard": " ".join(standard),
        "number": number,
        "publishedOn": published_on,
        "inForceOn": in_force_on,
        "note": note,
        "expectedRevision": expected_revision,
    }
    asks = not (yes or dry_run) and at_terminal()
    return move(settings, PUBLISH, given, token, How(language or texts.language(), format_, dry_run, asks))
