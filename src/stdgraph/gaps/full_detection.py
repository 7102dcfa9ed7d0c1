"""Full detection: all gaps of some scopes on a day, with what is needed to bring them up to date once something changed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from itertools import chain
from typing import Any, NamedTuple

from stdgraph.domain.network import Network
from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.coverage_index import CoverageIndex, SubsystemCoverage, joined, plots, plots_of
from stdgraph.gaps.gap import RANK, Gap, score
from stdgraph.gaps.incremental_detection import Affected
from stdgraph.gaps.kind import DetectorQuery, Found, Kind, Reach
from stdgraph.gaps.kinds import kinds
from stdgraph.store.scope_cypher import scope_parameters
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters


class Question(NamedTuple):
    """What gaps are asked for: all that tells one survey from another."""

    scopes: tuple[ScopeFilter, ...]
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

    @property
    def grounded(self) -> frozenset[str]:
        """Those of the kinds that stand on the ground."""
        return frozenset(code for code, kind in self.wanted.items() if kind.on_ground)


async def run_detectors(
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
    code: str, branch: DetectorQuery, rows: Sequence[list[Any]], network: Network, concerned: dict[tuple[str, ...], int]
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


@dataclass(frozen=True, slots=True)
class Detection:
    """What was found."""

    question: Question
    network: Network
    standing: Sequence[Gap] = ()
    """The gaps that Cypher finds about standards, as far as they are any."""
    plots: Mapping[str, SubsystemCoverage] = field(default_factory=dict)
    found: list[list[Gap]] = field(default_factory=list)
    """All gaps of each scope, best ranked first."""

    @property
    def size(self) -> int:
        """How much it takes to remember it."""
        return 1 + sum(map(len, self.found))


async def survey(tx: Transaction, question: Question, network: Network) -> Detection:
    """Look at everything."""
    standing, others = await run_detectors(tx, question, network)
    found: dict[str, SubsystemCoverage] = {}
    if question.grounded:
        found = await plots(tx, network, question.scopes, _roots(question, standing), question.on)
    return _made(question, network, standing, others, found)


async def redetect(tx: Transaction, before: Detection, touched: Affected) -> Detection:
    """Look again at what changes touched, and at what is not about standards."""
    question, network = before.question, before.network
    again, others = await run_detectors(tx, question, network, touched.standards)
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
    question: Question,
    network: Network,
    standing: Sequence[Gap],
    others: Iterable[Gap],
    found: Mapping[str, SubsystemCoverage],
) -> Detection:
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
    return Detection(question, network, kept, found, [sorted(group, key=RANK) for group in groups])


def _weighed(gap: Gap, kind: Kind, ground: CoverageIndex, on: date) -> Gap | None:
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
