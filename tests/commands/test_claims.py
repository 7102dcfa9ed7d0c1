"""What one says of another's standard is a claim: recorded with who said it, and not followed."""

from __future__ import annotations

import pytest

from stdgraph.commands.correct import Correct
from stdgraph.commands.outcomes import Changed, Denied
from stdgraph.commands.revoke import Revoke
from stdgraph.domain.identity import ANONYMOUS, Identity, Role
from tests.commands.test_revoke_relations import everything
from tests.commands.workspace import Workspace

PAGE = "https://www.example/tc9"
ELSEWHERE = Identity("九委秘书处", Role.SECRETARIAT, frozenset({"SAC/TC9"}))
STEWARD = Identity("体系管理者", Role.STEWARD, frozenset(), frozenset({"Y2024"}))
OWNER = Identity("一委秘书处", Role.SECRETARIAT, frozenset({"SAC/TC1"}))
WISH = Correct("S001", "inForceOn", "2020-08-01", PAGE, "实施公告如此")


async def said(workspace: Workspace, field: str = "inForceOn") -> list[tuple[object, ...]]:
    rows = await workspace.rows(
        "MATCH (:Standard {id: 'S001'})<-[:ABOUT]-(k:Claim {field: $field}) WHERE k.retiredOn IS NULL OPTIONAL MATCH (k)-[:STATED_BY]->(o:Source) "
        "RETURN k.value AS value, k.chosen AS chosen, k.note AS note, k.by AS by, o.id AS source ORDER BY value",
        field=field,
    )
    return [tuple(row.values()) for row in rows]


@pytest.mark.parametrize("who", [ELSEWHERE, STEWARD])
async def test_who_does_not_answer_for_it_states_a_claim(workspace: Workspace, who: Identity) -> None:
    before = await everything(workspace)
    done = await workspace.done(WISH, who=who)
    assert done.claim is not None
    assert await said(workspace) == [("2020-08-01", False, "实施公告如此", who.name, PAGE)]
    event = (await workspace.events("S001"))[-1]
    assert (event["kind"], event["actor"], event["note"], event["before"]) == (
        "CLAIMED",
        who.name,
        "实施公告如此",
        None,
    )
    assert event["after"] == {"claim": done.claim, "field": "inForceOn", "value": "2020-08-01", "source": PAGE}
    assert await everything(workspace) == before, "no fact is another"
    again = await workspace.done(WISH, who=who)
    assert (again.place, again.claim) == (-1, done.claim), "recorded already"


async def test_who_answers_for_it_follows_it_later(workspace: Workspace) -> None:
    await workspace.done(WISH, who=ELSEWHERE)
    await workspace.done(Correct("S001", "inForceOn", "2020-08-01", "page", "核实"), who=OWNER)
    assert set(await said(workspace)) == {
        ("2020-07-01", False, "核实", None, None),
        ("2020-08-01", True, "核实", "一委秘书处", "page"),
        ("2020-08-01", True, "实施公告如此", "九委秘书处", PAGE),
    }


async def test_it_is_taken_back_by_who_said_it_or_answers_for_the_standard(workspace: Workspace) -> None:
    for who in (ELSEWHERE, OWNER):
        sequence = (await workspace.done(WISH, who=ELSEWHERE)).sequence or 0
        assert isinstance(await workspace.outcome(Revoke("S001", sequence, "x"), who=STEWARD), Denied)
        await workspace.done(Revoke("S001", sequence, "说错了"), who=who)
        assert await said(workspace) == []
        event = (await workspace.events("S001"))[-1]
        assert (event["kind"], event["before"]["value"]) == ("REVOKED", "2020-08-01")


@pytest.mark.parametrize("who", [ANONYMOUS, Identity("读者", Role.READER, frozenset({"SAC/TC1"}))])
async def test_readers_state_nothing(workspace: Workspace, who: Identity) -> None:
    outcome = await workspace.outcome(WISH, who=who)
    assert isinstance(outcome, Denied)
    assert outcome.required == "SECRETARIAT for SAC/TC1 or SAC/TC1/SC2; or STEWARD for X2024; or ADMINISTRATOR"


@pytest.mark.parametrize(
    ("wish", "path", "told"),
    [
        (Correct("S001", "status", "x", PAGE, "x"), "field", "'status' cannot be corrected"),
        (Correct("S001", "inForceOn", "2020-08-01", PAGE, " "), "reason", "reason must not be empty"),
        (Correct("S001", "inForceOn", "2020-08-01", "nobody", "x"), "source", "no such source: 'nobody'"),
        (Correct("S001", "inForceOn", "soon", PAGE, "x"), "value", "invalid in-force date 'soon'"),
        (Correct("S001", "inForceOn", None, PAGE, "x"), "value", "a claim states a value"),
        (Correct("S001", "inForceOn", "2020-07-01", PAGE, "x"), "value", "in-force date already has this value"),
    ],
)
async def test_what_is_wrong_is_said(workspace: Workspace, wish: Correct, path: str, told: str) -> None:
    bulk = await workspace.wish(wish, who=ELSEWHERE)
    (outcome,) = bulk.outcomes
    assert {one.path: one.message.en for one in getattr(outcome, "problems", ())}[path].startswith(told)


async def test_a_request_is_answered_alike_when_it_is_sent_again(workspace: Workspace) -> None:
    wish = Correct("S001", "inForceOn", "2020-08-01", PAGE, "x", request_id="once")
    first = await workspace.done(wish, who=ELSEWHERE)
    again = await workspace.done(wish, who=ELSEWHERE)
    assert isinstance(again, Changed)
    assert (again.claim, again.sequence) == (first.claim, first.sequence)
    bulk = await workspace.wish(Correct("S001", "titleEn", "Uno", PAGE, "x"), who=ELSEWHERE, dry_run=True)
    assert not bulk.applied
    assert await said(workspace, "titleEn") == []


async def test_lists_are_corrected_and_taken_back_with_their_claims(workspace: Workspace) -> None:
    await workspace.done(Correct("S001", "draftingBodies", "甲院|乙公司", "page", "补录"), who=OWNER)
    wrong = await workspace.sequence(Correct("S001", "draftingBodies", "丙所", "page", "误录"))
    await workspace.done(Correct("S001", "department", "某部", "page", "补录"), who=OWNER)
    await workspace.done(Revoke("S001", wrong, "x"))
    now = await workspace.standard("S001")
    assert (now["draftingBodies"], now["department"]) == (["甲院", "乙公司"], "某部")
    chosen = {row[0] for row in await said(workspace, "draftingBodies") if row[1]}
    assert chosen == {"甲院|乙公司"}
