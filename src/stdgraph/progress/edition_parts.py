"""The subsystems of two systems compared: which are in both, which in one alone, which are called otherwise or stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypedDict

from stdgraph.domain.text import fold
from stdgraph.progress.places import StoodPlace, in_order, parent_of
from stdgraph.store.plan_cypher import place_on, planned
from stdgraph.store.session import Transaction


@dataclass(frozen=True, slots=True)
class Side:
    """One of the systems that are compared."""

    system: str
    plan_on: date
    """The day whose plan counts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A subsystem of one of the systems."""

    id: str
    code: str
    titles: tuple[str | None, str | None]
    parent: str | None
    """The id of the subsystem of which it is a part; None at the top."""
    names: frozenset[str]
    """Its code, and those that it had before."""


@dataclass(frozen=True, slots=True)
class ComparedPart:
    """A subsystem in both systems, or in one alone."""

    before: Part | None
    after: Part | None
    moved: bool = False
    """Whether it stands below another one."""

    @property
    def renamed(self) -> bool:
        """Whether it is called otherwise, by code or by title."""
        if self.before is None or self.after is None:
            return False
        return self.before.code != self.after.code or titles_differ(self.before.titles, self.after.titles)


@dataclass(frozen=True, slots=True)
class PartComparison:
    """The subsystems of two systems."""

    rows: Sequence[ComparedPart]
    """Those of the second in its order, then those that only the first has."""
    counterparts: Mapping[str, str] = field(default_factory=dict)
    """By the id of one of the first that of the same one of the second."""


class PartRow(TypedDict):
    """A subsystem on the plan of the ``n``-th side, where it stood on that side's day, and the keys that it had before."""

    n: int
    id: str
    code: str
    titleZh: str | None
    titleEn: str | None
    place: StoodPlace | None
    former: list[str]


PARTS = (
    f"UNWIND $sides AS side MATCH (x:Subsystem {{system: side.system}}) WHERE {planned('x', 'side.on')} "
    "RETURN side.n AS n, x.id AS id, x.code AS code, x.titleZh AS titleZh, x.titleEn AS titleEn, "
    f"{place_on('x', day='side.on')} AS place, "
    "COLLECT { MATCH (a:Alias)-[:NAMES]->(x) RETURN a.key ORDER BY a.key } AS former"
)


def side_parameters(sides: Sequence[Side]) -> list[dict[str, object]]:
    """The value of ``$sides``."""
    return [{"n": n, "system": side.system, "on": side.plan_on} for n, side in enumerate(sides)]


async def compare_parts(tx: Transaction, sides: Sequence[Side]) -> PartComparison:
    """The subsystems of two systems, each as its plan stood on the day that counts. One statement."""
    rows = await tx.rows(PARTS, PartRow, sides=side_parameters(sides))
    before, after = (_in_order(row for row in rows if row["n"] == n) for n in (0, 1))
    pairs = dict(_pairs(before, after))
    others = {now.id: was for was, now in pairs.items()}
    counterparts = {was.id: now.id for was, now in pairs.items()}
    found = [
        ComparedPart(was, now, was is not None and _stands_elsewhere(was, now, counterparts))
        for now in after
        for was in [others.get(now.id)]
    ]
    return PartComparison([*found, *(ComparedPart(was, None) for was in before if was not in pairs)], counterparts)


def _in_order(rows: Iterable[PartRow]) -> list[Part]:
    by_id = {row["id"]: row for row in rows}
    return [_part(by_id[key]) for key in in_order({key: row["place"] for key, row in by_id.items()})]


def _part(row: PartRow) -> Part:
    former = (key.partition("/")[2] for key in row["former"])
    titles = (row["titleZh"], row["titleEn"])
    return Part(row["id"], row["code"], titles, parent_of(row["place"]), frozenset({row["code"], *former}))


def _pairs(before: Iterable[Part], after: Iterable[Part]) -> Iterable[tuple[Part, Part]]:
    """The subsystems that are the same: by code or, where none has that, by a code that either had before."""
    left, waiting = {one.code: one for one in after}, []
    for was in before:
        now = left.pop(was.code, None)
        if now is None:
            waiting.append(was)
        else:
            yield was, now
    for was in waiting:
        now = next((one for one in left.values() if was.names & one.names), None)
        if now is not None:
            del left[now.code]
            yield was, now


def _stands_elsewhere(was: Part, now: Part, counterparts: Mapping[str, str]) -> bool:
    return now.parent != (was.parent and counterparts.get(was.parent, ""))


def titles_differ(one: Sequence[str | None], other: Sequence[str | None]) -> bool:
    """Whether titles, Chinese and English, are others to whoever reads them; what one side lacks is no difference."""
    return any(a and b and fold(a) != fold(b) for a, b in zip(one, other, strict=True))
