"""The columns of a report, and the words in which it tells a status, a priority, a yes and a no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter

from stdgraph.cli.options import Words
from stdgraph.cli.output import Column, Row

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


def status_word(status: str, language: Words) -> str:
    """A status in the words of a language."""
    return _word(_STATUS, status, language)


def _word(words: Mapping[str, tuple[str, str]], value: str | None, language: Words) -> str:
    """A value in the words of a language; nothing for none."""
    return words[value][language is Words.EN] if value is not None else ""


def _worded(words: Mapping[str, tuple[str, str]], name: str, language: Words) -> Callable[[Row], str]:
    return lambda row: _word(words, row[name], language)


def _status(language: Words) -> Callable[[Row], str]:
    def told(row: Row) -> str:
        light = _word(_LIGHT, row["status"] if row["status"] in _LIGHT else None, language)
        return _word(_STATUS, row["status"], language) + light

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
