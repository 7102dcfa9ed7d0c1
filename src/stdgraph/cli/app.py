"""The commands, put together. This module and all it imports stay light: ``--help`` must answer at once."""

from __future__ import annotations

from typing import Annotated

import typer

from stdgraph.cli import (
    advance,
    backup,
    committees,
    coverage,
    datasets,
    doctor,
    export,
    gap,
    gaps,
    impact,
    imports,
    merge,
    progress,
    publish,
    readiness,
    restore,
    schema,
    search,
    seed,
    serve,
    settle,
    standard,
    systems,
    timezone,
    token,
    track,
    undo,
)
from stdgraph.cli.help import LocalisedCommand, LocalisedGroup
from stdgraph.cli.options import Config, DataDir, Debug, Given

app = typer.Typer(
    cls=LocalisedGroup,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from stdgraph import __version__

        typer.echo(f"stdgraph {__version__}")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Take the options that stand before the command."""
    context.obj = Given(data_dir, config, debug)


for command in (
    serve.serve,
    seed.seed,
    imports.import_,
    datasets.datasets,
    undo.undo,
    backup.backup,
    restore.restore,
    systems.systems,
    committees.committees,
    standard.standard,
    search.search,
    coverage.coverage,
    readiness.readiness,
    gaps.gaps,
    gap.gap,
    progress.progress,
    impact.impact,
    advance.advance,
    publish.publish,
    track.track,
    settle.settle,
    merge.merge,
    timezone.timezone,
    export.export,
    schema.schema,
    doctor.doctor,
):
    app.command(command.__name__.rstrip("_"), cls=LocalisedCommand)(command)

for name, command_of_token in (("issue", token.issue), ("list", token.list_), ("revoke", token.revoke)):
    token.app.command(name, cls=LocalisedCommand)(command_of_token)
app.add_typer(token.app, name="token")
