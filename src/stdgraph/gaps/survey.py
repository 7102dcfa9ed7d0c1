"""Surveys: all gaps of some scopes on a day, with what is needed to bring them up to date once something changed.

A survey asks every kind's Cypher in one statement, then what stands in cells. A second look asks only for what changes touched; the
rest stands. So what it costs to stay up to date follows the changes, not the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain

from stdgraph.gaps.collecting import collected, gap_of
from stdgraph.gaps.gap import RANK, Gap
from stdgraph.gaps.ground import Ground, joined
from stdgraph.gaps.kind import Kind
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.plot import Plot, plots, plots_of
from stdgraph.gaps.question import Question
from stdgraph.gaps.ranking import score
from stdgraph.gaps.touched import Touched
from stdgraph.graph.door import Transaction
from stdgraph.model.network import Network


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
    standing, others = await collected(tx, question, network)
    found: dict[str, Plot] = {}
    if question.grounded:
        found = await plots(tx, network, question.scopes, _roots(question, standing), question.on)
    return _made(question, network, standing, others, found)


async def survey_again(tx: Transaction, before: Survey, touched: Touched) -> Survey:
    """Look again at what changes touched, and at what is not about standards."""
    question, network = before.question, before.network
    again, others = await collected(tx, question, network, touched.standards)
    standing = [gap for gap in before.standing if gap.subject not in touched.standards] + again
    found = dict(before.plots)
    if question.grounded:
        found |= await plots_of(tx, network, touched.subsystems & found.keys(), question.on)
        found |= await plots(tx, network, (), _roots(question, again) - found.keys(), question.on)
    return _made(question, network, standing, others, found)


def _roots(question: Question, standing: Iterable[Gap]) -> set[str]:
    """Subsystems that have to be known because of what stands in them, wherever they are."""
    grounded = question.grounded
    return {place for gap in standing if gap.kind in grounded for place in gap.places}


def _made(
    question: Question, network: Network, standing: Sequence[Gap], others: Iterable[Gap], found: Mapping[str, Plot]
) -> Survey:
    """Join the ground, find what stands on it, weigh and rank everything."""
    ground = joined(network, found)
    derived = (
        gap_of(code, n, one, network)
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
    return Survey(question, network, kept, found, [sorted(group, key=RANK) for group in groups])


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
