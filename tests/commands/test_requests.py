"""The same request twice changes things once and answers the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.outcomes import Changed, Invalid, Refused
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.requests import LONGEST
from stdgraph.commands.revoke import Revoke
from stdgraph.domain.identity import Identity, Role
from tests.commands.workspace import TODAY, Desk, changed

WISH = Advance("S003", "30", request_id="r1")
SOMEBODY_ELSE = Identity("又一管理员", Role.ADMINISTRATOR)
USED = {"requestId": "was used for another request already"}


async def test_sent_again_it_changes_nothing_and_answers_the_same(desk: Desk) -> None:
    first = await desk.done(WISH)
    before = await desk.everything()
    assert await desk.done(WISH) == first
    assert await desk.done(WISH, today=TODAY + timedelta(days=9)) == first, "whatever day it is by now"
    assert await desk.everything() == before


async def test_it_answers_what_it_answered_then(desk: Desk) -> None:
    first = await desk.done(WISH)
    await desk.done(Advance("S003", "40"))
    assert await desk.done(WISH) == first
    assert first.state["revision"] == 2
    assert (await desk.standard("S003"))["revision"] == 3


async def test_every_kind_of_change_is_made_once(desk: Desk) -> None:
    moved = await desk.sequence(Advance("S003", "20.20"))
    for wish in (
        Register(title_zh="一项", committees=("SAC/TC1",), request_id="register"),
        Relate("S003", Relation.ADOPTS, "R001", {"degree": "IDT"}, request_id="relate"),
        Relate("S003", Relation.ADOPTS, "R001", {}, away=True, request_id="unrelate"),
        Correct("S001", "publishedOn", "2020-01-02", "page", "误录", request_id="correct"),
        Revoke("S003", moved, "误报", request_id="revoke"),
    ):
        first = await desk.done(wish)
        before = await desk.everything()
        again = replace(wish, standard="another id") if isinstance(wish, Register) else wish
        assert await desk.done(again) == first
        assert await desk.everything() == before


async def test_a_change_that_was_none_is_remembered_too(desk: Desk) -> None:
    await desk.done(Relate("S003", Relation.APPLIES_TO, "BATTERY", {}))
    wish = Relate("S003", Relation.APPLIES_TO, "BATTERY", {}, request_id="r1")
    first = await desk.done(wish)
    assert first.sequence is None
    assert await desk.done(wish) == first


async def test_an_id_stands_for_one_request(desk: Desk) -> None:
    await desk.done(WISH)
    assert await desk.problems(replace(WISH, to="40")) == USED
    assert await desk.problems(replace(WISH, note="又")) == USED
    assert await desk.problems(replace(WISH, expected_revision=1)) == USED
    assert await desk.problems(Register(title_zh="一项", request_id="r1")) == USED


async def test_each_actor_names_its_own(desk: Desk) -> None:
    await desk.done(WISH)
    await desk.done(Advance("S001", "90.93", request_id="r1"), who=SOMEBODY_ELSE)


async def test_two_of_one_name_name_their_own(desk: Desk) -> None:
    of_a_token, of_the_issuer = (Identity("王五", Role.ADMINISTRATOR, token_id=one) for one in ("t1", None))
    first = await desk.done(WISH, who=of_a_token)
    other = Advance("S001", "90.93", request_id="r1")
    assert (await desk.done(other, who=of_the_issuer)).standard == "S001"
    renewed = Identity("王五", Role.ADMINISTRATOR, token_id="t2")
    assert await desk.done(WISH, who=renewed) == first, "a holder's next token goes on where the last one ended"
    ids = [row["id"] for row in await desk.rows("MATCH (q:Request) RETURN q.id AS id ORDER BY id")]
    assert ids == ["\n王五\nr1", "王五\nr1"]


async def test_what_was_refused_may_be_tried_again(desk: Desk) -> None:
    wish = Advance("S003", "50", request_id="r1")
    assert isinstance(await desk.outcome(wish), Refused)
    await desk.done(Advance("S003", "30"))
    await desk.done(Advance("S003", "40"))
    await desk.done(wish)


async def test_a_bulk_sent_again(desk: Desk) -> None:
    items = (Advance("S003", "30"), Advance("S004", "10"))
    first = await desk.wish(*items, request_id="b1")
    await desk.done(Advance("S003", "40"))
    before = await desk.everything()
    again = await desk.wish(*items, request_id="b1")
    assert again == first
    assert await desk.everything() == before
    other = await desk.wish(Advance("S003", "50"), request_id="b1")
    assert not other.applied
    assert isinstance(other.outcomes[0], Invalid)
    assert await desk.everything() == before


async def test_items_of_a_bulk_have_ids_of_their_own(desk: Desk) -> None:
    first = await desk.done(WISH)
    bulk = await desk.wish(WISH, Advance("S004", "10", request_id="r2"))
    assert bulk.applied
    done = changed(bulk.outcomes)
    assert done[0] == first, "it was done before"
    assert len(await desk.events("S003")) == 2
    assert await desk.done(Advance("S004", "10", request_id="r2")) == done[1]


async def test_one_id_twice_in_a_bulk(desk: Desk) -> None:
    twice = await desk.wish(WISH, WISH)
    assert twice.applied
    assert twice.outcomes[0] == twice.outcomes[1]
    assert await desk.kinds("S003") == ["STARTED", "ADVANCED"]
    before = await desk.everything()
    other = await desk.wish(Advance("S003", "40", request_id="r9"), Advance("S003", "50", request_id="r9"))
    assert [type(one) for one in other.outcomes] == [Changed, Invalid]
    assert await desk.everything() == before


async def test_the_whole_and_an_item_do_not_share_an_id(desk: Desk) -> None:
    bulk = await desk.wish(WISH, request_id="r1")
    assert not bulk.applied
    assert isinstance(bulk.outcomes[0], Invalid)


async def test_an_id_is_short(desk: Desk) -> None:
    await desk.done(Advance("S003", "30", request_id="长" * LONGEST))
    problems = await desk.problems(Advance("S003", "40", request_id="长" * (LONGEST + 1)))
    assert list(problems) == ["requestId"]


async def test_a_dry_run_is_not_remembered(desk: Desk) -> None:
    before = await desk.everything()
    await desk.wish(WISH, dry_run=True)
    assert await desk.everything() == before
    assert (await desk.done(WISH)).sequence is not None
