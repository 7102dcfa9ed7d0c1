"""When others have replaced a whole document: one alone, or the parts among which its content is shared out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.move_spans import Move
from stdgraph.domain.supersession import Succession, Takeover, supersession
from stdgraph.domain.timeline import fold
from tests.domain.dates import maybe_days, partial_moves

EARLY, LATE, LATER = date(2020, 1, 1), date(2021, 6, 1), date(2024, 3, 1)
names = st.sampled_from([(None, None), ("A", "A.1"), ("A", "A.2"), ("A", "A.3"), ("B", "B.1"), ("B", "B.2")])
successions = st.builds(
    lambda timeline, by, since, name: Succession(timeline, by, since, None, name[1], None, name[0]),
    partial_moves.map(fold),
    maybe_days,
    maybe_days,
    names,
)
successors = st.lists(successions, max_size=4)


def part(number: str, *moves: Move, in_force_by: date | None = None) -> Succession:
    return Succession(fold(moves), in_force_by, series=number, part_of="GB/T 2423")


def published(number: str, on: date) -> Succession:
    return part(number, Move("60.60", on), in_force_by=on)


ONE, OTHER = published("GB/T 2423.1", EARLY), published("GB/T 2423.2", LATE)
PENDING = part("GB/T 2423.3", Move("40.00", EARLY))
ABANDONED = part("GB/T 2423.3", Move("40.00", EARLY), Move("40.98", LATER))


def by(*several: Succession) -> date | None:
    found = supersession(several)
    return None if found is None else found.latest


def test_parts_replace_the_whole_when_the_last_of_them_takes_force() -> None:
    assert by(ONE) == EARLY
    assert by(ONE, OTHER) == by(OTHER, ONE) == LATE
    assert by(ONE, OTHER, PENDING) is None


def test_an_abandoned_part_is_not_waited_for() -> None:
    assert by(ONE, OTHER, ABANDONED) == LATER
    assert by(ABANDONED) is None
    assert by(ONE, OTHER, ABANDONED, PENDING) is None


def test_a_project_without_a_number_is_a_part_that_is_waited_for() -> None:
    draft = replace(PENDING, series=None, part_of=None)
    assert by(ONE, OTHER, draft) is None
    assert by(ONE, OTHER, replace(ABANDONED, series=None, part_of=None)) == LATER
    assert by(replace(ONE, part_of=None), draft) == EARLY


def test_a_later_edition_of_a_part_holds_nothing_up() -> None:
    revision = part("GB/T 2423.1", Move("30.00", LATE))
    assert by(ONE, OTHER, revision) == LATE


def test_an_ordinary_successor_replaces_it_alone() -> None:
    assert by(ONE, PENDING, replace(OTHER, series="GB/T 9", part_of=None)) == LATE
    other_document = replace(OTHER, series="GB/T 9.1", part_of="GB/T 9")
    assert by(ONE, PENDING, other_document) == LATE


def test_a_month_in_which_the_last_part_is_published_leaves_it_open() -> None:
    last = part("GB/T 2423.2", Move("60.60", within="2021-06"), in_force_by=date(2021, 6, 30))
    vague = replace(last, in_force_from=date(2021, 6, 1))
    assert supersession([ONE, vague]) == Takeover(date(2021, 6, 1), date(2021, 6, 30))


@given(successors)
def test_the_order_does_not_matter_and_no_bound_is_after_the_other(several: list[Succession]) -> None:
    found = supersession(several)
    assert supersession(several[::-1]) == found
    assert found is None or found.earliest <= found.latest


@given(successors)
def test_without_parts_the_first_of_them_replaces_it(several: list[Succession]) -> None:
    alone = [replace(one, part_of=None) for one in several]
    days = [day for one in alone if (day := one.takeover()) is not None]
    assert supersession(alone) == (
        Takeover(min(d.earliest for d in days), min(d.latest for d in days)) if days else None
    )


@given(successors, successions)
def test_a_part_more_never_replaces_it_sooner_than_all_of_them_would(
    several: list[Succession], other: Succession
) -> None:
    alone, together = supersession(several), supersession([*several, other])
    own = supersession([other])
    assert together is None or min(d.latest for d in (alone, own) if d is not None) <= together.latest
