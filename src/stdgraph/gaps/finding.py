"""Finding gaps: every kind's Cypher in one statement, what stands in cells on their ground, then what they unlock and how they rank."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from stdgraph.gaps.gap import Gap, rank
from stdgraph.gaps.ground import Ground, ground
from stdgraph.gaps.kind import COLUMNS, Found, Kind
from stdgraph.gaps.kinds import kinds as all_kinds
from stdgraph.gaps.ranking import score
from stdgraph.graph.door import Transaction
from stdgraph.graph.scopes import scope_parameters
from stdgraph.graph.states import day_parameters
from stdgraph.model.network import Network
from stdgraph.model.scope import Scope
from stdgraph.progress.categories import network

REVISION = "MATCH (c:Catalogue {id: 'catalogue'}) RETURN [c.structure, c.revision] AS version"


async def find_gaps(
    tx: Transaction,
    scopes: Sequence[Scope],
    kinds: Collection[str] | None,
    on: date,
    *,
    places: bool = False,
) -> list[list[Gap]]:
    """The gaps of each scope on a day, best ranked first; all scopes must be of one shape. No kinds given means every kind.

    ``places`` asks for the subsystems that each stands in. The number of statements does not depend on how many scopes, kinds or
    gaps there are; what they cost follows the scopes. What was found is remembered until the catalogue changes.
    """
    if not scopes:
        return []
    row = await tx.row(REVISION)
    wanted = frozenset(code for code in all_kinds() if not kinds or code in kinds)

    async def find() -> list[list[Gap]]:
        return await _find(tx, scopes, wanted, on, places=places)

    key = (tuple(scopes), wanted, on, places, tx.supposing)
    return await tx.memory.recall(
        "gaps", key, tuple(row["version"]) if row else None, find, lambda found: sum(map(len, found)) + 1
    )


async def _find(
    tx: Transaction, scopes: Sequence[Scope], codes: Collection[str], on: date, *, places: bool
) -> list[list[Gap]]:
    wanted = {code: kind for code, kind in all_kinds().items() if code in codes}
    categories = await network(tx)
    gaps = await _by_cypher(tx, categories, wanted, scopes, on, places=places)
    for code, kind in wanted.items():
        if kind.look is not None:
            for n, found in enumerate(await kind.look(tx, scopes, on)):
                gaps += (_gap(code, n, one, categories) for one in found)
    under = await _ground(tx, categories, wanted, scopes, gaps, on)
    for code, kind in wanted.items():
        for n, scope in enumerate(scopes):
            gaps += (_gap(code, n, one, categories) for one in kind.derive(under, scope))
    groups: list[list[Gap]] = [[] for _ in scopes]
    for gap in gaps:
        if _weighed(gap, wanted[gap.kind], under, on):
            groups[gap.scope].append(gap)
    return [sorted(group, key=rank) for group in groups]


async def _by_cypher(
    tx: Transaction,
    categories: Network,
    wanted: Mapping[str, Kind],
    scopes: Sequence[Scope],
    on: date,
    *,
    places: bool,
) -> list[Gap]:
    branches, parameters = [], {}
    for code, kind in wanted.items():
        if texts := kind.find(scopes[0].shape):
            parameters[code] = [{**scope, "kind": code} for scope in scope_parameters(scopes)]
            branches += [f"UNWIND ${code} AS scope {text}" for text in texts]
    if not branches:
        return []
    rows = await tx.table(COLUMNS, " UNION ALL ".join(branches), places=places, **parameters, **day_parameters(on))
    return [_row(row, categories) for row in rows]


async def _ground(
    tx: Transaction,
    categories: Network,
    wanted: Mapping[str, Kind],
    scopes: Sequence[Scope],
    gaps: Iterable[Gap],
    on: date,
) -> Ground:
    """The ground; an empty one where no kind that is wanted needs it."""
    grounded = {code for code, kind in wanted.items() if kind.on_ground}
    if not grounded:
        return Ground(categories)
    return await ground(
        tx, categories, scopes, {place for gap in gaps if gap.kind in grounded for place in gap.places}, on
    )


def _row(row: Mapping[str, Any], categories: Network) -> Gap:
    since = row["since"]
    return Gap(
        kind=row["kind"],
        label=row["label"],
        subject=row["subject"],
        key=row["key"],
        since=_day(since) if since else None,
        categories=_concerned(row["categories"], categories),
        places=tuple(row["places"]),
        facts=row["facts"] or {},
        network=categories,
        scope=row["n"],
    )


def _gap(code: str, scope: int, found: Found, categories: Network) -> Gap:
    return Gap(
        kind=code,
        label=found.label,
        subject=found.subject,
        key=found.key,
        since=found.since,
        categories=categories.set_of(found.categories),
        places=found.places,
        facts=dict(found.facts or {}),
        network=categories,
        scope=scope,
    )


def _concerned(codes: Sequence[str], categories: Network) -> int:
    """What a standard applies to: what it says, and every kind of that."""
    found = 0
    for code in codes:
        found |= categories.concerned(code)
    return found


def _day(text: str) -> date | None:
    """A day as Cypher tells it; None for the year 1, which stands for an unknown one."""
    return None if text.startswith("0001") else date.fromisoformat(text)


def _weighed(gap: Gap, kind: Kind, under: Ground, on: date) -> bool:
    """Give a gap its weight; False where it turns out to be none."""
    weight = kind.weigh(gap, under, on)
    if weight is None:
        return False
    gap.severity = weight.severity
    gap.unlocked = kind.unlocks(gap.network, gap)
    gap.score = score(weight.severity, gap.unlocked.bit_count(), gap.since, on, weight.nearness)
    return True
