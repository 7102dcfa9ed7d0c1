"""``stdgraph gaps --report``: the gap table of a standardisation roadmap, out of the gaps and what committees decided about them.

Three parts: gaps that a committee works on, gaps that none has considered yet, and what was closed or withdrawn, with what closed it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import itemgetter
from typing import TYPE_CHECKING

from stdgraph.cli import texts
from stdgraph.cli.gap_tables import PLACED, subject
from stdgraph.cli.output import Answer, Column, Row
from stdgraph.domain.terms import term
from stdgraph.domain.vocabulary import GapStatus, Language, Priority, Severity
from stdgraph.gap_records.decision_columns import DECISIONS

if TYPE_CHECKING:
    from stdgraph.settings import Settings
    from stdgraph.store.session import Graph


_HEADINGS = {column.name: column.heading for column in DECISIONS}
_LIGHT = {"MOVING": texts.GREEN, "DELAYED": texts.YELLOW, "STALLED": texts.RED}
"""The light by which roadmaps show how a gap goes on."""


def _graded(kind: type[StrEnum], name: str, language: Language) -> Callable[[Row], str]:
    return lambda row: capitalised(term(kind(row[name]), language)) if row[name] is not None else ""


def _status(row: Row, language: Language) -> str:
    if row["status"] is None:
        return ""
    light = _LIGHT.get(row["status"])
    return status_word(row["status"], language) + (light.said_in(language) if light else "")


def _owner(row: Row) -> str:
    return " ".join(filter(None, (row["owner"], row["ownerTitle"])))


def _research(row: Row, language: Language) -> str:
    if row["needsResearch"] is None:
        return ""
    return (texts.YES if row["needsResearch"] else texts.NO).said_in(language)


def columns(language: Language) -> dict[str, Column]:
    """The columns that people read, by name."""
    found = (
        Column("id", "缺口编号", "Gap", itemgetter("id")),
        Column("what", "缺口内容", "What is missing", itemgetter("what")),
        Column("priority", *_HEADINGS["priority"], _graded(Priority, "priority", language)),
        Column("needsResearch", *_HEADINGS["needsResearch"], lambda row: _research(row, language)),
        Column("recommendation", *_HEADINGS["recommendation"], itemgetter("recommendation")),
        Column("owner", "责任组织", "Organisation", _owner),
        Column("status", "进展状态", "Status", lambda row: _status(row, language)),
        Column("progress", "进展记录", "Progress since", itemgetter("progress")),
        Column("severity", "严重程度", "Severity", _graded(Severity, "severity", language)),
        Column("unlocks", "解锁", "Unlocks", itemgetter("unlocks"), right=True),
        Column("subsystems", "子体系", "Subsystems", itemgetter("subsystems")),
        Column("remedy", "解决办法", "Remedy", itemgetter("remedy")),
        Column("candidates", "候选项目", "Candidates", itemgetter("candidates")),
        Column("closing", "关闭原因", "Closed by", itemgetter("closing")),
    )
    return {column.name: column for column in found}


CSV = tuple(
    Column(name, name, name, itemgetter(name))
    for name in (
        *(
            "id",
            "kind",
            "subject",
            "what",
            "severity",
            "score",
            "unlocks",
            "found",
            "status",
            "priority",
            "needsResearch",
        ),
        *("recommendation", "owner", "progress", "closing"),
        *(column.name for column in PLACED),
    )
)
"""The columns of the file for programs; what nobody decided is empty."""


OVER = ("CLOSED", "WITHDRAWN")
_URGENCY = {"HIGH": 0, "MEDIUM": 1, "LOW": 2, None: 3}


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of a report, part by part, and what it is about."""

    scope: Row
    on: str
    language: Language
    tracked: Sequence[Row]
    untracked: Sequence[Row]
    closed: Sequence[Row]

    @property
    def rows(self) -> list[Row]:
        """All rows in the order of the report."""
        return [*self.tracked, *self.untracked, *self.closed]


async def report(graph: Graph, settings: Settings, variables: Row, on: str) -> Report:
    """The report of a scope on a day, all pages of it."""
    from stdgraph.cli.client import REPORTED_GAPS, REPORTED_RECORDS

    found = await _every(graph, settings, REPORTED_GAPS, "gaps", variables)
    asked = {name: variables[name] for name in ("scope", "language")}
    records = await _every(graph, settings, REPORTED_RECORDS, "gapRecords", asked)
    kinds = variables["kinds"]
    language = Language(str(variables["language"]))
    gaps = {gap["id"]: gap for gap in found}
    decided = {one["gapId"]: one for one in records if not kinds or one["kind"] in kinds}
    decided |= {gap["id"]: gap["record"] for gap in found if gap["record"]}
    rows = [_row(gaps.get(key), one, language) for key, one in decided.items()]
    return Report(
        variables["scope"],
        on,
        language,
        tracked=sorted((row for row in rows if row["status"] not in OVER), key=_rank),
        untracked=[_row(gap, None, language) for gap in found if gap["id"] not in decided],
        closed=sorted((row for row in rows if row["status"] in OVER), key=itemgetter("id")),
    )


async def _every(graph: Graph, settings: Settings, document: str, field: str, variables: Row) -> list[Answer]:
    from stdgraph.cli.client import ask

    found: list[Answer] = []
    after: str | None = None
    while True:
        page = (await ask(graph, settings, document, {**variables, "first": settings.page_ceiling, "after": after}))[
            field
        ]
        found += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def _row(gap: Row | None, record: Row | None, language: Language) -> Row:
    """A gap with what was decided about it; a gap that is gone as its record keeps it."""
    known = gap or record or {}
    history = record["history"] if record else []
    over = record is not None and record["status"] in OVER
    return {
        "id": known["id"] if gap else known["gapId"],
        "kind": known["kind"],
        "subject": subject(known),
        "what": known["message"],
        "severity": gap["severity"] if gap else None,
        "score": gap["score"] if gap else None,
        "unlocks": len(gap["unlocks"]) if gap else None,
        **{column.name: column.value(gap) if gap else None for column in PLACED},
        "found": gap is not None,
        **{
            name: record[name] if record else None for name in ("status", "priority", "needsResearch", "recommendation")
        },
        "owner": record["owner"]["code"] if record and record["owner"] else None,
        "ownerTitle": record["owner"]["title"] if record and record["owner"] else None,
        "progress": [_entry(one, language) for one in history],
        "closing": _entry(_last_word(history), language) if over else None,
    }


def _last_word(history: Sequence[Row]) -> Row:
    """The entry that closed a record: the last one in which its status became what it is."""
    last = history[-1]
    for entry in reversed(history):
        if entry["status"] != last["status"]:
            break
        last = entry
    return last


def _entry(entry: Row, language: Language) -> str:
    text = texts.ENTRY_WITH_NOTE if entry["note"] else texts.ENTRY
    status = status_word(entry["status"], language)
    return text.said_in(language, at=entry["at"], status=status, actor=entry["actor"], note=entry["note"])


def status_word(status: str, language: Language) -> str:
    """The term of a status as a report prints it: in English with a capital."""
    return capitalised(term(GapStatus(status), language))


def capitalised(text: str) -> str:
    """A term that begins a cell: its first letter is a capital."""
    return text[:1].upper() + text[1:]


def _rank(row: Row) -> tuple[int, float, str]:
    return _URGENCY[row["priority"]], -(row["score"] or 0), row["id"]
