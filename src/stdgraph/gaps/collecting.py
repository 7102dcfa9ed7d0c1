"""Collecting what kinds find, as gaps that are yet to be weighed: by Cypher, all of it in one statement, and by asking others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from stdgraph.gaps.branch import Branch, Reach
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.kind import Found
from stdgraph.gaps.question import Question
from stdgraph.graph.door import Transaction
from stdgraph.graph.scopes import scope_parameters
from stdgraph.graph.states import day_parameters
from stdgraph.model.network import Network


async def collected(
    tx: Transaction, question: Question, network: Network, among: Collection[str] | None = None
) -> tuple[list[Gap], list[Gap]]:
    """The gaps that are found about standards, of all or of those only that ``among`` names, and those about anything else."""
    reach = Reach(question.shape, among=among is not None)
    branches = [
        (code, branch)
        for code, kind in question.wanted.items()
        for branch in (*(kind.of_standards(reach) if among or among is None else ()), *kind.of_others(question.shape))
    ]
    found = await tx.lists(
        [f"UNWIND $scopes AS scope {branch.text}" for _, branch in branches],
        scopes=scope_parameters(question.scopes),
        places=question.places,
        among=sorted(among or ()),
        **day_parameters(question.on),
    )
    standing: list[Gap] = []
    others: list[Gap] = []
    concerned: dict[tuple[str, ...], int] = {}
    for (code, branch), rows in zip(branches, found, strict=True):
        (standing if branch.label == "Standard" else others).extend(_gaps(code, branch, rows, network, concerned))
    for code, kind in question.wanted.items():
        if kind.look is not None:
            for n, several in enumerate(await kind.look(tx, question.scopes, question.on)):
                others += (gap_of(code, n, one, network) for one in several)
    return standing, others


def _gaps(
    code: str, branch: Branch, rows: Sequence[list[Any]], network: Network, concerned: dict[tuple[str, ...], int]
) -> list[Gap]:
    """The gaps in the rows of a branch. ``concerned`` remembers what standards concern by what they say they apply to."""
    label, names = branch.label, tuple(branch.facts)
    gaps = []
    for scope, subject, key, since, categories, places, facts in rows:
        said = tuple(categories)
        if said not in concerned:
            concerned[said] = network.concerned_by(said)
        gaps.append(
            Gap(
                code,
                label,
                subject,
                key or subject,
                _day(since) if since else None,
                concerned[said],
                tuple(sorted(places)),
                dict(zip(names, facts, strict=True)),
                network,
                scope,
            )
        )
    return gaps


def gap_of(code: str, scope: int, found: Found, network: Network) -> Gap:
    """A gap that a kind found by itself."""
    return Gap(
        code,
        found.label,
        found.subject,
        found.key,
        found.since,
        network.set_of(found.categories),
        found.places,
        dict(found.facts or {}),
        network,
        scope,
    )


@lru_cache(maxsize=1 << 15)
def _day(text: str) -> date | None:
    """A day as Cypher tells it; None for the year 1, which stands for an unknown one."""
    return None if text.startswith("0001") else date.fromisoformat(text)
