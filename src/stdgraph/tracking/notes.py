"""Notes: what the system says when it closes or reopens a record, in both languages."""

from __future__ import annotations

from datetime import date

from stdgraph.lifecycle.outcomes import Said
from stdgraph.model.vocabulary import EventKind
from stdgraph.tracking.causes import Change

_WORDS: dict[str, tuple[str, str]] = {
    EventKind.REGISTERED: ("登记", "registered"),
    EventKind.STARTED: ("立项", "started"),
    EventKind.ADVANCED: ("进入下一阶段", "advanced"),
    EventKind.PUBLISHED: ("发布", "published"),
    EventKind.WITHDRAWN: ("废止", "withdrawn"),
    EventKind.ABANDONED: ("终止", "abandoned"),
    EventKind.CORRECTED: ("更正", "corrected"),
    EventKind.RELATED: ("关系变更", "related"),
    EventKind.UNRELATED: ("关系移除", "unrelated"),
    EventKind.REVOKED: ("的一项登记被撤销", "had an event revoked"),
}


def note(*, found: bool, cause: Change | None, days: tuple[date, date] | None, revision: int) -> Said:
    """Why a record is closed, or (``found``) open again: by a change, by the days that passed, or by neither, which is a seed
    that was loaded: it may change what no event tells of."""
    zh, en = ("缺口再次出现", "The gap is back") if found else ("缺口已不存在", "The gap is gone")
    if days is not None:
        return Said(
            f"{zh}：因日期推移（{days[0]} 至 {days[1]}），目录未变。",
            f"{en}: days passed ({days[0]} to {days[1]}), no change did it.",
        )
    if cause is None:
        return Said(f"{zh}：见目录第 {revision} 版。", f"{en}: with revision {revision} of the catalogue.")
    verb_zh, verb_en = _WORDS.get(cause.kind, (cause.kind, cause.kind))
    on_zh, on_en = (f"{cause.on} ", f" on {cause.on}") if cause.on else ("", "")
    return Said(
        f"{zh}：{on_zh}{_name(cause.number, f'《{cause.zh}》')} {verb_zh}（变更 {cause.sequence}）。",
        f"{en}: {_name(cause.number, cause.en or cause.standard)} {verb_en}{on_en} (change {cause.sequence}).",
    )


def _name(number: str | None, title: str) -> str:
    return number or title
