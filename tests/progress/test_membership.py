"""Spans of days in a scope, and what events tell of relations, against the same rules day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.item_history import FIRST, NEVER
from stdgraph.domain.network import adjacency, reachable
from stdgraph.domain.relation_history import ToldEvent, relations_told
from stdgraph.domain.spans import spans_along, united
from stdgraph.progress.membership import Bounds, MemberRow, changes_of, spans_of
from stdgraph.progress.scope_places import Places
from tests.examples import examples

START = date(2026, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(8)]
days = st.sampled_from([day.isoformat() for day in DAYS])
texts = st.none() | days
keys = st.sampled_from("ab")
bounds = st.lists(st.tuples(keys, st.lists(texts, min_size=4, max_size=4)), max_size=3)
rows = st.builds(
    lambda left, kinds: MemberRow(id="S1", timeline=[], force=None, chain=None, left=left, kinds=kinds, listings=[]),
    texts,
    st.lists(bounds, min_size=3, max_size=3),
)
spells = st.lists(st.tuples(days, days), max_size=3).map(united)
places = st.lists(st.none() | st.dictionaries(keys, spells), min_size=3, max_size=3)


def within(bound: Bounds, day: str) -> bool:
    since, until, begun, left = bound
    return all(one is None or one <= day for one in (since, begun)) and all(
        one is None or day < one for one in (until, left)
    )


def belongs(key: str, inside: Places | None, day: str) -> bool:
    return inside is None or any(start <= day < end for start, end in inside.get(key, ()))


@examples(200)
@given(row=rows, places=places)
def test_a_standard_is_in_a_scope_on_the_days_on_which_everything_holds(
    row: MemberRow, places: list[Places | None]
) -> None:
    for on in DAYS:
        day = on.isoformat()
        expected = (row["left"] is None or day < row["left"]) and all(
            any(within(bound, day) and belongs(key, inside, day) for key, bound in kind)
            for kind, inside in zip(row["kinds"], places, strict=True)
        )
        assert any(start <= day < end for start, end in spans_of(row, places)) == expected


timelines = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from(("10.20", "30.00", "60.60", "95.99"))),
    max_size=4,
    unique_by=lambda e: e[0],
).map(lambda moves: sorted(f"{day} {stage}" for day, stage in moves))


@examples(200)
@given(row=rows, places=places, timeline=timelines)
def test_changes_add_up_to_the_status_of_every_day(
    row: MemberRow, places: list[Places | None], timeline: list[str]
) -> None:
    from stdgraph.domain.timeline import status_on

    spans = spans_of(row, places)
    changes = list(changes_of(spans, timeline, DAYS[-1]))
    for on in DAYS:
        held = ""
        for day, was, now in changes:
            if day <= on.isoformat():
                assert held == was
                held = now
        inside = any(start <= on.isoformat() < end for start, end in spans)
        assert held == (status_on(timeline, on).value if inside else "")


links = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from("abcd"), texts, texts), max_size=8)


@examples(200)
@given(links=links)
def test_ways_hold_on_the_days_on_which_all_their_steps_do(
    links: list[tuple[str, str, str | None, str | None]],
) -> None:
    following: dict[str, list[tuple[str, tuple[str, str]]]] = {}
    for start, end, since, until in links:
        following.setdefault(start, []).append((end, (since or FIRST, until or NEVER)))
    found = spans_along("a", following)
    for on in DAYS:
        day = on.isoformat()
        holding = [(a, b) for a, b, since, until in links if (since or FIRST) <= day < (until or NEVER)]
        reached = reachable(["a"], adjacency(holding))
        assert {key for key in "abcd" if belongs(key, found, day)} == reached


@st.composite
def tellings(draw: st.DrawFn) -> list[ToldEvent]:
    """A listing that is made and taken away in turn, each told at an instant of its own."""
    days = draw(st.lists(st.none() | st.sampled_from(DAYS), min_size=1, max_size=6))
    told = '{"relation": "LISTED_IN", "target": "X/A"}'
    return [
        ToldEvent(
            "UNRELATED" if n % 2 else "RELATED",
            datetime(2026, 2, 1 + n, tzinfo=UTC),
            day,
            told if n % 2 else None,
            None if n % 2 else told,
        )
        for n, day in enumerate(days)
    ]


@examples(200)
@given(events=tellings(), later=st.integers(1, 6))
def test_what_was_known_at_an_instant_does_not_depend_on_later_events(events: list[ToldEvent], later: int) -> None:
    def known(some: list[ToldEvent], at: datetime, on: date) -> bool:
        return any(
            (one.recorded is None or one.recorded <= at)
            and (one.retracted is None or at < one.retracted)
            and (one.since is None or one.since <= on)
            and (one.until is None or on < one.until)
            for one in relations_told(some)
        )

    earlier = events[:later]
    at = earlier[-1].recorded
    for on in [*DAYS, date(2026, 3, 1)]:
        assert known(events, at, on) == known(earlier, at, on)
    assert known(events, at, date(2030, 1, 1)) == (earlier[-1].kind == "RELATED")
    assert sum(one.is_open for one in relations_told(events)) == len(events) % 2
