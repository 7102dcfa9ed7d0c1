"""``python -m bench.backtest``: forecasts beside what happened, in generated histories and in a register of ISO's publications."""

from __future__ import annotations

import argparse
import gzip
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median

from bench.histories import LEVEL, WORLDS, YEAR, observed, paths, published
from bench.report import Row, Section, show
from stdgraph.domain.forecast import quantile
from stdgraph.domain.targets import Measured, TargetDefinition
from stdgraph.domain.vocabulary import TargetCounts
from stdgraph.progress.forecast import simulate_target
from stdgraph.progress.observations import ItemStart, SystemObservations

CUT = date(2024, 1, 1)
AHEAD = (1, 2, 3)
"""Years from the cut to the target's day."""


@dataclass(slots=True)
class Score:
    """How forecasts fared."""

    inside: int = 0
    below: int = 0
    """How often fewer came than p10."""
    bias: list[float] = field(default_factory=list)
    width: list[float] = field(default_factory=list)
    brier: list[float] = field(default_factory=list)

    def judge(self, counts: list[int], actual: int, required: int) -> None:
        """One forecast beside what happened."""
        low, middle, high = (quantile(counts, share) for share in (0.1, 0.5, 0.9))
        self.inside += low <= actual <= high
        self.below += actual < low
        self.bias.append((middle - actual) / max(actual, 1))
        self.width.append((high - low) / max(middle, 1))
        said = sum(count >= required for count in counts) / len(counts)
        self.brier.append((said - (actual >= required)) ** 2)

    def row(self, name: str, ahead: int) -> Row:
        """As a line of the table."""
        number = len(self.bias)
        return {
            "history": name,
            "years ahead": ahead,
            "forecasts": number,
            "inside p10-p90 %": 100 * self.inside / number,
            "fewer than p10 %": 100 * self.below / number,
            "p50 bias %": 100 * median(self.bias),
            "p90-p10 of p50 %": 100 * median(self.width),
            "Brier": sum(self.brier) / number,
        }


def counts(name: str, on: date, seen: SystemObservations, days: float) -> list[int]:
    """How many more are published after so many days, run by run."""
    target = TargetDefinition(
        name, "X", TargetCounts.PUBLISHED, 1, on + timedelta(days=days), (LEVEL,), on - timedelta(days=1)
    )
    return simulate_target(Measured(target, on, {}), seen)[0].counts(days)


def generated(worlds: int) -> Iterator[Row]:
    """Every kind of world, sizes from 5 to 150 new items a year."""
    for name, world in WORLDS.items():
        scores = {ahead: Score() for ahead in AHEAD}
        for number in range(worlds):
            random = Random(f"{name} {number}")  # noqa: S311  the same histories each time
            found = paths(world, 5 * 30 ** random.random(), AHEAD[-1] * YEAR, random)
            seen = observed(world, found)
            for ahead, score in scores.items():
                actual = published(found, ahead * YEAR)
                required = max(1, round(published(_mirrored(found, ahead), ahead * YEAR) * random.uniform(0.6, 1.4)))
                score.judge(counts(f"{name} {number}", CUT, seen, ahead * YEAR), actual, required)
        yield from (score.row(name, ahead) for ahead, score in scores.items())


def _mirrored(found: list[list[tuple[float, str]]], ahead: int) -> list[list[tuple[float, str]]]:
    """The same history as many years earlier: what a target might go by."""
    return [[(day + ahead * YEAR, stage) for day, stage in path] for path in found if path[-1][0] < 0]


def register(file: Path) -> Iterator[Row]:
    """Publications of ISO committees with at least 30 by the cut, at the start of each year from 2012 to 2022.

    The register tells of a document the day of publication and the present stage only: new publications can be judged, stages cannot.
    """
    days: defaultdict[str, list[date]] = defaultdict(list)
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            text = row.get("publicationDate") or ""
            if len(text) >= 7 and row.get("ownerCommittee"):
                days[str(row["ownerCommittee"])].append(date.fromisoformat(f"{text[:7]}-15"))
    for ahead in AHEAD:
        score = Score()
        for year in range(2012, 2025 - ahead):
            cut = date(year, 1, 1)
            for committee, found in sorted(days.items()):
                past = [int((cut - day).days / YEAR) for day in found if day < cut]
                if len(past) < 30:
                    continue
                starts = [ItemStart(LEVEL, "60", age, count) for age, count in sorted(Counter(past).items())]
                actual = sum(cut <= day < cut.replace(year=year + ahead) for day in found)
                before = sum(cut.replace(year=year - ahead) <= day < cut for day in found)
                score.judge(
                    counts(committee, cut, SystemObservations((), starts), ahead * YEAR), actual, max(1, before)
                )
        yield score.row("ISO committees, publications", ahead)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(prog="python -m bench.backtest", description=__doc__)
    parser.add_argument("--worlds", type=int, default=100, help="histories of each kind")
    parser.add_argument("--register", type=Path, help="ISO deliverables as ISO Open Data has them, gzipped JSON lines")
    parser.add_argument("--format", choices=("table", "markdown", "json"), default="table")
    options = parser.parse_args()
    sections = [Section("Generated histories", list(generated(options.worlds)))]
    if options.register:
        sections.append(Section("A register of publications", list(register(options.register))))
    show(sections, options.format)


if __name__ == "__main__":
    main()
