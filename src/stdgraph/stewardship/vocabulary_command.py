"""What commands on the shared vocabulary have in common: administrators alone may do them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from stdgraph.auth.policy import Subject
from stdgraph.commands.outcomes import Message, Problem
from stdgraph.domain.network import adjacency, shortest_paths
from stdgraph.domain.terms import LABEL_TERMS
from stdgraph.stewardship.system_command import DatedCommand
from stdgraph.stewardship.things import Thing
from stdgraph.stewardship.vocabulary_unit import VocabularyUnit


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyCommand(DatedCommand):
    """A command on a thing of the shared vocabulary."""

    def policy_subject(self, unit: VocabularyUnit, thing: Thing) -> Subject:
        """Nobody's own: it concerns all systems."""
        return Subject()


def circle(
    path: str, label: str, ways: Iterable[tuple[str, str]], made: Iterable[tuple[str, str]]
) -> Iterator[Problem]:
    """That relations upwards, each from below to above, would lead back to where they begin, beside those that there are."""
    ways = set(ways)
    for below, above in made:
        ways.add((below, above))
        way = (below,) if below == above else shortest_paths(above, adjacency(ways)).get(below)
        if way is not None:
            term, round_trip = LABEL_TERMS[label], " > ".join((below, *way))
            zh = f"{term.zh}的上下级关系不得成环：{round_trip}"
            yield Problem(path, Message(zh, f"{term.en} {below!r} would stand above itself: {round_trip}"))
            return


def not_before(path: str, on: date, since: date | None, name: str, other: str) -> Iterator[Problem]:
    """That a relation is to end before it began."""
    if since is not None and on < since:
        zh = f"“{name}”自 {since} 起才属于“{other}”，不能早于该日解除"
        yield Problem(path, Message(zh, f"{name!r} belongs to {other!r} only since {since}: that cannot end before"))
