"""Branches: the Cypher by which kinds find gaps, and the rows that it answers.

A row is a list, not a map, and holds nothing that its branch says for all of them: a catalogue may hold tens of thousands of gaps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from stdgraph.graph.scopes import among, standards


class Reach(NamedTuple):
    """Which standards are looked at: all in scopes of a shape, or of those only the ones that ``$among`` names."""

    shape: frozenset[str]
    among: bool = False

    def standards(self, where: str = "") -> str:
        """Clauses that bind them, listed ones, once each, as ``scope, s``, where a condition on the standard alone holds."""
        return among(self.shape, where=where) if self.among else standards(self.shape, where=where)

    def having(self, tail: str) -> str:
        """The same for standards from which a pattern leads on: few do, so in the whole catalogue they are looked for from there."""
        if self.among or self.shape:
            return self.standards(f"EXISTS {{ (s){tail} }}")
        return f"MATCH (s:Standard){tail} WITH DISTINCT scope, s WHERE EXISTS {{ (s)-[:LISTED_IN]->() }}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch:
    """Cypher that follows ``UNWIND $scopes AS scope`` and binds what gaps are made of; the fields are expressions over it."""

    match: str
    label: str
    """What kind of node the gaps are about."""
    subject: str
    """The key of that node."""
    key: str | None = None
    """What tells a gap from others of its kind, where the subject alone does not."""
    since: str = "null"
    """The day since when it stands open, as text."""
    categories: str = "[]"
    places: str = "[]"
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The Cypher with its RETURN clause, which collects all gaps."""
        facts = ", ".join(self.facts.values())
        row = (
            f"scope.n, {self.subject}, {self.key or 'null'}, {self.since}, {self.categories}, {self.places}, [{facts}]"
        )
        return f"{self.match} RETURN collect([{row}])"


def places_of(var: str) -> str:
    """The subsystems that list a standard, where they are wanted, in any order."""
    return f"CASE WHEN $places THEN {always_places_of(var)} ELSE [] END"


def always_places_of(var: str) -> str:
    """The subsystems that list a standard, in any order."""
    return f"[({var})-[:LISTED_IN]->(px:Subsystem) | px.id]"


def categories_of(var: str) -> str:
    """The categories that a standard itself says it applies to, in any order."""
    return f"[({var})-[:APPLIES_TO]->(cx:ProductCategory) | cx.code]"
