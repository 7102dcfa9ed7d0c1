"""Relations of a standard: made, changed, taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from stdgraph.commands.outcomes import Unknown
from stdgraph.commands.relate import Relate, Relation
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.standing import standing
from stdgraph.domain.supersession import Succession, supersession
from stdgraph.domain.vocabulary import Standing
from stdgraph.errors import UnknownCode
from tests.commands.workspace import START, Workspace
from tests.datasets.small_seed import put, write_small

SINCE = date(2026, 6, 1)


def unrelate(standard: str, relation: Relation, target: str) -> Relate:
    return Relate(standard, relation, target, {}, away=True, note="误列")


@pytest.mark.parametrize(
    ("relation", "target", "details", "far", "said"),
    [
        (Relation.REPLACES, "gbt 11-2002", {}, "S005", {"extent": "WHOLE"}),
        (
            Relation.REPLACES,
            "S005",
            {"extent": "PART", "from": SINCE},
            "S005",
            {"extent": "PART", "from": "2026-06-01"},
        ),
        (Relation.ADOPTS, "ISO 1:2016", {"degree": "MOD"}, "R001", {"degree": "MOD"}),
        (Relation.ADOPTS, "R001", {}, "R001", {}),
        (Relation.REFERENCES, "GB/T 10-2020", {"normative": True}, "S001", {"normative": "True"}),
        (Relation.APPLIES_TO, "BATTERY", {}, "BATTERY", {}),
        (Relation.OWNED_BY, "SAC/TC1/SC2", {}, "SAC/TC1/SC2", {"role": "OWNER", "basis": "STATED"}),
        (Relation.OWNED_BY, "SAC/TC1", {"role": "PERFORMING"}, "SAC/TC1", {"role": "PERFORMING", "basis": "STATED"}),
        (Relation.LISTED_IN, "X2024/A", {"itemNumber": "7"}, "X2024/A", {"itemNumber": "7", "membership": "STATED"}),
    ],
)
async def test_a_relation_is_made_and_taken_away(
    workspace: Workspace, relation: Relation, target: str, details: dict[str, Any], far: str, said: dict[str, str]
) -> None:
    item = await workspace.item()
    revision, sequence = await workspace.counters()
    await workspace.done(Relate(item, relation, target, details, effective_on=SINCE, note="如此"))
    assert await workspace.related(item, relation) == {far: said}
    assert await workspace.counters() == (revision + 1, sequence + 1)
    assert (await workspace.standard(item))["revision"] == 2

    await workspace.done(unrelate(item, relation, target))
    assert await workspace.related(item, relation) == {}
    made, gone = (await workspace.events(item))[-2:]
    assert (made["kind"], made["before"], made["day"], made["note"]) == ("RELATED", None, SINCE, "如此")
    assert (gone["kind"], gone["after"], gone["note"]) == ("UNRELATED", None, "误列")
    assert gone["before"] == made["after"]
    assert made["after"]["relation"] == relation
    assert set(made["after"]) == {"relation", "target", *said}


async def test_a_relation_that_is_made_again_is_changed_and_keeps_what_nothing_was_said_of(
    workspace: Workspace,
) -> None:
    item = await workspace.item()
    await workspace.done(Relate(item, Relation.REPLACES, "S005", {"extent": "PART"}))
    await workspace.done(Relate(item, Relation.REPLACES, "S005", {"from": SINCE}))
    assert await workspace.related(item, "REPLACES") == {"S005": {"extent": "PART", "from": "2026-06-01"}}
    event = (await workspace.events(item))[-1]
    assert event["before"] == {"relation": "REPLACES", "target": "GB/T 11-2002", "extent": "PART"}
    assert event["after"] == {**event["before"], "from": "2026-06-01"}


async def test_what_was_inferred_is_stated_by_whoever_says_so(workspace: Workspace) -> None:
    assert await workspace.related("S003", "LISTED_IN") == {
        "X2024/AA": {"membership": "INFERRED"},
        "X2024/B": {"membership": "INFERRED"},
    }
    await workspace.done(Relate("S003", Relation.LISTED_IN, "X2024/B", {}))
    assert (await workspace.related("S003", "LISTED_IN"))["X2024/B"] == {"membership": "STATED"}


async def test_a_relation_that_is_so_already_is_no_change(workspace: Workspace) -> None:
    item = await workspace.item()
    wish = Relate(item, Relation.APPLIES_TO, "BATTERY", {})
    await workspace.done(wish)
    before = await workspace.everything()
    again = await workspace.done(wish)
    assert again.sequence is None
    assert await workspace.everything() == before


async def test_a_relation_that_is_not_there_cannot_be_taken_away(workspace: Workspace) -> None:
    before = await workspace.everything()
    outcome = await workspace.outcome(unrelate("S001", Relation.REPLACES, "GB/T 11-2002"))
    assert isinstance(outcome, Unknown)
    assert outcome.message.en == "no relation REPLACES to GB/T 11-2002"
    assert await workspace.everything() == before


@pytest.mark.parametrize(("relation", "target"), [(Relation.REPLACES, "GB/T 99-1999"), (Relation.ADOPTS, "SAC/TC1")])
@pytest.mark.parametrize("away", [False, True])
async def test_a_target_that_there_is_not(workspace: Workspace, relation: Relation, target: str, away: bool) -> None:
    before = await workspace.everything()
    outcome = await workspace.outcome(Relate("S001", relation, target, {}, away=away))
    assert isinstance(outcome, Unknown)
    assert outcome.message.en.startswith("no such ")
    assert outcome.message.en.endswith(f": {target!r}")
    assert await workspace.everything() == before


@pytest.mark.parametrize(
    ("relation", "target"),
    [
        (Relation.APPLIES_TO, "MOON"),
        (Relation.OWNED_BY, "SAC/TC9"),
        (Relation.LISTED_IN, "X2024"),
        (Relation.LISTED_IN, "X2024/ZZ"),
    ],
)
@pytest.mark.parametrize("away", [False, True])
async def test_a_code_that_names_nothing_is_an_error(
    workspace: Workspace, relation: Relation, target: str, away: bool
) -> None:
    before = await workspace.everything()
    with pytest.raises(UnknownCode, match=rf"target: the catalogue has no .*{target.rpartition('/')[2]}"):
        await workspace.wish(Relate("S001", relation, target, {}, away=away))
    assert await workspace.everything() == before


@pytest.mark.parametrize(
    ("relation", "target", "details", "path"),
    [
        (Relation.REPLACES, "GB/T 10—2020", {}, "target"),
        (Relation.REPLACES, "S005", {"degree": "IDT"}, "degree"),
        (Relation.ADOPTS, "R001", {"from": SINCE}, "since"),
        (Relation.APPLIES_TO, "BATTERY", {"role": "OWNER"}, "role"),
        (Relation.OWNED_BY, "SAC/TC1", {"role": "BOSS"}, "role"),
    ],
)
async def test_a_relation_that_is_wrong(
    workspace: Workspace, relation: Relation, target: str, details: dict[str, Any], path: str
) -> None:
    assert list(await workspace.problems(Relate("S001", relation, target, details))) == [path]


async def _standing(workspace: Workspace, predecessor: str, successor: str, on: date) -> Standing | None:
    old, new = await workspace.standard(predecessor), await workspace.standard(successor)
    said = (await workspace.related(successor, "REPLACES")).get(predecessor)
    by = None
    if said is not None and said["extent"] == "WHOLE":
        since = date.fromisoformat(said["from"]) if "from" in said else None
        by = supersession([Succession(new["timeline"], new["forceLatest"], since)])
    return standing(on, old["timeline"], old["forceLatest"], by and by.latest)


async def test_a_predecessor_stands_until_the_day_of_the_change(workspace: Workspace) -> None:
    successor = await workspace.published("GB/T 10-2026", START)
    before, day = date(2026, 5, 31), SINCE
    assert await _standing(workspace, "S001", successor, day) is Standing.IN_FORCE
    await workspace.done(Relate(successor, Relation.REPLACES, "GB/T 10-2020", {"from": SINCE}))
    assert [await _standing(workspace, "S001", successor, on) for on in (before, day)] == [
        Standing.IN_FORCE,
        Standing.SUPERSEDED,
    ]
    await workspace.done(Relate(successor, Relation.REPLACES, "GB/T 10-2020", {"extent": "PART"}))
    assert await _standing(workspace, "S001", successor, day) is Standing.IN_FORCE
    await workspace.done(Relate(successor, Relation.REPLACES, "GB/T 10-2020", {"extent": "WHOLE"}))
    await workspace.done(unrelate(successor, Relation.REPLACES, "GB/T 10-2020"))
    assert await _standing(workspace, "S001", successor, day) is Standing.IN_FORCE


async def test_what_a_person_said_of_a_relation_outlives_the_next_seed(workspace: Workspace, tmp_path: Any) -> None:
    await workspace.done(Relate("S003", Relation.OWNED_BY, "SAC/TC1", {"role": "PERFORMING"}))
    folder = write_small(tmp_path / "small")
    put(folder, "X2024/standards.csv", 4, "title_zh", "三（更名）")
    await load_seed(workspace.graph, read_seed(folder))
    assert (await workspace.standard("S003"))["titleZh"] == "三（更名）"
    assert "SAC/TC1" in await workspace.related("S003", "OWNED_BY")
