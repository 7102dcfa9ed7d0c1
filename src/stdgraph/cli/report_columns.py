"""The columns of a report."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from operator import itemgetter

from stdgraph.cli import texts
from stdgraph.cli.output import Column, Row
from stdgraph.cli.report import capitalised, status_word
from stdgraph.domain.terms import term
from stdgraph.domain.vocabulary import Language, Priority, Severity

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
        Column("priority", "优先级", "Priority", _graded(Priority, "priority", language)),
        Column("needsResearch", "需要研究", "R&D needed", lambda row: _research(row, language)),
        Column("recommendation", "建议", "Recommendation", itemgetter("recommendation")),
        Column("owner", "责任组织", "Organisation", _owner),
        Column("status", "进展状态", "Status", lambda row: _status(row, language)),
        Column("progress", "进展记录", "Progress since", itemgetter("progress")),
        Column("severity", "严重程度", "Severity", _graded(Severity, "severity", language)),
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
