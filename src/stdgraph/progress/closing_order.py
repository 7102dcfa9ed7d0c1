"""The order in which to close what is open in a product's chain (``docs/definitions.md``, Readiness).

Greedy: of the members that are still open the next one is that on which most members depend, then the one nearest to being in
force, then the one that completes most members' own chains, given the steps before it, then the first by code. What a member
depends on precedes it without further rules, since whatever depends on the member depends on that, too; in a cycle all members
depend on each other.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stdgraph.domain.closure import adjacency, reachable
from stdgraph.domain.vocabulary import CellState, Language

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
