"""Detection of gaps: as they are cached, brought up to date with what changed since, or by looking at everything."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from stdgraph.domain.scope import Scope
from stdgraph.gaps.full_detection import Detection, Question, redetect, survey
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.incremental_detection import Affected, affected_by, affected_since
from stdgraph.gaps.kinds import kinds as all_kinds
from stdgraph.progress.coverage import network
from stdgraph.store.session import Transaction

REACHED = (
    "MATCH (c:Catalogue {id: 'catalogue'}) "
    "RETURN c.structureVersion AS structure, coalesce(c.sequence, 0) AS sequence, coalesce(c.visibleSequence, 0) AS visible"
)

FEW = 1000
"""Changes after more of which everything is looked at again."""


class Reached(NamedTuple):
    """How far the catalogue is."""

    structure: str | None = None
    """Another value after each seed, which may change anything."""
    sequence: int = 0
    """The last change; whoever sees it may see it in part."""
    visible: int = 0
    """The last change before that transaction: every reader sees all changes up to it."""


class Kept(NamedTuple):
    """A survey that is remembered."""

    structure: str
    until: int
    """The last change that it is sure to hold."""
    survey: Detection


async def find_gaps(
    tx: Transaction,
    scopes: Sequence[Scope],
    kinds: Collection[str] | None,
    on: date,
    *,
    places: bool = False,
) -> list[list[Gap]]:
    """The gaps of each scope on a day, best ranked first; all scopes must be of one shape. No kinds given means every kind.

    ``places`` asks for the subsystems that each stands in. The number of statements does not depend on how many scopes, kinds or
    gaps there are. What they cost follows the scopes, and what changed where they were asked about before.
    """
    if not scopes:
        return []
    wanted = frozenset(code for code in all_kinds() if not kinds or code in kinds)
    question = Question(tuple(scopes), wanted, on, places)
    if tx.gone and not question.stays:
        return (await survey(tx, question, await network(tx))).found
    found = await _current(tx.actual, question)
    if tx.gone:
        found = await redetect(tx, found, await affected_by(tx, tx.gone))
    return found.found


async def find_gaps_of(tx: Transaction, standard: str, kind: str, on: date) -> list[Gap]:
    """The gaps of a kind about one standard, by id, with the subsystems they stand in; nothing else is looked at."""
    nothing = Detection(Question((Scope(),), frozenset([kind]), on, places=True), await network(tx))
    (found,) = (await redetect(tx, nothing, Affected(frozenset([standard])))).found
    return [gap for gap in found if gap.subject == standard]


async def _current(tx: Transaction, question: Question) -> Detection:
    """What is found now; of several who ask at once one looks. It is remembered with the last change that is sure to be in it."""
    now = Reached(**(await tx.row(REACHED) or {}))
    return await tx.memory.once((question, now), lambda: _found(tx, question, now))


async def _found(tx: Transaction, question: Question, now: Reached) -> Detection:
    whole = tx.memory.is_settled("changes", (now.structure, now.sequence))
    keeping = tx.memory.is_settled("structure of gaps", now.structure)
    known: Kept | None = tx.memory.known("gaps", question)
    until = now.sequence if whole else now.visible
    if known is not None and known.structure == now.structure and known.until <= now.sequence:
        if known.until == now.sequence:
            return known.survey
        if question.stays and now.sequence - known.until <= FEW:
            touched = await affected_since(tx, known.until, now.sequence)
            found = await redetect(tx, known.survey, touched)
            tx.memory.keep("gaps", question, Kept(known.structure, max(until, known.until), found), found.size)
            return found
    found = await survey(tx, question, await network(tx))
    if now.structure is not None and keeping and (whole or question.stays):
        tx.memory.keep("gaps", question, Kept(now.structure, until, found), found.size)
    return found
