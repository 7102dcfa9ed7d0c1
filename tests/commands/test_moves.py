from __future__ import annotations

from datetime import date

import pytest

from stdgraph.domain.dates import PartialDate
from stdgraph.domain.stored_state import findable, kind_of, opening_moves, project
from stdgraph.domain.timeline import Move, unfold
from stdgraph.domain.vocabulary import EventKind

DAY, LATER = date(2020, 1, 31), date(2024, 5, 1)


@pytest.mark.parametrize(
    ("stage", "moves"),
    [
        ("00.00", (Move("00.00", LATER),)),
        ("30.00", (Move("30.00", LATER),)),
        ("60.60", (Move("60.60", DAY),)),
        ("90.20", (Move("60.60", DAY), Move("90.20", LATER))),
        ("95.99", (Move("60.60", DAY), Move("95.99", None))),
        ("40.98", (Move("40.98", LATER),)),
    ],
)
def test_opening_moves_take_their_days_from_where_they_stand(stage: str, moves: tuple[Move, ...]) -> None:
    assert opening_moves(stage, stage_on=_date(LATER), published=_date(DAY), withdrawn=None) == moves


@pytest.mark.parametrize(
    ("before", "stage", "kind"),
    [
        (None, "00.00", EventKind.REGISTERED),
        (None, "20.00", EventKind.STARTED),
        (None, "60.60", EventKind.PUBLISHED),
        ("00.00", "10.00", EventKind.ADVANCED),
        ("10.99", "20.00", EventKind.STARTED),
        ("20.00", "30.00", EventKind.ADVANCED),
        ("40.00", "10.00", EventKind.ADVANCED),
        ("50.00", "60.60", EventKind.PUBLISHED),
        ("60.60", "90.20", EventKind.ADVANCED),
        ("90.99", "95.99", EventKind.WITHDRAWN),
        ("30.00", "30.98", EventKind.ABANDONED),
    ],
)
def test_a_move_is_called_by_where_it_leads(before: str | None, stage: str, kind: EventKind) -> None:
    assert kind_of(Move(stage), before) is kind


def test_the_last_move_says_where_a_standard_stands() -> None:
    moves = (Move("20.00", DAY), Move("10.00", date(2019, 6, 1)))
    told = project(moves, {"level": "NATIONAL", "projectDueOn": date(2020, 10, 1)})
    assert {name: value for name, value in told.items() if value is not None} == {
        "timeline": ["2019-06-01 10.00", "2020-01-31 20.00"],
        "stage": "20.00",
        "stageOn": DAY,
        "dueOn": date(2020, 10, 1),
    }


def test_what_nobody_dates_is_bounded_by_number_and_source() -> None:
    told = project((Move("60.60"), Move("95.99")), {"number": "GB/T 18911-2002", "statedOn": date(2026, 11, 23)})
    assert told["timeline"] == ["2002-12-31 60.60?2002-01-01", "2026-11-23 95.99?2002-01-01"]
    assert [told["publicationEarliest"], told["publicationLatest"]] == [date(2002, 1, 1), date(2002, 12, 31)]
    assert [told["publicationBasis"], told["forceBasis"], told["withdrawalBasis"]] == ["NUMBER", "ORDER", "ORDER"]


def test_entry_into_force_is_not_before_publication() -> None:
    told = project((Move("60.60", DAY),), {"publishedOn": DAY, "inForceIn": "2020"})
    assert (told["forceEarliest"], told["forceLatest"], told["forceBasis"]) == (DAY, date(2020, 12, 31), "STATED")


@pytest.mark.parametrize(("number", "due"), [("GB/T 1-2020", date(2025, 12, 31)), ("GB/Z 1-2020", date(2023, 12, 31))])
def test_a_review_is_due_by_the_last_day_that_the_publication_can_mean(number: str, due: date) -> None:
    assert project((Move("60.60"),), {"number": number, "level": "NATIONAL"})["reviewDueOn"] == due


def test_a_review_that_confirms_puts_the_next_one_off() -> None:
    moves = (Move("60.60", DAY), Move("90.20", date(2023, 5, 1)), Move("90.93", LATER))
    assert project(moves, {"level": "NATIONAL", "publishedOn": DAY})["reviewDueOn"] == date(2029, 5, 1)


def test_a_timeline_of_an_earlier_version_unfolds_to_its_moves() -> None:
    assert unfold(["0001-01-01 20.00", "2020-01-31 30.00"]) == (Move("20.00"), Move("30.00", DAY))


def _date(day: date) -> PartialDate:
    return PartialDate(day.isoformat())


def test_a_standard_is_found_by_every_name_it_has() -> None:
    standard = {"number": "T/CPIA 0028.2-2021", "printedNumber": "T／CPIA 0028.2—2021", "titleEn": "Glass", "note": "x"}
    assert findable(standard) == {
        "numberKey": "T/CPIA 28.2-2021",
        "numberSort": "T/CPIA 00000028.00000002-00002021",
        "searchText": "t/cpia 0028.2-2021\nt/cpia 0028.2—2021\nglass",
        "titleZhKey": None,
        "titleEnKey": "glass",
        "seriesKey": "T/CPIA 28.2",
        "seriesOrder": "2021-00",
        "amendsKey": None,
        "partOf": "T/CPIA 28",
    }
    assert findable({"titleZh": "⼯业ＬＥＤ"}) == {
        "numberKey": None,
        "numberSort": None,
        "seriesKey": None,
        "seriesOrder": None,
        "amendsKey": None,
        "partOf": None,
        "searchText": "工业led",
        "titleZhKey": "工业led",
        "titleEnKey": None,
    }
