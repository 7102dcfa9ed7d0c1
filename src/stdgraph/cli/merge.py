"""``stdgraph merge``: two standards that turn out to be one."""

from __future__ import annotations

import asyncio
import getpass
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import texts
from stdgraph.cli.options import Config, DataDir, Debug, settings_for
from stdgraph.domain import calendar
from stdgraph.domain.identity import Identity, Role
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.commands.outcomes import Outcome
    from stdgraph.gap_records.reconciliation import Reconciliation
    from stdgraph.settings import Settings


def merge(
    context: typer.Context,
    lost: Annotated[str, typer.Argument(metavar="LOST")],
    kept: Annotated[str, typer.Argument(metavar="KEPT")],
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run")] = False,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Merge a standard into another one, which takes over everything; the lost id is found for ever."""
    from stdgraph.cli.output import answers
    from stdgraph.cli.settle import lines
    from stdgraph.commands.outcomes import Changed

    outcome, settled = asyncio.run(_merge(settings_for(context, data_dir, config), lost, kept, reason, dry_run=dry_run))
    if not isinstance(outcome, Changed):
        raise BadInput(outcome.message.text(texts.language()))
    done = texts.WOULD_MERGE if dry_run else texts.MERGED
    number = outcome.state.get("number") or outcome.state.get("planNumber")
    name = f"{outcome.key} ({number})" if number else outcome.key
    answers().print(done(lost=lost, kept=name), markup=False)
    for line in lines(settled) if settled else ():
        answers().print(line, markup=False)


async def _merge(
    settings: Settings, lost: str, kept: str, reason: str | None, *, dry_run: bool
) -> tuple[Outcome, Reconciliation | None]:
    from stdgraph.cli.client import opened
    from stdgraph.commands.command_handler import apply_commands
    from stdgraph.commands.merge import Merge
    from stdgraph.gap_records.reconciliation import reconcile_records

    async with opened(settings) as graph:
        today = calendar.today()
        command = Merge(lost, kept, reason)
        result = await apply_commands(graph, operator(), [command], today=today, dry_run=dry_run)
        settled = await reconcile_records(graph, today) if result.applied else None
        return result.outcomes[0], settled


def operator() -> Identity:
    """Who types the command: whoever may open the catalogue may do everything with it, and the history shows the name."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):  # a user id without a name
        name = "stdgraph"
    return Identity(name, Role.ADMINISTRATOR)
