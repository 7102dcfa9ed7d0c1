"""The handler of all commands: one write transaction, all commands applied or none, each with its outcome.

It takes the catalogue's write lock before it reads anything, so of several writers, in any process, each sees what those before it
committed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic

from stdgraph.auth.policy import decide
from stdgraph.commands.command import Command, S, U
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Message, Outcome, Unknown, invalid, unknown_codes
from stdgraph.commands.requests import MAX_LENGTH, StoredRequest, digest, load_requests, store_requests
from stdgraph.commands.texts import tidied, too_long
from stdgraph.domain.identity import Identity
from stdgraph.store.known_codes import check_codes
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import acquire_write_lock


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The outcomes of several commands, in their order."""

    applied: bool
    outcomes: list[Outcome]


class _RollbackError(Exception):
    """Leaves a transaction that must keep nothing."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


async def apply_commands(
    graph: Graph,
    identity: Identity,
    commands: Sequence[Command[U, S]],
    *,
    today: date,
    dry_run: bool = False,
    request_id: str | None = None,
) -> BulkResult:
    """Apply commands on subjects of one kind, all or none; with ``dry_run`` the answer is the same and nothing is kept.

    ``request_id`` names the batch; each command may have a request id of its own. What was applied under an id before is not
    applied again and has the outcome that it had. Raises UnknownCode for a code of the catalogue's own vocabulary that names nothing.
    """

    commands = [tidied(command) for command in commands]

    async def work(tx: Transaction) -> list[Outcome]:
        return await _Batch(tx, identity, commands, today, request_id).run(dry_run=dry_run)

    try:
        return BulkResult(not dry_run, await graph.write(work))
    except _RollbackError as rollback:
        return BulkResult(False, rollback.outcomes)


class _Batch(Generic[U, S]):
    def __init__(
        self,
        tx: Transaction,
        identity: Identity,
        commands: Sequence[Command[U, S]],
        today: date,
        request_id: str | None,
    ) -> None:
        self.tx, self.identity, self.commands, self.today = tx, identity, commands, today
        self.request_id = request_id
        self.digest = digest(list(commands))
        self.digests = [digest(command) for command in commands]
        self.known: dict[str, StoredRequest] = {}
        """What was applied before, or in this transaction, by request id."""
        self.fresh: dict[str, Changed] = {}
        """What was applied in this transaction under a request id of its own."""

    async def run(self, *, dry_run: bool) -> list[Outcome]:
        await acquire_write_lock(self.tx)
        names = {command.request_id: command.key for command in self.commands if command.request_id}
        if self.request_id is not None:
            names.setdefault(self.request_id, "")
        self.known = await load_requests(self.tx, self.identity, names)
        if self.request_id is not None and self.request_id in self.known:
            return self._replay(self.known[self.request_id])
        outcomes, unit = await self._apply_all()
        unknown = unknown_codes(outcomes)
        if unknown:
            present = await check_codes(
                self.tx, unknown
            )  # from before a renaming: the same commands with those of today
            self.commands = [command.with_codes(present) for command in self.commands]
            self.known = {name: request for name, request in self.known.items() if name not in self.fresh}
            self.fresh.clear()
            outcomes, unit = await self._apply_all()
        applied = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
        if dry_run or len(applied) < len(outcomes):
            raise _RollbackError(outcomes)
        first = await unit.write(self.tx, actor=self.identity.name, request_id=self._event_request_id())
        for outcome in applied:
            if outcome.sequence is None and outcome.place >= 0 and first is not None:
                outcome.sequence = first + outcome.place
        await self._store(applied)
        return outcomes

    async def _apply_all(self) -> tuple[list[Outcome], U]:
        pending = [command for command in self.commands if command.request_id not in self.known]
        wanted = [(command.key, command.preload()) for command in pending]
        unit: U = await self.commands[0].unit_of_work.load(self.tx, wanted, self.today)
        return [
            self._apply_once(unit, command, own) for command, own in zip(self.commands, self.digests, strict=True)
        ], unit

    def _event_request_id(self) -> str | None:
        """The request id that events show: that of the batch, or of the only command."""
        return self.request_id or (self.commands[0].request_id if len(self.commands) == 1 else None) or None

    def _replay(self, before: StoredRequest) -> list[Outcome]:
        if before.digest != self.digest:
            raise _RollbackError([_reused() for _ in self.commands])
        return list(before.outcomes)

    def _apply_once(self, unit: U, command: Command[U, S], own: str) -> Outcome:
        """The outcome of a command; under a request id that is known already, the outcome it had."""
        name = command.request_id
        if not name:
            return self._apply(unit, command)
        if len(name) > MAX_LENGTH:
            return invalid(
                "requestId", f"请求号超过 {MAX_LENGTH} 个字符", f"requestId must not exceed {MAX_LENGTH} characters"
            )
        if name == self.request_id:
            return _reused()
        if name not in self.known:
            outcome = self._apply(unit, command)
            if isinstance(outcome, Changed):
                self.known[name] = StoredRequest(own, (outcome,))
                self.fresh[name] = outcome
            return outcome
        known = self.known[name]
        return known.outcomes[0] if known.digest == own else _reused()

    def _apply(self, unit: U, command: Command[U, S]) -> Outcome:
        subject: S | None = unit.find(command.key)
        if subject is None:
            return Unknown(unit.not_found(command.key))
        denial = decide(command.action, self.identity, command.policy_subject(unit, subject))
        if denial is not None:
            return Denied(denial.required, Message(denial.zh, denial.en))
        problems = too_long(command)
        if problems is not None:
            return problems
        if command.expected_revision is not None and command.expected_revision != subject.revision:
            key = subject.key if subject.exists else None
            return Conflict(unit.label, key, _conflict(command.expected_revision, subject.revision))
        refused: Outcome | None = unit.refuse(subject, self.today)
        return refused or command.apply(unit, subject, self.today)

    async def _store(self, applied: Sequence[Changed]) -> None:
        requests = {name: StoredRequest(self.known[name].digest, (outcome,)) for name, outcome in self.fresh.items()}
        if self.request_id:
            requests[self.request_id] = StoredRequest(self.digest, tuple(applied))
        await store_requests(self.tx, self.identity, requests, datetime.now(UTC))


def _reused() -> Outcome:
    return invalid("requestId", "该请求号已用于另一请求", "requestId was already used for another request")


def _conflict(expected: int, found: int) -> Message:
    return Message(
        f"预期修订号为 {expected}，现为 {found}：已被他人更改。",
        f"expected revision {expected}, found {found}: changed by someone else in the meantime",
    )
