"""What people enter is stored composed, and refused where it is too long, with its field, its length and the limit."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import is_normalized, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.standard_unit import StandardCommand
from stdgraph.commands.texts import tidied, unfit
from stdgraph.domain.text_limits import ADDRESS, NOTE, TITLE
from stdgraph.domain.vocabulary import Level
from stdgraph.gap_records.track_gap import Track
from tests.commands.languages import check_languages
from tests.commands.workspace import Workspace

LONG, LONGER = "长" * (TITLE + 1), "长" * (NOTE + 1)
TEXTS = st.text(st.sampled_from("e\u0301a\u0300가각\u1100\u1161光Å\u212b"), max_size=8)


@pytest.mark.parametrize(
    ("wish", "problems"),
    [
        (Register(title_zh=LONG), {"title": f"Chinese title of 1001 characters: expected at most {TITLE}"}),
        (
            Register(title_zh="一", title_en=LONG),
            {"titleEn": f"English title of 1001 characters: expected at most {TITLE}"},
        ),
        (
            Register(title_zh="一", listings=(("X", "A", LONG),)),
            {"listedIn": "item number of 1001 characters: expected at most 1000"},
        ),
        (Advance("S003", "30", note=LONGER), {"note": f"note of 10001 characters: expected at most {NOTE}"}),
        (
            Correct("S001", "titleZh", LONG, "page", "why"),
            {"value": "Chinese title of 1001 characters: expected at most 1000"},
        ),
        (Correct("S001", "note", LONGER, "page", "why"), {"value": "note of 10001 characters: expected at most 10000"}),
        (
            Correct("S001", "note", "x", "page", LONGER),
            {"reason": "reason of 10001 characters: expected at most 10000"},
        ),
        (
            Correct("S001", "note", "x", "https://a/" + "b" * ADDRESS, "why"),
            {"source": f"source of {ADDRESS + 10} characters: expected at most {ADDRESS}"},
        ),
        (
            Advance("S003", "30", note="第1行\n\t第2行\r\n\x07"),
            {"note": "note must not contain control characters"},
        ),
        (Revoke("S001", 1, "\u202e"), {"reason": "reason must not contain control characters"}),
        (Revoke("S001", 1, LONGER), {"reason": "reason of 10001 characters: expected at most 10000"}),
        (
            Relate("S001", Relation.LISTED_IN, "X2024/A", {"itemNumber": LONG}, note=LONGER),
            {
                "itemNumber": "item number of 1001 characters: expected at most 1000",
                "note": "note of 10001 characters: expected at most 10000",
            },
        ),
    ],
)
async def test_a_text_that_is_too_long(workspace: Workspace, wish: StandardCommand, problems: dict[str, str]) -> None:
    assert await workspace.problems(wish) == problems


def test_a_decision_about_a_gap_has_limits_too() -> None:
    found = unfit(Track("X", recommendation=LONGER))
    assert found is not None
    check_languages(found)
    assert [one.path for one in found.problems] == ["recommendation"]
    assert unfit(Track("X", recommendation="长" * NOTE, note="长\n\t\r\n" * 2000)) is None


async def test_what_just_fits_is_stored(workspace: Workspace) -> None:
    done = await workspace.done(Register(title_zh=f" {LONG[1:]} ", note=LONGER[1:]))
    assert (await workspace.standard(done.key))["titleZh"] == LONG[1:]


async def test_what_is_entered_decomposed_is_stored_composed(workspace: Workspace) -> None:
    split = normalize("NFD", "Élément étalon")
    done = await workspace.done(Register(title_en=split, note=split, level=Level.NATIONAL))
    await workspace.done(Correct(done.key, "titleZh", "ＬＥＤ" + split, "page", split))
    stored = await workspace.standard(done.key)
    assert (stored["titleEn"], stored["titleZh"]) == ("Élément étalon", "ＬＥＤÉlément étalon")
    assert [event["note"] for event in await workspace.events(done.key)] == ["Élément étalon"] * 2


@given(TEXTS, st.lists(st.tuples(TEXTS, TEXTS, st.none() | TEXTS), max_size=3))
def test_every_text_of_a_command_is_composed_and_nothing_else_changes(
    text: str, listings: Sequence[tuple[str, str, str | None]]
) -> None:
    wish = Register(title_zh=text, level=Level.LOCAL, listings=tuple(listings), committees=(text,), note=None)
    tidy = tidied(wish)
    texts = [tidy.title_zh or "", *tidy.committees, *(part or "" for listing in tidy.listings for part in listing)]
    assert all(is_normalized("NFC", one) for one in texts)
    assert (tidy.standard, tidy.level, tidy.note) == (wish.standard, Level.LOCAL, None)
    assert tidied(tidy) is tidy
    related = tidied(Relate("S", Relation.LISTED_IN, "X/A", {"itemNumber": text}))
    assert related.details == {"itemNumber": normalize("NFC", text)}
