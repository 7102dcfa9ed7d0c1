"""Renames, carried through to the records of gaps: a record goes on under the gap's new id, with all its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypedDict

from stdgraph.commands.events import BATCH, NewEvent
from stdgraph.commands.rename import rename as rename_node
from stdgraph.gap_records.record_moves import UNLINK
from stdgraph.gap_records.repository import load_records, write_subjects
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.messages import SUBJECT_KEYS
from stdgraph.store.session import Transaction

Keys = Mapping[tuple[str, str], str]
"""New keys by label and old key."""

MENTIONS = (
    "MATCH (g:GapRecord) RETURN g.gapId AS gap, g.kind AS kind, g.subjectLabel AS label, g.subjectKey AS key, g.places AS places, "
    "g.formerGapIds AS former"
)
REWRITE = "UNWIND $rows AS row MATCH (g:GapRecord {gapId: row.old}) SET g.gapId = row.gap, g.subjectKey = row.key, g.places = row.places"
TAKE_OVER = f"{REWRITE}, g.formerGapIds = coalesce(g.formerGapIds, []) + row.old"
GIVE_BACK = f"{REWRITE}, g.formerGapIds = [x IN g.formerGapIds WHERE x <> row.gap]"


class MentionRow(TypedDict):
    """What of a record names other things by their keys."""

    gap: str
    kind: str
    label: str
    key: str
    places: list[str] | None
    former: list[str] | None


class RewrittenRow(TypedDict):
    """A record by its old id, with what of it names things by their new keys."""

    old: str
    gap: str
    key: str
    places: list[str]


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
    rows = _rewritten(await tx.rows(MENTIONS, MentionRow), keys)
    await _write(tx, REWRITE, rows)
    return len(rows)


async def take_over_records(tx: Transaction, keys: Keys) -> None:
    """Let the records that name any of these things go on as those of the things that take over, by label and the former one's key.

    Unlike a renaming this is about two things: the records lead to the other one, and keep the id that they had.
    """
    rows = _rewritten(await tx.rows(MENTIONS, MentionRow), keys)
    await _write(tx, TAKE_OVER, rows)
    await _relate(tx, [row["gap"] for row in rows])


async def give_back_records(tx: Transaction, keys: Keys) -> None:
    """Let records that were taken over go on as those of the former things again; by label and the key of what took over."""
    mentions = [row for row in await tx.rows(MENTIONS, MentionRow) if row["former"]]
    former = {row["gap"]: row["former"] or [] for row in mentions}
    rows = [row for row in _rewritten(mentions, keys) if row["gap"] in former[row["old"]]]
    await _write(tx, GIVE_BACK, rows)
    await _relate(tx, [row["gap"] for row in rows])


def _rewritten(mentions: Sequence[MentionRow], keys: Keys) -> list[RewrittenRow]:
    """The records that name things by old keys, as they are to be."""
    rows: list[RewrittenRow] = []
    taken = {row["gap"] for row in mentions}
    for row in mentions:
        places = row["places"] or []
        renamed: RewrittenRow = {
            "old": row["gap"],
            "gap": renamed_gap_id(row["gap"], row["label"], keys),
            "key": keys.get((row["label"], row["key"]), row["key"]),
            "places": [keys.get(("Subsystem", place), place) for place in places],
        }
        if renamed["gap"] != row["gap"] and renamed["gap"] in taken:
            continue
        if (renamed["gap"], renamed["key"], renamed["places"]) != (row["gap"], row["key"], places):
            rows.append(renamed)
    return rows


async def _write(tx: Transaction, text: str, rows: Sequence[RewrittenRow]) -> None:
    for start in range(0, len(rows), BATCH):
        await tx.run(text, rows=rows[start : start + BATCH])


async def _relate(tx: Transaction, gaps: Sequence[str]) -> None:
    """Relate records anew to what they are about, and to the subsystems in which that stands."""
    if gaps:
        await tx.run(UNLINK, gaps=gaps)
        await write_subjects(tx, list((await load_records(tx, gaps)).values()))


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
