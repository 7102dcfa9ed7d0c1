"""Looking: how far the records of gaps agree with what is found now. It changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from stdgraph.gaps.finding import find_gaps
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kinds import kinds
from stdgraph.graph.door import Transaction
from stdgraph.lifecycle.events import CATALOGUE
from stdgraph.model.scope import Scope
from stdgraph.tracking.causes import About, Change, cause_of, changes_since
from stdgraph.tracking.keeping import Held, all_held, messages

STATE = (
    "MATCH (c:Catalogue {id: $catalogue}) RETURN c.revision AS revision, c.sequence AS sequence, "
    "c.trackedRevision AS lookedRevision, c.trackedSequence AS lookedSequence, c.trackedOn AS lookedOn"
)


@dataclass(frozen=True, slots=True)
class State:
    """How far the catalogue is, and how far it was when records were last made to agree with it."""

    revision: int
    sequence: int
    looked_revision: int | None
    """None: nothing is tracked."""
    looked_sequence: int
    looked_on: date | None

    def due(self, today: date) -> bool:
        """Whether there is anything to look at."""
        if self.looked_revision is None:
            return False
        return self.looked_revision != self.revision or self.looked_on is None or self.looked_on < today


@dataclass(frozen=True, slots=True)
class Turn:
    """A record whose gap went or came back, and why."""

    record: Held
    found: bool
    cause: Change | None
    days: tuple[date, date] | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look came to, on a day."""

    on: date
    turns: Sequence[Turn]
    reworded: Sequence[tuple[Held, Mapping[str, str]]]
    """Records of gaps that are still there, but are told in other words: with other figures."""


async def state(tx: Transaction) -> State:
    """How far the catalogue and its records are."""
    row = await tx.row(STATE, catalogue=CATALOGUE)
    if row is None:
        return State(0, 0, None, 0, None)
    on = row["lookedOn"]
    return State(
        row["revision"],
        row["sequence"],
        row["lookedRevision"],
        row["lookedSequence"] or 0,
        None if on is None else on.to_native(),
    )


async def look(tx: Transaction, before: State, today: date) -> Looked:
    """Which records have to change so that all agree with the catalogue as it is on a day."""
    on = max(today, before.looked_on or today)  # a clock that lags behind another's does not turn the day back
    records = [one for one in await all_held(tx) if one.properties["kind"] in kinds()]
    tracked = sorted({one.properties["kind"] for one in records})
    found = await _found(tx, tracked, on)
    turned = [one for one in records if one.properties["found"] != (one.gap in found)]
    is_later = before.looked_on is not None and before.looked_on < on
    earlier = await _found(tx, tracked, before.looked_on or on) if turned and is_later else found
    changes = await changes_since(tx, before.looked_sequence, before.sequence) if turned else []
    turns = [
        _turn(one, one.gap in found, changes, _days(before, on) if (one.gap in earlier) != (one.gap in found) else None)
        for one in turned
    ]
    still = [one for one in records if one.gap in found]
    words = await messages(tx, [found[one.gap] for one in still], on)
    return Looked(on, turns, [pair for pair in zip(still, words, strict=True) if _differ(*pair)])


async def _found(tx: Transaction, wanted: Collection[str], on: date) -> dict[str, Gap]:
    if not wanted:
        return {}
    # with places, as only tracking asks: what others had remembered they may have read while a commit was half to be seen
    (gaps,) = await find_gaps(tx, [Scope()], wanted, on, places=True)
    return {gap.id: gap for gap in gaps}


def _days(before: State, on: date) -> tuple[date, date] | None:
    return None if before.looked_on is None else (before.looked_on, on)


def _turn(one: Held, found: bool, changes: Sequence[Change], days: tuple[date, date] | None) -> Turn:
    about = About(
        one.properties["subjectLabel"],
        one.properties["subjectKey"],
        tuple(one.properties.get("places") or ()),
        frozenset(one.gap.split(":")[1:]),
    )
    since = [change for change in changes if change.sequence > one.properties["sequence"]]
    return Turn(one, found, None if days else cause_of(about, since), days)


def _differ(one: Held, words: Mapping[str, str]) -> bool:
    return any(one.properties.get(name) != text for name, text in words.items())
