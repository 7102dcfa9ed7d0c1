"""Readiness: is the chain behind a product complete, and what would complete it soonest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.closure import shortest_paths
from stdgraph.domain.standing import best
from stdgraph.domain.vocabulary import CellState, Language
from stdgraph.progress.closing_order import NEARNESS, ClosingStep, explain_step, order_steps
from stdgraph.progress.coverage import load_network, load_subtree_placements, states_by_category
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry

UNDERWAY = (CellState.UPCOMING, CellState.DRAFTING, CellState.PLANNED)
"""States of standards that will fill a member once they are in force; a group standard in force never will."""

_LATEST = "9"
"""Sorts after every day: the in-force day is unknown."""

SUBSYSTEM = "MATCH (x:Subsystem {id: $subsystem}) RETURN x.id AS id"
DETAILS = (
    "RETURN COLLECT { UNWIND $codes AS code MATCH (c:ProductCategory {code: code}) RETURN [c.code, c.titleZh, c.titleEn] } AS titles, "
    "COLLECT { UNWIND $ids AS id MATCH (s:Standard {id: id}) "
    f"RETURN [s.id, toString(s.inForceOn), substring({entry('s')}, 11)] }} AS standards"
)

_States = Mapping[str, Mapping[str, CellState]]
"""For each category the states of the standards that apply to it, by id."""


class SubsystemIdRow(TypedDict):
    """The id of a subsystem."""

    id: str


class StepDetailsRow(TypedDict):
    """What the steps of some chains show besides their codes."""

    titles: list[tuple[str, str | None, str | None]]
    """Code of a category, its Chinese and its English title."""
    standards: list[tuple[str, str | None, str | None]]
    """Id of a standard, its in-force day and its stage."""


@dataclass(frozen=True, slots=True)
class StepDetails:
    """Titles (zh, en) of categories by code; in-force day and stage of standards by id, as text, None where unknown."""

    titles: Mapping[str, tuple[str | None, str | None]]
    standards: Mapping[str, tuple[str | None, str | None]]

    def titles_in(self, language: Language) -> dict[str, str]:
        """The titles in a language, or in the other one where it is missing."""
        first = 0 if language is Language.ZH else 1
        return {code: titles[first] or titles[1 - first] or code for code, titles in self.titles.items()}


async def compute_readiness(
    tx: Transaction, products: Sequence[str], subsystem: tuple[str, str], max_depth: int, on: date, *, detailed: bool
) -> list[Answer | None]:
    """The readiness of each product for a subsystem on a day; None where the subsystem is unknown.

    ``detailed`` loads what the next steps show besides their codes: reasons, and standards in order.
    """
    identifier = "/".join(subsystem)
    if await tx.row(SUBSYSTEM, SubsystemIdRow, subsystem=identifier) is None:
        return [None for _ in products]
    network = await load_network(tx)
    placements = await load_subtree_placements(tx, [identifier], on)
    states = states_by_category(placements[identifier], network.kinds)
    chains = [_chain(product, network.following, states, max_depth) for product in products]
    steps = [
        order_steps({one["category"].key: one["state"] for one in chain["members"]}, network.following)
        for chain in chains
    ]
    details = await _load_details(tx, steps, states, on) if detailed else StepDetails({}, {})
    return [{**chain, "next": _answers(ordered, details, states)} for chain, ordered in zip(chains, steps, strict=True)]


async def _load_details(
    tx: Transaction, chains: Sequence[Sequence[ClosingStep]], states: _States, on: date
) -> StepDetails:
    """The details of the steps of some chains. One statement, or none for no steps."""
    codes = sorted({step.code for steps in chains for step in steps})
    ids = sorted({standard for code in codes for standard in states.get(code, ())})
    row: StepDetailsRow | None = None
    if codes:
        row = await tx.row(DETAILS, StepDetailsRow, codes=codes, ids=ids, **day_parameters(on))
    if row is None:
        return StepDetails({}, {})
    return StepDetails(
        {code: (zh, en) for code, zh, en in row["titles"]},
        {standard: (day, stage) for standard, day, stage in row["standards"]},
    )


def _answers(steps: Sequence[ClosingStep], details: StepDetails, states: _States) -> list[Answer]:
    """Steps as answers, each with its reason in every language; without details they have none."""
    followers: list[ClosingStep | None] = [*steps[1:], None]
    titles = {language: details.titles_in(language) for language in Language} if details.titles else {}
    return [
        {
            "category": Ref("ProductCategory", step.code),
            "unlocks": step.unlocks,
            "completes": step.completes,
            "score": step.score,
            "standards": [Ref("Standard", one) for one in rank_standards(states.get(step.code, {}), details)],
            "reason": {language: explain_step(step, following, names, language) for language, names in titles.items()},
        }
        for step, following in zip(steps, followers, strict=False)
    ]


def rank_standards(states: Mapping[str, CellState], details: StepDetails) -> list[str]:
    """The standards that would fill a member, by id: by state, then the earliest in-force day, then the furthest stage."""
    by_id = sorted(standard for standard, state in states.items() if state in UNDERWAY)
    by_stage = sorted(by_id, key=lambda one: details.standards.get(one, ("", ""))[1] or "", reverse=True)
    by_day = sorted(by_stage, key=lambda one: details.standards.get(one, ("", ""))[0] or _LATEST)
    return sorted(by_day, key=lambda one: -NEARNESS[states[one]])


def _chain(product: str, following: Mapping[str, Sequence[str]], states: _States, max_depth: int | None) -> Answer:
    """The chain behind one product: its members nearest first, and their states."""
    paths = shortest_paths(product, following, max_depth)
    members = [
        {
            "category": Ref("ProductCategory", code),
            "depth": len(path) - 1,
            "state": best(states.get(code, {}).values(), demanded=True),
            "path": [Ref("ProductCategory", step) for step in path],
            "standards": [Ref("Standard", standard) for standard in sorted(states.get(code, {}))],
        }
        for code, path in sorted(paths.items(), key=lambda item: (len(item[1]), item[0]))
    ]
    reached = [member["state"] for member in members]
    in_force = reached.count(CellState.IN_FORCE)
    return {
        "total": len(members),
        "inForce": in_force,
        "underway": sum(state in UNDERWAY for state in reached),
        "groupOnly": reached.count(CellState.GROUP_ONLY),
        "missing": reached.count(CellState.MISSING),
        "ratio": in_force / len(members) if members else None,
        "complete": in_force == len(members),
        "members": members,
    }
