"""How long standards take, stage by stage, and how many are published a year. Only known days count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from stdgraph.domain.answers import Answer
from stdgraph.domain.duration_samples import ABANDONED
from stdgraph.domain.scope import ScopeFilter
from stdgraph.progress.revisions import is_revision
from stdgraph.store.scope_cypher import scope_parameters, standards
from stdgraph.store.session import Transaction
from stdgraph.store.status_cypher import day_parameters, publication

_MAIN = "CASE WHEN substring({0}, 13, 3) = '.98' THEN '98' ELSE substring({0}, 11, 2) END"
STAYS = (
    "WITH scope.n AS n, s.level AS level, REVISION AS revision, [e IN coalesce(s.timeline, []) WHERE e <= $onKey] AS entries "
    "WITH n, level, revision, entries, [i IN range(0, size(entries) - 1) WHERE i = 0 OR substring(entries[i], 13, 3) = '.98' "
    "OR substring(entries[i], 11, 2) <> substring(entries[i - 1], 11, 2)] AS starts "
    "UNWIND range(0, size(starts) - 1) AS j WITH n, level, revision, entries[starts[j]] AS entered, entries[starts[j + 1]] AS gone "
    f"WITH n, level, revision, {_MAIN.format('entered')} AS stage, CASE WHEN gone IS NULL THEN null ELSE {_MAIN.format('gone')} END AS next, "
    "CASE WHEN size(entered) > 16 OR size(gone) > 16 THEN null WHEN gone IS NULL "
    "THEN duration.inDays(date(substring(entered, 0, 10)), $on).days "
    "ELSE duration.inDays(date(substring(entered, 0, 10)), date(substring(gone, 0, 10))).days END AS days "
    "WITH n, level, revision, stage, next, days, count(*) AS count RETURN n, level, revision, stage, next, days, count"
)


class StayRow(TypedDict):
    """How many standards of a level in the scope ``n`` left a stage for the next one, or are still there, after a number of days."""

    n: int
    level: str | None
    revision: bool
    stage: str
    next: str | None
    days: int | None
    count: int


class PublicationRow(TypedDict):
    """How many standards in the scope ``n`` were published in a year."""

    n: int
    year: str
    count: int


@dataclass(frozen=True, slots=True, order=True)
class StageStay:
    """How many standards of a level were, or still are, in a stage for a number of days."""

    stage: str
    """Two digits."""
    next: str
    """The stage after it, ``98`` where the item was abandoned, empty where it is still there."""
    days: int
    """From entry to leaving, or to the day asked about; -1 where the day of entry is unknown."""
    level: str
    """Empty where it is not decided."""
    count: int
    revision: bool = False
    """Whether they revise other documents; told only where it is asked for."""


async def load_stage_stays(
    tx: Transaction, scopes: Sequence[ScopeFilter], on: date, *, revisions: bool = False
) -> list[list[StageStay]]:
    """The stays in each scope by a day, in an order that does not depend on the engine, those of ``revisions`` apart if that is asked
    for; all scopes must be of one shape. One statement."""
    found: list[list[StageStay]] = [[] for _ in scopes]
    if scopes:
        stays = STAYS.replace("REVISION", is_revision("s") if revisions else "false")
        text = f"UNWIND $scopes AS scope {standards(scopes[0].shape)} {stays}"
        for row in await tx.table(StayRow, text, scopes=scope_parameters(scopes), **day_parameters(on)):
            days = -1 if row["days"] is None else row["days"]
            kind = (row["stage"], row["next"] or "", days, row["level"] or "")
            stay = StageStay(*kind, row["count"], row["revision"])
            if stay.stage != ABANDONED:
                found[row["n"]].append(stay)
    return [sorted(group) for group in found]


_PUBLISHED = publication("s")
UNKNOWN_YEAR = ""
"""Of a publication that may have been in either of two years."""
PUBLICATIONS = (
    f"WITH scope.n AS n, {_PUBLISHED} AS entry WHERE entry IS NOT NULL WITH n, CASE WHEN size(entry) = 16 "
    f"OR substring(entry, 17, 4) = left(entry, 4) THEN left(entry, 4) ELSE '{UNKNOWN_YEAR}' END AS year "
    "WITH n, year, count(*) AS count RETURN n, year, count"
)


async def compute_stage_durations(tx: Transaction, scopes: Sequence[ScopeFilter], on: date) -> list[list[Answer]]:
    """For each scope the stages that any of its standards has left by a day: the median of the days spent there, and the number of stays.

    Stays that ended in abandonment, and those with an unknown day of entry, are not counted. One statement.
    """
    return [_medians(group) for group in await load_stage_stays(tx, scopes, on)]


def _medians(found: Iterable[StageStay]) -> list[Answer]:
    """The median days of completed stays by stage, stages in their order."""
    days: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for stay in found:
        if stay.next not in ("", ABANDONED) and stay.days >= 0:
            days[stay.stage][stay.days] += stay.count
    return [
        {"stage": stage, "medianDays": median_of_counts(counts), "observations": sum(counts.values())}
        for stage, counts in sorted(days.items())
    ]


def median_of_counts(counts: Mapping[int, int]) -> float:
    """The median of values, given how often each occurs; of an even number the mean of the middle two."""
    total = sum(counts.values())
    middle = [(total - 1) // 2, total // 2]
    found: list[int] = []
    seen = 0
    for value, count in sorted(counts.items()):
        seen += count
        while len(found) < 2 and middle[len(found)] < seen:
            found.append(value)
    return sum(found) / 2


async def compute_publication_rates(tx: Transaction, scopes: Sequence[ScopeFilter], on: date) -> list[Answer]:
    """For each scope the number of its standards published in each year up to a day, years without any included.

    A standard withdrawn since counts in the year of its publication, one that may have been in either of two years in none. One statement.
    """
    years: list[Counter[str]] = [Counter() for _ in scopes]
    if scopes:
        text = f"UNWIND $scopes AS scope {standards(scopes[0].shape)} {PUBLICATIONS}"
        for row in await tx.table(PublicationRow, text, scopes=scope_parameters(scopes), **day_parameters(on)):
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
