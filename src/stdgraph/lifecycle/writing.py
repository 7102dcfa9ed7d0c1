"""Writing: wishes carried out in one transaction, all or none, each with its outcome.

The turn is taken first, so of any number of writers one goes before the other, in every process: whoever comes second sees what
the first one did.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from stdgraph.graph.door import Graph, Transaction
from stdgraph.identity.policy import decide
from stdgraph.lifecycle.outcomes import Changed, Conflict, Denied, Outcome, Said, Unknown, invalid
from stdgraph.lifecycle.requests import LONGEST, Answered, answered, digest, keep
from stdgraph.lifecycle.wish import Asked, Wish
from stdgraph.lifecycle.workbench import Workbench
from stdgraph.model.identity import Identity


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of several wishes."""

    applied: bool
    outcomes: list[Outcome]


class _UndoneError(Exception):
    """The way out of a transaction that is to keep nothing."""

    def __init__(self, outcomes: list[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes


async def carry_out(
    graph: Graph,
    identity: Identity,
    wishes: Sequence[Wish],
    *,
    today: date,
    dry_run: bool = False,
    request_id: str | None = None,
) -> Bulk:
    """Carry out wishes, all or none; with ``dry_run`` the same answer and nothing kept.

    ``request_id`` names the whole; each wish may have one of its own. What was carried out under an id before is not done again.
    """

    async def work(tx: Transaction) -> list[Outcome]:
        return await _Writing(tx, identity, wishes, today, request_id).run(keep_nothing=dry_run)

    try:
        return Bulk(not dry_run, await graph.write(work))
    except _UndoneError as undone:
        return Bulk(False, undone.outcomes)


class _Writing:
    def __init__(
        self, tx: Transaction, identity: Identity, wishes: Sequence[Wish], today: date, request_id: str | None
    ) -> None:
        self.tx, self.identity, self.wishes = tx, identity, wishes
        self.asked = Asked(identity.name, today)
        self.request_id = request_id
        self.whole = digest(list(wishes))
        self.known: dict[str, Answered] = {}
        """What was carried out before, or in this transaction, by the id of its request."""
        self.fresh: dict[str, Changed] = {}
        """What was carried out in this transaction under an id of its own."""

    async def run(self, *, keep_nothing: bool) -> list[Outcome]:
        bench = await Workbench.open(self.tx, [(wish.standard, wish.needs()) for wish in self.wishes])
        ids = [one for one in (self.request_id, *(wish.request_id for wish in self.wishes)) if one]
        before = await answered(self.tx, self.identity, ids)
        if self.request_id is not None and self.request_id in before:
            return self._again(before[self.request_id])
        self.known = before
        outcomes = [self._named(bench, wish) for wish in self.wishes]
        done = [outcome for outcome in outcomes if isinstance(outcome, Changed)]
        if keep_nothing or len(done) < len(outcomes):
            raise _UndoneError(outcomes)
        named = self.request_id or (ids[0] if len(self.wishes) == 1 and ids else None)
        first = await bench.put_back(self.tx, actor=self.identity.name, request_id=named)
        for outcome in done:
            if outcome.sequence is None and outcome.place >= 0 and first is not None:
                outcome.sequence = first + outcome.place
        await self._remember(done)
        return outcomes

    def _again(self, before: Answered) -> list[Outcome]:
        if before.digest != self.whole:
            raise _UndoneError([_reused() for _ in self.wishes])
        return list(before.outcomes)

    def _named(self, bench: Workbench, wish: Wish) -> Outcome:
        """The outcome of a wish, by the id of its request if it has one: each id stands for one thing."""
        name = wish.request_id
        if not name:
            return self._one(bench, wish)
        if len(name) > LONGEST:
            return invalid("requestId", f"超过 {LONGEST} 个字符", f"is longer than {LONGEST} characters")
        if name == self.request_id:
            return _reused()
        if name not in self.known:
            outcome = self._one(bench, wish)
            if isinstance(outcome, Changed):
                self.known[name] = Answered(digest(wish), (outcome,))
                self.fresh[name] = outcome
            return outcome
        known = self.known[name]
        return known.outcomes[0] if known.digest == digest(wish) else _reused()

    def _one(self, bench: Workbench, wish: Wish) -> Outcome:
        held = bench.find(wish.standard)
        if held is None:
            return Unknown(Said(f"目录中没有 {wish.standard!r}。", f"the catalogue holds no {wish.standard!r}"))
        denial = decide(wish.action, self.identity, wish.subject(bench, held))
        if denial is not None:
            return Denied(denial.required, Said(denial.zh, denial.en))
        if wish.expected_revision is not None and wish.expected_revision != held.revision:
            return Conflict(held.id, _conflict(wish.expected_revision, held.revision))
        return wish.carry_out(bench, held, self.asked)

    async def _remember(self, done: Sequence[Changed]) -> None:
        kept: list[tuple[str, str, Sequence[Changed]]] = [
            (name, self.known[name].digest, [outcome]) for name, outcome in self.fresh.items()
        ]
        if self.request_id:
            kept.append((self.request_id, self.whole, list(done)))
        await keep(self.tx, self.identity, kept, datetime.now(UTC).isoformat(timespec="milliseconds"))


def _reused() -> Outcome:
    return invalid("requestId", "该请求号已用于另一请求", "was used for another request already")


def _conflict(expected: int, now: int) -> Said:
    return Said(
        f"预期修订号为 {expected}，现为 {now}：他人已先行更改。",
        f"expected revision {expected}, it is {now}: somebody else changed it meanwhile",
    )
