"""How long standards take, stage by stage, and how many are published a year. Only days that are known count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from stdgraph.graph.door import Transaction
from stdgraph.graph.scopes import scope_parameters, standards
from stdgraph.graph.states import day_parameters, publication
from stdgraph.model.answers import Answer
from stdgraph.model.pools import ABANDONED
from stdgraph.model.scope import Scope
from stdgraph.model.timeline import UNKNOWN_DAY
from stdgraph.progress.stays import Stay, stays

UNKNOWN_YEAR = UNKNOWN_DAY[:4]
PUBLICATIONS = (
    f"WITH scope.n AS n, substring({publication('s')}, 0, 4) AS year WHERE year IS NOT NULL "
    "WITH n, year, count(*) AS count RETURN n, year, count"
)


async def durations(tx: Transaction, scopes: Sequence[Scope], on: date) -> list[list[Answer]]:
    """For each scope the stages that any of its standards has left by a day: the median of the days spent there, and of how many.

    Stays that ended in abandonment, and those of which the day of entry is unknown, are not counted. One statement.
    """
    return [medians(group) for group in await stays(tx, scopes, on)]


def medians(found: Iterable[Stay]) -> list[Answer]:
    """The median days of completed stays by stage, stages in their order."""
    days: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for stay in found:
        if stay.next not in ("", ABANDONED) and stay.days >= 0:
            days[stay.stage][stay.days] += stay.count
    return [
        {"stage": stage, "medianDays": median(counts), "observations": sum(counts.values())}
        for stage, counts in sorted(days.items())
    ]


def median(counts: Mapping[int, int]) -> float:
    """The median of values of which each stands there so many times; of an even number the mean of the middle two."""
    total = sum(counts.values())
    middle = [(total - 1) // 2, total // 2]
    found: list[int] = []
    seen = 0
    for value, count in sorted(counts.items()):
        seen += count
        while len(found) < 2 and middle[len(found)] < seen:
            found.append(value)
    return sum(found) / 2


async def publication_rates(tx: Transaction, scopes: Sequence[Scope], on: date) -> list[Answer]:
    """For each scope how many of its standards were published in which year, up to a day; years without any are told, too.

    A standard withdrawn since counts in the year of its publication, a publication of unknown day in no year. One statement.
    """
    years: list[Counter[str]] = [Counter() for _ in scopes]
    if scopes:
        text = f"UNWIND $scopes AS scope {standards(scopes[0].shape)} {PUBLICATIONS}"
        for row in await tx.table(("n", "year", "count"), text, scopes=scope_parameters(scopes), **day_parameters(on)):
            years[row["n"]][row["year"]] += row["count"]
    return [_rate(counts, on) for counts in years]


def _rate(counts: Counter[str], on: date) -> Answer:
    undated = counts.pop(UNKNOWN_YEAR, 0)
    first = min(map(int, counts), default=on.year + 1)
    return {
        "years": [{"year": year, "published": counts[str(year)]} for year in range(first, on.year + 1)],
        "standards": sum(counts.values()),
        "undated": undated,
    }
