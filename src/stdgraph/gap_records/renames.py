"""Renames, carried through to the records of gaps: a record goes on under the gap's new id, with all its history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TypedDict

from stdgraph.commands.events import BATCH, NewEvent
from stdgraph.commands.rename import rename as rename_node
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.messages import SUBJECT_KEYS
from stdgraph.store.session import Transaction

Keys = Mapping[tuple[str, str], str]
"""New keys by label and old key."""

MENTIONS = "MATCH (g:GapRecord) RETURN g.gapId AS gap, g.kind AS kind, g.subjectLabel AS label, g.subjectKey AS key, g.places AS places"
REWRITE = "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.old}) SET g.gapId = row.gap, g.subjectKey = row.key, g.places = row.places"


class MentionRow(TypedDict):
    """What of a record names other things by their keys."""

    gap: str
    kind: str
    label: str
    key: str
    places: list[str] | None


async def rename(
    tx: Transaction, label: str, old: str, new: str, *, on: date | None = None, note: str | None = None
) -> NewEvent:
    """Give a subsystem, system, committee or category another key, records of gaps included; the event, to be recorded.

    Call it after ``acquire_write_lock``. Raises BadInput as ``commands.rename`` does.
    """
    renaming = await rename_node(tx, label, old, new, on=on, note=note)
    await carry_records(tx, renaming.keys)
    return renaming.event


async def carry_records(tx: Transaction, keys: Keys) -> int:
    """Rewrite the records that name any of these things by its old key; how many. Their revisions and decisions stay.

    A record whose new id another one has stays what it is: that one has a history of its own.
    """
    rows = []
    mentions = await tx.rows(MENTIONS, MentionRow)
    taken = {row["gap"] for row in mentions}
    for row in mentions:
        renamed = {
            "gap": renamed_gap_id(row["gap"], row["label"], keys),
            "key": keys.get((row["label"], row["key"]), row["key"]),
            "places": [keys.get(("Subsystem", place), place) for place in row["places"] or ()],
        }
        if renamed["gap"] != row["gap"] and renamed["gap"] in taken:
            continue
        if renamed != {"gap": row["gap"], "key": row["key"], "places": row["places"] or []}:
            rows.append({"old": row["gap"], **renamed})
    for start in range(0, len(rows), BATCH):
        await tx.run(REWRITE, rows=rows[start : start + BATCH])
    return len(rows)


def renamed_gap_id(gap: str, label: str, keys: Keys) -> str:
    """The id of a gap about a subject of a label, once things in it have other keys. Codes hold no colon; ids of standards may."""
    kind, _, key = gap.partition(":")
    first, colon, rest = key.partition(":")
    of = kinds()[kind].of if kind in kinds() else ()
    if len(of) > 1:
        return f"{kind}:{_new(keys, of[0], first)}:{_new(keys, of[1], rest)}"
    if first in SUBJECT_KEYS:
        subject, _, name = rest.rpartition(":")
        return f"{kind}:{first}:{_new(keys, first, subject)}:{name}"
    return f"{kind}:{_new(keys, 'StandardsSystem' if label == 'Target' else label, first)}{colon}{rest}"


def _new(keys: Keys, label: str, key: str) -> str:
    return keys.get((label, key), key)
