"""How things left the plan, for whoever names them all the same: a command took them off, or no dataset states them any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from stdgraph.commands.events import NODE_KEYS
from stdgraph.commands.outcomes import Message
from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.domain.timeline import fields
from stdgraph.store.session import Transaction

HEIRS = ("successor", "into")
"""The fields by which events tell what took over."""


class DepartureRow(TypedDict):
    """An event by which a thing left the plan, and whether a command made it, or another one with it."""

    label: str
    key: str
    sequence: int
    after: str | None
    commanded: bool


@dataclass(frozen=True, slots=True)
class Departure:
    """How a thing left the plan."""

    commanded: bool = False
    """Whether a command took it off: no dataset brings it back."""
    heir: str | None = None
    """The code of what took over, where something did."""


STATED_NO_MORE = Departure()


async def load_departures(tx: Transaction, things: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Departure]:
    """How things, by label and key, left the plan last. One statement, or none for none."""
    groups: dict[str, list[str]] = {}
    for label, key in things:
        groups.setdefault(label, []).append(key)
    if not groups:
        return {}
    text = " UNION ALL ".join(
        f"UNWIND ${label} AS k MATCH (n:{label} {{{NODE_KEYS.get(label, 'id')}: k}})<-[:CONCERNS]-(e:Event {{kind: 'RETIRED'}}) "
        f"RETURN '{label}' AS label, k AS key, e.sequence AS sequence, e.after AS after, "
        "e.undo IS NOT NULL OR e.changed IS NOT NULL AS commanded"
        for label in groups
    )
    rows = sorted(await tx.rows(text, DepartureRow, **groups), key=lambda row: row["sequence"])
    return {(row["label"], row["key"]): Departure(row["commanded"], _heir(row["after"])) for row in rows}


def _heir(after: str | None) -> str | None:
    told = fields(after)
    return next((str(told[name]) for name in HEIRS if told.get(name)), None)


def left_the_plan(label: str, name: str, since: date, how: Departure) -> Message:
    """That a thing is off the plan since a day, and what can be done about that."""
    term = LABEL_TERMS[label]
    zh, en = f"{term.zh}“{name}”", f"{term.en} {name!r}"
    if since == date.min:
        done_zh, done_en = ("登记", "registration") if label == "Standard" else ("新增", "creation")
        return Message(f"{zh}的{done_zh}已撤销", f"the {done_en} of {en} was revoked")
    zh, en = f"{zh}自 {since} 起已退出体系", f"{en} has been off the plan since {since}"
    if how.heir is not None:
        return Message(f"{zh}，由“{how.heir}”接替", f"{en}: {how.heir!r} took over")
    if how.commanded:
        return Message(zh, en)
    return Message(
        f"{zh}，须先恢复：重新装入列有它的数据集", f"{en}: bring it back first by loading a dataset that states it"
    )
