"""Renaming: a subsystem, system, committee or category gets another code, and stays what it is.

The node keeps its relationships and its history; what holds its key beside it is rewritten; the old key becomes an alias.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from stdgraph.commands.events import NODE_KEYS, NewEvent, json_of
from stdgraph.commands.outcomes import not_found
from stdgraph.domain.stored_state import search_text
from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.domain.text import fold
from stdgraph.domain.vocabulary import EventKind
from stdgraph.errors import BadInput
from stdgraph.store.session import Transaction
from stdgraph.store.transaction import mark_structure_changed

RENAMABLE = ("StandardsSystem", "Subsystem", "ProductCategory", "Committee")
"""The labels of what can be renamed."""


@dataclass(frozen=True, slots=True)
class Renaming:
    """What a renaming changed: by label and old key the new key, and the event to be recorded."""

    keys: Mapping[tuple[str, str], str]
    """Of a system its subsystems, too."""
    event: NewEvent


class NamedRow(TypedDict):
    """The code of what is to be renamed, what it is found by, and who has, or had, the new key."""

    code: str
    searched: str | None
    holder: str | None
    former: str | None


class SubsystemKeyRow(TypedDict):
    """A subsystem of a system."""

    key: str
    code: str


class FormerCodeRow(TypedDict):
    """A former key of a subsystem, and its own."""

    former: str
    key: str


_FORMER_CODES = (
    "MATCH (a:Alias {label: 'Subsystem'})-[:NAMES]->(x:Subsystem {system: $system}) RETURN a.key AS former, x.id AS key"
)
_HOLDERS = "COLLECT {{ MATCH (m:{label} {{{key}: $new}}) RETURN m.{key} }}[0] AS holder"
_FORMER = "COLLECT {{ MATCH (a:Alias {{id: $alias}})-[:NAMES]->(m) WHERE m.{key} <> $old RETURN m.{key} }}[0] AS former"
_ALIASES = (
    "UNWIND $rows AS row MATCH (n:{label} {{{key}: row.new}}) "
    "MERGE (a:Alias {{id: row.alias}}) SET a.label = $label, a.key = row.old MERGE (a)-[:NAMES]->(n)"
)
_OWN_ALIAS = "UNWIND $rows AS row MATCH (a:Alias {id: row.taken}) DETACH DELETE a"
_LEFT = "UNWIND $rows AS row MATCH (e:Event) WHERE e.left{label} = row.old SET e.left{label} = row.new"  # relations that were removed
_GRANTED = "MATCH (a:AccessToken) WHERE $old IN a.{name} SET a.{name} = [x IN a.{name} | CASE WHEN x = $old THEN $new ELSE x END]"


async def rename(
    tx: Transaction, label: str, old: str, new: str, *, on: date | None = None, note: str | None = None
) -> Renaming:
    """Give the node of a label and key another key; a subsystem stays in its system, a system takes its subsystems along.

    Tokens that name a system or committee follow. Records of gaps do not: see ``gap_records.renames``. Raises BadInput for what
    cannot be renamed, an unknown key, one that is unfit, or one that something has or had.
    """
    if label not in RENAMABLE:
        raise BadInput(f"{label} {old!r} cannot be renamed: expected one of {', '.join(RENAMABLE)}")
    _check_key(label, old, new)
    found = await _find(tx, label, old, new)
    code = new.partition("/")[2] if label == "Subsystem" else new
    names = [code, *(line for line in (found["searched"] or "").split("\n") if line != fold(found["code"]))]
    key = NODE_KEYS.get(label, "id")
    await tx.run(
        f"MATCH (n:{label} {{{key}: $old}}) SET n.id = $new, n.code = $code, n.searchText = $text",
        old=old,
        new=new,
        code=code,
        text=search_text(names),
    )
    keys = {(label, old): new}
    if label == "StandardsSystem":
        keys |= await _move_subsystems(tx, old, new)
    for name in {label for label, _ in keys}:
        await _leave_aliases(tx, name, {was: now for (of, was), now in keys.items() if of == name})
    if label == "StandardsSystem":
        await _carry_aliases(tx, new)
    if label in _TOKEN_FIELDS:
        await tx.run(_GRANTED.format(name=_TOKEN_FIELDS[label]), old=old, new=new)
    await mark_structure_changed(tx)
    before, after = ({"key": one} for one in (old, new))
    event = NewEvent(
        new,
        EventKind.RENAMED,
        effective_on=on,
        note=note,
        before=json_of(before),
        after=json_of(after),
        label=label,
    )
    return Renaming(keys, event)


_TOKEN_FIELDS = {"StandardsSystem": "systems", "Committee": "committees"}
"""The properties of tokens that hold keys, by label."""


def _check_key(label: str, old: str, new: str) -> None:
    if label != "Subsystem":
        fits = bool(new.strip()) and not (label == "StandardsSystem" and "/" in new)
    else:
        system, _, code = new.partition("/")
        if system != old.partition("/")[0]:
            raise BadInput(f"Subsystem {old!r} cannot become {new!r}: a subsystem stays in its system")
        fits = bool(code.strip())
    if not fits or ":" in new:
        raise BadInput(f"{label} {old!r} cannot become {new!r}: expected a code, not empty and without a colon")
    if new == old:
        raise BadInput(f"{label} {old!r} is called that already")


async def _find(tx: Transaction, label: str, old: str, new: str) -> NamedRow:
    key = NODE_KEYS.get(label, "id")
    row = await tx.row(
        f"MATCH (n:{label} {{{key}: $old}}) RETURN n.code AS code, n.searchText AS searched, "
        f"{_HOLDERS.format(label=label, key=key)}, {_FORMER.format(key=key)}",
        NamedRow,
        old=old,
        new=new,
        alias=f"{label}:{new}",
    )
    if row is None:
        raise BadInput(not_found(label, old).en)
    if row["holder"] is not None:
        raise BadInput(f"{LABEL_TERMS[label].en} {old!r} cannot become {new!r}: another one is called that")
    if row["former"] is not None:
        raise BadInput(
            f"{LABEL_TERMS[label].en} {old!r} cannot become {new!r}: {row['former']!r} was called that and is still found by it"
        )
    return row


async def _move_subsystems(tx: Transaction, old: str, new: str) -> dict[tuple[str, str], str]:
    """Give the subsystems of a system their new ids; the ids by label and old id."""
    rows = await tx.rows(
        "MATCH (x:Subsystem {system: $old}) RETURN x.id AS key, x.code AS code", SubsystemKeyRow, old=old
    )
    moved = {row["key"]: f"{new}/{row['code']}" for row in rows}
    await tx.run(
        "UNWIND $rows AS row MATCH (x:Subsystem {id: row.old}) SET x.id = row.new, x.system = $system",
        rows=[{"old": was, "new": now} for was, now in moved.items()],
        system=new,
    )
    return {("Subsystem", was): now for was, now in moved.items()}


async def _carry_aliases(tx: Transaction, system: str) -> None:
    """Let the subsystems of a renamed system be found by their former codes in it, too."""
    found = await tx.rows(_FORMER_CODES, FormerCodeRow, system=system)
    keys = {f"{system}/{row['former'].partition('/')[2]}": row["key"] for row in found}
    rows = [{"old": was, "new": now, "alias": f"Subsystem:{was}"} for was, now in keys.items() if was != now]
    if rows:
        await tx.run(_ALIASES.format(label="Subsystem", key="id"), rows=rows, label="Subsystem")


async def _leave_aliases(tx: Transaction, label: str, keys: Mapping[str, str]) -> None:
    """Let nodes be found by their old keys, which may have been their keys before, and rewrite what events say they led to."""
    rows = [{"old": was, "new": now, "alias": f"{label}:{was}", "taken": f"{label}:{now}"} for was, now in keys.items()]
    await tx.run(_OWN_ALIAS, rows=rows)
    await tx.run(_ALIASES.format(label=label, key=NODE_KEYS.get(label, "id")), rows=rows, label=label)
    if label != "StandardsSystem":
        await tx.run(_LEFT.format(label=label), rows=rows)
