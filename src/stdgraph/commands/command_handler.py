"""Writing: commands carried out in one transaction, all or none, each with its outcome.

The turn is taken first, so of any number of writers one goes before the other, in every process: whoever comes second sees what
the first one did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from stdgraph.auth.policy import decide
from stdgraph.commands.command import Command, CommandContext
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Message, Outcome, Unknown, invalid
from stdgraph.commands.requests import LONGEST, Answered, answered, digest, keep
from stdgraph.commands.unit_of_work import UnitOfWork
from stdgraph.domain.identity import Identity
from stdgraph.store.session import Graph, Transaction


@dataclass(frozen=True, slots=True)
class BulkResult:
    """What became of several commands."""

    applied: bool
    outcomes: list[Outcome]


class _UndoneError(Exception):
    """The way out of a transaction that is to keep nothing."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


async def apply_commands(
    graph: Graph,
    identity: Identity,
    commands: Sequence[Command],
    *,
    today: date,
    dry_run: bool = False,
    request_id: str | None = None,
) -> BulkResult:
    """Carry out commands, all or none; with ``dry_run`` the same answer and nothing kept.

    ``request_id`` names the whole; each command may have one of its own. What was carried out under an id before is not done again.
    """

    async def work(tx: Transaction) -> list[Outcome]:
        return await _Writing(tx, identity, commands, today, request_id).run(keep_nothing=dry_run)

    try:
        return BulkResult(not dry_run, await graph.write(work))
    except _UndoneError as undone:
        return BulkResult(False, undone.outcomes)


class _Writing:
    def __init__(
        self, tx: Transaction, identity: Identity, commands: Sequence[Command], today: date, request_id: str | None
    ) -> None:
        self.tx, self.identity, self.commands = tx, identity, commands
        self.asked = CommandContext(identity.name, today)
        self.request_id = request_id
        self.whole = digest(list(commands))
        self.known: dict[str, Answered] = {}
        """What was carried out before, or in this transaction, by the id of its request."""
        self.fresh: dict[str, Changed] = {}
        """What was carried out in this transaction under an id of its own."""

    async def run(self, *, keep_nothing: bool) -> list[Outcome]:
        unit = await UnitOfWork.open(self.tx, [(command.standard, command.needs()) for command in self.commands])
        ids = [one for one in (self.request_id, *(command.request_id for command in self.commands)) if one]
        before = await answered(self.tx, self.identity, ids)
        if self.request_id is not None and self.request_id in before:
            return self._again(before[self.request_id])
        self.known = before
        outcomes = [self._named(unit, command) for command in self.commands]
        done = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
        if keep_nothing or len(done) < len(outcomes):
            raise _UndoneError(outcomes)
        named = self.request_id or (ids[0] if len(self.commands) == 1 and ids else None)
        first = await unit.put_back(self.tx, actor=self.identity.name, request_id=named)
        for outcome in done:
            if outcome.sequence is None and outcome.place >= 0 and first is not None:
                outcome.sequence = first + outcome.place
        await self._remember(done)
        return outcomes

    def _again(self, before: Answered) -> list[Outcome]:
        if before.digest != self.whole:
            raise _UndoneError([_reused() for _ in self.commands])
        return list(before.outcomes)

    def _named(self, unit: UnitOfWork, command: Command) -> Outcome:
        """The outcome of a command, by the id of its request if it has one: each id stands for one thing."""
        name = command.request_id
        if not name:
            return self._one(unit, command)
        if len(name) > LONGEST:
            return invalid("requestId", f"超过 {LONGEST} 个字符", f"is longer than {LONGEST} characters")
        if name == self.request_id:
            return _reused()
        if name not in self.known:
            outcome = self._one(unit, command)
            if isinstance(outcome, Changed):
                self.known[name] = Answered(digest(command), (outcome,))
                self.fresh[name] = outcome
            return outcome
        known = self.known[name]
        return known.outcomes[0] if known.digest == digest(command) else _reused()

    def _one(self, unit: UnitOfWork, command: Command) -> Outcome:
        held = unit.find(command.standard)
        if held is None:
            return Unknown(
                Message(f"目录中没有 {command.standard!r}。", f"the catalogue holds no {command.standard!r}")
            )
        denial = decide(command.action, self.identity, command.subject(unit, held))
        if denial is not None:
            return Denied(denial.required, Message(denial.zh, denial.en))
        if command.expected_revision is not None and command.expected_revision != held.revision:
            return Conflict(held.id, _conflict(command.expected_revision, held.revision))
        return command.apply(unit, held, self.asked)

    async def _remember(self, done: Sequence[Changed]) -> None:
        kept: list[tuple[str, str, Sequence[Changed]]] = [
            (name, self.known[name].digest, [outcome]) for name, outcome in self.fresh.items()
        ]
        if self.request_id:
            kept.append((self.request_id, self.whole, list(done)))
        await keep(self.tx, self.identity, kept, datetime.now(UTC).isoformat(timespec="milliseconds"))


def _reused() -> Outcome:
    return invalid("requestId", "该请求号已用于另一请求", "was used for another request already")


def _conflict(expected: int, now: int) -> Message:
    return Message(
        f"预期修订号为 {expected}，现为 {now}：他人已先行更改。",
        f"expected revision {expected}, it is {now}: somebody else changed it meanwhile",
    )
