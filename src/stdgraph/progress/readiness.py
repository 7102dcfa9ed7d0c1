"""Readiness: whether the chain behind a product is complete, and in which order to close what is open (``docs/definitions.md``)."""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from stdgraph.domain.answers import Answer, Ref
from stdgraph.domain.network import adjacency, reachable, shortest_paths
from stdgraph.domain.standing import best
from stdgraph.domain.vocabulary import CellState, Language
from stdgraph.progress.coverage import (
    imprecise_among,
    load_network,
    load_subtree_placements,
    states_by_category,
    underway,
)
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, entry, entry_stage

NEARNESS = {
    CellState.UPCOMING: 4,
    CellState.DRAFTING: 3,
    CellState.GROUP_ONLY: 2,
    CellState.PLANNED: 1,
    CellState.MISSING: 0,
}
"""How near a state is to being in force: of two members that unlock equally many, the nearer one comes first."""

POINTS_PER_UNLOCKED = 10

_STATES = {
    CellState.UPCOMING: ("即将实施", "upcoming"),
    CellState.DRAFTING: ("制定中", "being drafted"),
    CellState.GROUP_ONLY: ("仅有团体标准", "group standard only"),
    CellState.PLANNED: ("拟制订", "planned"),
    CellState.MISSING: ("缺失", "missing"),
}


@dataclass(frozen=True, slots=True)
class ClosingStep:
    """A member to bring into force, after all steps before it."""

    code: str
    state: CellState
    unlocks: int
    """How many members of the chain depend on it, itself included."""
    completes: int
    """How many members' own chains, the member included, are wholly in force with this step and were not before it."""

    @property
    def score(self) -> int:
        """The first criterion by which members are chosen."""
        return POINTS_PER_UNLOCKED * self.unlocks + NEARNESS[self.state]


def order_steps(states: Mapping[str, CellState], following: Mapping[str, Sequence[str]]) -> list[ClosingStep]:
    """The open members of a chain in the order in which to close them; ``states`` are those of all members, by code."""
    preceding = adjacency((b, a) for a in states for b in following.get(a, ()) if b in states)
    dependents = {
        code: reachable([code], preceding) for code, state in states.items() if state is not CellState.IN_FORCE
    }
    open_below: dict[str, set[str]] = {}
    for code, members in dependents.items():
        for member in members:
            open_below.setdefault(member, set()).add(code)
    completes = {code: sum(open_below[member] == {code} for member in members) for code, members in dependents.items()}
    found: list[ClosingStep] = []
    queue = [_rank(ClosingStep(code, states[code], len(dependents[code]), completes[code])) for code in dependents]
    heapq.heapify(queue)
    while queue:
        step = heapq.heappop(queue)[-1]
        if step.code not in dependents or step.completes != completes[step.code]:
            continue  # chosen already, or queued again with a higher count
        found.append(step)
        for member in dependents.pop(step.code):
            open_below[member].discard(step.code)
            if len(open_below[member]) == 1:
                (last,) = open_below[member]
                completes[last] += 1
                again = ClosingStep(last, states[last], len(dependents[last]), completes[last])
                heapq.heappush(queue, _rank(again))
    return found


def _rank(step: ClosingStep) -> tuple[int, int, str, ClosingStep]:
    return -step.score, -step.completes, step.code, step


def explain_step(step: ClosingStep, following: ClosingStep | None, names: Mapping[str, str], language: Language) -> str:
    """Why a step has its place, and why it precedes the next one, in a sentence; ``names`` are titles by code."""
    zh = language is Language.ZH
    number = step.unlocks
    if zh:
        reason = f"链中有 {number} 项（含自身）依赖它"
        reason += (
            f"，完成后 {step.completes} 项的自身链条齐备"
            if step.completes
            else "，它与其他成员互相依赖，单独完成尚不齐备"
        )
    else:
        reason = f"{number} member{'s rest' if number > 1 else ' rests'} on it, itself included"
        reason += f"; it completes the chain of {step.completes}" if step.completes else "; it completes none yet"
    if following is None:
        return f"{reason}。" if zh else f"{reason}."
    name = names.get(following.code) or following.code
    compared = _compare(step, following, name)[0 if zh else 1]
    return f"{reason}；{compared}。" if zh else f"{reason}; {compared}."


def _compare(step: ClosingStep, other: ClosingStep, name: str) -> tuple[str, str]:
    """Why a step precedes the next one, in Chinese and English."""
    if step.unlocks != other.unlocks:
        return f"多于“{name}”的 {other.unlocks} 项", f"more than on “{name}” ({other.unlocks})"
    if step.score != other.score:
        (own_zh, own_en), (other_zh, other_en) = _STATES[step.state], _STATES[other.state]
        return (
            f"与“{name}”依赖数相同，但更接近现行（“{own_zh}”先于“{other_zh}”）",
            f"as many rest on “{name}”, but it is nearer to being in force ({own_en} before {other_en})",
        )
    if step.completes != other.completes:
        return (
            f"与“{name}”同样重要、同样接近现行，但能使更多项齐备（{step.completes} 比 {other.completes}）",
            f"it ties with “{name}”, but completes more ({step.completes} against {other.completes})",
        )
    return f"与“{name}”完全并列，按代码排序", f"it ties with “{name}” in everything, so they are ordered by code"


UNDERWAY = (CellState.UPCOMING, CellState.DRAFTING, CellState.PLANNED)
"""States of standards that will fill a member once they are in force; a group standard in force never will."""

_LATEST = "9"
"""Sorts after every day: the in-force day is unknown."""

SUBSYSTEM = "MATCH (x:Subsystem {id: $subsystem}) RETURN x.id AS id"
DETAILS = (
    "RETURN COLLECT { UNWIND $codes AS code MATCH (c:ProductCategory {code: code}) RETURN [c.code, c.titleZh, c.titleEn] } AS titles, "
    "COLLECT { UNWIND $ids AS id MATCH (s:Standard {id: id}) "
    f"RETURN [s.id, toString(s.inForceOn), {entry_stage(entry('s'))}] }} AS standards"
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
    network = await load_network(tx, on)
    placements = await load_subtree_placements(tx, [identifier], on)
    states = states_by_category(placements[identifier], network.kinds)
    unsure = imprecise_among(placements[identifier])
    chains = [_chain(product, network.following, states, max_depth, unsure) for product in products]
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


def _chain(
    product: str, following: Mapping[str, Sequence[str]], states: _States, max_depth: int | None, unsure: Set[str]
) -> Answer:
    """The chain behind one product: its members nearest first, and their states; ``unsure`` are the standards of imprecise days."""
    paths = shortest_paths(product, following, max_depth)
    members = [
        {
            "category": Ref("ProductCategory", code),
            "depth": len(path) - 1,
            "state": best(states.get(code, {}).values(), demanded=True),
            "underway": underway(states.get(code, {}).values()),
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
        "imprecise": sum(not unsure.isdisjoint(states.get(code, {})) for code in paths),
        "ratio": in_force / len(members) if members else None,
        "complete": bool(members) and in_force == len(members),
        "members": members,
    }
