"""A gap report that a committee filled in: a decision a row, of which only what the committee changed is taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stdgraph.commands.outcomes import Message
from stdgraph.commands.requests import digest
from stdgraph.datasets.filled.entries import Change, Entry, Unacceptable, Work
from stdgraph.datasets.filled.once import without_repetitions
from stdgraph.datasets.filled.owners import check_owners
from stdgraph.datasets.system_table.cells import cleaned
from stdgraph.domain.vocabulary import GapStatus, Language, Priority
from stdgraph.errors import BadInput
from stdgraph.gap_records.decision_columns import DECISIONS, GAP_ID, REVISION, YES, DecisionColumn
from stdgraph.gap_records.former_gaps import gaps_today
from stdgraph.gap_records.past_decisions import NOTHING, decisions_at
from stdgraph.gap_records.repository import Decision, LoadedRecord, load_records
from stdgraph.gap_records.track_gap import Track
from stdgraph.gaps.gap import split_gap_id
from stdgraph.store.session import Transaction

NOTE = "note"
CLEARED = frozenset("-－–—―") | {"--", "——"}
"""What stands in a cell whose content is to be removed: an empty one says nothing."""
MAY_BE_CLEARED = ("owner", "recommendation")


@dataclass(slots=True)
class _Row:
    """A row as it was read: the cells that say something, by field."""

    entry: Entry
    gap: str
    revision: int | None
    given: dict[str, Any]


async def read_decisions(tx: Transaction, rows: Sequence[Entry], language: Language) -> Work:
    """What a gap report asks for, compared with what was decided when it was made, and with what is decided now."""
    work = Work(read=len(rows))
    read = []
    for entry in rows:
        try:
            read.append(_read(entry))
        except Unacceptable as error:
            work.refused.append(entry.refused(_named(entry), error, language))
    records = await _records(tx, [row.gap for row in read])
    changes = []
    asked = [(records[one.gap], one.revision) for one in read if one.gap in records and one.revision is not None]
    past = await decisions_at(tx, asked)
    for row in read:
        change = _change(row, records.get(row.gap), past, work)
        if change is None:
            work.unchanged += 1
        else:
            changes.append(change)
    kept = without_repetitions(changes, work, language)
    work.changes = await check_owners(tx, kept, work, language)
    return work


def _named(entry: Entry) -> str:
    cell = entry.cells.get(GAP_ID)
    return cell.text.strip() if cell else ""


def _read(entry: Entry) -> _Row:
    """The row, its words as codes. Raises Unacceptable for the first cell that cannot be taken."""
    gap = entry.text(GAP_ID)
    if not gap:
        if not any(entry.text(one.name) for one in DECISIONS):
            return _Row(entry, "", None, {})
        told = Message(
            "该行没有缺口标识，不知指哪个缺口", "the row names no gap (expected its id, as the export wrote it)"
        )
        raise Unacceptable(entry.headings[GAP_ID], None, told)
    given: dict[str, Any] = {}
    for column in DECISIONS:
        if column.name in entry.headings:
            value = _value(entry, column)
            if value is not None:
                given[column.name] = value
    return _Row(entry, split_gap_id(gap)[0], entry.revision(REVISION), given)


def _value(entry: Entry, column: DecisionColumn) -> Any:
    """What a cell says, as the field of the decision; None for nothing. Raises Unacceptable."""
    text = entry.text(column.name)
    if text in CLEARED and column.name in MAY_BE_CLEARED:
        return ""
    try:
        code = column.code_of(text)
    except BadInput:
        choices = (column.choices or {}).values()
        zh, en = ("、".join(one.zh for one in choices), ", ".join(one.en for one in choices))
        told = Message(f"应为 {zh} 之一", f"expected one of {en}")
        raise Unacceptable(entry.headings[column.name], text, told) from None
    if code is None or column.choices is None:
        return code
    return code == YES if column.name == "needsResearch" else code


async def _records(tx: Transaction, gaps: Sequence[str]) -> Mapping[str, LoadedRecord]:
    """The records that there are, by the ids that the rows give: those that gaps had before, too."""
    wanted = list(dict.fromkeys(gap for gap in gaps if gap))
    records = await load_records(tx, wanted)
    missing = [gap for gap in wanted if gap not in records]
    former = await gaps_today(tx, missing) if missing else {}
    now = await load_records(tx, set(former.values()))
    return {**records, **{gap: now[today] for gap, today in former.items() if today in now}}


def _change(
    row: _Row, record: LoadedRecord | None, past: Mapping[tuple[str, int], Decision | None], work: Work
) -> Change | None:
    """The decision that a row asks for; None where it asks for nothing that is not decided already."""
    now = record.decision if record else NOTHING
    was = past.get((record.gap, row.revision)) if record and row.revision is not None else None
    base: Mapping[str, Any] = was or now
    current: Mapping[str, Any] = now
    note = row.given.get(NOTE)
    edited = {name: value for name, value in row.given.items() if name != NOTE and not _same(value, base[name])}
    if not note and all(_same(value, current[name]) for name, value in edited.items()):
        _tell_emptied(row, base, work)
        return None
    command = _command(row, edited)
    told = [_told(column, current[column.name], edited[column.name]) for column in DECISIONS if column.name in edited]
    if note:
        told.append(Message(f"备注：{note}", f"note: {note}"))
    words = Message("；".join(one.zh for one in told), "; ".join(one.en for one in told))
    return Change(row.entry, record.gap if record else row.gap, row.gap, [command], words)


def _tell_emptied(row: _Row, base: Mapping[str, Any], work: Work) -> None:
    """Say that cells were emptied, which removes nothing."""
    for column in DECISIONS:
        name = column.name
        if name == NOTE or name in row.given or base[name] is None or name not in row.entry.headings:
            continue
        zh, en = column.heading
        dash = name in MAY_BE_CLEARED
        work.note(
            f"“{zh}”为空的单元格不改变已有内容" + ("；要删除请填“-”" if dash else ""),
            f"an empty cell of {en!r} leaves what is decided" + ("; enter - to remove it" if dash else ""),
        )


def _command(row: _Row, edited: Mapping[str, Any]) -> Track:
    status, priority = edited.get("status"), edited.get("priority")
    command = Track(
        row.gap,
        status=GapStatus(status) if status else None,
        priority=Priority(priority) if priority else None,
        needs_research=edited.get("needsResearch"),
        owner=edited.get("owner"),
        recommendation=edited.get("recommendation"),
        expected_revision=row.revision,
        note=row.given.get(NOTE),
    )
    # the same row of the same report taken in again is the same request: it is not decided twice, nor is its note repeated
    return command if row.revision is None else replace(command, request_id=f"filled-{digest(command)}")


def _same(written: Any, held: Any) -> bool:
    if isinstance(written, str) and (held is None or isinstance(held, str)):
        return written == cleaned(held or "").strip()
    return bool(written == held)


def _told(column: DecisionColumn, was: Any, now: Any) -> Message:
    """``优先级：低 → 高``."""
    before, after = (_words(column, one) for one in (was, now))
    return Message(f"{column.heading.zh}：{before.zh} → {after.zh}", f"{column.heading.en}: {before.en} → {after.en}")


def _words(column: DecisionColumn, value: Any) -> Message:
    if value is None or value == "":
        return Message("（无）", "(none)")
    if column.choices is None:
        return Message(str(value), str(value))
    term = column.choices[str(value).lower() if isinstance(value, bool) else str(value)]
    return Message(term.zh, term.en)
