"""Gaps from the rows of detector queries, and from what kinds find without one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from stdgraph.domain.network import Network
from stdgraph.gaps.gap import NO_FACTS, DetectedGap
from stdgraph.gaps.kind import Candidate, DetectorQuery, DetectorRow


class Rows:
    """Makes gaps of rows; what many of them share, their categories and places and committees, is there once."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._categories: dict[tuple[bool, tuple[str, ...]], int] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {(): ()}

    def gaps(self, code: str, detector: DetectorQuery, rows: Sequence[DetectorRow]) -> list[DetectedGap]:
        """The gaps of a kind in the rows of a detector query."""
        names = tuple(detector.facts)
        gaps = []
        for scope, subject, key, since, codes, places, owners, mandatory, facts in rows:
            gaps.append(
                DetectedGap(
                    kind=code,
                    label=detector.label,
                    subject=subject,
                    key=key or subject,
                    since=_day(since) if since else None,
                    categories=self._concerned(codes, named=detector.label == "Standard") if codes else 0,
                    places=self._one(places),
                    committees=self._one(owners),
                    mandatory=mandatory,
                    facts=dict(zip(names, facts, strict=True)) if names else NO_FACTS,
                    network=self._network,
                    scope=scope,
                )
            )
        return gaps

    def _concerned(self, codes: Sequence[str], *, named: bool) -> int:
        """What a standard names it applies to with all kinds of it, what a gap is about is that category alone."""
        combination = named, tuple(codes)
        known = self._categories.get(combination)
        if known is None:
            known = (self._network.concerned_by if named else self._network.set_of)(codes)
            self._categories[combination] = known
        return known

    def _one(self, names: Sequence[str]) -> tuple[str, ...]:
        ordered = tuple(sorted(set(names))) if len(names) > 1 else tuple(names)
        return self._names.setdefault(ordered, ordered)


def gap_of_candidate(code: str, scope: int, candidate: Candidate, network: Network) -> DetectedGap:
    """A gap that a kind found without a detector query."""
    return DetectedGap(
        kind=code,
        label=candidate.label,
        subject=candidate.subject,
        key=candidate.key,
        since=candidate.since,
        categories=network.set_of(candidate.categories),
        places=candidate.places,
        facts=dict(candidate.facts) if candidate.facts else NO_FACTS,
        network=network,
        scope=scope,
    )


@lru_cache(maxsize=1 << 15)
def _day(text: str) -> date | None:
    """A day as Cypher returns it; None for year 1, which stands for an unknown day."""
    return None if text.startswith("0001") else date.fromisoformat(text)
