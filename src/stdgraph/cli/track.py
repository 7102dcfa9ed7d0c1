"""``stdgraph track``: what a committee decides about a gap."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import completion, lookup_texts, texts
from stdgraph.cli.acting import Token
from stdgraph.cli.changing import DryRun, ExpectedRevision, How, Note, carry_out, check_outcome
from stdgraph.cli.options import Config, DataDir, Debug, LanguageOption, TableOrJson, settings_for
from stdgraph.domain.vocabulary import GapStatus, Priority

if TYPE_CHECKING:
    from stdgraph.cli.output import Answer, Row
    from stdgraph.settings import Settings

DECISIONS = ("status", "priority", "owner", "recommendation", "needsResearch", "note")


def track(
    context: typer.Context,
    gap: Annotated[str, typer.Argument(metavar="ID")],
    status: Annotated[GapStatus | None, typer.Option("--status", metavar="STATUS", case_sensitive=False)] = None,
    priority: Annotated[Priority | None, typer.Option("--priority", metavar="PRIORITY", case_sensitive=False)] = None,
    owner: Annotated[str | None, typer.Option("--owner", metavar="CODE", autocompletion=completion.committees)] = None,
    recommendation: Annotated[str | None, typer.Option("--recommendation", metavar="TEXT")] = None,
    needs_research: Annotated[bool | None, typer.Option("--needs-research/--no-research", show_default=False)] = None,
    note: Note = None,
    expected_revision: ExpectedRevision = None,
    dry_run: DryRun = False,
    token: Token = None,
    format_: Annotated[TableOrJson, typer.Option("--format")] = TableOrJson.TABLE,
    language: LanguageOption = None,
    data_dir: DataDir = None,
    config: Config = None,
    debug: Debug = False,
) -> None:
    """Record what a committee decides about a gap."""
    settings = settings_for(context, data_dir, config)
    given = {
        "gapId": gap.strip(),
        "status": status.value if status else None,
        "priority": priority.value if priority else None,
        "owner": owner,
        "recommendation": recommendation,
        "needsResearch": needs_research,
        "note": note,
        "expectedRevision": expected_revision,
    }
    if all(given[name] is None for name in DECISIONS):
        raise typer.BadParameter(lookup_texts.NOTHING_TO_TRACK())
    how = How(language or texts.language(), format_, dry_run)
    _show(asyncio.run(_track(settings, given, token, how)), how)


async def _track(settings: Settings, given: Row, token: str | None, how: How) -> Answer:
    """The outcome; raises BadInput where the decision is refused."""
    from stdgraph.cli.asking import asking
    from stdgraph.cli.change_documents import TRACK
    from stdgraph.cli.gap import unknown_gap

    async with asking(settings, token, changing=True) as ask:
        outcome = await carry_out(ask, TRACK, given, how)
        if outcome["__typename"] == "NotFound" and how.format is TableOrJson.TABLE:
            raise await unknown_gap(ask, str(given["gapId"]))
        check_outcome(outcome, how, ("GapTracked",))
        return outcome


def _show(outcome: Answer, how: How) -> None:
    from stdgraph.cli.gap_sheet import told_record
    from stdgraph.cli.output import answers, heading, write_json

    if how.format is TableOrJson.JSON:
        write_json({"dryRun": how.dry_run, "outcome": outcome})
        return
    record = outcome["record"]
    answers().print(heading(record["message"]), *told_record(record, how.language), sep="\n")
    if how.dry_run:
        answers().print(lookup_texts.DRY_RUN.said_in(how.language), markup=False)
