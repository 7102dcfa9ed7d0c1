"""The commands, put together. This module and all it imports stay light: ``--help`` must answer at once."""

from __future__ import annotations

from typing import Annotated

import typer
from typer.core import TyperGroup

from stdgraph.cli import doctor, gaps, impact, progress, schema, seed, serve, settle, token
from stdgraph.cli.options import Config, DataDir, Debug, Given

EXIT_CODES = (
    "Exit codes: 0 fine; 1 the answer is no (the schema differs, doctor found something), or stdgraph itself failed; "
    "2 bad input or usage; 3 the graph cannot be reached or started; 130 interrupted."
)


class _InOrder(TyperGroup):
    """Commands in the order of this module; typer would put those that have commands of their own first."""

    def list_commands(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return sorted(self.commands, key=lambda name: isinstance(self.commands[name], TyperGroup))


app = typer.Typer(
    cls=_InOrder,
    help="Standards systems (标准体系) in a graph: what is missing, what it blocks, how far the plan has come.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
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
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before the command."""
    context.obj = Given(data_dir, config, debug)


for command in (
    *(serve.serve, seed.seed, gaps.gaps, settle.settle),
    *(progress.progress, impact.impact, schema.schema, doctor.doctor),
):
    app.command(epilog=EXIT_CODES)(command)

for name, command_of_token in (("issue", token.issue), ("list", token.list_), ("revoke", token.revoke)):
    token.app.command(name, epilog=EXIT_CODES)(command_of_token)
app.add_typer(token.app, name="token", epilog=EXIT_CODES)
