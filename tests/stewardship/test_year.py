"""A year in the life of a system: made from nothing, worked in, revised. Every figure of every day is what it was, and what was known then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import pytest_asyncio
import strawberry

from stdgraph.domain import calendar
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.engines import wipe
from tests.graphql.actor import Actor
from tests.graphql.client import Ask, asker
from tests.graphql.conftest import plans_are_kept, schema
from tests.graphql.second_opinion import (
    committees_and_categories_agree,
    coverage_agrees,
    readiness_agrees,
    rows_agree,
    scope_input,
    scopes_agree,
    standings_agree,
    systems_agree,
)
from tests.graphql.second_opinion_editions import editions_agree
from tests.graphql.second_opinion_time import times_agree
from tests.oracle.answers import progress_of
from tests.oracle.day import Day
from tests.oracle.gap import Scope
from tests.oracle.history import points
from tests.oracle.ledger_world import LedgerWorld
from tests.stewardship.year import Clock, Year

__all__ = ["plans_are_kept", "schema"]

TREE = (
    ("A", None),
    ("AA", "A"),
    ("AAA", "AA"),
    ("AAAA", "AAA"),
    ("AAAB", "AAA"),
    ("AAB", "AA"),
    ("AB", "A"),
    ("B", None),
    ("BA", "B"),
    ("BAA", "BA"),
    ("BAAA", "BAA"),
    ("BB", "B"),
    ("C", None),
    ("CA", "C"),
    ("D", None),
)
LEAVES = ("AAAA", "AAAB", "AAB", "AB", "BAAA", "BB", "CA", "D")
OWNER, OTHER = "SAC/TC901", "SAC/TC902"
CATEGORIES = ("ELECTROLYSER", "FUEL_CELL", "TANK", "STATION")
LAST = date(2027, 2, 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def drafts() -> list[dict[str, Any]]:
    """40 plan items: planned and in every stage of drafting."""
    stages = ("00.00", "10.20", "20.00", "30.20", "40.20")
    return [
        {
            "title": f"项目{n}",
            "planNumber": f"2025{n:04}-T-901",
            "level": "NATIONAL",
            "nature": "RECOMMENDED",
            "stage": stages[n % 5],
            "effectiveOn": f"2025-{1 + n % 12:02}-15",
            "committees": [OWNER],
            "productCategories": [CATEGORIES[n % 4]] if n % 3 else [],
            **({"projectDueOn": "2026-10-31"} if n % 7 == 0 else {}),
        }
        for n in range(40)
    ]


def documents() -> list[dict[str, Any]]:
    """20 published standards."""
    return [
        {
            "title": f"标准{n}",
            "number": f"GB/T 9{n:04}-{2005 + n}",
            "publishedOn": f"{2005 + n}-06-30",
            "inForceOn": f"{2005 + n}-12-01",
            "committees": [OWNER],
            "productCategories": [CATEGORIES[n % 4]],
        }
        for n in range(20)
    ]


async def live(year: Year) -> None:
    """Everything that happens."""
    clock = year.clock

    def on(text: str) -> date:
        clock.turn(day(text))
        return clock.today

    await year.create_committee(OWNER)
    await year.create_committee(OTHER)
    for code in CATEGORIES:
        await year.create_category(code)
    await year.depend("STATION", "TANK", day("2026-01-01"))
    await year.depend("STATION", "FUEL_CELL", day("2026-01-01"))
    await year.create_system("H2026", on("2026-01-05"), 80)
    await year.issue("steward", "STEWARD", systems=["H2026"])
    await year.issue("secretariat", "SECRETARIAT", committees=[OWNER])
    await year.issue("receiver", "SECRETARIAT", committees=[OTHER])

    await year.create_subsystems("H2026", TREE, on("2026-01-06"))
    await year.register("secretariat", drafts())
    await year.register("secretariat", documents())
    items = [one["planNumber"] for one in drafts()] + [one["number"] for one in documents()]
    places = [(one, f"H2026/{LEAVES[n % len(LEAVES)]}") for n, one in enumerate(items)]
    await year.list_items(places[:50], on("2026-01-12"))
    await year.list_items(places[50:], on("2026-01-20"))
    await year.demand("H2026/AAAA", "ELECTROLYSER", "HIGH", on("2026-01-21"))
    await year.demand("H2026/BAAA", "FUEL_CELL", "MEDIUM", day("2026-01-21"))
    await year.demand("H2026/CA", "TANK", "LOW", day("2026-01-21"))
    await year.demand("H2026/D", "STATION", "HIGH", day("2026-01-21"))
    target = await year.aim("H2026", 25, day("2026-12-31"), day("2026-01-21"))
    second = await year.aim("H2026", 5, day("2028-12-31"), day("2026-01-21"), ("NATIONAL",))
    await year.watch("H2026", "STATION", day("2026-01-21"))

    number = iter(range(1, 100))

    async def work(month: str, chosen: range) -> None:
        """A secretariat moves some of its projects on, each by one stage."""
        following = {"00.00": "10.20", "10.20": "20.00", "20.00": "30.20", "30.20": "40.20", "40.20": "50.20"}
        following["50.20"] = "60.60"
        for n in chosen:
            name = items[n]
            now = year.stage_of(name)
            if now not in following or n == 36:
                continue
            given: dict[str, Any] = {}
            if following[now] == "60.60":
                given = {
                    "number": f"GB/T 8{next(number):04}-2026",
                    "publishedOn": f"{month}-10",
                    "inForceOn": f"{month}-28",
                }
            await year.advance(name, following[now], day(f"{month}-10"), **given)

    on("2026-02-11")
    await work("2026-02", range(12))
    on("2026-03-12")
    await work("2026-03", range(16))
    await year.move_subsystem("H2026/AAA", "H2026/BA", day("2026-03-10"))
    wrong = await year.move_subsystem("H2026/AB", "H2026/C", on("2026-03-15"))
    await year.rename_subsystem("H2026/BAA", "BX")
    on("2026-03-20")
    await year.take_back("steward", wrong)
    await year.declare("H2026", 90, on("2026-04-01"))
    await work("2026-03", range(16, 24))  # reported late
    await year.retire_subsystem("H2026/C", "H2026/A", on("2026-04-15"))
    await year.change_priority("H2026/BAAA", "FUEL_CELL", "HIGH", on("2026-05-01"))
    wrong = await year.change_priority("H2026/D", "STATION", "LOW", day("2026-05-01"))
    on("2026-05-04")
    await year.take_back("administrator", wrong)
    await year.change_target("H2026", target, 30, on("2026-05-20"))
    await work("2026-05", range(4, 30))
    wrong = await year.move_item(items[3], "H2026/AB", "H2026/D", on("2026-06-01"))
    late = await year.advance(items[40], "90.20", day("2026-06-01"))
    on("2026-06-08")
    await year.take_back("steward", wrong)
    await year.take_back_event("secretariat", items[40], late)
    await year.move_item(items[11], "H2026/AB", "H2026/BB", day("2026-06-05"))
    await year.unlist(items[43], "H2026/AB", on("2026-06-15"))
    await work("2026-06", range(20, 40))
    wrong = await year.retire_subsystem("H2026/D", "H2026/BB", on("2026-07-01"))
    on("2026-07-06")
    await year.take_back("steward", wrong)
    (made,) = await year.create_subsystems("H2026", [("E", None)], on("2026-07-10"))
    on("2026-07-12")
    await year.take_back("steward", made)
    await year.create_subsystems("H2026", [("E", "B"), ("EA", "E")], on("2026-07-20"))
    await year.split(items[35], ["20269901-T-901", "20269902-T-901"], on("2026-08-03"))
    await year.transfer(items[36], "receiver", OWNER, OTHER, on("2026-08-10"))
    await year.abandon(items[30], year.stage_of(items[30])[:2], on("2026-08-20"))
    await year.withdraw_demand("H2026/CA", "TANK", on("2026-09-01"))
    await year.advance(items[44], "95.99", on("2026-09-10"))
    on("2026-09-12")
    await year.register("secretariat", [{**drafts()[0], "planNumber": "20269903-T-901", "effectiveOn": "2026-09-11"}])
    await year.list_items([("20269903-T-901", "H2026/EA")], day("2026-09-12"))
    on("2026-10-12")
    await work("2026-10", range(0, 40, 3))
    published = next(one for one in items[:40] if year.stage_of(one) == "60.60")
    await year.supersede(items[45], published, on("2026-10-15"))
    await year.watch_no_longer("H2026", "STATION", on("2026-10-20"))
    await year.declare("H2026", 95, None)
    await year.change_target("H2026", target, 28, None)
    await year.withdraw_target("H2026", second, on("2026-11-01"))
    on("2026-11-11")
    await work("2026-11", range(1, 40, 2))

    await year.revise("H2026", "H2027", on("2027-01-04"), 100)
    await year.move_subsystem("H2027/AB", None, on("2027-01-08"))
    await year.create_subsystems("H2027", [("F", None)], day("2027-01-08"))
    await year.register("secretariat", [{**drafts()[1], "planNumber": "20279904-T-901", "effectiveOn": "2027-01-07"}])
    await year.list_items([("20279904-T-901", "H2027/F")], day("2027-01-08"))
    wrong = await year.close_system("H2026", on("2027-01-11"))
    on("2027-01-13")
    await year.take_back("steward", wrong)
    await year.close_system("H2026", on("2027-01-15"))
    await work("2027-01", range(0, 40, 5))
    await year.rename_system("H2027", "HYD2027")
    on("2027-01-31")


SCOPES = (
    Scope(system="H2026"),
    Scope(subsystem="H2026/A"),
    Scope(subsystem="H2026/BA"),
    Scope(subsystem="H2026/AB"),
    Scope(subsystem="H2026/D"),
    Scope(system="HYD2027"),
    Scope(committee=OWNER),
    Scope(committee=OTHER, system="H2026"),
    Scope(category="FUEL_CELL"),
    Scope(category="TANK", subsystem="H2026/B"),
)
MONTHS = [date(2026, month, 14) for month in range(1, 13)]
TURNS = [day(text) for text in ("2025-12-31", "2026-03-11", "2026-07-03", "2026-10-20", "2027-01-04", "2027-01-15")]
HISTORY = """
query($scope: Scope!, $from: Date!, $to: Date!, $interval: Interval!, $knownAt: DateTime, $plan: HistoryPlan!) {
  progressHistory(scope: $scope, from: $from, to: $to, interval: $interval, knownAt: $knownAt, plan: $plan) {
    on items itemsMet itemsOpen listed planned drafting published withdrawn abandoned imprecise completion
  }
}
"""


@pytest.fixture(scope="module")
def clock(engine_settings: Settings) -> Iterator[Clock]:
    """The clock of the service, on each engine from the beginning."""
    clock = Clock(date(2026, 1, 2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar, "now", lambda: clock.now)
        patch.setattr(calendar, "today", lambda: clock.today)
        yield clock


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def year(
    plans_are_kept: None, graph: Graph, engine_settings: Settings, schema: strawberry.Schema, clock: Clock
) -> Year:
    """The year, gone through."""
    await wipe(graph)
    graph.memory.clear()
    year = Year(Actor(graph, engine_settings, schema), clock)
    await live(year)
    return year


@pytest.fixture(scope="module")
def ask(year: Year) -> Ask:
    return asker(year.actor.graph, year.actor.settings, year.actor.schema)


@pytest.mark.parametrize("on", [*MONTHS, *TURNS], ids=str)
async def test_every_figure_of_every_day(year: Year, ask: Ask, on: date) -> None:
    at = Day(LedgerWorld(year.ledger, year.present).on(on), on)
    await systems_agree(ask, at)
    await coverage_agrees(ask, at)
    await scopes_agree(ask, at, SCOPES)
    await rows_agree(ask, at, SCOPES[:6])
    await committees_and_categories_agree(ask, at)
    await readiness_agrees(ask, at, ["H2026/AAAA", "H2026/B"])
    await standings_agree(ask, at)
    await times_agree(ask, at)


@pytest.mark.parametrize("plan", ["CURRENT", "ON_DAY"])
@pytest.mark.parametrize(
    "known",
    [
        "2026-01-13",
        "2026-03-12",
        "2026-03-16",
        "2026-04-02",
        "2026-06-02",
        "2026-07-02",
        "2026-08-10",
        "2026-10-20",
        "2027-01-10",
        "2027-01-12",
        "2027-01-14",
        None,
    ],
)
async def test_what_was_known(year: Year, ask: Ask, plan: str, known: str | None) -> None:
    at = None if known is None else datetime.combine(day(known), time(12), UTC)
    told = LedgerWorld(year.ledger, year.present, at)
    first, last = date(2025, 6, 1), LAST if plan == "ON_DAY" else date(2027, 1, 10)
    for scope in SCOPES:
        given = {"scope": scope_input(scope), "from": str(first), "to": str(last), "plan": plan}
        found = await ask(HISTORY, **given, interval="MONTH", knownAt=at and at.isoformat())
        expected = [_point(told, scope, on, on if plan == "ON_DAY" else last) for on in points(first, last, "MONTH")]
        assert found["progressHistory"] == expected, scope


def _point(told: LedgerWorld, scope: Scope, on: date, plan: date) -> dict[str, Any]:
    figures = progress_of(Day(told.on(on, plan), on, plan), scope)
    names = ("listed", "planned", "drafting", "published", "withdrawn", "abandoned", "completion")
    return {
        "on": on.isoformat(),
        "imprecise": figures.status_imprecise,
        "items": figures.items,
        "itemsMet": figures.items_met,
        "itemsOpen": figures.items_open,
        **{name: getattr(figures, name) for name in names},
    }


@pytest.mark.parametrize("on", [date(2027, 1, 5), date(2027, 1, 14), date(2027, 1, 31)], ids=str)
async def test_the_editions_are_compared(year: Year, ask: Ask, on: date) -> None:
    at = Day(LedgerWorld(year.ledger, year.present).on(on), on)
    await editions_agree(ask, at, "H2026", "HYD2027")
    await editions_agree(ask, at, "HYD2027", "H2026")
