"""Which change is the cause, for any gap and any changes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.vocabulary import EventKind
from stdgraph.gap_records.causes import VERBS, GapSubject, RecordedChange, cause_of, transition_note
from tests.commands.languages import check_message

CODES = st.frozensets(st.sampled_from(("A", "B", "X/A", "X/B", "S1", "S2")), max_size=3)


@st.composite
def changes(draw: st.DrawFn) -> list[RecordedChange]:
    sequences = draw(st.lists(st.integers(1, 99), unique=True, max_size=8))
    return [
        RecordedChange(
            n,
            "PUBLISHED",
            draw(st.sampled_from(("S1", "S2"))),
            None,
            None,
            None,
            None,
            draw(CODES),
            draw(CODES),
            draw(CODES),
        )
        for n in sequences
    ]


ABOUTS = st.builds(
    GapSubject,
    st.sampled_from(("Standard", "Subsystem", "ProductCategory", "StandardsSystem", "Target", "Committee")),
    st.sampled_from(("A", "B", "X", "X/A", "S1")),
    st.lists(st.sampled_from(("X/A", "X/B")), max_size=1).map(tuple),
    st.frozensets(st.sampled_from(("S2", "X", "level")), max_size=1),
)


def concerned(about: GapSubject, change: RecordedChange) -> int:
    """How many of the conditions of the definition a change meets, told another way."""
    named, systems = {about.key} | about.beside, {place.split("/")[0] for place in change.places}
    conditions = {
        "Standard": [bool(named & {change.key, *change.replaced})],
        "Subsystem": [about.key in change.places],
        "ProductCategory": [about.key in change.categories, bool(set(about.places) & change.places)],
        "StandardsSystem": [bool(named & systems)],
        "Target": [bool(named & systems)],
    }
    return sum(conditions.get(about.label, []))


@given(ABOUTS, changes())
def test_the_last_of_those_that_have_most_to_do_with_it(about: GapSubject, found: list[RecordedChange]) -> None:
    cause = cause_of(about, found)
    if not found:
        assert cause is None
        return
    assert cause is not None
    most = max(concerned(about, change) for change in found)
    assert concerned(about, cause) == most
    assert cause.sequence == max(change.sequence for change in found if concerned(about, change) == most)


@given(ABOUTS, changes())
def test_the_order_of_the_rows_does_not_matter(about: GapSubject, found: list[RecordedChange]) -> None:
    assert cause_of(about, found) == cause_of(about, found[::-1])


@pytest.mark.parametrize("found", [True, False])
def test_notes_name_the_change_the_days_or_the_revision(found: bool) -> None:
    change = RecordedChange(7, "PUBLISHED", "S1", "2026-01-02", "GB/T 1-2026", "一", "One")
    told = transition_note(found=found, cause=change, days=None, revision=9)
    assert "2026-01-02 GB/T 1-2026 发布（变更 7）" in told.zh
    assert "GB/T 1-2026 published on 2026-01-02 (change 7)" in told.en
    unnamed = transition_note(
        found=found, cause=RecordedChange(7, "RELATED", "S1", None, None, "一", "One"), days=None, revision=9
    )
    assert ("《一》 关系变更" in unnamed.zh, "“One” related (change 7)" in unnamed.en) == (True, True)
    days = transition_note(found=found, cause=None, days=(date(2026, 1, 1), date(2026, 1, 3)), revision=9)
    assert "2026-01-01 至 2026-01-03" in days.zh
    revision = transition_note(found=found, cause=None, days=None, revision=9)
    assert "9" in revision.en
    for message in (told, unnamed, days, revision):
        check_message(message)


def test_every_kind_of_change_to_a_standard_has_its_words() -> None:
    others = {EventKind.TRACKED, EventKind.CLOSED, EventKind.REOPENED, EventKind.TOKEN_ISSUED, EventKind.TOKEN_REVOKED}
    assert set(VERBS) == set(EventKind) - others
