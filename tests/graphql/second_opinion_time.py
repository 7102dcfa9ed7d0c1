"""Holds what GraphQL answers about time against what the oracle says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from tests.graphql.client import Answer, Ask, key_of
from tests.oracle.day import Day
from tests.oracle.gap import Scope
from tests.oracle.history import durations, history, publications
from tests.oracle.records import Target, World
from tests.oracle.scopes import listed, subtree
from tests.oracle.targets import standing

SPANS = (
    ("YEAR", date(2003, 5, 5), date(2026, 11, 23)),
    ("QUARTER", date(2014, 12, 31), date(2017, 2, 1)),
    ("MONTH", date(2024, 2, 29), date(2026, 11, 23)),
    ("WEEK", date(2024, 9, 1), date(2024, 12, 29)),
    ("DAY", date(2024, 9, 20), date(2024, 10, 10)),
)
"""Intervals, with days in the middle of them and at their ends."""

HISTORY = """
query($scope: Scope!, $from: Date!, $to: Date!, $interval: Interval!, $knownAt: DateTime) {
  progressHistory(scope: $scope, from: $from, to: $to, interval: $interval, knownAt: $knownAt) { ...counts }
  onDay: progressHistory(scope: $scope, from: $from, to: $to, interval: $interval, knownAt: $knownAt, plan: ON_DAY) { ...counts }
}
fragment counts on HistoryPoint { on items itemsMet itemsOpen listed planned drafting published withdrawn abandoned imprecise completion }
"""
TIMES = """
query($system: String!, $on: Date!) {
  system(code: $system) {
    durations(asOf: $on) { stage medianDays observations }
    publicationRate(asOf: $on) { standards undated years { year published } }
    targets(asOf: $on) { id statement required by counts levels baseline achieved imprecise remaining pace requiredPace state forecast {
      probability p10 p50 p90 reachedOnP50 pace requiredPace method assumptions(language: EN)
    } }
  }
}
"""


async def histories_agree(ask: Ask, world: World, scopes: Iterable[Scope], spans: Iterable[int] = range(5)) -> None:
    """The history of every scope over some of the spans; known later than anything was recorded it is the same."""
    for interval, first, last in (SPANS[n] for n in spans):
        for scope in scopes:
            variables = {"scope": _input(scope), "from": str(first), "to": str(last), "interval": interval}
            found = await ask(HISTORY, **variables)
            for name, on_day in (("progressHistory", False), ("onDay", True)):
                expected = _told_history(world, scope, first, last, interval, on_day=on_day)
                assert found[name] == expected, (scope, interval, name)
            assert await ask(HISTORY, **variables, knownAt="2999-01-01T00:00:00Z") == found


async def times_agree(ask: Ask, day: Day) -> None:
    """Durations, publications a year and the targets of every system."""
    for system in day.world.systems:
        answer = (await ask(TIMES, system=system.code, on=day.on.isoformat()))["system"]
        inside = listed(day.world, subtree(day.world, system.code))
        lasted = {one["stage"]: (one["medianDays"], one["observations"]) for one in answer["durations"]}
        assert lasted == durations(day, inside)
        years = publications(day, inside)
        rate = answer["publicationRate"]
        assert rate["undated"] == years.pop(None, 0)
        assert rate["standards"] == sum(years.values())
        first = min((year for year in years if year is not None), default=day.on.year + 1)
        assert rate["years"] == [{"year": year, "published": years[year]} for year in range(first, day.on.year + 1)]
        day_of = f"@{day.on}"  # the day that the request names is part of the id
        assert [key_of(one["id"]) for one in answer["targets"]] == [
            f"{id_}{day_of}" for id_ in sorted(t.id for t in system.targets)
        ]
        told = {key_of(one["id"]).removesuffix(day_of): one for one in answer["targets"]}
        for target in system.targets:
            expected, found = standing(day, system, target), told[target.id]
            _says(found, target)
            figures = (expected.achieved, expected.imprecise, expected.remaining)
            assert (found["achieved"], found["imprecise"], found["remaining"]) == figures, target
            assert found["pace"] == pytest.approx(expected.pace), target
            assert found["requiredPace"] == pytest.approx(expected.required_pace), target
            assert found["state"] == expected.state, target
            _makes_sense(found, target.required, target.by, day.on)


def _says(found: Answer, target: Target) -> None:
    """What a target aimed at on the day."""
    assert (found["required"], found["counts"]) == (target.required, target.counts)
    assert (found["by"], found["baseline"]) == tuple(day and day.isoformat() for day in (target.by, target.baseline))
    assert sorted(found["levels"] or ()) == sorted(target.levels)


def _makes_sense(found: Answer, required: int | None, by: date | None, on: date) -> None:
    """What must hold of a forecast whatever the runs bring."""
    forecast = found["forecast"]
    assert forecast["assumptions"]
    assert (forecast["pace"], forecast["requiredPace"]) == (found["pace"], found["requiredPace"])
    if found["achieved"] is None or required is None:
        assert (forecast["method"], forecast["probability"]) == ("NONE", None)
        return
    assert forecast["method"] == ("COUNTED" if by is not None and on >= by else "MONTE_CARLO")
    if by is None:
        assert forecast["probability"] is None
        return
    assert forecast["p10"] <= forecast["p50"] <= forecast["p90"]
    if found["state"] in ("MET", "MISSED"):
        assert forecast["probability"] == float(found["state"] == "MET")
    assert on >= by or forecast["p10"] >= found["achieved"]
    assert forecast["probability"] == 0.5 or (forecast["p50"] >= required) == (forecast["probability"] > 0.5)


def _told_history(world: World, scope: Scope, first: date, last: date, interval: str, *, on_day: bool) -> list[Answer]:
    names = ("listed", "planned", "drafting", "published", "withdrawn", "abandoned", "completion")
    return [
        {
            "on": on.isoformat(),
            "imprecise": figures.status_imprecise,
            "items": figures.items,
            "itemsMet": figures.items_met,
            "itemsOpen": figures.items_open,
            **{name: getattr(figures, name) for name in names},
        }
        for on, figures in history(world, scope, first, last, interval, on_day=on_day)
    ]


def _input(scope: Scope) -> Answer:
    place = scope.subsystem.split("/", 1) if scope.subsystem else None
    return {
        "system": scope.system,
        "subsystem": {"system": place[0], "code": place[1]} if place else None,
        "committee": scope.committee,
        "productCategory": scope.category,
    }
