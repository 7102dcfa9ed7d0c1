from __future__ import annotations

from datetime import date

import pytest

from stdgraph.domain.stored_state import findable, kind_of, opening_moves, project
from stdgraph.domain.timeline import Move, unfold
from stdgraph.domain.vocabulary import EventKind, Level

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
    assert opening_moves(stage, stage_on=LATER, published_on=DAY, withdrawn_on=None) == moves


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
    assert project(moves, level=Level.NATIONAL, published_on=None, project_due_on=date(2020, 10, 1)) == {
        "timeline": ["2019-06-01 10.00", "2020-01-31 20.00"],
        "stage": "20.00",
        "status": "DRAFTING",
        "stageOn": DAY,
        "dueOn": date(2020, 10, 1),
        "reviewDueOn": None,
    }


def test_a_move_of_unknown_day_takes_the_place_of_the_ones_before_it() -> None:
    told = project((Move("60.60", DAY), Move("95.99")), level=None, published_on=DAY, project_due_on=None)
    assert told["timeline"] == ["0001-01-01 95.99"]
    assert (told["status"], told["stageOn"]) == ("WITHDRAWN", None)


def test_a_review_that_confirms_puts_the_next_one_off() -> None:
    moves = (Move("60.60", DAY), Move("90.20", date(2023, 5, 1)), Move("90.93", LATER))
    told = project(moves, level=Level.NATIONAL, published_on=DAY, project_due_on=None)
    assert told["reviewDueOn"] == date(2029, 5, 1)


def test_a_timeline_unfolds_to_its_moves() -> None:
    assert unfold(["0001-01-01 20.00", "2020-01-31 30.00"]) == (Move("20.00"), Move("30.00", DAY))


def test_a_standard_is_found_by_every_name_it_has() -> None:
    standard = {"number": "T/CPIA 0028.2-2021", "printedNumber": "T／CPIA 0028.2—2021", "titleEn": "Glass", "note": "x"}
    assert findable(standard) == {
        "numberKey": "T/CPIA 28.2-2021",
        "numberSort": "T/CPIA 00000028.00000002-00002021",
        "searchText": "t/cpia 0028.2-2021\nt/cpia 0028.2—2021\nglass",
        "titleZhKey": None,
        "titleEnKey": "glass",
    }
    assert findable({"titleZh": "⼯业ＬＥＤ"}) == {
        "numberKey": None,
        "numberSort": None,
        "searchText": "工业led",
        "titleZhKey": "工业led",
        "titleEnKey": None,
    }
