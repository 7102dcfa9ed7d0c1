"""The committees that rows put in charge: those that the catalogue does not have, with the ones that come nearest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from stdgraph.commands.outcomes import Message, not_found
from stdgraph.datasets.filled.entries import Change, Unacceptable, Work
from stdgraph.domain.vocabulary import Language
from stdgraph.gap_records.track_gap import Track
from stdgraph.store.known_codes import present_keys, unknown_code
from stdgraph.store.session import Transaction

LABEL = "Committee"


async def check_owners(tx: Transaction, changes: Sequence[Change], work: Work, language: Language) -> list[Change]:
    """The changes whose owners the catalogue has; the others are refused."""
    named = {(LABEL, owner) for change in changes if (owner := _owner(change))}
    present = await present_keys(tx, named) if named else {}
    near: dict[str, Message] = {}
    kept = []
    for change in changes:
        owner = _owner(change)
        if not owner or (LABEL, owner) in present:
            kept.append(change)
            continue
        if owner not in near:
            unknown = await unknown_code(tx, (LABEL, owner), "owner")
            near[owner] = with_nearest(not_found(LABEL, owner), unknown.nearest)
        error = Unacceptable(change.entry.headings["owner"], owner, near[owner])
        work.refused.append(change.entry.refused(change.what, error, language))
    return kept


def with_nearest(told: Message, near: Sequence[str]) -> Message:
    """A message, and what comes nearest, if anything does."""
    if not near:
        return told
    return replace(told, zh=f"{told.zh}（最接近的：{'、'.join(near)}）", en=f"{told.en} (nearest: {', '.join(near)})")


def _owner(change: Change) -> str | None:
    (command,) = change.commands
    return command.owner if isinstance(command, Track) else None
