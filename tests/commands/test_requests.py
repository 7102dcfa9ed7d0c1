"""The same request twice changes things once and answers the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

from stdgraph.commands.advance import Advance
from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.correct import Correct
from stdgraph.commands.outcomes import Changed, Invalid, Refused
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.requests import MAX_LENGTH
from stdgraph.commands.revoke import Revoke
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.vocabulary import GapStatus, Priority
from stdgraph.gap_records.track_gap import Track
from stdgraph.store.session import Transaction, count_statements
from tests.commands.workspace import ADMINISTRATOR, TODAY, Workspace, changed

WISH = Advance("S003", "30", request_id="r1")
SOMEBODY_ELSE = Identity("又一管理员", Role.ADMINISTRATOR)
USED = {"requestId": "requestId was already used for another request"}


async def test_sent_again_it_changes_nothing_and_answers_the_same(workspace: Workspace) -> None:
    first = await workspace.done(WISH)
    before = await workspace.everything()
    assert await workspace.done(WISH) == first
    assert await workspace.done(WISH, today=TODAY + timedelta(days=9)) == first, "whatever day it is by now"
    assert await workspace.everything() == before


async def test_it_answers_what_it_answered_then(workspace: Workspace) -> None:
    first = await workspace.done(WISH)
    await workspace.done(Advance("S003", "40"))
    assert await workspace.done(WISH) == first
    assert first.state["revision"] == 2
    assert (await workspace.standard("S003"))["revision"] == 3


async def test_every_kind_of_change_is_made_once(workspace: Workspace) -> None:
    moved = await workspace.sequence(Advance("S003", "20.20"))
    for wish in (
        Register(title_zh="一项", committees=("SAC/TC1",), request_id="register"),
        Relate("S003", Relation.ADOPTS, "R001", {"degree": "IDT"}, request_id="relate"),
        Relate("S003", Relation.ADOPTS, "R001", {}, away=True, request_id="unrelate"),
        Correct("S001", "publishedOn", "2020-01-02", "page", "误录", request_id="correct"),
        Revoke("S003", moved, "误报", request_id="revoke"),
    ):
        first = await workspace.done(wish)
        before = await workspace.everything()
        again = replace(wish, standard="another id") if isinstance(wish, Register) else wish
        assert await workspace.done(again) == first
        assert await workspace.everything() == before


async def test_a_change_that_was_none_is_remembered_too(workspace: Workspace) -> None:
    await workspace.done(Relate("S003", Relation.APPLIES_TO, "BATTERY", {}))
    wish = Relate("S003", Relation.APPLIES_TO, "BATTERY", {}, request_id="r1")
    first = await workspace.done(wish)
    assert first.sequence is None
    assert await workspace.done(wish) == first


async def test_an_id_stands_for_one_request(workspace: Workspace) -> None:
    await workspace.done(WISH)
    assert await workspace.problems(replace(WISH, to="40")) == USED
    assert await workspace.problems(replace(WISH, note="又")) == USED
    assert await workspace.problems(replace(WISH, expected_revision=1)) == USED
    assert await workspace.problems(Register(title_zh="一项", request_id="r1")) == USED


async def test_each_actor_names_its_own(workspace: Workspace) -> None:
    await workspace.done(WISH)
    await workspace.done(Advance("S001", "90.93", request_id="r1"), who=SOMEBODY_ELSE)


async def test_two_of_one_name_name_their_own(workspace: Workspace) -> None:
    of_a_token, of_the_issuer = (Identity("王五", Role.ADMINISTRATOR, token_id=one) for one in ("t1", None))
    first = await workspace.done(WISH, who=of_a_token)
    other = Advance("S001", "90.93", request_id="r1")
    assert (await workspace.done(other, who=of_the_issuer)).key == "S001"
    renewed = Identity("王五", Role.ADMINISTRATOR, token_id="t2")
    assert await workspace.done(WISH, who=renewed) == first, "a holder's next token goes on where the last one ended"
    ids = [row["id"] for row in await workspace.rows("MATCH (q:Request) RETURN q.id AS id ORDER BY id")]
    assert ids == ["\n王五\nr1", "王五\nr1"]


async def test_what_was_refused_may_be_tried_again(workspace: Workspace) -> None:
    wish = Advance("S003", "50", request_id="r1")
    assert isinstance(await workspace.outcome(wish), Refused)
    await workspace.done(Advance("S003", "30"))
    await workspace.done(Advance("S003", "40"))
    await workspace.done(wish)


async def test_a_bulk_sent_again(workspace: Workspace) -> None:
    items = (Advance("S003", "30"), Advance("S004", "10"))
    first = await workspace.wish(*items, request_id="b1")
    await workspace.done(Advance("S003", "40"))
    before = await workspace.everything()
    again = await workspace.wish(*items, request_id="b1")
    assert again == first
    assert await workspace.everything() == before
    other = await workspace.wish(Advance("S003", "50"), request_id="b1")
    assert not other.applied
    assert isinstance(other.outcomes[0], Invalid)
    assert await workspace.everything() == before


async def test_items_of_a_bulk_have_ids_of_their_own(workspace: Workspace) -> None:
    first = await workspace.done(WISH)
    bulk = await workspace.wish(WISH, Advance("S004", "10", request_id="r2"))
    assert bulk.applied
    done = changed(bulk.outcomes)
    assert done[0] == first, "it was done before"
    assert len(await workspace.events("S003")) == 2
    assert await workspace.done(Advance("S004", "10", request_id="r2")) == done[1]


async def test_one_id_twice_in_a_bulk(workspace: Workspace) -> None:
    twice = await workspace.wish(WISH, WISH)
    assert twice.applied
    assert twice.outcomes[0] == twice.outcomes[1]
    assert await workspace.kinds("S003") == ["STARTED", "ADVANCED"]
    before = await workspace.everything()
    other = await workspace.wish(Advance("S003", "40", request_id="r9"), Advance("S003", "50", request_id="r9"))
    assert [type(one) for one in other.outcomes] == [Changed, Invalid]
    assert await workspace.everything() == before


async def test_the_whole_and_an_item_do_not_share_an_id(workspace: Workspace) -> None:
    bulk = await workspace.wish(WISH, request_id="r1")
    assert not bulk.applied
    assert isinstance(bulk.outcomes[0], Invalid)


async def test_an_id_is_short(workspace: Workspace) -> None:
    await workspace.done(Advance("S003", "30", request_id="长" * MAX_LENGTH))
    problems = await workspace.problems(Advance("S003", "40", request_id="长" * (MAX_LENGTH + 1)))
    assert list(problems) == ["requestId"]


async def test_a_dry_run_is_not_remembered(workspace: Workspace) -> None:
    before = await workspace.everything()
    await workspace.wish(WISH, dry_run=True)
    assert await workspace.everything() == before
    assert (await workspace.done(WISH)).sequence is not None


STATE = {"revision": 2, "timeline": ["2026-01-15 20.00", "2026-09-01 30.00"], "dueOn": "2026-11-01", "number": None}
OF_A_STANDARD = {
    "id": "\n管理员\nold",
    "digest": "bcdda1f65ce1820abbb839f0dfd0dcfb1f69bb9302e2ce7f3eedf4949d92a181",
    "outcome": json.dumps(
        [{"standard": "S003", "at": "2026-09-01", "actor": "管理员", "place": 0, "sequence": 7, "state": STATE}]
    ),
}
OF_A_RECORD = {
    "id": "\n管理员\nold",
    "digest": "4bd92ea5b66cd3d156f75e7a24530a29bf98442856da315dd6eee2bda14f1e36",
    "outcome": "[]",
    "record": json.dumps({"status": "MOVING", "priority": "HIGH", "revision": 1}),
}
"""Requests as they were stored before all commands had one handler: a record by its state alone."""


async def stored(workspace: Workspace, request: dict[str, str]) -> None:
    async def store(tx: Transaction) -> None:
        await tx.run("CREATE (q:Request) SET q = $row", row=request)

    await workspace.graph.write(store)


async def test_a_change_that_an_earlier_version_stored_is_replayed(workspace: Workspace) -> None:
    await stored(workspace, OF_A_STANDARD)
    before = await workspace.everything()
    done = await workspace.done(Advance("S003", "30", request_id="old"))
    state = {**STATE, "dueOn": date(2026, 11, 1)}
    assert (done.label, done.key, done.at, done.sequence, done.state) == ("Standard", "S003", TODAY, 7, state)
    assert await workspace.problems(Advance("S003", "40", request_id="old")) == USED
    assert await workspace.everything() == before


async def test_a_decision_that_an_earlier_version_stored_is_replayed(workspace: Workspace) -> None:
    await stored(workspace, OF_A_RECORD)
    before = await workspace.everything()
    decision = Track("UNSTARTED:S220", GapStatus.MOVING, Priority.HIGH, request_id="old")
    result = await apply_commands(workspace.graph, ADMINISTRATOR, [decision], today=TODAY)
    assert result.outcomes == [
        Changed("GapRecord", "UNSTARTED:S220", state={"status": "MOVING", "priority": "HIGH", "revision": 1})
    ]
    assert await workspace.problems(Advance("S003", "30", request_id="old")) == USED
    assert await workspace.everything() == before


async def test_sent_again_it_takes_two_statements(workspace: Workspace) -> None:
    await workspace.done(WISH)
    with count_statements() as counter:
        await workspace.done(WISH)
    assert len(counter.texts) == 2, "the lock, and the request"
