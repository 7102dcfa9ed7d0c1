"""What ``advance`` and ``publish`` share: a standard is moved on, after a look at what it is and at what it would be."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from stdgraph.cli import lookup_texts as say
from stdgraph.cli.changing import (
    Done,
    How,
    carry_out,
    check_outcome,
    confirmed,
    not_done,
    settle,
    tell,
)
from stdgraph.cli.exit import Exit
from stdgraph.cli.options import TableOrJson
from stdgraph.cli.sheet import coded, named

if TYPE_CHECKING:
    from stdgraph.cli.output import Row
    from stdgraph.cli.texts import Phrase
    from stdgraph.settings import Settings

DONE = ("StandardAdvanced",)


def part_of_day(text: str) -> str:
    """A day of the command line, or a month or a year where no more is known; raises ValueError for anything else."""
    whole = text + "-01-01"[len(text) - 4 :] if re.fullmatch(r"\d{4}(-\d\d){0,2}", text) else ""
    try:
        if date.fromisoformat(whole).isoformat() == whole:
            return text
    except ValueError:
        pass
    raise ValueError(say.INVALID_DATE(text=repr(text)))


def move(settings: Settings, document: str, given: Row, token: str | None, how: How) -> int:
    """Move a standard on, and say what was done. Returns the exit code; raises BadInput where the change is refused."""
    from stdgraph.cli.output import write_json
    from stdgraph.cli.settle import as_json, lines

    done = asyncio.run(_move(settings, document, given, token, how))
    if done is None:
        return not_done()
    if how.format is TableOrJson.JSON:
        settled = as_json(done.settled) if done.settled else None
        write_json({"dryRun": not done.written, "outcome": done.outcome, "settled": settled})
        return Exit.FINE
    change = done.outcome["change"]
    tell(done.lines)
    if not done.written:
        tell([say.DRY_RUN.said_in(how.language)])
    elif change:
        tell([say.UNDO_WITH.said_in(how.language, sequence=change["sequence"])])
    tell(lines(done.settled) if done.settled else ())
    return Exit.FINE


async def _move(settings: Settings, document: str, given: Row, token: str | None, how: How) -> Done | None:
    """What came of it; None where the person who was asked said no."""
    from stdgraph.cli.asking import asking, taken
    from stdgraph.cli.change_documents import BEFORE
    from stdgraph.cli.standard_sheet import edition_taken
    from stdgraph.domain.text import from_opaque

    async with asking(settings, token, changing=True) as ask:
        before = (await ask(BEFORE, number=given["standard"], language=how.language.value))["standard"]
        if before is None:
            raise await ask.unknown_standard(str(given["standard"]))
        series = taken(str(given["standard"]), before)
        which = [edition_taken(str(given["standard"]), series, how.language)] if series else []
        # the very standard that is shown, whatever its number names by the time it is changed
        wanted = {**given, "standard": from_opaque(before["id"]).decode().partition(":")[2]}
        if how.asks or how.dry_run:
            trial = await carry_out(ask, document, wanted, replace(how, dry_run=True))
            check_outcome(trial, how, DONE)
            shown = [*which, *differences(before, trial["standard"], how)]
            if how.dry_run:
                return Done(trial, written=False, lines=shown)
            if not confirmed(shown):
                return None
            wanted.setdefault("expectedRevision", before["revision"])
        outcome = await carry_out(ask, document, wanted, how)
        check_outcome(outcome, how, DONE)
        shown = [*which, *differences(before, outcome["standard"], how)]
        return Done(outcome, written=True, settled=await settle(ask), lines=shown)


def differences(before: Row, after: Row, how: How) -> list[str]:
    """The standard, then a line for each thing that is another one after the change."""
    from stdgraph.cli.standard_sheet import state_of

    def days(standard: Row, name: str) -> str:
        return (standard[name] or {}).get("text") or "–"

    told: list[dict[Phrase, str]] = [
        {
            say.NUMBER: one["number"] or "–",
            say.STAGE: coded(one["stage"]) or "–",
            say.STATE: state_of(one, how.language) or "–",
            say.PUBLICATION: days(one, "publication"),
            say.ENTRY_INTO_FORCE: days(one, "entryIntoForce"),
            say.WITHDRAWAL: days(one, "withdrawal"),
            say.REVISION: str(one["revision"]),
        }
        for one in (before, after)
    ]
    changed = [(name, was, told[1][name]) for name, was in told[0].items() if was != told[1][name]]
    lines = [
        say.WAS_AND_IS.said_in(how.language, name=name.said_in(how.language), was=was, now=now)
        for name, was, now in changed
    ]
    return [
        named(after if after["title"] else before),
        *(f"  {line}" for line in lines or [say.NOTHING_CHANGED.said_in(how.language)]),
    ]
