"""Correcting a fact: the old value stays, as a claim and in the event."""

from __future__ import annotations

from datetime import date

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.correctable import CORRECTABLE
from stdgraph.commands.register import Register
from stdgraph.domain.vocabulary import Level
from tests.commands.workspace import START, TODAY, Workspace

PAGE = "https://openstd.example/10"


def correct(standard: str, field: str, value: str | None, source: str = PAGE, reason: str = "误录") -> Correct:
    return Correct(standard, field, value, source, reason)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("titleZh", " 壹 ", "壹"),
        ("titleEn", "Uno", "Uno"),
        ("printedNumber", "GB/T10—2020", "GB/T10—2020"),
        ("note", "见公告", "见公告"),
        ("titleBasis", "DESCRIPTIVE", "DESCRIPTIVE"),
        ("department", " 某部 ", "某部"),
        ("draftingBodies", "甲院 | 乙公司", ["甲院", "乙公司"]),
        ("publishedOn", "2020-01-02", date(2020, 1, 2)),
        ("inForceOn", "2020-08-01", date(2020, 8, 1)),
        ("projectDueOn", "2019-12-01", date(2019, 12, 1)),
        ("number", "GBT 10.1—2020", "GB/T 10.1-2020"),
        ("planNumber", "20174321 T 339", "20174321-T-339"),
    ],
)
async def test_every_field_that_can_be_corrected(workspace: Workspace, field: str, value: str, kept: object) -> None:
    before = await workspace.standard("S001")
    revision, sequence = await workspace.counters()
    done = await workspace.done(correct("S001", field, value))
    after = await workspace.standard("S001")
    assert (after[field], after["revision"], done.at) == (kept, before["revision"] + 1, None)
    assert await workspace.counters() == (revision + 1, sequence + 1)
    event = (await workspace.events("S001"))[-1]
    was = before.get(field)
    assert (event["kind"], event["note"], event["stage"], event["day"]) == ("CORRECTED", "误录", None, None)
    assert event["before"] == {field: None if was is None else str(was)}
    assert event["after"] == {field: kept if isinstance(kept, list) else str(kept)}
    claims = await workspace.claims("S001", field)
    told = "|".join(kept) if isinstance(kept, list) else str(kept)
    assert {(said, source) for said, chosen, source in claims if chosen} >= {(told, PAGE)}
    assert was is None or (str(was), False) in {claim[:2] for claim in claims}


def test_the_fields_above_are_all_of_them() -> None:
    (mark,) = (mark for mark in test_every_field_that_can_be_corrected.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {row[0] for row in mark.args[1]} == set(CORRECTABLE) - {"level", "nature"}  # these agree with the number


async def test_what_was_followed_is_no_longer_and_is_not_told_twice(workspace: Workspace) -> None:
    """Two sources say when S001 was published; a third agrees with the one that was not followed."""
    assert await workspace.claims("S001", "publishedOn") == {
        ("2020-01-01", True, "page"),
        ("2020-01-02", False, "nothing"),
    }
    await workspace.done(correct("S001", "publishedOn", "2020-01-02"))
    assert await workspace.claims("S001", "publishedOn") == {
        ("2020-01-01", False, "page"),
        ("2020-01-02", True, "nothing"),
        ("2020-01-02", True, PAGE),
    }


async def test_a_value_that_nobody_claimed_stays_as_a_claim_of_nobody(workspace: Workspace) -> None:
    await workspace.done(correct("S001", "titleEn", "Uno", source="page"))
    assert await workspace.claims("S001", "titleEn") == {("One", False, None), ("Uno", True, "page")}


async def test_a_fact_becomes_unknown(workspace: Workspace) -> None:
    await workspace.done(correct("S001", "inForceOn", None))
    assert "inForceOn" not in await workspace.standard("S001")
    assert await workspace.claims("S001", "inForceOn") == {("2020-07-01", False, None)}
    assert (await workspace.events("S001"))[-1]["after"] == {"inForceOn": None}


async def test_the_publication_moves_with_its_day(workspace: Workspace) -> None:
    await workspace.done(Advance("S001", "90.93", effective_on=date(2025, 5, 1)))
    await workspace.done(correct("S001", "publishedOn", "2020-02-03"))
    now = await workspace.standard("S001")
    assert now["timeline"] == ["2020-02-03 60.60", "2025-05-01 90.93"]
    assert now["reviewDueOn"] == date(2030, 5, 1)
    await workspace.done(correct("S001", "publishedOn", None))
    assert (await workspace.standard("S001"))["timeline"] == ["2020-12-31 60.60?2020-01-01", "2025-05-01 90.93"]
    await workspace.done(correct("S001", "publishedOn", "2020-01-01"))
    assert (await workspace.standard("S001"))["timeline"] == ["2020-01-01 60.60", "2025-05-01 90.93"]


async def test_deadlines_follow_from_what_is_corrected(workspace: Workspace) -> None:
    assert (await workspace.standard("S003"))["dueOn"] == date(2027, 1, 15)
    await workspace.done(correct("S003", "projectDueOn", "2026-10-01"))
    assert (await workspace.standard("S003"))["dueOn"] == date(2026, 10, 1)
    await workspace.done(correct("S003", "projectDueOn", None))
    assert (await workspace.standard("S003"))["dueOn"] == date(2027, 7, 15), "18 months after drafting began"
    await workspace.done(correct("S003", "level", None))
    assert "dueOn" not in await workspace.standard("S003")
    for field, value in (("level", None), ("number", "T/CESA 10-2020"), ("level", "GROUP")):
        await workspace.done(correct("S001", field, value))
    assert "reviewDueOn" not in await workspace.standard("S001")


@pytest.mark.parametrize(
    ("field", "value"), [("level", "GROUP"), ("nature", "MANDATORY"), ("number", "T/CESA 10-2020")]
)
async def test_number_level_and_nature_agree(workspace: Workspace, field: str, value: str) -> None:
    problems = await workspace.problems(correct("S001", field, value))
    assert list(problems) == ["value"]
    assert "contradicts" in problems["value"]


async def test_level_and_nature_of_an_item_without_a_number(workspace: Workspace) -> None:
    item = await workspace.item("10")
    await workspace.done(correct(item, "level", "INDUSTRY"))
    await workspace.done(correct(item, "nature", "MANDATORY"))
    now = await workspace.standard(item)
    assert (now["level"], now["nature"]) == ("INDUSTRY", "MANDATORY")


async def test_a_converted_standard_keeps_its_old_number(workspace: Workspace) -> None:
    item = await workspace.published("GB 77777-2020")
    assert (await workspace.standard(item))["nature"] == "MANDATORY"
    await workspace.done(correct(item, "number", "GB/T 77777-2020"))
    now = await workspace.standard(item)
    assert (now["number"], now["nature"]) == ("GB/T 77777-2020", "RECOMMENDED")
    event = (await workspace.events(item))[-1]
    assert event["before"] == {"number": "GB 77777-2020", "nature": "MANDATORY"}
    assert event["after"] == {"number": "GB/T 77777-2020", "nature": "RECOMMENDED"}
    assert (await workspace.done(Advance("gb77777—2020", "90.93"))).key == item
    await workspace.sound()


async def test_it_is_found_by_what_it_is_called_now(workspace: Workspace) -> None:
    await workspace.done(correct("S001", "number", "GB/T 12-2020"))
    now = await workspace.standard("S001")
    assert (now["numberKey"], now["number"]) == ("GB/T 12-2020", "GB/T 12-2020")
    assert now["searchText"].startswith("gb/t 12-2020")
    assert (await workspace.done(Advance("gbt12-2020", "90.93"))).key == "S001"
    other = await workspace.published("GB/T 10-2020")
    assert other != "S001", "the number is free again"


@pytest.mark.parametrize(
    ("wish", "path"),
    [
        (correct("S001", "stage", "60.60"), "field"),
        (correct("S001", "status", "PLANNED"), "field"),
        (correct("S001", "revision", "9"), "field"),
        (correct("S003", "publishedOn", "2026-01-20"), "field"),
        (correct("S001", "titleEn", "Uno", source="nobody"), "source"),
        (correct("S001", "titleEn", "Uno", source=""), "source"),
        (correct("S001", "titleEn", "Uno", source="https://"), "source"),
        (correct("S001", "titleEn", "Uno", source="file:///etc/passwd"), "source"),
        (correct("S001", "titleEn", "Uno", reason=" "), "reason"),
        (correct("S001", "titleEn", "One"), "value"),
        (correct("S001", "titleEn", " "), "value"),
        (correct("S001", "titleEn", "One\x00"), "value"),
        (correct("S001", "titleZh", "一\u2028项"), "value"),
        (correct("S001", "level", "national"), "value"),
        (correct("S001", "nature", "?"), "value"),
        (correct("S001", "publishedOn", "20200102"), "value"),
        (correct("S001", "publishedOn", "2020-02-30"), "value"),
        (correct("S001", "publishedOn", "0001-01-01"), "value"),
        (correct("S001", "publishedOn", "2020-07-02"), "value"),
        (correct("S001", "inForceOn", "2019-12-31"), "value"),
        (correct("S001", "number", "what?"), "value"),
        (correct("S001", "number", "gbt11—2002"), "value"),
        (correct("S001", "number", "20260001-T-339"), "value"),
        (correct("S001", "planNumber", "20260001 T 339"), "value"),
        (correct("S001", "planNumber", "GB/T 1-2020"), "value"),
        (correct("S004", "titleEn", "Four"), "value"),
    ],
    ids=lambda value: f"{value.field}={value.value}" if isinstance(value, Correct) else str(value),
)
async def test_a_correction_that_is_wrong(workspace: Workspace, wish: Correct, path: str) -> None:
    assert list(await workspace.problems(wish)) == [path]


async def test_a_title_remains(workspace: Workspace) -> None:
    item = await workspace.done(Register(title_zh="一项"))
    assert list(await workspace.problems(correct(item.key, "titleZh", None))) == ["value"]


async def test_a_publication_stays_among_its_moves(workspace: Workspace) -> None:
    item = await workspace.published("T/CESA 77-2026", date(2026, 2, 1), level=Level.GROUP)
    await workspace.done(Advance(item, "90.93", effective_on=date(2026, 3, 1)))
    for day in ("2026-01-14", "2026-03-02"):
        problems = await workspace.problems(correct(item, "publishedOn", day))
        assert problems == {"value": f"publication date {day} would be out of order with the other moves"}
    await workspace.done(correct(item, "publishedOn", "2026-02-28"))


async def test_an_announced_publication_is_put_off(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", "30", "40", "50")
    await workspace.done(Advance(item, "60.60", number="GB/T 77-2026", published_on=TODAY))
    await workspace.done(correct(item, "publishedOn", "2026-12-01"))
    now = await workspace.standard(item)
    assert now["timeline"][-1] == "2026-12-01 60.60"
    await workspace.done(Advance(item, "50.20"))


async def test_what_was_entered_on_the_day_of_publication_is_there_again(workspace: Workspace) -> None:
    item = await workspace.published("T/CESA 78-2026", START, level=Level.GROUP)
    await workspace.done(correct(item, "publishedOn", "2026-02-01"))
    assert (await workspace.standard(item))["timeline"] == ["2026-01-15 50.00", "2026-02-01 60.60"]
    await workspace.done(correct(item, "publishedOn", None))
    await workspace.done(correct(item, "publishedOn", "2026-03-01"))
    assert (await workspace.standard(item))["timeline"] == ["2026-01-15 50.00", "2026-03-01 60.60"]
    await workspace.sound()


async def test_a_draft_that_went_on_meanwhile_is_not_published_before(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", "30", "40", "50")
    await workspace.done(Advance(item, "60.60", number="GB/T 79-2026", published_on=date(2026, 12, 1)))
    await workspace.done(Advance(item, "50.20"))
    for day in (TODAY, date(2026, 8, 1)):
        assert list(await workspace.problems(correct(item, "publishedOn", day.isoformat()))) == ["value"]
