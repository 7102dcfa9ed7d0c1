"""What detector queries find, and the plan that it weighs by, in one statement."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from stdgraph.domain.network import Network
from stdgraph.gaps.coverage_index import LEVEL, system_of
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.gap_query import GapQuery
from stdgraph.gaps.kind import Candidate, DetectorQuery
from stdgraph.gaps.plan_facts import PLAN_AT, WHOLE_PLAN, PlanFacts, read_plan_at, read_whole_plan, watched_text
from stdgraph.gaps.rows import Rows
from stdgraph.store.scope_cypher import EACH, subsystems
from stdgraph.store.session import Transaction

_SYSTEMS = "([place IN places | split(place, '/')[0]] + $systems)"
"""The systems of places, and those that the scopes name."""

Computed = Mapping[str, Sequence[Sequence[Candidate]]]
"""By kind, for each scope, the gaps that other capabilities compute."""


class Examined(NamedTuple):
    """What detector queries found: candidates about standards, those about anything else, and the plan that they weigh by."""

    standards: list[DetectedGap]
    others: list[DetectedGap]
    plan: PlanFacts


async def examine_with_every_plan(
    tx: Transaction,
    query: GapQuery,
    network: Network,
    detectors: Sequence[tuple[str, DetectorQuery]],
    _: Computed,
) -> Examined:
    """What detectors find, and the plans of all systems. One statement."""
    watched = [watched_text(LEVEL)] if query.watches else []
    texts = [*(f"{EACH} {detector.text}" for _, detector in detectors), WHOLE_PLAN, *watched]
    results = await tx.lists(texts, **query.parameters())
    plan = read_whole_plan(network, results[len(detectors)], results[-1] if watched else ())
    return Examined(*_gaps_of(detectors, results[: len(detectors)], network), plan)


async def examine_with_plan(
    tx: Transaction,
    query: GapQuery,
    network: Network,
    detectors: Sequence[tuple[str, DetectorQuery]],
    computed: Computed,
    among: Collection[str] = (),
) -> Examined:
    """What detectors find, and the plan of the places where that, what was ``computed``, and what is demanded in scope belongs. One
    statement: it takes the places out of what it found."""
    names = [f"f{n}" for n in range(len(detectors))]
    calls = [f"CALL () {{ {EACH} {one.text} AS {name} }}" for name, (_, one) in zip(names, detectors, strict=True)]
    places = ["$places"]
    if detectors:
        listed = f"UNWIND {' + '.join(names)} AS row UNWIND row[5] AS place RETURN collect(DISTINCT place)"
        calls.append(f"CALL ({', '.join(names)}) {{ {listed} AS listed }}")
        places.append("listed")
    if query.derives and not among and query.shape & {"system", "subsystem"}:
        demanded = f"{EACH} {subsystems(query.shape)} MATCH (x)<-[:MET_IN]-(:Demand) RETURN collect(DISTINCT x.id)"
        calls.append(f"CALL () {{ {demanded} AS demanded }}")
        places.append("demanded")
    carried = "".join(f"{name}, " for name in names)
    calls.append(f"WITH {carried}{' + '.join(places)} AS places {_plan_calls(query)}")
    names += ["plan", *(["watched"] if query.watches else [])]
    given = places_of(computed)
    results = await tx.collected(
        f"{' '.join(calls)} WITH {', '.join(names)}",
        names,
        **query.parameters(places=sorted(given), systems=sorted(query.systems), among=sorted(among)),
    )
    standards, others = _gaps_of(detectors, results[: len(detectors)], network)
    given.update(place for gap in chain(standards, others) for place in gap.places)
    watched = results[-1] if query.watches else ()
    known = query.systems.union(map(system_of, given))
    return Examined(standards, others, read_plan_at(network, results[len(detectors)], watched, frozenset(given), known))


async def examine_again(
    tx: Transaction, query: GapQuery, network: Network, among: Collection[str], watching: Sequence[str]
) -> tuple[list[DetectedGap], object]:
    """Candidates about these standards, and what the systems ``watching`` watch. One statement, or none."""
    detectors = query.detectors(among=True) if among else []
    texts = [f"{EACH} {detector.text}" for _, detector in detectors]
    if watching:
        texts.append(watched_text(LEVEL, "$systems"))
    results = await tx.lists(texts, **query.parameters(among=sorted(among), systems=list(watching)))
    watched = results.pop() if watching else ()
    return _gaps_of(detectors, results, network)[0], watched


def _plan_calls(query: GapQuery) -> str:
    """Clauses that add the plan of ``places``, and what their systems watch."""
    text = f"CALL (places) {{ {PLAN_AT} AS plan }}"
    return f"{text} CALL (places) {{ {watched_text(LEVEL, _SYSTEMS)} AS watched }}" if query.watches else text


async def load_plan(tx: Transaction, query: GapQuery, network: Network, places: Collection[str]) -> PlanFacts:
    """The plan of these subsystems. One statement."""
    names = ["plan", *(["watched"] if query.watches else [])]
    plan, *watched = await tx.collected(
        f"WITH $places AS places {_plan_calls(query)} WITH {', '.join(names)}",
        names,
        **query.parameters(places=sorted(places), systems=[]),
    )
    known = frozenset(map(system_of, places))
    return read_plan_at(network, plan, watched[0] if watched else (), frozenset(places), known)


def places_of(computed: Computed) -> set[str]:
    """The subsystems that computed gaps belong to."""
    return {place for scopes in computed.values() for found in scopes for one in found for place in one.places}


def _gaps_of(
    detectors: Sequence[tuple[str, DetectorQuery]], results: Sequence[Sequence[Any]], network: Network
) -> tuple[list[DetectedGap], list[DetectedGap]]:
    """The candidates about standards in the rows of detector queries, and those about anything else."""
    rows = Rows(network)
    standards: list[DetectedGap] = []
    others: list[DetectedGap] = []
    for (code, detector), found in zip(detectors, results, strict=True):
        (standards if detector.label == "Standard" else others).extend(rows.gaps(code, detector, found))
    return standards, others
