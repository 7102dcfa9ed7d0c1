"""Which day it is: that of the zone in force, never one before a day that has come."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain import calendar, zone
from stdgraph.domain.vocabulary import Language

MORNING_IN_BEIJING = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)
ZONES = st.sampled_from(("Asia/Shanghai", "UTC", "America/New_York", "Pacific/Kiritimati", "Asia/Kolkata"))
INSTANTS = st.integers(0, 4_000_000_000).map(lambda second: datetime.fromtimestamp(second, UTC))


@pytest.fixture(autouse=True)
def zone_is_kept() -> Iterator[None]:
    before = zone.name()
    yield
    zone.adopt(before)


@pytest.mark.parametrize(
    ("name", "day"),
    [("Asia/Shanghai", date(2026, 4, 1)), ("UTC", date(2026, 3, 31)), ("America/New_York", date(2026, 3, 31))],
)
def test_the_day_is_that_of_the_zone(name: str, day: date) -> None:
    zone.adopt(name)
    assert zone.day(MORNING_IN_BEIJING) == day
    assert calendar.said(day) == f"{day}, {name}"
    assert calendar.said(day, Language.ZH) == f"{day}，时区“{name}”"


@given(ZONES, st.lists(st.tuples(INSTANTS, st.booleans()), min_size=1, max_size=8))
def test_no_day_is_undone_by_a_clock_that_goes_back(name: str, readings: list[tuple[datetime, bool]]) -> None:
    zone.adopt(name)
    stored = date.min
    for instant, changes_something in readings:
        day = zone.day(instant)
        assert day == max(stored, instant.astimezone(ZoneInfo(name)).date())
        if changes_something:
            stored = max(stored, day)
            zone.meet(day)
            zone.meet(day - timedelta(days=3))


@pytest.mark.parametrize(
    "name", ["Asia/Shanghi", "", "../etc/passwd", "/etc/localtime", "Asia", "北京", "GMT+8", "a\0b"]
)
def test_what_is_no_zone_is_told_from_one(name: str) -> None:
    assert not zone.is_zone(name)


@pytest.mark.parametrize(
    ("variable", "name"),
    [("Asia/Shanghai", "Asia/Shanghai"), (":Europe/Paris", "Europe/Paris"), ("CST-8", "Etc/GMT-8")],
)
def test_the_machine_s_zone_has_a_name(variable: str, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from stdgraph.domain import zone; print(zone.name())"],
        env={**os.environ, "TZ": variable},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == name
    assert zone.is_zone(name)
