"""Causes: which change made a gap vanish or come back, and the note that says so in both languages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from stdgraph.commands.outcomes import Message
from stdgraph.domain.vocabulary import EventKind
from stdgraph.store.session import Transaction

LOOKED_AT = 5000
"""Most changes that are looked at: of a longer time the latest."""

SINCE = (
    "UNWIND range($after + 1, $until) AS sequence MATCH (e:Event {sequence: sequence})-[:CONCERNS]->(s:Standard) "
    "RETURN e.sequence AS sequence, e.kind AS kind, e.effectiveOn AS on, e.before AS before, s.id AS standard, "
    "coalesce(s.number, s.planNumber) AS number, s.titleZh AS zh, s.titleEn AS en, "
    "COLLECT { MATCH (s)-[:APPLIES_TO]->(:ProductCategory)<-[:KIND_OF*0..]-(c:ProductCategory) RETURN DISTINCT c.code } AS categories, "
    "COLLECT { MATCH (s)-[:LISTED_IN]->(:Subsystem)-[:PART_OF*0..]->(x:Subsystem) RETURN DISTINCT x.id } AS places, "
    "COLLECT { MATCH (s)-[:REPLACES]->(p:Standard) RETURN p.id } AS replaced"
)


@dataclass(frozen=True, slots=True)
class Change:
    """A committed change of a standard, and what that standard has to do with."""

    sequence: int
    kind: str
    standard: str
    on: str | None = None
    number: str | None = None
    zh: str | None = None
    en: str | None = None
    categories: frozenset[str] = field(default_factory=frozenset)
    """Those it applies to, kinds of them included, and one that it was taken from."""
    places: frozenset[str] = field(default_factory=frozenset)
    """The subsystems that list it and those above them, and one that it was taken from; by id."""
    replaced: frozenset[str] = field(default_factory=frozenset)
    """The standards that it replaces."""


@dataclass(frozen=True, slots=True)
class About:
    """What a gap is about: a node by label and key, and, not for a standard, the subsystems it stands in."""

    label: str
    key: str
    places: tuple[str, ...] = ()
    beside: frozenset[str] = frozenset()
    """What else its id names: the document that a standard refers to or adopts, the system of a target."""


async def changes_since(tx: Transaction, after: int, until: int) -> list[Change]:
    """The changes of standards in a range of sequences, in order; the latest 5,000 of them. One statement, or none for none."""
    start = max(after, until - LOOKED_AT)
    if start >= until:
        return []
    rows = await tx.rows(SINCE, after=start, until=until)
    return sorted((_change(row) for row in rows), key=lambda change: change.sequence)


def cause_of(about: About, changes: Sequence[Change]) -> Change | None:
    """The change to blame: of those that have most to do with the gap the last. None where nothing changed."""
    return max(changes, key=lambda change: (_bearing(about, change), change.sequence), default=None)


def _bearing(about: About, change: Change) -> int:
    """How much a change has to do with a gap: 0 for nothing."""
    match about.label:
        case "Standard":
            return int(not {about.key, *about.beside}.isdisjoint({change.standard, *change.replaced}))
        case "ProductCategory":
            return (about.key in change.categories) + any(place in change.places for place in about.places)
        case "Subsystem":
            return int(about.key in change.places)
        case "StandardsSystem" | "Target":
            return int(any(place.partition("/")[0] in {about.key, *about.beside} for place in change.places))
        case _:
            return 0


def _change(row: dict[str, Any]) -> Change:
    categories, places = set(row["categories"]), set(row["places"])
    said = json.loads(row["before"] or "null") or {}  # a relation that was taken away: where it led
    if said.get("relation") == "APPLIES_TO":
        categories.add(said["target"])
    if said.get("relation") == "LISTED_IN":
        places.add(said["target"])
    return Change(
        sequence=row["sequence"],
        kind=row["kind"],
        standard=row["standard"],
        on=None if row["on"] is None else str(row["on"]),
        number=row["number"],
        zh=row["zh"] or row["en"],
        en=row["en"] or row["zh"],
        categories=frozenset(categories),
        places=frozenset(places),
        replaced=frozenset(row["replaced"]),
    )


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


def note(*, found: bool, cause: Change | None, days: tuple[date, date] | None, revision: int) -> Message:
    """Why a record is closed, or (``found``) open again: by a change, by the days that passed, or by neither, which is a seed
    that was loaded: it may change what no event tells of."""
    zh, en = ("缺口再次出现", "The gap is back") if found else ("缺口已不存在", "The gap is gone")
    if days is not None:
        return Message(
            f"{zh}：因日期推移（{days[0]} 至 {days[1]}），目录未变。",
            f"{en}: days passed ({days[0]} to {days[1]}), no change did it.",
        )
    if cause is None:
        return Message(f"{zh}：见目录第 {revision} 版。", f"{en}: with revision {revision} of the catalogue.")
    verb_zh, verb_en = _WORDS.get(cause.kind, (cause.kind, cause.kind))
    on_zh, on_en = (f"{cause.on} ", f" on {cause.on}") if cause.on else ("", "")
    return Message(
        f"{zh}：{on_zh}{_name(cause.number, f'《{cause.zh}》')} {verb_zh}（变更 {cause.sequence}）。",
        f"{en}: {_name(cause.number, cause.en or cause.standard)} {verb_en}{on_en} (change {cause.sequence}).",
    )


def _name(number: str | None, title: str) -> str:
    return number or title
