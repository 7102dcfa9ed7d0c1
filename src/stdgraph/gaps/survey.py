"""Surveys: all gaps of some scopes on a day, with what is needed to bring them up to date once something changed.

A survey asks every kind's Cypher in one statement, then what stands in cells. A second look asks only for what changes touched; the
rest stands. So what it costs to stay up to date follows the changes, not the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from stdgraph.gaps.branch import Branch, Reach
from stdgraph.gaps.gap import Gap
from stdgraph.gaps.ground import Ground, joined
from stdgraph.gaps.kind import Found, Kind
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.plot import Plot, plots, plots_of
from stdgraph.gaps.ranking import score
from stdgraph.gaps.touched import Touched
from stdgraph.graph.door import Transaction
from stdgraph.graph.scopes import scope_parameters
from stdgraph.graph.states import day_parameters
from stdgraph.model.network import Network
from stdgraph.model.scope import Scope

_RANK = attrgetter("rank")


class Question(NamedTuple):
    """What gaps are asked for: all that tells one survey from another."""

    scopes: tuple[Scope, ...]
    """Of one shape."""
    kinds: frozenset[str]
    on: date
    places: bool
    """Whether the subsystems that each gap stands in are wanted."""

    @property
    def shape(self) -> frozenset[str]:
        """The shape of the scopes."""
        return self.scopes[0].shape

    @property
    def wanted(self) -> dict[str, Kind]:
        """The kinds that are asked for, in the order in which they are found."""
        return {code: kind for code, kind in kinds().items() if code in self.kinds}

    @property
    def stays(self) -> bool:
        """Whether it is about the same subsystems whatever happens to standards: else a survey cannot be brought up to date."""
        return "product_category" not in self.shape or bool(self.shape & {"system", "subsystem", "committee"})


@dataclass(frozen=True, slots=True)
class Survey:
    """What was found."""

    question: Question
    network: Network
    standing: Sequence[Gap] = ()
    """The gaps that Cypher finds about standards, as far as they are any."""
    plots: Mapping[str, Plot] = field(default_factory=dict)
    found: list[list[Gap]] = field(default_factory=list)
    """All gaps of each scope, best ranked first."""

    @property
    def size(self) -> int:
        """How much it takes to remember it."""
        return 1 + sum(map(len, self.found))


async def survey(tx: Transaction, question: Question, network: Network) -> Survey:
    """Look at everything."""
    rows = await _rows(tx, question, _branches(question, Reach(question.shape)))
    standing, others = _gaps(rows, network)
    others += await _asked(tx, question, network)
    found: dict[str, Plot] = {}
    if _grounded(question):
        found = await plots(tx, network, question.scopes, _roots(question, standing), question.on)
    return _made(question, network, standing, others, found)


async def survey_again(tx: Transaction, before: Survey, touched: Touched) -> Survey:
    """Look again at what changes touched, and at what is not about standards."""
    question, network = before.question, before.network
    branches = _branches(
        question, Reach(question.shape, among=bool(touched.standards)), of_standards=bool(touched.standards)
    )
    rows = await _rows(tx, question, branches, among=sorted(touched.standards))
    again, others = _gaps(rows, network)
    standing = [gap for gap in before.standing if gap.subject not in touched.standards] + again
    others += await _asked(tx, question, network)
    found = dict(before.plots)
    if _grounded(question):
        found |= await plots_of(tx, network, touched.subsystems & found.keys(), question.on)
        found |= await plots(tx, network, (), _roots(question, again) - found.keys(), question.on)
    return _made(question, network, standing, others, found)


def _grounded(question: Question) -> list[str]:
    return [code for code, kind in question.wanted.items() if kind.on_ground]


def _roots(question: Question, standing: Iterable[Gap]) -> set[str]:
    """Subsystems that have to be known because of what stands in them, wherever they are."""
    grounded = _grounded(question)
    return {place for gap in standing if gap.kind in grounded for place in gap.places}


def _branches(question: Question, reach: Reach, *, of_standards: bool = True) -> list[tuple[str, Branch]]:
    return [
        (code, branch)
        for code, kind in question.wanted.items()
        for branch in (*(kind.of_standards(reach) if of_standards else ()), *kind.of_others(reach.shape))
    ]


Rows = list[tuple[str, Branch, list[list[Any]]]]


async def _rows(
    tx: Transaction, question: Question, branches: Sequence[tuple[str, Branch]], among: Sequence[str] = ()
) -> Rows:
    """What the branches find, in one statement."""
    if not branches:
        return []
    calls = (
        f"CALL () {{ UNWIND $scopes AS scope {branch.text.removesuffix('found')}f{n} }}"
        for n, (_, branch) in enumerate(branches)
    )
    row = await tx.row(
        f"{' '.join(calls)} RETURN {', '.join(f'f{n}' for n in range(len(branches)))}",
        scopes=scope_parameters(question.scopes),
        places=question.places,
        among=list(among),
        **day_parameters(question.on),
    )
    return [(code, branch, row[f"f{n}"] if row else []) for n, (code, branch) in enumerate(branches)]


async def _asked(tx: Transaction, question: Question, network: Network) -> list[Gap]:
    """The gaps that kinds find by asking others."""
    return [
        _gap(code, n, found, network)
        for code, kind in question.wanted.items()
        if kind.look is not None
        for n, several in enumerate(await kind.look(tx, question.scopes, question.on))
        for found in several
    ]


def _gaps(rows: Rows, network: Network) -> tuple[list[Gap], list[Gap]]:
    """The gaps about standards, and all others."""
    concerned: dict[tuple[str, ...], int] = {}

    def of(codes: tuple[str, ...]) -> int:
        """What a standard applies to: what it says, and every kind of that."""
        if codes not in concerned:
            concerned[codes] = network.concerned_by(codes)
        return concerned[codes]

    standing: list[Gap] = []
    others: list[Gap] = []
    for code, branch, found in rows:
        label, names = branch.label, tuple(branch.facts)
        gaps = standing if label == "Standard" else others
        for scope, subject, key, since, categories, places, facts in found:
            gaps.append(
                Gap(
                    code,
                    label,
                    subject,
                    key or subject,
                    _day(since) if since else None,
                    of(tuple(categories)),
                    tuple(sorted(places)),
                    dict(zip(names, facts, strict=True)),
                    network,
                    scope,
                )
            )
    return standing, others


def _gap(code: str, scope: int, found: Found, network: Network) -> Gap:
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


def _made(
    question: Question, network: Network, standing: Sequence[Gap], others: Iterable[Gap], found: Mapping[str, Plot]
) -> Survey:
    """Join the ground, find what stands on it, weigh and rank everything."""
    ground = joined(network, found)
    derived = (
        _gap(code, n, one, network)
        for code, kind in question.wanted.items()
        for n, scope in enumerate(question.scopes)
        for one in kind.derive(ground, scope)
    )
    kept: list[Gap] = []
    groups: list[list[Gap]] = [[] for _ in question.scopes]
    for gap in standing:
        kind = kinds()[gap.kind]
        one = gap if gap.weighed and not kind.on_ground else _weighed(gap, kind, ground, question.on)
        if one is not None:
            groups[one.scope].append(one)
        if one is not None or kind.on_ground:
            kept.append(one or gap)
    for gap in chain(others, derived):
        if _weighed(gap, kinds()[gap.kind], ground, question.on):
            groups[gap.scope].append(gap)
    return Survey(question, network, kept, found, [sorted(group, key=_RANK) for group in groups])


def _weighed(gap: Gap, kind: Kind, ground: Ground, on: date) -> Gap | None:
    """A gap with its weight; None where it turns out to be none."""
    weight = kind.weigh(gap, ground, on)
    if weight is None:
        return None
    if gap.weighed:
        if gap.severity is weight.severity and gap.score.nearness == weight.nearness:
            return gap
        gap = replace(gap)  # others may be reading it as it is
    gap.weighed = True
    gap.severity = weight.severity
    gap.unlocked = kind.unlocks(gap.network, gap)
    gap.score = score(weight.severity, gap.unlocked.bit_count(), gap.since, on, weight.nearness)
    gap.rank = -gap.score.total, gap.id
    return gap
