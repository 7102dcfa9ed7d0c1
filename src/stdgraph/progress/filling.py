"""What would fill the members of a chain that are still open: the standards on their way there, nearest to being in force first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from stdgraph.graph.door import Transaction
from stdgraph.graph.states import day_parameters, entry
from stdgraph.model.answers import Answer, Ref
from stdgraph.model.vocabulary import CellState, Language
from stdgraph.progress.steps import CLOSENESS, Step, reason

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
