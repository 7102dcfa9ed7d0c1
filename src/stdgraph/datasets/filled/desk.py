"""The desk of a committee that was filled in: of each row the commands that its cells ask for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict

from stdgraph.auth.policy import Action
from stdgraph.commands.advance import Advance
from stdgraph.commands.command_handler import AnyCommand
from stdgraph.commands.extend import Extend
from stdgraph.commands.outcomes import Message
from stdgraph.commands.requests import digest
from stdgraph.commands.secretariat.comment_on_standard import CommentOnStandard
from stdgraph.datasets.filled.desk_columns import (
    APPROVAL,
    DAY,
    DUE_ON,
    IN_FORCE_ON,
    ITEM_ID,
    ITEM_REVISION,
    MOVE_TO,
    NOTE,
    NUMBER,
    PLAN_NUMBER,
    PUBLISHED_ON,
    TO_FILL_IN,
)
from stdgraph.datasets.filled.entries import Change, Entry, Unacceptable, Work
from stdgraph.datasets.filled.once import without_repetitions
from stdgraph.datasets.system_table.cell_dates import read_date
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.stages import STAGES, SUBSTAGES, parse_stage, stage_title
from stdgraph.domain.text import from_opaque
from stdgraph.domain.vocabulary import Language
from stdgraph.store.session import Transaction

DeskCommand = Advance | Extend | CommentOnStandard
PUBLISHED = "60.60"
OF_A_MOVE = (NUMBER, PLAN_NUMBER, PUBLISHED_ON, IN_FORCE_ON)
"""What goes with a move only."""
_STAGE = re.compile(r"(\d{1,2})(?:[.．](\d{1,2}))?(?:\D.*)?", re.DOTALL)
NAMES = "UNWIND $ids AS id MATCH (s:Standard {id: id}) RETURN s.id AS id, coalesce(s.number, s.planNumber, s.titleZh, s.titleEn) AS name"


class NameRow(TypedDict):
    """What a standard is called."""

    id: str
    name: str | None


@dataclass(frozen=True, slots=True)
class _Given:
    """What a row asks for."""

    standard: str
    revision: int | None
    to: str | None
    day: PartialDate | None
    published_on: PartialDate | None
    in_force_on: PartialDate | None
    due_on: PartialDate | None
    texts: Mapping[str, str | None]


async def read_desk(tx: Transaction, rows: Sequence[Entry], language: Language) -> Work:
    """What the desk of a committee asks for. Rows in which nothing was filled in ask for nothing."""
    work = Work(read=len(rows))
    filled = [row for row in rows if any(one.name in row.cells for one in TO_FILL_IN)]
    work.unchanged = len(rows) - len(filled)
    names = await _names(tx, [_key(row) for row in filled])
    changes = []
    for row in filled:
        key = _key(row)
        what = names.get(key) or key
        try:
            changes.append(_change(row, key, what))
        except Unacceptable as error:
            work.refused.append(row.refused(what, error, language))
    work.changes = without_repetitions(changes, work, language)
    return work


async def _names(tx: Transaction, ids: Sequence[str]) -> dict[str, str | None]:
    rows = await tx.rows(NAMES, NameRow, ids=sorted({one for one in ids if one})) if ids else []
    return {row["id"]: row["name"] for row in rows}


def _key(entry: Entry) -> str:
    """The key of the item: in its id, as the API gives it; any other text is a name as commands take it."""
    cell = entry.cells.get(ITEM_ID)
    text = cell.text.strip() if cell else ""
    try:
        label, colon, key = from_opaque(text).decode().partition(":")
    except ValueError:
        return text
    return key if colon and label == "Standard" else text


def _change(entry: Entry, key: str, what: str) -> Change:
    """The commands of a row. Raises Unacceptable for a cell that cannot be taken."""
    if not key:
        told = Message(
            "该行没有项目标识，不知指哪个项目", "the row names no item (expected its id, as the export wrote it)"
        )
        raise Unacceptable(entry.headings[ITEM_ID], None, told)
    given = _read(entry, key)
    words = list(_told(given))
    told = Message("；".join(one.zh for one in words), "; ".join(one.en for one in words))
    return Change(entry, key, what, _guarded(list(_commands(given)), given.revision), told)


def _guarded(commands: Sequence[DeskCommand], revision: int | None) -> list[AnyCommand]:
    """The commands of a row, the first guarded by the revision: the others see what it changed. Taken in again they are the same requests."""
    if revision is None:
        return list(commands)
    guarded = [replace(commands[0], expected_revision=revision), *commands[1:]]
    once = f"filled-{digest(guarded)}"
    return [replace(one, request_id=f"{once}-{n}") for n, one in enumerate(guarded)]


def _read(entry: Entry, key: str) -> _Given:
    names = (NUMBER, PLAN_NUMBER, APPROVAL, NOTE)
    given = _Given(
        key,
        entry.revision(ITEM_REVISION),
        _stage(entry),
        _day(entry, DAY),
        _day(entry, PUBLISHED_ON),
        _day(entry, IN_FORCE_ON),
        _day(entry, DUE_ON),
        {name: entry.text(name) or None for name in names},
    )
    _check(entry, given)
    return given


def _check(entry: Entry, given: _Given) -> None:
    """Raises Unacceptable for cells that need another one, which is empty."""
    alone = next((name for name in OF_A_MOVE if given.to is None and name in entry.cells), None)
    if alone is not None:
        told = Message("只随转入阶段填写，而“转入阶段”为空", "is taken with a move only, and Move to is empty")
        raise Unacceptable(entry.headings[alone], entry.text(alone), told)
    if given.due_on is None and given.texts[APPROVAL]:
        told = Message("只随延期填写，而“延期至”为空", "is taken with an extension only, and Extended to is empty")
        raise Unacceptable(entry.headings[APPROVAL], entry.text(APPROVAL), told)
    if given.due_on is not None and not given.texts[APPROVAL]:
        told = Message("延期须填写“批准依据”", "an extension needs the document or decision that allows it (Approval)")
        raise Unacceptable(entry.headings[DUE_ON], entry.text(DUE_ON), told)
    if given.day is not None and given.to is None and given.due_on is None:
        told = Message("只随转入阶段或延期填写", "is taken with a move or an extension only")
        raise Unacceptable(entry.headings[DAY], entry.text(DAY), told)


def _stage(entry: Entry) -> str | None:
    """The stage in a cell: its code, whatever follows it; a number that a program made of 30.20 is 30.2. Raises Unacceptable."""
    text = entry.text(MOVE_TO)
    if not text:
        return None
    form = _STAGE.fullmatch(text)
    try:
        return parse_stage(f"{form[1]:0>2}.{form[2] or '':0<2}" if form else text)
    except ValueError:
        stages, substages = " ".join(STAGES), " ".join(SUBSTAGES)
        told = Message(
            f"阶段代码应为 XX.YY：XX 为 {stages} 之一，YY 为 {substages} 之一",
            f"expected a stage code XX.YY, with XX one of {stages} and YY one of {substages}",
        )
        raise Unacceptable(entry.headings[MOVE_TO], text, told) from None


def _day(entry: Entry, column: str) -> PartialDate | None:
    """The date in a cell. Raises Unacceptable for what is none, and for a month or a year where only a day will do."""
    text = entry.text(column)
    if not text:
        return None
    try:
        found = read_date(entry.cells[column], epoch_1904=entry.epoch_1904).date
    except ValueError:
        told = Message(
            "应为日期，如 2026-05-01、2026/5/1、2026年5月1日", "expected a date such as 2026-05-01 or 2026/5/1"
        )
        raise Unacceptable(entry.headings[column], text, told) from None
    if found.day is None and column in (DAY, DUE_ON):
        told = Message("应为年、月、日", "expected a day, not a month or a year")
        raise Unacceptable(entry.headings[column], text, told)
    return found


def _commands(given: _Given) -> Iterator[DeskCommand]:
    """Extension, then move; where there is neither, the note is a comment."""
    note = given.texts[NOTE]
    day = given.day.day if given.day else None
    if given.due_on is not None and given.due_on.day is not None:
        alone = given.to is None
        yield Extend(
            given.standard,
            given.due_on.day,
            given.texts[APPROVAL] or "",
            approved_on=day if alone else None,
            note=note if alone else None,
        )
    if given.to is not None:
        publishing = given.to == PUBLISHED
        yield Advance(
            given.standard,
            given.to,
            Action.PUBLISH_STANDARD if publishing else Action.ADVANCE_STANDARD,
            effective_on=day,
            number=given.texts[NUMBER],
            plan_number=given.texts[PLAN_NUMBER],
            published_on=given.published_on,
            in_force_on=given.in_force_on,
            note=note,
        )
    elif given.due_on is None:
        yield CommentOnStandard(standard=given.standard, note=note or "")


def _told(given: _Given) -> Iterator[Message]:
    """What changes, in words."""
    if given.to is not None:
        code = given.to
        on = f"（{given.day}）" if given.day else ""
        yield Message(
            f"转入 {code} {stage_title(code)}{on}",
            f"to {code} {stage_title(code, Language.EN)}{f' on {given.day}' if given.day else ''}",
        )
    told: tuple[tuple[str, str, date | PartialDate | str | None], ...] = (
        ("标准号", "number", given.texts[NUMBER]),
        ("计划号", "plan number", given.texts[PLAN_NUMBER]),
        ("发布日期", "published on", given.published_on),
        ("实施日期", "in force on", given.in_force_on),
        ("延期至", "extended to", given.due_on),
        ("批准依据", "approval", given.texts[APPROVAL]),
        ("备注", "note", given.texts[NOTE]),
    )
    for zh, en, value in told:
        if value is not None:
            yield Message(f"{zh} {value}", f"{en} {value}")
