"""Readiness: is the chain behind a product complete, and what would complete it soonest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.closure import shortest_paths
from stdgraph.domain.standing import best
from stdgraph.domain.vocabulary import CellState, Language
from stdgraph.progress.closing_order import CLOSENESS, Step, reason, steps
from stdgraph.progress.coverage import by_category, network, placed_in_subtrees
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry

ON_THEIR_WAY = (CellState.UPCOMING, CellState.DRAFTING, CellState.PLANNED)
"""What fills a member once it is in force; a group standard that is in force fills it no further."""

DETAILS = (
    "RETURN COLLECT { UNWIND $codes AS code MATCH (c:ProductCategory {code: code}) RETURN [c.code, c.titleZh, c.titleEn] } AS names, "
    "COLLECT { UNWIND $ids AS id MATCH (s:Standard {id: id}) "
    f"RETURN [s.id, toString(s.inForceOn), substring({entry('s')}, 11)] }} AS standards"
)

_LATER = "9"
"""Sorts after every day: no in-force day is known."""


@dataclass(frozen=True, slots=True)
class Details:
    """Titles (zh, en) of categories by code; in-force day and stage of standards by id, as text, None where unknown."""

    names: Mapping[str, tuple[str | None, str | None]]
    standards: Mapping[str, tuple[str | None, str | None]]

    def titles(self, language: Language) -> dict[str, str]:
        """The titles in a language, or in the other where one is missing."""
        first = 0 if language is Language.ZH else 1
        return {code: names[first] or names[1 - first] or code for code, names in self.names.items()}


async def details_of(
    tx: Transaction, chains: Sequence[Sequence[Step]], standing_in: Mapping[str, Mapping[str, CellState]], on: date
) -> Details:
    """What the steps of some chains say of themselves, in one statement."""
    codes = sorted({step.code for steps in chains for step in steps})
    ids = sorted({standard for code in codes for standard in standing_in.get(code, ())})
    row: dict[str, Any] | None = None
    if codes:
        row = await tx.row(DETAILS, codes=codes, ids=ids, **day_parameters(on))
    found = row or {"names": [], "standards": []}
    return Details(*({key: (one, two) for key, one, two in found[name]} for name in ("names", "standards")))


def shown(steps: Sequence[Step], details: Details, standing_in: Mapping[str, Mapping[str, CellState]]) -> list[Answer]:
    """Steps as answers, each with its reason in every language; without details they name nothing."""
    followers: list[Step | None] = [*steps[1:], None]
    titles = {language: details.titles(language) for language in Language} if details.names else {}
    return [
        {
            "category": Ref("ProductCategory", step.code),
            "unlocks": step.unlocks,
            "completes": step.completes,
            "score": step.score,
            "standards": [Ref("Standard", one) for one in filling(standing_in.get(step.code, {}), details)],
            "reason": {language: reason(step, following, names, language) for language, names in titles.items()},
        }
        for step, following in zip(steps, followers, strict=False)
    ]


def filling(states: Mapping[str, CellState], details: Details) -> list[str]:
    """The standards that would fill a member, by id: by state, then the earliest in-force day, then the furthest stage."""
    on_their_way = [standard for standard, state in states.items() if state in ON_THEIR_WAY]
    by_id = sorted(on_their_way)
    by_stage = sorted(by_id, key=lambda one: details.standards.get(one, ("", ""))[1] or "", reverse=True)
    by_day = sorted(by_stage, key=lambda one: details.standards.get(one, ("", ""))[0] or _LATER)
    return sorted(by_day, key=lambda one: -CLOSENESS[states[one]])


KNOWN = "MATCH (x:Subsystem {id: $subsystem}) RETURN x.id AS id"
UNDERWAY = (CellState.UPCOMING, CellState.DRAFTING, CellState.PLANNED)


async def readiness(
    tx: Transaction, products: Sequence[str], subsystem: tuple[str, str], max_depth: int, on: date, *, told: bool
) -> list[Answer | None]:
    """The readiness of each product for a subsystem on a day; None where the subsystem is unknown.

    ``told`` looks up what the steps that are next say of themselves: names, and standards in order.
    """
    identifier = "/".join(subsystem)
    if await tx.row(KNOWN, subsystem=identifier) is None:
        return [None for _ in products]
    categories = await network(tx)
    following = categories.following
    placed = await placed_in_subtrees(tx, [identifier], on)
    standing_in = by_category(placed[identifier], categories.kinds)
    chains = [chain(product, following, standing_in, max_depth) for product in products]
    ordered = [steps({m["category"].key: m["state"] for m in one["members"]}, following) for one in chains]
    details = await details_of(tx, ordered, standing_in, on) if told else Details({}, {})
    return [{**one, "next": shown(group, details, standing_in)} for one, group in zip(chains, ordered, strict=True)]


def chain(
    product: str,
    following: Mapping[str, Sequence[str]],
    standing_in: Mapping[str, Mapping[str, CellState]],
    max_depth: int | None,
) -> Answer:
    """The chain behind one product: its members nearest first, and their states."""
    paths = shortest_paths(product, following, max_depth)
    members = [
        {
            "category": Ref("ProductCategory", code),
            "depth": len(path) - 1,
            "state": best(standing_in.get(code, {}).values(), demanded=True),
            "path": [Ref("ProductCategory", step) for step in path],
            "standards": [Ref("Standard", standard) for standard in sorted(standing_in.get(code, {}))],
        }
        for code, path in sorted(paths.items(), key=lambda item: (len(item[1]), item[0]))
    ]
    states = [member["state"] for member in members]
    in_force = states.count(CellState.IN_FORCE)
    return {
        "total": len(members),
        "inForce": in_force,
        "underway": sum(state in UNDERWAY for state in states),
        "groupOnly": states.count(CellState.GROUP_ONLY),
        "missing": states.count(CellState.MISSING),
        "ratio": in_force / len(members) if members else None,
        "complete": in_force == len(members),
        "members": members,
    }
