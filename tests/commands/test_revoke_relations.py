"""Taking back that a relation was made, changed or removed, and that a standard was registered."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.command_handler import AnyCommand
from stdgraph.commands.correct import Correct
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.secretariat.list_standard import ListStandard
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.dates import PartialDate
from stdgraph.domain.identity import Identity, Role
from tests.commands.workspace import START, TODAY, Workspace
from tests.datasets.small_seed import write_small

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)


def related(relation: Relation, target: str, *, away: bool = False, on: date | None = None, **details: Any) -> Relate:
    return Relate("S001", relation, target, details, away=away, effective_on=on)


WISHES = [
    related(Relation.APPLIES_TO, "CATHODE"),
    related(Relation.APPLIES_TO, "CATHODE", on=MARCH),
    related(Relation.APPLIES_TO, "LI_BATTERY", away=True, on=JUNE),
    related(Relation.OWNED_BY, "SAC/TC1", role="PERFORMING"),
    related(Relation.OWNED_BY, "SAC/TC1", on=JUNE, role="PERFORMING"),
    related(Relation.OWNED_BY, "SAC/TC1", away=True),
    related(Relation.REPLACES, "S002", away=True),
    related(Relation.REPLACES, "S002", extent="PART"),
    Relate("S001", Relation.REPLACES, "S005", {"from": MARCH}),
    related(Relation.ADOPTS, "R001", away=True),
    related(Relation.ADOPTS, "R001", degree="MOD"),
    related(Relation.REFERENCES, "S003", away=True),
    related(Relation.REFERENCES, "GB/T 11-2002", normative=True),
    related(Relation.LISTED_IN, "X2024/AA", on=MARCH, itemNumber="3"),
    Relate("S003", Relation.AMENDS, "S001", {}),
]


async def everything(workspace: Workspace) -> list[Any]:
    """All relations of standards as they are believed, and what follows of the standards themselves."""
    links = await workspace.rows(
        "MATCH (s:Standard)-[r]->(t) WHERE r.retracted IS NULL RETURN s.id AS id, type(r) AS kind, coalesce(t.id, t.code) AS far, "
        "properties(r) AS said"
    )
    standards = await workspace.rows("MATCH (s:Standard) RETURN s{.*} AS s")
    told = [(row["id"], row["kind"], row["far"], _said(row["said"])) for row in links]
    return [sorted(told, key=str), sorted((_said(row["s"]) for row in standards), key=str)]


def _said(properties: dict[str, Any]) -> list[tuple[str, str]]:
    grow = ("recorded", "revision", "replacementChain")  # of the last: it goes on to tell of replacements of the past
    return sorted((name, str(value)) for name, value in properties.items() if name not in grow)


@pytest.mark.parametrize(
    "wish", WISHES, ids=lambda one: f"{one.relation} {'away' if one.away else one.details or 'made'}"
)
async def test_everything_is_as_before(workspace: Workspace, wish: Relate) -> None:
    before = await everything(workspace)
    sequence = await workspace.sequence(wish)
    assert await everything(workspace) != before
    revision = (await workspace.standard(wish.standard))["revision"]
    await workspace.done(Revoke(wish.standard, sequence, "误录"))
    assert await everything(workspace) == before
    assert (await workspace.standard(wish.standard))["revision"] == revision + 1
    made, taken = (await workspace.events(wish.standard))[-2:]
    assert (taken["kind"], taken["revokes"]) == ("REVOKED", sequence)
    assert taken["before"] == {"sequence": sequence, "kind": made["kind"], **(made["after"] or {})}
    assert taken["after"] == (made["before"] or {})


async def test_several_of_one_relation_are_taken_back_the_last_first(workspace: Workspace) -> None:
    before = await everything(workspace)
    wishes = [
        related(Relation.APPLIES_TO, "LI_BATTERY", away=True, on=MARCH),
        related(Relation.APPLIES_TO, "LI_BATTERY", on=JUNE),
        related(Relation.APPLIES_TO, "LI_BATTERY", away=True, on=TODAY),
    ]
    sequences = [await workspace.sequence(wish) for wish in wishes]
    problems = await workspace.problems(Revoke("S001", sequences[0], "x"))
    assert problems["sequence"] == f"event {sequences[2]} builds on event {sequences[0]}: revoke that first"
    for sequence in reversed(sequences):
        await workspace.done(Revoke("S001", sequence, "x"))
    assert await everything(workspace) == before


async def test_a_replacement_that_would_close_a_circle_is_not_restored(workspace: Workspace) -> None:
    away = await workspace.sequence(related(Relation.REPLACES, "S002", away=True))
    await workspace.done(Relate("S002", Relation.REPLACES, "S001", {}))
    assert await workspace.problems(Revoke("S001", away, "x")) == {
        "sequence": "GB/T 10-2010 already replaces this standard, directly or through others"
    }


async def test_a_relation_to_what_has_left_the_plan_is_not_restored(workspace: Workspace) -> None:
    away = await workspace.sequence(related(Relation.APPLIES_TO, "LI_BATTERY", away=True))
    retire = "MATCH (c:ProductCategory {code: 'LI_BATTERY'}) SET c.retiredOn = $day"
    await workspace.graph.write(lambda tx: tx.run(retire, day=MARCH))
    problems = await workspace.problems(Revoke("S001", away, "x"))
    assert problems["sequence"].startswith("product category 'LI_BATTERY' is off the plan since 2026-03-01")


async def test_relations_to_a_standard_that_was_renumbered_since(workspace: Workspace) -> None:
    made = await workspace.sequence(related(Relation.REFERENCES, "S005"))
    await workspace.done(Correct("S005", "number", "GB/T 12-2002", "page", "误录"))
    await workspace.done(Revoke("S001", made, "x"))
    assert "S005" not in await workspace.related("S001", "REFERENCES")


def published(number: str = "GB/T 21-2018", **given: Any) -> Register:
    return Register(title_zh="一项", number=number, published_on=PartialDate(number[-4:]), **given)


REGISTERED: list[Register] = [
    Register(title_zh="一项", plan_number="20264321-T-339", committees=("SAC/TC1",), listings=(("X2024", "AA", "5"),)),
    published(listings=(("X2024", "AA", None),), product_categories=("CATHODE",)),
    published("GB 21-1998", withdrawn_on=PartialDate("2005")),
    published("GB/T 10-2020/XG1-2021"),
]


@pytest.mark.parametrize("wish", REGISTERED, ids=lambda one: str(one.number))
async def test_a_registration_is_taken_back_while_nothing_else_happened(workspace: Workspace, wish: Register) -> None:
    before = await everything(workspace)
    done = await workspace.done(wish)
    await workspace.done(Revoke(done.key, done.sequence or 0, "误登记"))
    now = await workspace.standard(done.key)
    assert (now["retiredOn"], now["revision"]) == (date.min, 2)
    assert now.keys().isdisjoint({"number", "planNumber", "numberKey", "stage", "timeline", "amendsKey"})
    links, standards = await everything(workspace)
    assert links == before[0]
    assert len(standards) == len(before[1]) + 1
    again = await workspace.done(replace(wish, standard="again"))
    assert again.key == "again", "its numbers are free"
    problems = await workspace.problems(Advance(done.key, "10"))
    assert problems["standard"] == f"the registration of standard {done.key!r} was revoked"


async def test_what_went_on_is_abandoned_instead(workspace: Workspace) -> None:
    done = await workspace.done(Register(title_zh="一项", effective_on=START))
    later = await workspace.sequence(Advance(done.key, "10"))
    problems = await workspace.problems(Revoke(done.key, done.sequence or 0, "x"))
    assert problems == {
        "sequence": f"event {later} builds on event {done.sequence}: revoke that first, or abandon the standard"
    }
    await workspace.done(Revoke(done.key, later, "x"))
    await workspace.done(Revoke(done.key, done.sequence or 0, "x"))


async def test_what_others_rest_on_stays(workspace: Workspace, tmp_path: Path) -> None:
    done = await workspace.done(published())
    reference = await workspace.sequence(Relate("S003", Relation.REFERENCES, "GB/T 21-2018", {}))
    revoke = Revoke(done.key, done.sequence or 0, "x")
    assert await workspace.problems(revoke) == {
        "sequence": "S003 rests on the standard: its registration cannot be revoked"
    }
    await workspace.done(Revoke("S003", reference, "x"))
    folder = write_small(tmp_path / "small")
    with (folder / "referenced.csv").open("a", encoding="utf-8") as file:
        file.write("R002,GB/T 21-2018,national,page,verified,\n")
    await load_seed(workspace.graph, read_seed(folder))
    assert "rests on the standard" in (await workspace.problems(revoke))["sequence"]


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (related(Relation.APPLIES_TO, "CATHODE"), "SECRETARIAT for SAC/TC1 or SAC/TC1/SC2; or STEWARD for X2024"),
        (ListStandard(standard="S001", system="X2024", subsystem="AA"), "STEWARD for X2024; or ADMINISTRATOR"),
    ],
)
async def test_who_may_do_may_take_back(workspace: Workspace, wish: AnyCommand, said: str) -> None:
    sequence = await workspace.sequence(wish)
    nobody = Identity("某人", Role.SECRETARIAT, frozenset({"SAC/TC9"}))
    denied = await workspace.outcome(Revoke("S001", sequence, "x"), who=nobody)
    assert getattr(denied, "required", "").startswith(said)


async def test_a_registration_in_a_system_is_its_stewards_to_take_back_too(workspace: Workspace) -> None:
    done = await workspace.done(Register(title_zh="一项", committees=("SAC/TC1",), listings=(("X2024", "AA", None),)))
    owner = Identity("秘书处", Role.SECRETARIAT, frozenset({"SAC/TC1"}))
    denied = await workspace.outcome(Revoke(done.key, done.sequence or 0, "x"), who=owner)
    assert getattr(denied, "required", None) == "STEWARD for X2024; or ADMINISTRATOR"
