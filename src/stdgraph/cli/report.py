"""``stdgraph gaps --report``: the gap table of a standardisation roadmap, out of the gaps and what committees decided about them.

Three parts: gaps that a committee works on, gaps that none has considered yet, and what was closed or withdrawn, with what closed it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from stdgraph.cli.gap_columns import subject
from stdgraph.cli.options import Words
from stdgraph.cli.output import Column, Row

if TYPE_CHECKING:
    from stdgraph.graph.door import Graph
    from stdgraph.settings import Settings

OVER = ("CLOSED", "WITHDRAWN")
_URGENCY = {"HIGH": 0, "MEDIUM": 1, "LOW": 2, None: 3}

_STATUS = {
    "OPEN": ("待处理", "Open"),
    "MOVING": ("推进中", "Moving forward"),
    "DELAYED": ("延迟", "Delayed"),
    "STALLED": ("停滞", "At a standstill"),
    "CLOSED": ("已关闭", "Closed"),
    "WITHDRAWN": ("已撤回", "Withdrawn"),
    "UNKNOWN": ("情况不明", "Unknown"),
}
_LIGHT = {"MOVING": ("（绿）", " (green)"), "DELAYED": ("（黄）", " (yellow)"), "STALLED": ("（红）", " (red)")}
"""The light by which roadmaps show how a gap goes on."""

_GRADE = {
    "CRITICAL": ("紧要", "Critical"),
    "HIGH": ("高", "High"),
    "MEDIUM": ("中", "Medium"),
    "LOW": ("低", "Low"),
    "INFO": ("提示", "Info"),
}


@dataclass(frozen=True, slots=True)
class Report:
    """The rows of a report, part by part, and what it is about."""

    scope: Mapping[str, Any]
    on: str
    language: Words
    tracked: Sequence[Row]
    untracked: Sequence[Row]
    closed: Sequence[Row]

    @property
    def rows(self) -> list[Row]:
        """All rows in the order of the report."""
        return [*self.tracked, *self.untracked, *self.closed]


async def report(graph: Graph, settings: Settings, variables: Mapping[str, Any], on: str) -> Report:
    """The report of a scope on a day, all pages of it."""
    from stdgraph.cli.documents import REPORTED_GAPS, REPORTED_RECORDS

    found = await _every(graph, settings, REPORTED_GAPS, "gaps", variables)
    asked = {name: variables[name] for name in ("scope", "language")}
    records = await _every(graph, settings, REPORTED_RECORDS, "gapRecords", asked)
    kinds = variables["kinds"]
    language = Words(str(variables["language"]).lower())
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


async def _every(
    graph: Graph, settings: Settings, document: str, field: str, variables: Mapping[str, Any]
) -> list[dict[str, Any]]:
    from stdgraph.cli.asking import ask

    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        page = (await ask(graph, settings, document, {**variables, "first": settings.page_ceiling, "after": after}))[
            field
        ]
        found += [edge["node"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found


def _row(gap: Row | None, record: Row | None, language: Words) -> Row:
    """A gap with what was decided about it; a gap that is gone as its record keeps it."""
    told = gap or record or {}
    history = record["history"] if record else []
    over = record is not None and record["status"] in OVER
    return {
        "id": told["id"] if gap else told["gapId"],
        "kind": told["kind"],
        "subject": subject(told),
        "what": told["message"],
        "severity": gap["severity"] if gap else None,
        "score": gap["score"] if gap else None,
        "unlocks": len(gap["unlocks"]) if gap else None,
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


def _entry(entry: Row, language: Words) -> str:
    note = entry["note"] or ""
    if language is Words.ZH:
        return (
            f"{entry['at']} {word(_STATUS, entry['status'], language)}（{entry['actor']}）{'：' if note else ''}{note}"
        )
    return f"{entry['at']} {word(_STATUS, entry['status'], language)} ({entry['actor']}){': ' if note else ''}{note}"


def _rank(row: Row) -> tuple[int, float, str]:
    return _URGENCY[row["priority"]], -(row["score"] or 0), row["id"]


def word(words: Mapping[str, tuple[str, str]], value: str | None, language: Words) -> str:
    """A value in the words of a language; nothing for none."""
    return words[value][language is Words.EN] if value is not None else ""


def _worded(words: Mapping[str, tuple[str, str]], name: str, language: Words) -> Callable[[Row], str]:
    return lambda row: word(words, row[name], language)


def _status(language: Words) -> Callable[[Row], str]:
    def told(row: Row) -> str:
        light = word(_LIGHT, row["status"] if row["status"] in _LIGHT else None, language)
        return word(_STATUS, row["status"], language) + light

    return told


def _owner(row: Row) -> str:
    return " ".join(filter(None, (row["owner"], row["ownerTitle"])))


def _research(language: Words) -> Callable[[Row], str]:
    told: dict[bool | None, str] = {None: "", True: "是", False: "否"}
    if language is Words.EN:
        told = {None: "", True: "Yes", False: "No"}
    return lambda row: told[row["needsResearch"]]


def columns(language: Words) -> dict[str, Column]:
    """The columns that people read, by name."""
    found = (
        Column("id", "缺口编号", "Gap", itemgetter("id")),
        Column("what", "缺口内容", "What is missing", itemgetter("what")),
        Column("priority", "优先级", "Priority", _worded(_GRADE, "priority", language)),
        Column("needsResearch", "需要研究", "R&D needed", _research(language)),
        Column("recommendation", "建议", "Recommendation", itemgetter("recommendation")),
        Column("owner", "责任组织", "Organisation", _owner),
        Column("status", "进展状态", "Status", _status(language)),
        Column("progress", "进展记录", "Progress since", itemgetter("progress")),
        Column("severity", "严重程度", "Severity", _worded(_GRADE, "severity", language)),
        Column("unlocks", "解锁", "Unlocks", itemgetter("unlocks"), right=True),
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
    )
)
"""The columns of the file for programs; what nobody decided is empty."""
