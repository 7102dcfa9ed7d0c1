"""The transition table: every pair of stages, written out here a second time by its rules."""

from __future__ import annotations

from itertools import product

import pytest

from stdgraph.domain.dates import PartialDate
from stdgraph.domain.stages import STAGES, SUBSTAGES, status_of
from stdgraph.domain.transitions import ENTRIES, FAST_TRACK, NEXT, PHASES, REQUIRED, RETURNS, Project, allowed, missing
from stdgraph.domain.vocabulary import Level, Status

CODES = [f"{main}.{sub}" for main, subs in PHASES.items() for sub in subs]
PLAIN = Project()
ADOPTING, REVISING = Project(adopting=True), Project(revising=True)

TABLE = {
    "00.00": "00.20 00.60 00.98 00.99 10.00 10.20 10.60 10.99",
    "00.99": "00.98 10.00 10.20 10.60 10.99",
    "10.00": "10.20 10.60 10.92 10.98 10.99 20.00 20.20 20.60 20.99",
    "10.92": "10.00 10.20 10.60 10.98 10.99 20.00 20.20 20.60 20.99",
    "20.20": "20.60 20.98 20.99 30.00 30.20 30.60 30.99",
    "30.60": "20.00 20.20 20.60 20.99 30.92 30.98 30.99 40.00 40.20 40.60 40.99",
    "40.93": "20.00 20.20 20.60 20.99 30.00 30.20 30.60 30.99 40.00 40.20 40.60 40.92 40.98 40.99 50.00 50.20 50.60 50.99",
    "50.00": "20.00 20.20 20.60 20.99 30.00 30.20 30.60 30.99 40.00 40.20 40.60 40.99 50.20 50.60 50.92 50.98 50.99 60.00 60.60",
    "50.99": "20.00 20.20 20.60 20.99 30.00 30.20 30.60 30.99 40.00 40.20 40.60 40.99 50.98 60.00 60.60",
    "60.00": "60.60 90.00 90.20 90.60 90.92 90.93 90.99 95.00 95.99",
    "60.60": "90.00 90.20 90.60 90.92 90.93 90.99 95.00 95.99",
    "90.20": "90.60 90.92 90.93 90.99 95.00 95.99",
    "90.92": "90.00 90.20 90.60 90.93 90.99 95.00 95.99",
    "90.93": "90.00 90.20 90.60 90.92 90.93 90.99 95.00 95.99",
    "90.99": "95.00 95.99",
    "95.00": "95.20 95.60 95.99",
    "95.99": "",
    "20.98": "",
    "95.98": "",
}


@pytest.mark.parametrize("stage", TABLE)
def test_what_may_follow_a_stage(stage: str) -> None:
    assert " ".join(allowed(stage, PLAIN)) == TABLE[stage]


def test_an_item_begins_on_the_plan() -> None:
    assert allowed(None, PLAIN) == ("00.00", "00.20", "00.60", "00.99", "10.00", "10.20", "10.60", "10.99")


@pytest.mark.parametrize(
    ("stage", "project", "further"),
    [
        ("10.99", ADOPTING, "30.00 30.20 30.60 30.99"),
        ("10.99", REVISING, "40.00 40.20 40.60 40.99"),
        ("10.99", Project(adopting=True, revising=True), "30.00 30.20 30.60 30.99 40.00 40.20 40.60 40.99"),
        ("20.00", ADOPTING, ""),
        ("20.00", REVISING, "40.00 40.20 40.60 40.99"),
        ("30.00", REVISING, ""),
        ("00.00", REVISING, ""),
    ],
)
def test_the_fast_track(stage: str, project: Project, further: str) -> None:
    assert sorted(set(allowed(stage, project)) - set(allowed(stage, PLAIN))) == further.split()


def test_what_follows_is_a_stage_that_there_is_told_once_and_in_order() -> None:
    for stage, project in product(CODES, (PLAIN, ADOPTING, REVISING)):
        options = allowed(stage, project)
        assert set(options) <= set(CODES)
        assert list(options) == sorted(set(options))
        assert stage not in options or stage == "90.93"


def test_only_what_is_open_is_abandoned_and_always_can_be() -> None:
    for stage in CODES:
        abandoned = [code for code in allowed(stage, PLAIN) if status_of(code) is Status.ABANDONED]
        is_open = status_of(stage) in (Status.PLANNED, Status.DRAFTING)
        assert abandoned == ([f"{stage[:2]}.98"] if is_open else [])


def test_status_never_falls_back_from_published_and_ends_in_withdrawal_or_abandonment() -> None:
    order = [Status.PLANNED, Status.DRAFTING, Status.PUBLISHED, Status.WITHDRAWN]
    for stage in CODES:
        if status_of(stage) is Status.ABANDONED:
            assert allowed(stage, PLAIN) == ()
            continue
        for code in allowed(stage, PLAIN):
            if status_of(code) is not Status.ABANDONED:
                assert order.index(status_of(code)) >= order.index(status_of(stage))


def test_every_stage_has_its_rows() -> None:
    assert set(PHASES) == set(NEXT) == set(ENTRIES) == set(STAGES)
    assert set(FAST_TRACK) | set(RETURNS) | set(REQUIRED) <= set(STAGES)
    for main in STAGES:
        assert set(ENTRIES[main]) <= set(PHASES[main]) <= set(SUBSTAGES)


NATIONAL = Project(level=Level.NATIONAL)
PUBLISHED = PartialDate("2026-01-01")


@pytest.mark.parametrize(
    ("before", "stage", "project", "fields"),
    [
        ("10.99", "20.00", NATIONAL, ("planNumber",)),
        ("10.99", "30.00", NATIONAL, ("planNumber",)),
        (None, "40.00", NATIONAL, ("planNumber",)),
        ("10.99", "20.00", Project(level=Level.NATIONAL, plan_number="20260001-T-339"), ()),
        ("20.00", "30.00", NATIONAL, ()),
        ("10.99", "20.00", Project(level=Level.GROUP), ()),
        ("10.99", "20.00", PLAIN, ()),
        ("20.00", "20.98", NATIONAL, ()),
        ("10.00", "10.99", NATIONAL, ()),
        ("50.99", "60.60", PLAIN, ("number", "publishedOn")),
        ("50.99", "60.00", Project(number="GB/T 1-2026"), ("publishedOn",)),
        ("60.00", "60.60", Project(published_on=PUBLISHED), ("number",)),
        ("50.99", "60.60", Project(number="GB/T 1-2026", published_on=PUBLISHED), ()),
        ("60.60", "90.20", PLAIN, ()),
        ("60.60", "95.99", PLAIN, ()),
    ],
)
def test_what_a_stage_demands(before: str | None, stage: str, project: Project, fields: tuple[str, ...]) -> None:
    assert missing(before, stage, project) == fields
