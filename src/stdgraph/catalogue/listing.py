"""What an export walks: the ids of all standards under a condition and in a scope, by number, and the committees that own some."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from stdgraph.catalogue.conditions import Conditions
from stdgraph.catalogue.related import Where
from stdgraph.domain.scope import ScopeFilter
from stdgraph.store.plan_cypher import downwards, ever, holds, lists, on_plan
from stdgraph.store.scope_cypher import concerns, owned, scope_parameters, subsystems
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters


class IdsRow(TypedDict):
    """Ids of standards."""

    ids: list[str]


async def list_standard_ids(tx: Transaction, where: Where | None, scope: ScopeFilter, on: date) -> list[str]:
    """The ids in the order of ``standards``. One statement, one row: as many rows as ids would take several times as long.

    In a scope is what a subsystem of it lists on the day, what its committee or a subcommittee of it owns, what applies to its category or
    a kind of it; documents that amend others are, too.
    """
    conditions = Conditions()
    condition = conditions.of_standards(where)
    row = await tx.row(
        f"{_start(scope.shape)} WHERE {condition}{_further(scope.shape)} "
        "WITH n ORDER BY n.numberSort, n.id RETURN collect(n.id) AS ids",
        IdsRow,
        scopes=scope_parameters([scope]),
        **conditions.parameters,
        **day_parameters(on),
    )
    return row["ids"] if row else []


class CodesRow(TypedDict):
    """Codes of committees."""

    codes: list[str]


async def list_owners(tx: Transaction, scope: ScopeFilter, on: date) -> list[str]:
    """The codes of the committees that own a standard of a scope on a day, in no order."""
    row = await tx.row(
        f"{_start(scope.shape)} WHERE {on_plan('n')}{_further(scope.shape)} "
        f"MATCH (n)-[o:{ever('OWNED_BY')}]->(c:Committee) WHERE {holds('o')} RETURN collect(DISTINCT c.code) AS codes",
        CodesRow,
        scopes=scope_parameters([scope]),
        **day_parameters(on),
    )
    return row["codes"] if row else []


def _start(shape: frozenset[str]) -> str:
    """Clauses that bind the standards of the narrowest part of a scope once, as ``scope, n``; a WHERE follows."""
    if shape & {"system", "subsystem"}:
        listing = f"MATCH (x)<-[l:{ever('LISTED_IN')}]-(n:Standard) WHERE {lists('l', 'x')}"
        start = f"{subsystems(shape - {'system'} if 'subsystem' in shape else shape)} {listing}"
    elif "committee" in shape:
        below = downwards("SUBCOMMITTEE_OF", "below")
        owners = f"MATCH (:Committee {{code: scope.committee}}){below}(:Committee)"
        start = f"{owners}<-[l:{ever('OWNED_BY')}]-(n:Standard) WHERE {holds('l')}"
    elif shape:
        return "UNWIND $scopes AS scope MATCH (n:Standard)"
    else:
        return "MATCH (n:Standard)"  # tens of thousands: each would carry the scope along
    return f"UNWIND $scopes AS scope {start} WITH DISTINCT scope, n"


def _further(shape: frozenset[str]) -> str:
    """Conditions, each with its AND, of what a start does not settle."""
    place = f"(n)-[lo:{ever('LISTED_IN')}]->(lx:Subsystem {{system: scope.system}})"
    tests = [
        *([f"EXISTS {{ MATCH {place} WHERE {lists('lo', 'lx')} }}"] if {"system", "subsystem"} <= shape else []),
        *([owned("n")] if "committee" in shape and shape & {"system", "subsystem"} else []),
        *([concerns("n")] if "product_category" in shape else []),
    ]
    return "".join(f" AND {one}" for one in tests)
