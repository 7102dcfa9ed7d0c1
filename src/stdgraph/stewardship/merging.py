"""Things that turn out to be one: the lost one is set aside under a key that nobody writes, and by its own the kept one is found.

It stays in the graph for what was believed of it until then, and so that the merger can be taken back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from stdgraph.commands.change_record import Key, MergeChange
from stdgraph.commands.relation_times import node
from stdgraph.stewardship.plan_unit import PlanUnit
from stdgraph.stewardship.things import Thing
from stdgraph.store.session import Transaction
from stdgraph.store.standard_names import alias_id

GRANTED = {"Committee": "committees"}
"""The property of tokens that holds keys of a label."""


def merge_into(unit: PlanUnit, lost: Thing, kept: Thing, tokens: Sequence[str], tokens_of_both: Sequence[str]) -> None:
    """Set a thing aside; by its key the kept one is found, and the tokens that name it, by their ids, name that one."""
    set_aside(unit, lost, MergeChange(lost.ref, f"{lost.key}:{kept.key}", kept.ref, tokens, tokens_of_both))


def set_aside(unit: PlanUnit, lost: Thing, change: MergeChange) -> None:
    """Set a thing aside as a change says."""
    unit.rekey({lost.ref: Key(lost.label, change.aside)})
    unit.also(change, partial(_write_aside, change=change))


def set_apart(unit: PlanUnit, change: MergeChange) -> None:
    """Let two things that a change made one be two again."""
    unit.rekey({Key(change.lost.label, change.aside): change.lost})
    unit.also(replace(change, back=True), partial(_write_apart, change=change))


async def _write_aside(tx: Transaction, change: MergeChange) -> None:
    lost, kept = change.lost, change.kept
    await tx.run(
        f"MATCH ({node('n', lost.label, '$key')}) SET n.code = $aside, n.id = $aside, n.formerCode = $key",
        key=lost.key,
        aside=change.aside,
    )
    await _unname(tx, lost)
    await tx.run(
        f"MATCH ({node('k', kept.label, '$kept')}) CREATE (a:Alias {{id: $alias, label: $label, key: $key}})-[:NAMES]->(k)",
        kept=kept.key,
        alias=alias_id(*lost),
        label=lost.label,
        key=lost.key,
    )
    await _grant(tx, change, lost.key, kept.key)


async def _write_apart(tx: Transaction, change: MergeChange) -> None:
    lost = change.lost
    await _unname(tx, lost)
    await tx.run(
        f"MATCH ({node('n', lost.label, '$aside')}) SET n.code = $key, n.id = $key, n.formerCode = null",
        key=lost.key,
        aside=change.aside,
    )
    await _grant_back(tx, change)


async def _unname(tx: Transaction, former: Key) -> None:
    """Let nothing be found by a former key."""
    await tx.run("MATCH (a:Alias {id: $alias}) DETACH DELETE a", alias=alias_id(*former))


async def _grant(tx: Transaction, change: MergeChange, was: str, now: str) -> None:
    """Let tokens that name one thing name the other."""
    name = GRANTED.get(change.lost.label)
    if name is not None:
        await tx.run(
            f"MATCH (t:AccessToken) WHERE $was IN t.{name} "
            f"SET t.{name} = [x IN t.{name} WHERE x <> $was AND x <> $now | x] + [$now]",
            was=was,
            now=now,
        )


async def _grant_back(tx: Transaction, change: MergeChange) -> None:
    """Let the tokens of a change name the lost thing again, and the kept one where they did before."""
    name = GRANTED.get(change.lost.label)
    for kept, keys in ((False, change.tokens), (True, change.tokens_of_both)):
        if name is not None and keys:
            await tx.run(
                f"UNWIND $keys AS key MATCH (t:AccessToken {{id: key}}) WHERE $now IN t.{name} "
                f"SET t.{name} = [x IN t.{name} WHERE $kept OR x <> $now | x] + [$was]",
                keys=list(keys),
                was=change.lost.key,
                now=change.kept.key,
                kept=kept,
            )
