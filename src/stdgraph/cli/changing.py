"""Carrying out a change: a preview, a confirmation where a person is asked, and what came of it as the product says it."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

import typer

from stdgraph.cli import lookup_texts as say
from stdgraph.cli.exit import Exit
from stdgraph.cli.options import TableOrJson
from stdgraph.cli.output import answers, write_json
from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput, StdgraphError

if TYPE_CHECKING:
    from stdgraph.cli.asking import Asking
    from stdgraph.cli.output import Answer, Row
    from stdgraph.gap_records.reconciliation import Reconciliation

DryRun = Annotated[bool, typer.Option("--dry-run")]
Yes = Annotated[bool, typer.Option("--yes", "-y")]
ExpectedRevision = Annotated[int | None, typer.Option("--expected-revision", metavar="NUMBER", min=0)]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT")]

OPTIONS: Mapping[str, str] = {
    "number": "--number",
    "publishedOn": "--published-on",
    "inForceOn": "--in-force-on",
    "planNumber": "--plan-number",
    "effectiveOn": "--on",
    "to": "--to",
    "expectedRevision": "--expected-revision",
    "note": "--note",
    "owner": "--owner",
    "recommendation": "--recommendation",
    "reason": "--reason",
}
"""The option of a command for each field of its input."""


@dataclass(frozen=True, slots=True)
class How:
    """How a change is carried out."""

    language: Language
    format: TableOrJson = TableOrJson.TABLE
    dry_run: bool = False
    asks: bool = False
    """Whether a person at a terminal is asked first."""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a change: the outcome, whether it was written, and the records of gaps that were settled after it."""

    outcome: Answer
    written: bool
    settled: Reconciliation | None = None
    lines: list[str] = field(default_factory=list)
    """What was shown beforehand."""


def at_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirmed(lines: Iterable[str]) -> bool:
    """Whether the person at the terminal agrees to what the lines say; anything but a yes is a no."""
    for line in lines:
        print(line, file=sys.stderr)
    print(say.ASK(), end="", file=sys.stderr, flush=True)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # the event loop's own waits for the answer
    try:
        return sys.stdin.readline().strip().casefold() in ("y", "yes", "是", "好")
    finally:
        signal.signal(signal.SIGINT, before)


async def carry_out(ask: Asking, document: str, given: Row, how: How) -> Answer:
    """The outcome of a mutation, written unless it is a dry run; the outcomes that refuse it are outcomes, too."""
    variables = {"input": {name: value for name, value in given.items() if value is not None}}
    answer = await ask(document, **variables, dryRun=how.dry_run, language=how.language.value)
    outcome: Answer = answer["outcome"]
    return outcome


def check_outcome(outcome: Row, how: How, done: tuple[str, ...]) -> None:
    """Raises BadInput for an outcome of another type than those of a change that was made; as JSON the outcome is written, too."""
    if outcome["__typename"] in done:
        return
    if how.format is TableOrJson.JSON:
        write_json({"dryRun": how.dry_run, "outcome": outcome})
    raise BadInput("\n".join(refusal(outcome, how.language)))


def refusal(outcome: Row, language: Language) -> list[str]:
    """Why a change was refused: the product's sentence, and what would be accepted instead, a line each."""
    lines = [str(outcome["message"])]
    comma = "、" if language is Language.ZH else ", "
    problems = outcome.get("problems") or ()
    if len(problems) > 1 or any(problem["message"] != outcome["message"] for problem in problems):
        lines += [
            say.PROBLEM.said_in(language, field=OPTIONS.get(one["path"], one["path"]), problem=one["message"])
            for one in problems
        ]
    if missing := outcome.get("missing"):
        lines.append(say.MISSING.said_in(language, options=comma.join(OPTIONS.get(one, one) for one in missing)))
    elif allowed := outcome.get("allowed"):
        stages = comma.join(f"{one['code']} {one['title']}" for one in allowed)
        lines.append(say.ALLOWED.said_in(language, stages=stages))
    return lines


async def settle(ask: Asking) -> Reconciliation | None:
    """The records of gaps that agree with the catalogue again after a change; the change stands, whatever hinders that."""
    from stdgraph.domain import calendar
    from stdgraph.gap_records.reconciliation import reconcile_records

    with suppress(StdgraphError):
        return await reconcile_records(ask.graph, calendar.today())
    return None


def tell(lines: Iterable[str]) -> None:
    """Say on stdout what was done, a line each."""
    for line in lines:
        answers().print(line, markup=False, soft_wrap=True)


def not_done() -> int:
    """Say that a person said no; the exit code."""
    print(say.NOT_DONE(), file=sys.stderr)
    return Exit.NO
