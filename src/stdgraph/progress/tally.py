"""Progress of a scope: how many of its standards have reached which status, and of its items how many are met."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TypedDict, cast

from stdgraph.domain.answers import Answer
from stdgraph.domain.items import item_state
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import ItemState, Level, Standing, Status
from stdgraph.progress.plan_items import LISTING_SYSTEMS, FilledItem, ItemFigures, count_items, item_system, load_chains
from stdgraph.store.plan_cypher import planned
from stdgraph.store.scope_cypher import EACH, ONLY, begins_with_listings, inferred, scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, entry_stage, imprecise, undated, with_item_state
from stdgraph.store.versions_cypher import said, version


class TallyRow(TypedDict):
    """How many standards in the scope ``n`` share all of this."""

    n: int
    level: str | None
    stage: str | None
    status: str
    standing: str | None
    undated: bool
    imprecise: bool
    inferred: bool
    chain: str | None
    """The replacement chain of a single one, which then is ``id``."""
    id: str | None
    systems: int
    """How many systems list each of them."""
    count: int


class DeclaredRow(TypedDict):
    """The number of items that a system declares."""

    code: str
    declared: int


DECLARED = (
    f"MATCH (y:StandardsSystem) WHERE {planned('y')} {version('y', 'w')} "
    f"WITH y.code AS code, {said('y', 'w', 'declared')} AS declared WHERE declared IS NOT NULL RETURN code, declared"
)


NEEDS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        ("asOf", "scope", "listed", "planned", "drafting", "published", "withdrawn", "abandoned"), frozenset()
    ),
    **dict.fromkeys(("inForce", "upcoming", "superseded"), frozenset({"standing"})),
    **{name: frozenset({name}) for name in ("undated", "imprecise", "inferred", "declared")},
    **dict.fromkeys(("items", "itemsMet", "itemsOpen", "itemsLeft"), frozenset({"standing", "items"})),
    **dict.fromkeys(("unitemised", "completion", "statisticsTotal"), frozenset({"standing", "items", "declared"})),
    "statistics": frozenset({"standing", "items", "level"}),
    "byLevel": frozenset({"level"}),
    "byStage": frozenset({"stage"}),
    "caveat": frozenset({"inferred"}),
    **dict.fromkeys(("standards", "reported"), frozenset()),  # questions of their own
}
"""What each figure is worked out of, besides the status: nothing else is asked of the graph."""
EVERYTHING = frozenset().union(*NEEDS.values())


def needs_of(figures: Iterable[str]) -> frozenset[str]:
    """What some figures are worked out of; everything, where one is none of the ``NEEDS``."""
    return frozenset().union(*(NEEDS.get(name, EVERYTHING) for name in figures))


_UNASKED = TallyRow(
    n=0,
    level=None,
    stage=None,
    status="",
    standing=None,
    undated=False,
    imprecise=False,
    inferred=False,
    chain=None,
    id=None,
    systems=0,
    count=0,
)
"""What a row says of what nobody needs to know."""


def _tallied(shape: frozenset[str], needs: frozenset[str], *, single: bool) -> tuple[str, Sequence[str]]:
    """The statement that collects ``TallyRow``s for scopes of a shape, as lists, and their columns: those that are needed, for to group by
    others costs as much as to count. ``single``: of one scope, whose standards begin with listings."""
    systems = "1" if shape & {"system", "subsystem"} else f"size({LISTING_SYSTEMS})"
    by_listing = "inferred" in needs and begins_with_listings(shape)
    alone = "s.replacementChain IS NULL"
    columns = {
        "level": ("level", "s.level"),
        "stage": ("stage", f"[x IN [{entry('s')}] WHERE x IS NOT NULL | {entry_stage('x')}][0]"),
        "standing": ("standing", "standing"),
        "undated": ("undated", undated("s")),
        "imprecise": ("imprecise", imprecise("s")),
        "inferred": ("inferred", "said = 1" if by_listing else inferred(shape)),
        "chain": ("items", "s.replacementChain"),
        "id": ("items", f"CASE WHEN {alone} THEN null ELSE s.id END"),
        "systems": ("items", f"CASE WHEN {alone} THEN {systems} ELSE 0 END"),
    }
    wanted = {name: text for name, (need, text) in columns.items() if need in needs} | {"status": "status"}
    if not single:
        wanted["n"] = "scope.n"
    carried = (*(() if single else ("scope",)), *(("said",) if by_listing else ()))
    state = with_item_state("s", *carried, standing_too="standing" in needs)
    names = [*wanted, "count"]
    statement = (
        f"{ONLY if single else EACH} {standards(shape, said=by_listing, single=single)} {state} "
        f"WITH {', '.join(f'{text} AS {name}' for name, text in wanted.items())} "
        f"WITH {', '.join(wanted)}, count(*) AS count WITH collect([{', '.join(names)}]) AS found"
    )
    return statement, names


async def compute_progress(
    tx: Transaction, scopes: Sequence[ScopeFilter], on: date, needs: frozenset[str] = EVERYTHING
) -> list[Answer]:
    """The progress of each scope on a day, in three statements however many there are; all scopes must be of one shape. Figures that rest on
    anything but ``needs`` (``needs_of``) are not those of the scope.

    For an unknown code nothing is listed.
    """
    if not scopes:
        return []
    shape = scopes[0].shape
    statement, columns = _tallied(shape, needs, single=len(scopes) == 1 and begins_with_listings(shape))
    (found,) = await tx.collected(statement, ["found"], scopes=scope_parameters(scopes), **day_parameters(on))
    rows = [cast("TallyRow", {**_UNASKED, **dict(zip(columns, one, strict=True))}) for one in found]
    declared = await load_declared_counts(tx, on) if "declared" in needs else {}
    chains = await load_chains(
        tx, {row["chain"] for row in rows if row["chain"] is not None}, {**day_parameters(on), "planOn": on}
    )
    by_scope: list[list[TallyRow]] = [[] for _ in scopes]
    for row in rows:
        by_scope[row["n"]].append(row)
    return [
        {
            **tally(
                group,
                on,
                declared.get(scope),
                chains.of((row["id"] for row in group if row["id"] is not None), item_system(scope)),
            ),
            "scope": scope,
        }
        for group, scope in zip(by_scope, scopes, strict=True)
    ]


async def load_declared_counts(tx: Transaction, on: date) -> dict[ScopeFilter, int]:
    """The number of items that issuing documents declare, by scope: only whole systems on the plan declare any."""
    rows = await tx.table(DeclaredRow, DECLARED, on=on)
    return {ScopeFilter(system=row["code"]): row["declared"] for row in rows}


def tally(rows: Iterable[TallyRow], on: date, declared: int | None, chained: Iterable[FilledItem]) -> Answer:
    """The progress that rows of one scope and the items of its chains add up to."""
    groups = list(rows)

    def count(**wanted: object) -> int:
        return sum(row["count"] for row in groups if wanted.items() <= row.items())

    alone = (
        (row["level"], item_state(row["status"], row["standing"]), row["systems"] * row["count"]) for row in groups
    )
    items = count_items(alone, chained)
    return {
        "asOf": on,
        "declared": declared,
        "listed": count(),
        "items": items.items,
        "itemsMet": items.met,
        "itemsOpen": items.open,
        "itemsLeft": items.left,
        "unitemised": None if declared is None else max(declared - items.items, 0),
        "planned": count(status=Status.PLANNED),
        "drafting": count(status=Status.DRAFTING),
        "published": count(status=Status.PUBLISHED),
        "inForce": count(standing=Standing.IN_FORCE),
        "upcoming": count(standing=Standing.UPCOMING),
        "superseded": count(standing=Standing.SUPERSEDED),
        "withdrawn": count(status=Status.WITHDRAWN),
        "abandoned": count(status=Status.ABANDONED),
        "undated": count(undated=True),
        "imprecise": count(imprecise=True),
        "inferred": count(inferred=True),
        "completion": completion(items.met, declared, items.items),
        "byLevel": [
            {
                "level": level,
                "planned": count(level=level, status=Status.PLANNED),
                "drafting": count(level=level, status=Status.DRAFTING),
                "published": count(level=level, status=Status.PUBLISHED),
                "withdrawn": count(level=level, status=Status.WITHDRAWN),
            }
            for level in (*Level, None)
            if count(level=level)
        ],
        "byStage": [
            {"stage": None if stage is None else {"code": stage}, "count": count(stage=stage)}
            for stage in sorted({row["stage"] for row in groups}, key=lambda code: code or "")
        ],
        **_statistics(items, declared),
    }


def _statistics(items: ItemFigures, declared: int | None) -> Answer:
    """The table of GB/T 13016 (统计表): by level how many items there ought to be and are, and in all."""
    by_level = [
        (level, items.levels.get((level, ItemState.MET), 0), items.levels.get((level, ItemState.OPEN), 0))
        for level in (*Level, None)
    ]
    whole = max(declared or 0, items.items)
    return {
        "statistics": [
            {"level": level, "required": met + left, "existing": met, "ratio": met / (met + left)}
            for level, met, left in by_level
            if met + left
        ],
        "statisticsTotal": {
            "level": None,
            "required": whole,
            "existing": items.met,
            "ratio": completion(items.met, declared, items.items),
        },
    }


def completion(met: int, declared: int | None, items: int) -> float | None:
    """The items met as a share of the declared ones or, if more, of those on the plan; None where both are zero."""
    whole = max(declared or 0, items)
    return met / whole if whole else None
