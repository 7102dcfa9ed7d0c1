"""Taking one change back: what it was, whether it can be, and what the product says of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict

from stdgraph.cli import lookup_texts as say
from stdgraph.cli.acting import actor
from stdgraph.cli.asking import Asking
from stdgraph.cli.change_documents import CHANGE, CHANGED, REVOKE
from stdgraph.cli.changing import Done, How, carry_out, check_outcome, confirmed, not_done, settle, tell
from stdgraph.cli.exit import Exit
from stdgraph.cli.options import TableOrJson
from stdgraph.domain.terms import ENTERED_TERMS, TERMS
from stdgraph.domain.vocabulary import EventKind, Language
from stdgraph.errors import BadInput

if TYPE_CHECKING:
    from stdgraph.cli.output import Row
    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph

LAST = "MATCH (c:Catalogue {id: $catalogue}) RETURN c.sequence AS sequence"
LONGEST = 60
"""Characters of a value that are shown."""
DONE = ("StandardAdvanced", *CHANGED)
"""What the outcome is called where the change was taken back."""


class LastRow(TypedDict):
    """The sequence of the last change."""

    sequence: int


@dataclass(frozen=True, slots=True)
class Undone:
    """A change that was taken back or, in a dry run, can be."""

    sequence: int
    done: Done


async def last_sequence(graph: Graph) -> int:
    """The sequence of the last change; 0 before the first."""
    from stdgraph.store.transaction import CATALOGUE

    row = await graph.read(lambda tx: tx.row(LAST, LastRow, catalogue=CATALOGUE))
    return row["sequence"] if row else 0


async def undo_change(
    graph: Graph, settings: Settings, what: str, reason: str | None, token: str | None, how: How
) -> Undone | None:
    """Take the change of a sequence back; None where the person who was asked said no.

    Raises BadInput for a change that there is not, or that the product refuses to take back, Unauthenticated for a bad token.
    """
    ask = Asking(graph, settings, await actor(graph, settings, token))
    last = await last_sequence(graph)
    sequence = int(what) if what.isascii() and what.isdigit() else 0
    if not 0 < sequence <= last:
        raise BadInput(say.NO_CHANGE(sequence=what, last=last) if last else say.NO_CHANGES())
    if not (reason or "").strip():
        raise BadInput(say.REASON_REQUIRED())
    answer = await ask(CHANGE, after=str(sequence - 1), language=how.language.value)
    shown = list(_described(answer["changes"]["edges"][0]["node"], how.language))
    given = {"sequence": sequence, "reason": reason}
    if how.asks or how.dry_run:
        trial = await carry_out(ask, REVOKE, given, replace(how, dry_run=True))
        check_outcome(trial, how, DONE)
        if how.dry_run:
            return Undone(sequence, Done(trial, written=False, lines=shown))
        if not confirmed(shown):
            return None
    outcome = await carry_out(ask, REVOKE, given, how)
    check_outcome(outcome, how, DONE)
    return Undone(sequence, Done(outcome, written=True, settled=await settle(ask), lines=shown))


def show(undone: Undone | None, how: How) -> int:
    """Say what was taken back. Returns the exit code."""
    from stdgraph.cli.output import write_json
    from stdgraph.cli.settle import as_json, lines

    if undone is None:
        return not_done()
    done = undone.done
    if how.format is TableOrJson.JSON:
        settled = as_json(done.settled) if done.settled else None
        write_json({"dryRun": not done.written, "outcome": done.outcome, "settled": settled})
        return Exit.FINE
    said = say.TAKEN_BACK if done.written else say.CAN_BE_TAKEN_BACK
    tell([*done.lines, said.said_in(how.language, sequence=undone.sequence)])
    if not done.written:
        tell([say.DRY_RUN.said_in(how.language)])
    tell(lines(done.settled) if done.settled else ())
    return Exit.FINE


def _described(change: Row, language: Language) -> Iterator[str]:
    """The change, and a line for each field that it changed."""
    thing = change["concerns"] or {}
    standard = change["subject"] or {}
    record = change["record"] or {}
    name = standard.get("number") or standard.get("planNumber") or record.get("gapId") or thing.get("key") or ""
    yield say.TAKING_BACK.said_in(
        language,
        sequence=change["sequence"],
        kind=TERMS[EventKind][change["kind"]].in_language(language),
        actor=change["actor"],
        at=change["at"] or change["effectiveIn"] or str(change["recordedAt"])[:10],
        thing=f"{name} {thing.get('title') or ''}".strip(),
    )
    if change["stage"]:
        stage = f"{change['stage']['code']} {change['stage']['title']}"
        yield f"  {say.PROBLEM.said_in(language, field=say.STAGE.said_in(language), problem=stage)}"
    before, after = change["before"], change["after"]
    if isinstance(before, dict) and isinstance(after, dict):
        for field in sorted({*before, *after}):
            was, now = _value(before.get(field)), _value(after.get(field))
            if field in ENTERED_TERMS and was != now:
                known = ENTERED_TERMS[field].in_language(language)
                yield f"  {say.WAS_AND_IS.said_in(language, name=known, was=was, now=now)}"


def _value(value: object) -> str:
    text = value if isinstance(value, str) else "–" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
