"""Steps: in which order to close what is open in a product's chain (``docs/definitions.md``, Readiness).

Greedy: of the members that are still open the next one is that on which most members rest, then the one nearest to being in force,
then the one that completes most members' own chains, given the steps before it, then the first by code. What a member rests on
comes before it by itself, since whatever rests on the member rests on that, too; in a cycle all rest on each other.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from stdgraph.domain.closure import adjacency, reachable
from stdgraph.domain.vocabulary import CellState, Language

CLOSENESS = {
    CellState.UPCOMING: 4,
    CellState.DRAFTING: 3,
    CellState.GROUP_ONLY: 2,
    CellState.PLANNED: 1,
    CellState.MISSING: 0,
}
"""How near a state is to being in force: of two that unlock as much, the nearer one comes first."""

PER_UNLOCKED = 10


@dataclass(frozen=True, slots=True)
class Step:
    """A member to bring into force, after all steps before it."""

    code: str
    state: CellState
    unlocks: int
    """How many members of the chain rest on it, itself included."""
    completes: int
    """How many members' own chains, the member included, are wholly in force with this step and were not before it."""

    @property
    def score(self) -> int:
        """What members are chosen by first."""
        return PER_UNLOCKED * self.unlocks + CLOSENESS[self.state]


def steps(states: Mapping[str, CellState], following: Mapping[str, Sequence[str]]) -> list[Step]:
    """The open members of a chain in the order in which to close them; ``states`` are those of all members, by code."""
    preceding = adjacency((b, a) for a in states for b in following.get(a, ()) if b in states)
    resting = {code: reachable([code], preceding) for code, state in states.items() if state is not CellState.IN_FORCE}
    wanting: dict[str, set[str]] = {}
    for code, members in resting.items():
        for member in members:
            wanting.setdefault(member, set()).add(code)
    completes = {code: sum(wanting[member] == {code} for member in members) for code, members in resting.items()}
    found: list[Step] = []
    waiting = [_rank(Step(code, states[code], len(resting[code]), completes[code])) for code in resting]
    heapq.heapify(waiting)
    while waiting:
        step = heapq.heappop(waiting)[-1]
        if step.code not in resting or step.completes != completes[step.code]:
            continue  # chosen already, or worth more by now
        found.append(step)
        for member in resting.pop(step.code):
            wanting[member].discard(step.code)
            if len(wanting[member]) == 1:
                (last,) = wanting[member]
                completes[last] += 1
                again = Step(last, states[last], len(resting[last]), completes[last])
                heapq.heappush(waiting, _rank(again))
    return found


def _rank(step: Step) -> tuple[int, int, str, Step]:
    return -step.score, -step.completes, step.code, step


def reason(step: Step, following: Step | None, names: Mapping[str, str], language: Language) -> str:
    """Why a step stands where it does, and before the next one, in a sentence; ``names`` are titles by code."""
    chinese = language is Language.ZH
    number = step.unlocks
    if chinese:
        said = f"链中有 {number} 项（含自身）依赖它"
        said += (
            f"，完成后 {step.completes} 项的自身链条齐备"
            if step.completes
            else "，它与其他成员互相依赖，单独完成尚不齐备"
        )
    else:
        said = f"{number} member{'s rest' if number > 1 else ' rests'} on it, itself included"
        whole = f"; it completes the chain of {step.completes}" if step.completes else "; it completes none yet"
        said += whole
    if following is None:
        return f"{said}。" if chinese else f"{said}."
    name = names.get(following.code) or following.code
    zh, en = _before(step, following, name)
    return f"{said}；{zh}。" if chinese else f"{said}; {en}."


def _before(step: Step, other: Step, name: str) -> tuple[str, str]:
    """Why a step comes before the next one, in both languages."""
    if step.unlocks != other.unlocks:
        return f"多于“{name}”的 {other.unlocks} 项", f"more than on “{name}” ({other.unlocks})"
    if step.score != other.score:
        return (
            f"与“{name}”依赖数相同，但更接近现行（{step.state} 先于 {other.state}）",
            f"as many rest on “{name}”, but it is nearer to being in force ({step.state} before {other.state})",
        )
    if step.completes != other.completes:
        return (
            f"与“{name}”同样重要、同样接近现行，但能使更多项齐备（{step.completes} 比 {other.completes}）",
            f"it ties with “{name}”, but completes more ({step.completes} against {other.completes})",
        )
    return f"与“{name}”完全并列，按代码排序", f"it ties with “{name}” in everything: they stand by code"
