"""The tree of a system: every subsystem with the figures of what it lists itself and of its whole subtree.

Each standard is read once, with the subsystems that list it; figures are rolled up here. To gather every subtree in the graph would read
each listing as often as there are subsystems above it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.items import item_state
from stdgraph.domain.vocabulary import ItemState, Status
from stdgraph.progress.places import StoodPlace, in_order, parent_of
from stdgraph.progress.plan_items import Chains, load_chains
from stdgraph.progress.tally import EVERYTHING, completion
from stdgraph.store.plan_cypher import ever, is_item, lists, on_plan, place_on, planned
from stdgraph.store.scope_cypher import SAID
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, imprecise, with_item_state


class PlaceRow(TypedDict):
    """A subsystem on the plan, and where it stands."""

    code: str
    id: str
    place: StoodPlace | None


class ListedRow(TypedDict):
    """How many standards of a system the same subsystems list, that share all of this."""

    code: str
    places: list[tuple[str, int]]
    """The subsystems by id, each with what is said of the listing: 2 a source states it, 1 the compiler inferred it, 0 nothing."""
    status: str
    standing: str | None
    unsure: bool
    chain: str | None
    """The replacement chain of a single one, which then is ``id``."""
    id: str | None
    count: int


PLACES = (
    f"UNWIND $systems AS code MATCH (u:Subsystem {{system: code}}) WHERE {planned('u')} "
    f"RETURN code, u.id AS id, {place_on('u')} AS place"
)
_INFERRED = 1


def _listed(needs: frozenset[str]) -> str:
    """The statement that returns ``ListedRow``s."""
    said = SAID if "inferred" in needs else "0"
    state = with_item_state("s", "code", "places", standing_too="standing" in needs)
    chain = "s.replacementChain" if "items" in needs else "null"
    columns = {
        "status": "status",
        "standing": "standing" if "standing" in needs else "null",
        "unsure": imprecise("s") if "imprecise" in needs else "false",
        "chain": chain,
        "id": f"CASE WHEN {chain} IS NULL THEN null ELSE s.id END",
    }
    return (
        f"UNWIND $systems AS code MATCH (x:Subsystem {{system: code}})<-[l:{ever('LISTED_IN')}]-(s:Standard) "
        f"WHERE {lists('l', 'x')} AND {on_plan('s')} AND {is_item('s')} WITH code, s, collect([x.id, {said}]) AS places {state} "
        f"WITH code, places, {', '.join(f'{text} AS {name}' for name, text in columns.items())} "
        f"RETURN code, places, {', '.join(columns)}, count(*) AS count"
    )


class CountedAlike(NamedTuple):
    """What documents share that are counted alike."""

    status: str
    standing: str | None
    unsure: bool
    inferred: bool
    alone: bool
    """Whether each fills an item of its own."""


@dataclass(slots=True)
class Figures:
    """What is counted of a subsystem, or of its subtree."""

    kinds: Counter[CountedAlike] = field(default_factory=Counter)
    chained: list[str] = field(default_factory=list)
    """The ids of documents that are members of replacement chains."""

    def add(self, kind: CountedAlike, count: int, key: str | None) -> None:
        """Count documents of a kind; ``key``: of a single one, that is a member of a replacement chain."""
        self.kinds[kind] += count
        if key is not None:
            self.chained.append(key)

    def take(self, others: Figures) -> None:
        """Count what others do, of which nothing is counted here so far."""
        for kind, count in others.kinds.items():
            self.kinds[kind] += count
        self.chained += others.chained

    def shown(self, chains: Chains, system: str) -> Answer:
        """The figures as the API has them."""
        statuses: Counter[str] = Counter()
        filled = Counter(one.state for one in chains.of(self.chained, system))
        imprecise = inferred = 0
        for kind, count in self.kinds.items():
            statuses[kind.status] += count
            imprecise += count * kind.unsure
            inferred += count * kind.inferred
            if kind.alone:
                filled[item_state(kind.status, kind.standing)] += count
        met, still_open = filled[ItemState.MET], filled[ItemState.OPEN]
        return {
            "listed": statuses.total(),
            **{status.lower(): statuses[status] for status in _STATUSES},
            "imprecise": imprecise,
            "inferred": inferred,
            "items": met + still_open,
            "itemsMet": met,
            "itemsOpen": still_open,
            "completion": completion(met, None, met + still_open),
        }


_STATUSES = (Status.PLANNED, Status.DRAFTING, Status.PUBLISHED, Status.WITHDRAWN)


async def load_trees(
    tx: Transaction, systems: Sequence[str], on: date, needs: frozenset[str] = EVERYTHING
) -> list[list[Answer]]:
    """For each system its subsystems on a day in order, depth first, with their own figures and those of their subtree. Three statements, or
    two where no items are wanted; figures that rest on anything but ``needs`` (``tally.needs_of``) are not those of the subsystems."""
    subsystems = await tx.table(PlaceRow, PLACES, systems=list(systems), **day_parameters(on))
    rows = await tx.table(ListedRow, _listed(needs), systems=list(systems), **day_parameters(on))
    found = {row["chain"] for row in rows if row["chain"] is not None}
    chains = await load_chains(tx, found, {**day_parameters(on), "planOn": on})
    code_of = {row["id"]: row["code"] for row in subsystems}
    places = {row["id"]: row["place"] for row in subsystems}
    own, total = _rolled_up(rows, {key: parent_of(place) for key, place in places.items()})
    answer: dict[str, list[Answer]] = {code: [] for code in systems}
    for key in in_order(places):
        parent, code = parent_of(places[key]), code_of[key]
        answer[code].append(
            {
                "subsystem": Ref("Subsystem", key),
                "parentCode": None if parent is None else parent.partition("/")[2],
                "own": own[key].shown(chains, code),
                "total": total[key].shown(chains, code),
            }
        )
    return [answer[code] for code in systems]


def _rolled_up(
    rows: Iterable[ListedRow], parents: Mapping[str, str | None]
) -> tuple[dict[str, Figures], dict[str, Figures]]:
    """The figures of each subsystem alone and of its subtree, in which each standard counts once, by the best that is said of it."""
    own, total = ({key: Figures() for key in parents} for _ in range(2))
    ways = {key: tuple(_upwards(key, parents)) for key in parents}
    several: list[tuple[ListedRow, tuple[CountedAlike, CountedAlike]]] = []
    for row in rows:
        kinds = _kinds(row)
        if len(row["places"]) > 1:
            several.append((row, kinds))
            continue
        for place, said in row["places"]:
            if place in own:
                own[place].add(kinds[said == _INFERRED], row["count"], row["id"])
    for key, figures in own.items():  # what one place lists alone counts once in all that stand above it
        for above in ways[key]:
            total[above].take(figures)
    for row, kinds in several:
        here: dict[str, int] = {}
        below: dict[str, int] = {}
        for place, said in row["places"]:
            here[place] = max(here.get(place, 0), said)
            for key in ways.get(place, ()):
                below[key] = max(below.get(key, 0), said)
        count, single = row["count"], row["id"]
        for of, found in ((own, here), (total, below)):
            for key, said in found.items():
                if key in of:
                    of[key].add(kinds[said == _INFERRED], count, single)
    return own, total


def _kinds(row: ListedRow) -> tuple[CountedAlike, CountedAlike]:
    """The kind of documents where a source states their listings, and where the compiler inferred them."""
    status, standing, unsure, alone = row["status"], row["standing"], row["unsure"], row["id"] is None
    return CountedAlike(status, standing, unsure, False, alone), CountedAlike(status, standing, unsure, True, alone)


def _upwards(key: str, parents: Mapping[str, str | None]) -> Iterator[str]:
    """A subsystem and everything above it, each once."""
    seen: set[str] = set()
    at: str | None = key
    while at is not None and at in parents and at not in seen:
        seen.add(at)
        yield at
        at = parents[at]
