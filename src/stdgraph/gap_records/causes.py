"""Causes: which change made a gap disappear or reappear, and the note that says so in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from stdgraph.commands.outcomes import Message
from stdgraph.domain.terms import Term
from stdgraph.domain.timeline import fields
from stdgraph.domain.vocabulary import EventKind
from stdgraph.store.session import Transaction

MOST_RELEVANT = 3
"""The gap is about what changed."""

MAX_CHANGES = 5000
"""Maximum number of changes considered: the latest."""

SINCE = (
    "UNWIND range($after + 1, $until) AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->(s) "
    "WITH e, s, labels(s)[0] AS label WHERE NOT label IN ['GapRecord', 'AccessToken'] "
    "RETURN e.sequence AS sequence, e.kind AS kind, e.effectiveOn AS on, e.before AS before, label, coalesce(s.id, s.name) AS key, "
    "CASE label WHEN 'Standard' THEN coalesce(s.number, s.planNumber) WHEN 'Subsystem' THEN s.id ELSE s.code END AS number, "
    "coalesce(s.titleZh, s.statement) AS zh, s.titleEn AS en, "
    "COLLECT { MATCH (s)-[:APPLIES_TO]->(:ProductCategory)<-[:KIND_OF*0..]-(c:ProductCategory) RETURN DISTINCT c.code "
    "UNION MATCH (s)-[:DEMANDS_FOR]->(c:ProductCategory) RETURN DISTINCT c.code } AS categories, "
    "COLLECT { MATCH (s)-[:LISTED_IN]->(:Subsystem)-[:PART_OF*0..]->(x:Subsystem) RETURN DISTINCT x.id "
    "UNION MATCH (s)-[:MET_IN]->(x:Subsystem) RETURN DISTINCT x.id "
    "UNION MATCH (s)-[:PART_OF*1..]->(x:Subsystem) RETURN DISTINCT x.id } AS places, "
    "COLLECT { MATCH (s)-[:REPLACES|AMENDS]->(p:Standard) RETURN p.id } AS replaced, "
    "COLLECT { MATCH (s)<-[:LISTED_IN]-(l:Standard) RETURN l.id } AS listed"
)


@dataclass(frozen=True, slots=True)
class RecordedChange:
    """A committed change of a standard or another thing, and what that is related to."""

    sequence: int
    kind: str
    key: str
    on: str | None = None
    number: str | None = None
    zh: str | None = None
    en: str | None = None
    categories: frozenset[str] = field(default_factory=frozenset)
    """The categories it applies to, those above them, and the one that the change removed."""
    places: frozenset[str] = field(default_factory=frozenset)
    """The subsystems that list it, those above them, and the one that the change removed; by id."""
    replaced: frozenset[str] = field(default_factory=frozenset)
    """The standards that it replaces or amends."""
    label: str = "Standard"
    listed: frozenset[str] = field(default_factory=frozenset)
    """Of a subsystem the standards that it lists."""


@dataclass(frozen=True, slots=True)
class GapSubject:
    """What a gap is about: a node by label and key and, unless it is a standard, the subsystems it belongs to."""

    label: str
    key: str
    places: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    """Further keys in its id: the document that a standard references or adopts, the system of a target."""


class RecordedChangeRow(TypedDict):
    """A row of ``SINCE``; the day is the driver's."""

    sequence: int
    kind: str
    on: object
    before: str | None
    label: str
    key: str
    number: str | None
    zh: str | None
    en: str | None
    categories: list[str]
    places: list[str]
    replaced: list[str]
    listed: list[str]


async def changes_since(tx: Transaction, after: int, until: int) -> list[RecordedChange]:
    """The changes in a range of sequences, in order; the latest 5,000 of them. One statement, or none for none."""
    start = max(after, until - MAX_CHANGES)
    if start >= until:
        return []
    rows = await tx.rows(SINCE, RecordedChangeRow, after=start, until=until)
    return sorted((_change(row) for row in rows), key=lambda change: change.sequence)


def cause_of(subject: GapSubject, changes: Sequence[RecordedChange]) -> RecordedChange | None:
    """The most likely cause: the last of the changes that are most relevant to the gap. None where nothing changed."""
    return max(changes, key=lambda change: (_relevance(subject, change), change.sequence), default=None)


def _relevance(subject: GapSubject, change: RecordedChange) -> int:
    """How relevant a change is to a gap: 0 for not at all."""
    if change.label != "Standard" and (change.label, change.key) == (subject.label, subject.key):
        return MOST_RELEVANT
    match subject.label:
        case "Standard":
            return int(not {subject.key, *subject.beside}.isdisjoint({change.key, *change.replaced, *change.listed}))
        case "ProductCategory":
            return (subject.key in change.categories) + any(place in change.places for place in subject.places)
        case "Subsystem":
            return int(subject.key in change.places)
        case "StandardsSystem" | "Target":
            return int(any(place.partition("/")[0] in {subject.key, *subject.beside} for place in change.places))
        case _:
            return 0


def _change(row: RecordedChangeRow) -> RecordedChange:
    categories, places = set(row["categories"]), set(row["places"])
    before = fields(row["before"])  # of a relation that was removed: its target
    if before.get("relation") == "APPLIES_TO":
        categories.add(before["target"])
    if before.get("relation") == "LISTED_IN":
        places.add(before["target"])
    if row["label"] == "Subsystem":
        places.add(row["key"])
    return RecordedChange(
        sequence=row["sequence"],
        kind=row["kind"],
        key=row["key"],
        on=None if row["on"] is None else str(row["on"]),
        number=row["number"],
        zh=row["zh"] or row["en"],
        en=row["en"] or row["zh"],
        categories=frozenset(categories),
        places=frozenset(places),
        replaced=frozenset(row["replaced"]),
        label=row["label"],
        listed=frozenset(row["listed"]),
    )


VERBS: Mapping[str, Term] = {
    EventKind.REGISTERED: Term("登记", "registered"),
    EventKind.STARTED: Term("立项", "started"),
    EventKind.ADVANCED: Term("进入下一阶段", "advanced"),
    EventKind.PUBLISHED: Term("发布", "published"),
    EventKind.WITHDRAWN: Term("废止", "withdrawn"),
    EventKind.ABANDONED: Term("终止", "abandoned"),
    EventKind.CORRECTED: Term("更正", "corrected"),
    EventKind.EXTENDED: Term("延期", "extended"),
    EventKind.RELATED: Term("关系变更", "related"),
    EventKind.UNRELATED: Term("关系移除", "unrelated"),
    EventKind.MERGED: Term("与另一项标准合并", "merged with another"),
    EventKind.SPLIT: Term("拆分为多个项目", "was split into several"),
    EventKind.COMMENTED: Term("有新评论", "was commented on"),
    EventKind.CLAIMED: Term("有新的来源说法", "has a new claim"),
    EventKind.TRANSFER_OFFERED: Term("被提出移交", "was offered to another committee"),
    EventKind.TRANSFERRED: Term("移交给另一技术委员会", "was transferred to another committee"),
    EventKind.TRANSFER_DECLINED: Term("的移交被拒绝", "was declined by another committee"),
    EventKind.TRANSFER_WITHDRAWN: Term("的移交被撤回", "was not transferred after all"),
    EventKind.REVOKED: Term("的一项登记被撤销", "had an event revoked"),
    EventKind.RETIRED: Term("退出体系", "left the plan"),
    EventKind.RESTORED: Term("恢复列入体系", "came back to the plan"),
    EventKind.RENAMED: Term("更名", "was renamed"),
    EventKind.CREATED: Term("新增", "was created"),
    EventKind.CHANGED: Term("变更", "was changed"),
    EventKind.MOVED: Term("移动", "was moved"),
    EventKind.REVISED: Term("修订", "was revised"),
    EventKind.LOADED: Term("装入", "was loaded"),
    EventKind.UNDONE: Term("的一次装入被撤销", "had a load undone"),
}
"""What happened to a standard or another thing, by kind of event."""


def transition_note(
    *, found: bool, cause: RecordedChange | None, days: tuple[date, date] | None, revision: int
) -> Message:
    """Why a record is closed or (``found``) reopened: because of a change, because time passed or, where neither explains it,
    because a seed was loaded, which may change what no event records."""
    zh, en = ("缺口再次出现", "The gap is back") if found else ("缺口已不存在", "The gap is gone")
    if days is not None:
        return Message(
            f"{zh}：因日期推移（{days[0]} 至 {days[1]}），目录未变。",
            f"{en}: time passed ({days[0]} to {days[1]}), the catalogue did not change.",
        )
    if cause is None:
        return Message(f"{zh}：见目录第 {revision} 版。", f"{en}: see revision {revision} of the catalogue.")
    verb = VERBS[cause.kind]
    on_zh, on_en = (f"{cause.on} ", f" on {cause.on}") if cause.on else ("", "")
    name_zh, name_en = _name(cause)
    return Message(
        f"{zh}：{on_zh}{name_zh} {verb.zh}（变更 {cause.sequence}）。",
        f"{en}: {name_en} {verb.en}{on_en} (change {cause.sequence}).",
    )


def _name(cause: RecordedChange) -> tuple[str, str]:
    """What changed, as people call it, in both languages."""
    if cause.label == "Dataset":
        return f"数据集 {cause.key}", f"dataset {cause.key}"
    return cause.number or f"《{cause.zh or cause.key}》", cause.number or f"“{cause.en or cause.key}”"
