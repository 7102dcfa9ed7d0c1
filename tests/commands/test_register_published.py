"""Registering a standard that is published, reviewed or withdrawn already."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.revoke import Revoke
from stdgraph.domain import zone
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.vocabulary import Level, Nature
from tests.commands.workspace import TODAY, TOMORROW, Workspace


def published(number: str | None = "GB/T 21-2018", on: str | None = "2018-06-07", **given: Any) -> Register:
    for name in ("in_force_on", "withdrawn_on"):
        given[name] = PartialDate(given[name]) if name in given else None
    return Register(title_zh="一项", number=number, published_on=None if on is None else PartialDate(on), **given)


async def test_what_is_published_enters_with_its_number_and_days(workspace: Workspace) -> None:
    done = await workspace.done(
        published(
            number="gbt 21—2018", in_force_on="2019-01-01", listings=(("X2024", "AA", "7"),), committees=("SAC/TC1",)
        )
    )
    now = await workspace.standard(done.key)
    assert {
        name: now.get(name) for name in ("number", "level", "nature", "stage", "status", "standing", "timeline")
    } == {
        "number": "GB/T 21-2018",
        "level": "NATIONAL",
        "nature": "RECOMMENDED",
        "stage": "60.60",
        "status": "PUBLISHED",
        "standing": "IN_FORCE",
        "timeline": ["2018-06-07 60.60"],
    }
    assert (now["publishedOn"], now["inForceOn"], now["reviewDueOn"]) == (
        date(2018, 6, 7),
        date(2019, 1, 1),
        date(2023, 6, 7),
    )
    (event,) = await workspace.events(done.key)
    assert (event["kind"], event["stage"], event["day"]) == ("REGISTERED", "60.60", date(2018, 6, 7))
    assert event["after"] == {
        "titleZh": "一项",
        "level": "NATIONAL",
        "nature": "RECOMMENDED",
        "number": "GB/T 21-2018",
        "publishedOn": "2018-06-07",
        "inForceOn": "2019-01-01",
        "committees": ["SAC/TC1"],
        "listedIn": ["X2024/AA"],
        "stage": "60.60",
    }
    (listed,) = await workspace.rows(
        "MATCH (:Standard {id: $id})-[r:LISTED_IN]->() RETURN toString(r.from) AS since", id=done.key
    )
    assert listed["since"] == str(TODAY), "it is on the plan from now on"


async def test_what_is_withdrawn_was_published_before(workspace: Workspace) -> None:
    done = await workspace.done(published("GB 21-1998", "1998", withdrawn_on="2005-03", note="据公告"))
    now = await workspace.standard(done.key)
    assert now["timeline"] == ["1998-12-31 60.60~1998-01-01 1998", "2005-03-31 95.99~2005-03-01 2005-03"]
    assert (now["status"], now["publishedIn"], now["withdrawnIn"]) == ("WITHDRAWN", "1998", "2005-03")
    registered, withdrawn = await workspace.events(done.key)
    assert (registered["kind"], registered["stage"], registered["effectiveIn"], registered["note"]) == (
        "REGISTERED",
        "60.60",
        "1998",
        "据公告",
    )
    assert (withdrawn["kind"], withdrawn["fromStage"], withdrawn["stage"]) == ("WITHDRAWN", "60.60", "95.99")
    assert (withdrawn["before"], withdrawn["after"]) == (
        {"stage": "60.60", "withdrawnOn": None},
        {"stage": "95.99", "withdrawnOn": "2005-03"},
    )
    assert done.sequence == registered["sequence"]
    await workspace.done(Revoke(done.key, withdrawn["sequence"], "仍现行"))
    assert (await workspace.standard(done.key))["status"] == "PUBLISHED"


async def test_a_withdrawal_may_be_announced(workspace: Workspace) -> None:
    done = await workspace.done(published(withdrawn_on="2027-01-01"))
    now = await workspace.standard(done.key)
    assert (now["status"], now["timeline"]) == ("PUBLISHED", ["2018-06-07 60.60", "2027-01-01 95.99"])


async def test_a_withdrawal_of_unknown_day_happened_by_the_day_of_registration(workspace: Workspace) -> None:
    done = await workspace.done(published("GB 21-1998", None, stage="95.99"))
    now = await workspace.standard(done.key)
    assert now["timeline"] == ["1998-12-31 60.60?1998-01-01", f"{TODAY} 95.99?1998-01-01"]
    assert (now["publicationBasis"], now["withdrawalBasis"]) == ("NUMBER", "ORDER")


async def test_what_was_reviewed_was_published_before(workspace: Workspace) -> None:
    done = await workspace.done(
        Register(title_zh="一项", number="GB/T 21-2018", stage="90.93", effective_on=date(2023, 5, 4))
    )
    now = await workspace.standard(done.key)
    assert now["timeline"] == ["2018-12-31 60.60?2018-01-01", "2023-05-04 90.93"]
    assert now["reviewDueOn"] == date(2028, 5, 4)
    assert await workspace.kinds(done.key) == ["REGISTERED", "ADVANCED"]


async def test_a_number_says_when_it_was_published_where_nothing_else_does(workspace: Workspace) -> None:
    done = await workspace.done(Register(title_zh="一项", number="IEC 61215-1:2021"))
    now = await workspace.standard(done.key)
    assert (now["stage"], now["level"], now["statedOn"]) == ("60.60", "INTERNATIONAL", TODAY)
    assert now["timeline"] == ["2021-12-31 60.60?2021-01-01"]


async def test_an_amendment_belongs_to_what_its_number_says(workspace: Workspace) -> None:
    done = await workspace.done(published("GB/T 10-2020/XG1-2022", "2022-02-01"))
    now = await workspace.standard(done.key)
    assert "reviewDueOn" not in now
    assert await workspace.related(done.key, "AMENDS") == {"S001": {"byNumber": "True"}}


async def test_a_draft_may_have_its_number_already(workspace: Workspace) -> None:
    done = await workspace.done(
        Register(title_zh="一项", number="GB 21-2027", plan_number="20262222-Q-339", stage="50")
    )
    now = await workspace.standard(done.key)
    assert (now["status"], now["number"], now["nature"]) == ("DRAFTING", "GB 21-2027", "MANDATORY")


async def test_it_goes_on_from_there(workspace: Workspace) -> None:
    done = await workspace.done(published())
    await workspace.done(Relate("GB/T 21-2018", Relation.REPLACES, "S005", {}))
    await workspace.done(Advance("GB/T 21-2018", "90.93", effective_on=TODAY))
    await workspace.done(Advance(done.key, "95.99", effective_on=TODAY))


@pytest.mark.parametrize(
    ("wish", "path", "said"),
    [
        (published(None), "number", "stage 60.60 requires standard number"),
        (Register(title_zh="一项", number="IEC 61215"), "publishedOn", "stage 60.60 requires publication date"),
        (published("GB/T 10-2020", "2020-01-01"), "number", "GB/T 10-2020 is already assigned to another standard"),
        (published("GB/T"), "number", "invalid standard number 'GB/T'"),
        (published(level=Level.GROUP), "level", "number GB/T 21-2018 says level NATIONAL, which contradicts GROUP"),
        (published(nature=Nature.MANDATORY), "nature", "number GB/T 21-2018 says nature RECOMMENDED"),
        (published(on="2016"), "publishedOn", "publication date 2016 contradicts number GB/T 21-2018"),
        (
            published("GB/T 21-2026", str(TOMORROW)),
            "publishedOn",
            f"publication date 2026-09-02 is after today (2026-09-01, {zone.name()}): register a draft",
        ),
        (
            published(in_force_on="2018-01-01"),
            "inForceOn",
            "in-force date 2018-01-01 precedes publication date 2018-06-07",
        ),
        (published(withdrawn_on="2018-05"), "withdrawnOn", "withdrawnOn 2018-05 precedes publication date 2018-06-07"),
        (
            published(on=None, withdrawn_on="2017"),
            "withdrawnOn",
            "withdrawnOn 2017 precedes the year of number GB/T 21-2018",
        ),
        (published(stage="50"), "publishedOn", "publication date requires stage 60 or a later one"),
        (published(stage="90.93", withdrawn_on="2020"), "withdrawnOn", "withdrawal date requires stage 95"),
        (published(stage="60.98"), "stage", "an abandoned project cannot be registered"),
    ],
)
async def test_what_is_wrong_is_said(workspace: Workspace, wish: Register, path: str, said: str) -> None:
    problems = await workspace.problems(wish)
    assert path in problems, problems
    assert problems[path].startswith(said)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"effective_on": date(2018, 6, 8)}, "effectiveOn 2018-06-08 differs from publication date 2018-06-07"),
        ({"effective_on": date(2018, 1, 1), "stage": "90.93"}, "effectiveOn 2018-01-01 precedes publication date"),
        ({"effective_on": TOMORROW, "stage": "90.93"}, "effectiveOn 2026-09-02 is after today"),
    ],
)
async def test_a_day_that_cannot_be_is_said(workspace: Workspace, given: dict[str, Any], said: str) -> None:
    wish = Register(title_zh="一项", number="GB/T 21-2018", published_on=PartialDate("2018-06-07"), **given)
    assert (await workspace.problems(wish))["effectiveOn"].startswith(said)
    wish = Register(
        title_zh="一项", number="GB/T 21-2018", withdrawn_on=PartialDate("2020"), effective_on=date(2020, 1, 1)
    )
    assert (await workspace.problems(wish))["effectiveOn"] == "effectiveOn 2020-01-01 differs from withdrawal date 2020"
