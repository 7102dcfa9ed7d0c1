"""The handler of all commands: one write transaction, all commands applied or none, each with its outcome.

It takes the catalogue's write lock before it reads anything, so of several writers, in any process, each sees what those before it
committed. Commands on subjects of several kinds may come together: those of one kind that follow each other share a unit of work,
and each unit sees what the units before it wrote.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any, NoReturn

from stdgraph.auth.policy import decide
from stdgraph.commands.command import Command, Substituted, UnitOfWork
from stdgraph.commands.events import NewEvent, record
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Message, Outcome, Unknown, invalid, unknown_codes
from stdgraph.commands.requests import MAX_LENGTH, StoredRequest, digest, load_requests, store_requests
from stdgraph.commands.texts import tidied, unfit
from stdgraph.domain.identity import Identity
from stdgraph.store.known_codes import CODED, check_codes, present_keys
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.transaction import acquire_write_lock
from stdgraph.store.versioned_cache import VersionedCache

AnyCommand = Command[Any, Any]
"""A command on a subject of any kind."""

MOST_RENAMINGS = 2
"""How often commands begin anew because they name things by former codes: of a system, and then of what it has."""


@dataclass(frozen=True, slots=True)
class BulkResult:
    """The outcomes of several commands, in their order."""

    applied: bool
    outcomes: list[Outcome]
    seen: Any = None
    """What was read of the outcomes before they were taken back; None where nothing was."""


Look = Callable[[Transaction, Sequence[Outcome]], Awaitable[Any]]
"""Reads what outcomes led to, in the transaction that keeps nothing of it."""


class _RollbackError(Exception):
    """Leaves a transaction that must keep nothing; what was read of it before."""

    def __init__(self, outcomes: list[Outcome], seen: Any = None) -> None:
        super().__init__()
        self.outcomes, self.seen = outcomes, seen


class _RenamedError(Exception):
    """Leaves a transaction whose commands name things by former codes; the same commands with those of today."""

    def __init__(self, commands: list[AnyCommand]) -> None:
        super().__init__()
        self.commands = commands


async def apply_commands(
    graph: Graph,
    identity: Identity,
    commands: Sequence[AnyCommand],
    *,
    today: date,
    dry_run: bool = False,
    request_id: str | None = None,
    look: Look | None = None,
) -> BulkResult:
    """Apply commands, all or none; with ``dry_run`` the answer is the same and nothing is kept. ``look`` reads what there is only until
    it is taken back.

    ``request_id`` names the batch; each command may have a request id of its own. What was applied under an id before is not
    applied again and has the outcome that it had. Raises UnknownCode for a code of the catalogue's own vocabulary that names nothing.
    """
    given = [tidied(command) for command in commands]
    digests = [digest(command) for command in given]
    whole = digest(given)

    async def applied(present: Sequence[AnyCommand], *, final: bool) -> BulkResult:
        async def work(tx: Transaction) -> list[Outcome]:
            request = _BatchRequest(request_id, whole, digests, today, final, look)
            return await _Batch(tx, identity, present, request).run(dry_run=dry_run)

        try:
            return BulkResult(not dry_run, await graph.write(work))
        except _RollbackError as rollback:
            return BulkResult(False, rollback.outcomes, rollback.seen)

    try:
        for _ in range(MOST_RENAMINGS):
            try:
                return await applied(given, final=False)
            except _RenamedError as renamed:
                given = renamed.commands
        return await applied(given, final=True)
    finally:
        for kind in {command.unit_of_work for command in given}:
            kind.forget(graph)


@dataclass(frozen=True, slots=True)
class _BatchRequest:
    """What was asked for, as it was asked."""

    id: str | None
    digest: str
    digests: Sequence[str]
    """Of each command, as it was given."""
    today: date
    final: bool
    """Whether former codes were replaced already."""
    look: Look | None


class _Batch:
    def __init__(
        self, tx: Transaction, identity: Identity, commands: Sequence[AnyCommand], request: _BatchRequest
    ) -> None:
        self.tx, self.identity, self.commands, self.request = tx, identity, commands, request
        self.today = request.today
        self.known: dict[str, StoredRequest] = {}
        """What was applied before, or in this transaction, by request id."""
        self.fresh: dict[str, Changed] = {}
        """What was applied in this transaction under a request id of its own."""
        self.events: list[NewEvent] = []
        self.units: list[UnitOfWork[Any]] = []

    async def run(self, *, dry_run: bool) -> list[Outcome]:
        await acquire_write_lock(self.tx)
        names = {command.request_id: command.key for command in self.commands if command.request_id}
        if self.request.id is not None:
            names.setdefault(self.request.id, "")
        self.known = await load_requests(self.tx, self.identity, names)
        if self.request.id is not None and self.request.id in self.known:
            return self._replay(self.known[self.request.id])
        outcomes = await self._apply_all()
        applied = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
        if dry_run or len(applied) < len(outcomes):
            raise _RollbackError(outcomes, await self._look(outcomes) if applied else None)
        await self._write(applied)
        return outcomes

    async def _look(self, outcomes: list[Outcome]) -> Any:
        """What is read of outcomes that are to be taken back: by what is written so far, and remembered by nobody."""
        if self.request.look is None:
            return None
        await self.units[-1].write_subjects(self.tx)
        self.tx.memory = VersionedCache()
        return await self.request.look(self.tx, outcomes)

    async def _apply_all(self) -> list[Outcome]:
        """The outcomes of all commands; those of one kind that follow each other are loaded together."""
        outcomes: list[Outcome] = []
        each = zip(self.commands, self.request.digests, strict=True)
        for kind, grouped in groupby(each, key=lambda one: one[0].unit_of_work):
            several = list(grouped)
            if self.units:
                await self.units[-1].write_subjects(self.tx)
            failed = any(not isinstance(outcome, Changed) for outcome in outcomes)
            found = await self._apply_to(kind, several)
            if not failed and not self.request.final:
                await self._check_codes(several, found)
            outcomes += found
        return outcomes

    async def _apply_to(self, kind: type[UnitOfWork[Any]], several: list[tuple[AnyCommand, str]]) -> list[Outcome]:
        wanted = [(one.key, one.preload()) for one, _ in several if one.request_id not in self.known]
        unit = await kind.load(self.tx, wanted, self.today)
        unit.events, unit.actor = self.events, self.identity.name
        self.units.append(unit)
        return [self._apply_once(unit, command, own) for command, own in several]

    async def _check_codes(self, asked: Sequence[tuple[AnyCommand, str]], outcomes: Sequence[Outcome]) -> None:
        """Raises UnknownCode for codes that name nothing, and starts anew where they name something from before a renaming.

        What is not permitted by the codes that were given may be permitted by those of today.
        """
        unknown = unknown_codes(outcomes)
        if unknown:
            self._renamed(await check_codes(self.tx, unknown))
        denied = [one for (one, _), outcome in zip(asked, outcomes, strict=True) if isinstance(outcome, Denied)]
        named = {(label, key) for one in denied for label, key in one.preload().nodes if label in CODED}
        present = await present_keys(self.tx, named) if named else {}
        if any(key != now for (_, key), now in present.items()):
            self._renamed(present)

    def _renamed(self, present: Mapping[tuple[str, str], str]) -> NoReturn:
        raise _RenamedError([command.with_codes(present) for command in self.commands])

    async def _write(self, applied: Sequence[Changed]) -> None:
        if not self.events:
            await self._store(applied)
            return
        await self.units[-1].write_subjects(self.tx)
        recorded = await record(self.tx, self.events, actor=self.identity.name, request_id=self._event_request_id())
        first = recorded.first_sequence
        for unit in self.units:
            await unit.after_recording(self.tx, first, alone=len(self.units) == 1)
        for outcome in applied:
            if outcome.sequence is None and outcome.place >= 0:
                outcome.sequence = first + outcome.place
        await self._store(applied)

    def _event_request_id(self) -> str | None:
        """The request id that events show: that of the batch, or of the only command."""
        return self.request.id or (self.commands[0].request_id if len(self.commands) == 1 else None) or None

    def _replay(self, before: StoredRequest) -> list[Outcome]:
        if before.digest != self.request.digest:
            raise _RollbackError([_reused() for _ in self.commands])
        return list(before.outcomes)

    def _apply_once(self, unit: UnitOfWork[Any], command: AnyCommand, own: str) -> Outcome:
        """The outcome of a command; under a request id that is known already, the outcome it had."""
        name = command.request_id
        if not name:
            return self._apply(unit, command)
        if len(name) > MAX_LENGTH:
            return invalid(
                "requestId", f"请求号超过 {MAX_LENGTH} 个字符", f"requestId must not exceed {MAX_LENGTH} characters"
            )
        if name == self.request.id:
            return _reused()
        if name not in self.known:
            outcome = self._apply(unit, command)
            if isinstance(outcome, Changed):
                self.known[name] = StoredRequest(own, (outcome,))
                self.fresh[name] = outcome
            return outcome
        known = self.known[name]
        return known.outcomes[0] if known.digest == own else _reused()

    def _apply(self, unit: UnitOfWork[Any], command: AnyCommand) -> Outcome:
        subject = unit.find(command.key)
        if subject is None:
            return Unknown(unit.not_found(command.key), unit.code_of(command.key), unit.path)
        denial = self._denial(unit, command, subject)
        if denial is not None:
            if not isinstance(command, Substituted):
                return denial
            command = command.otherwise()
            if self._denial(unit, command, subject) is not None:
                return denial
        problems = unfit(command)
        if problems is not None:
            return problems
        if command.expected_revision is not None and command.expected_revision != subject.revision:
            key = subject.key if subject.exists else None
            message = _conflict(command.expected_revision, subject.revision)
            return Conflict(unit.label, key, message, subject.revision)
        refused = unit.refuse(subject, self.today)
        return refused or command.apply(unit, subject, self.today)

    def _denial(self, unit: UnitOfWork[Any], command: AnyCommand, subject: Any) -> Denied | None:
        """Why whoever asks may not have a command carried out; None where they may."""
        found = decide(unit.action(command, subject), self.identity, command.policy_subject(unit, subject))
        return None if found is None else Denied(found.required, Message(found.zh, found.en))

    async def _store(self, applied: Sequence[Changed]) -> None:
        requests = {name: StoredRequest(self.known[name].digest, (outcome,)) for name, outcome in self.fresh.items()}
        if self.request.id:
            requests[self.request.id] = StoredRequest(self.request.digest, tuple(applied))
        await store_requests(self.tx, self.identity, requests, datetime.now(UTC))


def _reused() -> Outcome:
    return invalid("requestId", "该请求号已用于另一请求", "requestId was already used for another request")


def _conflict(expected: int, found: int) -> Message:
    return Message(
        f"预期修订号为 {expected}，现为 {found}：已被他人更改。",
        f"expected revision {expected}, found {found}: changed by someone else in the meantime",
    )
