"""What leads to a thing and is no part of the plan: who states it, its former names, the records of gaps assigned to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from stdgraph.commands.change_record import CarryChange
from stdgraph.commands.relation_times import node
from stdgraph.stewardship.plan_unit import PlanUnit
from stdgraph.store.session import Transaction

CARRIED: Mapping[str, str] = {"NAMES": "Alias", "STATES": "Statement", "ASSIGNED_TO": "GapRecord"}
"""The types of relations, with the label at their start."""


def carry_over(unit: PlanUnit, change: CarryChange) -> None:
    """Let it lead to another thing; what leads elsewhere by then stays there."""
    if any(change.carried.values()):
        unit.also(change, partial(_write, change=change))


async def _write(tx: Transaction, change: CarryChange) -> None:
    former, heir = change.former, change.heir
    for kind, keys in change.carried.items():
        await tx.run(
            f"UNWIND $keys AS key MATCH ({node('a', CARRIED[kind], 'key')})-[r:{kind}]->({node('b', former.label, '$former')}) "
            f"MATCH ({node('c', heir.label, '$heir')}) CREATE (a)-[m:{kind}]->(c) SET m = properties(r) DELETE r",
            keys=list(keys),
            former=former.key,
            heir=heir.key,
        )
