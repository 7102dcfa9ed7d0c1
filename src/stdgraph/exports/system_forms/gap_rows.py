"""The gaps of a system, ranked, with what a sheet prints of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import Language, Severity
from stdgraph.exports.system_forms.listed_rows import NameRow, load_names, name_of
from stdgraph.gaps.candidates import place_gaps
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import Facts
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.messages import load_gap_facts
from stdgraph.gaps.pages import count_open_gaps
from stdgraph.store.session import Transaction


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap as a row of a sheet."""

    key: str
    kind: str
    severity: Severity
    score: int
    since: date | None
    subsystems: Sequence[str]
    """Codes of the subsystems of the system that it belongs to."""
    committees: Sequence[str]
    candidates: Sequence[NameRow]
    unlocks: Sequence[str]
    facts: Facts

    def message(self, language: Language) -> str:
        """What is wrong, in a sentence."""
        return kinds()[self.kind].message(self.facts, language)

    def remedy(self, language: Language) -> str:
        """What would close it, in a sentence."""
        return kinds()[self.kind].remedy(self.facts, language)

    def candidate_names(self, language: Language) -> list[str]:
        """What would close it: a number, a plan number, or else a title."""
        return [_name(one, language) for one in self.candidates]


def _name(row: NameRow, language: Language) -> str:
    key, number, _, plan = row["named"]
    titles = (row["zh"], row["en"]) if language is Language.ZH else (row["en"], row["zh"])
    return name_of(row["named"]) if number or plan else next(filter(None, titles), key)


async def load_gap_rows(tx: Transaction, system: str, on: date) -> tuple[list[GapRow], dict[str, int]]:
    """The gaps of a system on a day, worst first, and the number of those in the subtree of each subsystem, by its id."""
    (found,) = await find_gaps(tx, [ScopeFilter(system=system)], None, on)
    facts = await load_gap_facts(tx, found, on)
    placed = await place_gaps(tx, found, on)
    names = await load_names(tx, {one for place in placed for one in place.candidates})
    rows = [
        GapRow(
            gap.id,
            gap.kind,
            gap.severity,
            gap.score.total,
            gap.since,
            sorted(place.partition("/")[2] for place in gap.places if place.partition("/")[0] == system),
            where.committees,
            [names[one] for one in where.candidates if one in names],
            gap.unlocks,
            known,
        )
        for gap, known, where in zip(found, facts, placed, strict=True)
    ]
    return rows, dict(await count_open_gaps(tx, [system], on))
