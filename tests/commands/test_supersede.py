"""A successor replaces a standard as a whole, from a day, and may see it withdrawn; nothing runs in a circle."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Refused, Unknown
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.supersede import Supersede
from stdgraph.domain.identity import Identity, Role
from stdgraph.store.stored_states import turn_states
from tests.commands.workspace import START, TODAY, Workspace

AHEAD = date(2027, 3, 1)
SINCE = date(2026, 6, 1)


async def test_a_successor_in_force_replaces_the_standard(workspace: Workspace) -> None:
    successor = await workspace.published("GB/T 10-2026")
    revision, sequence = await workspace.counters()
    done = await workspace.done(Supersede("GB/T 10-2020", "gbt10-2026", since=SINCE, note="公告"))
    assert (done.key, done.at) == ("S001", SINCE)
    assert await workspace.counters() == (revision + 1, sequence + 1)
    assert await workspace.related(successor, "REPLACES") == {"S001": {"extent": "WHOLE", "from": "2026-06-01"}}
    event = (await workspace.events("S001"))[-1]
    assert (event["kind"], event["day"], event["note"], event["before"]) == ("RELATED", SINCE, "公告", None)
    assert event["after"] == {
        "relation": "REPLACED_BY",
        "target": "GB/T 10-2026",
        "extent": "WHOLE",
        "from": "2026-06-01",
    }
    assert (await workspace.standard("S001"))["revision"] == 2


async def test_without_a_day_that_of_the_successor_counts_also_when_it_is_decided_later(workspace: Workspace) -> None:
    successor = await workspace.item("10", "20", "30", "40", "50")
    done = await workspace.done(Supersede("S001", successor))
    assert done.at is None
    assert await workspace.related(successor, "REPLACES") == {"S001": {"extent": "WHOLE"}}
    await workspace.done(Advance(successor, "60.60", number="GB/T 10-2026", published_on=TODAY, in_force_on=AHEAD))
    assert await workspace.related(successor, "REPLACES") == {"S001": {"extent": "WHOLE"}}


async def test_the_standard_is_withdrawn_on_the_day_of_the_change(workspace: Workspace) -> None:
    successor = await workspace.item("10", "20", "30", "40", "50")
    await workspace.done(Advance(successor, "60.60", number="GB/T 10-2026", published_on=TODAY, in_force_on=AHEAD))
    done = await workspace.done(Supersede("S001", successor, withdraw=True, note="代替并废止"))
    assert done.at == AHEAD
    withdrawn, related = (await workspace.events("S001"))[-2:]
    assert (withdrawn["kind"], withdrawn["day"], withdrawn["note"]) == ("WITHDRAWN", AHEAD, "代替并废止")
    assert (related["kind"], done.sequence) == ("RELATED", related["sequence"])
    now = await workspace.standard("S001")
    assert (now["withdrawnOn"], now["timeline"][-1]) == (AHEAD, "2027-03-01 95.99")
    await workspace.done(Revoke("S001", withdrawn["sequence"], "暂不废止"))
    assert (await workspace.standard("S001")).get("withdrawnOn") is None
    assert "S001" in await workspace.related(successor, "REPLACES")


async def test_a_part_replacement_becomes_whole_and_keeps_its_day(workspace: Workspace) -> None:
    successor = await workspace.published("GB/T 10-2026")
    await workspace.done(Relate(successor, Relation.REPLACES, "S001", {"extent": "PART", "from": SINCE}))
    done = await workspace.done(Supersede("S001", successor))
    event = (await workspace.events("S001"))[-1]
    named = {"relation": "REPLACED_BY", "target": "GB/T 10-2026", "from": "2026-06-01"}
    assert (event["before"], event["after"]) == ({**named, "extent": "PART"}, {**named, "extent": "WHOLE"})
    before = await workspace.everything()
    again = await workspace.done(Supersede("S001", successor))
    assert (again.sequence, again.at) == (None, done.at)
    assert await workspace.everything() == before

    await workspace.done(Revoke("S001", event["sequence"], "只代替一部分"))
    assert await workspace.related(successor, "REPLACES") == {"S001": {"extent": "PART", "from": "2026-06-01"}}
    assert (await workspace.events("S001"))[-1]["after"] == {**named, "extent": "PART"}


async def test_the_day_that_is_known_of_the_change_is_that_of_the_withdrawal(workspace: Workspace) -> None:
    successor = await workspace.published("GB/T 10-2026")
    await workspace.done(Relate(successor, Relation.REPLACES, "S001", {"from": AHEAD}))
    done = await workspace.done(Supersede("S001", successor, withdraw=True))
    assert (done.at, (await workspace.standard("S001"))["withdrawnOn"]) == (AHEAD, AHEAD)
    assert await workspace.kinds("S001") == ["PUBLISHED", "WITHDRAWN"], "it was replaced as a whole already"


async def test_without_an_in_force_day_publication_counts(workspace: Workspace) -> None:
    successor = await workspace.published("GB/T 10-2026", date(2026, 8, 1))
    done = await workspace.done(Supersede("S001", successor, withdraw=True))
    assert (done.at, (await workspace.standard("S001"))["withdrawnOn"]) == (date(2026, 8, 1), date(2026, 8, 1))


async def test_a_supersession_is_revoked_unless_it_was_changed_since(workspace: Workspace) -> None:
    successor = await workspace.published("GB/T 10-2026")
    sequence = await workspace.sequence(Supersede("S001", successor, since=SINCE))
    await workspace.done(Relate(successor, Relation.REPLACES, "S001", {"extent": "PART"}))
    told = {"sequence": "the replacement was changed since: relate the successor instead"}
    assert await workspace.problems(Revoke("S001", sequence, "x")) == told
    await workspace.done(Relate(successor, Relation.REPLACES, "S001", {"extent": "WHOLE"}))
    await workspace.done(Correct("S001", "note", "x", "https://a.example", "x"))
    await workspace.done(Revoke("S001", sequence, "误登"))
    assert await workspace.related(successor, "REPLACES") == {}
    event = (await workspace.events("S001"))[-1]
    assert (event["kind"], event["revokes"], event["after"]) == ("REVOKED", sequence, {})
    assert await workspace.problems(Revoke("S001", sequence, "x")) == {
        "sequence": f"event {sequence} was already revoked"
    }


async def test_the_same_request_twice_is_one_change(workspace: Workspace) -> None:
    successor = await workspace.published("GB/T 10-2026")
    wish = Supersede("S001", successor, since=SINCE, withdraw=True, request_id="r1")
    first = await workspace.done(wish)
    before = await workspace.everything()
    assert await workspace.done(wish) == first
    assert await workspace.everything() == before


async def test_what_cannot_be_superseded(workspace: Workspace) -> None:
    successor = await workspace.published("GB/T 10-2026", date(2026, 2, 1))
    ended = await workspace.item()
    await workspace.done(Advance(ended, "00.98", effective_on=START))
    assert isinstance(await workspace.outcome(Supersede("S001", "GB/T 99-1999")), Unknown)
    assert isinstance(await workspace.outcome(Supersede("GB/T 99-1999", "S001")), Unknown)
    assert isinstance(await workspace.outcome(Supersede("S001", successor, expected_revision=7)), Conflict)
    assert await workspace.problems(Supersede("S001", "GB/T 10—2020")) == {
        "successor": "a standard cannot replace itself"
    }
    assert await workspace.problems(Supersede("S003", successor)) == {
        "standard": "the standard is not published: abandon it instead"
    }
    assert await workspace.problems(Supersede("S001", ended)) == {
        "successor": "the successor was abandoned: it will never take force"
    }
    early = await workspace.problems(Supersede("S001", successor, since=date(2026, 1, 31)))
    assert early == {"since": "since 2026-01-31 precedes the successor's publication date 2026-02-01"}
    unknown = await workspace.problems(Supersede("S001", "S003", withdraw=True))
    assert unknown == {"since": "since is required to withdraw: the successor's in-force date is unknown"}
    withdrawn = await workspace.refused(Supersede("S005", successor, withdraw=True))
    assert (withdrawn.from_stage, withdrawn.allowed) == ("95.99", ())
    late = await workspace.problems(Supersede("S001", "S005", since=date(2019, 1, 1), withdraw=True))
    assert list(late) == ["since"], "the day is called as the input calls it"


async def test_it_is_the_business_of_whoever_answers_for_the_standard_that_goes(workspace: Workspace) -> None:
    successor = await workspace.published("GB/T 10-2026", committees=("SAC/TC1/SC2",))
    owner = Identity("一委", Role.SECRETARIAT, frozenset({"SAC/TC1"}))
    other = Identity("二委", Role.SECRETARIAT, frozenset({"SAC/TC2"}))
    assert isinstance(await workspace.outcome(Supersede("S001", successor), who=other), Denied)
    assert isinstance(await workspace.outcome(Supersede("S001", successor), who=owner), Changed)


async def test_nothing_replaces_what_replaces_it(workspace: Workspace) -> None:
    middle, last = await workspace.published("GB/T 10-2025"), await workspace.published("GB/T 10-2026")
    await workspace.done(Supersede("S001", middle))
    await workspace.done(Supersede(middle, last))
    for wish in (Supersede(last, "S002"), Supersede(last, "S001"), Supersede(middle, "S001")):
        held = "GB/T 10-2025" if wish.standard == middle else "GB/T 10-2026"
        named = "GB/T 10-2010" if wish.successor == "S002" else "GB/T 10-2020"
        assert await workspace.problems(wish) == {
            "successor": f"{held} already replaces {named}, directly or through others"
        }
    for start, target in (("S002", last), ("S001", middle)):
        held = "GB/T 10-2025" if target == middle else "GB/T 10-2026"
        for extent in ("WHOLE", "PART"):
            other = Relate(start, Relation.REPLACES, target, {"extent": extent})
            assert await workspace.problems(other) == {
                "target": f"{held} already replaces this standard, directly or through others"
            }
    await workspace.done(Supersede("S002", last))
    await workspace.done(Relate(last, Relation.REPLACES, "S001", {}, away=False))


async def test_of_two_wishes_in_one_transaction_the_second_may_close_no_circle(workspace: Workspace) -> None:
    one, two = await workspace.published("GB/T 20-2026"), await workspace.published("GB/T 21-2026")
    before = await workspace.everything()
    bulk = await workspace.wish(Supersede(one, two), Relate(one, Relation.REPLACES, two, {}))
    assert not bulk.applied
    assert await workspace.everything() == before
    bulk = await workspace.wish(
        Relate(one, Relation.REPLACES, two, {}),
        Relate(one, Relation.REPLACES, two, {}, away=True),
        Relate(two, Relation.REPLACES, one, {}),
    )
    assert bulk.applied
    assert list(await workspace.related(two, "REPLACES")) == [one]


async def test_a_circle_that_is_there_already_does_no_harm(workspace: Workspace) -> None:
    one, two = await workspace.published("GB/T 20-2026"), await workspace.published("GB/T 21-2026")

    async def close(tx: object) -> None:
        await tx.run(  # type: ignore[attr-defined]
            "MATCH (a:Standard {id: $a}) MATCH (b:Standard {id: $b}) "
            "CREATE (a)-[:REPLACES {extent: 'WHOLE'}]->(b) CREATE (b)-[:REPLACES {extent: 'WHOLE'}]->(a)",
            a=one,
            b=two,
        )

    await workspace.graph.write(close)
    assert await workspace.problems(Supersede("S001", one, since=date(1999, 1, 1))) != {}
    await workspace.done(Supersede(one, await workspace.published("GB/T 22-2026")))
    await workspace.done(Relate(one, Relation.REPLACES, two, {}, away=True))


@pytest.mark.parametrize("withdraw", [False, True])
async def test_a_standard_that_is_withdrawn_for_good_keeps_its_history(workspace: Workspace, withdraw: bool) -> None:
    wish = Supersede("S005", "GB/T 10-2020", withdraw=withdraw)
    outcome = await workspace.outcome(wish)
    assert isinstance(outcome, Refused if withdraw else Changed)


STATE = ("status", "standing", "stateFrom", "stateUntil")


async def test_a_stored_state_is_moved_on_by_the_turn_of_the_day_and_never_back(workspace: Workspace) -> None:
    successor = await workspace.item("10", "20", "30", "40", "50")
    await workspace.done(Advance(successor, "60.60", number="GB/T 10-2026", published_on=TODAY, in_force_on=AHEAD))
    await workspace.done(Supersede("S001", successor))

    async def states() -> list[list[object]]:
        both = [await workspace.standard(name) for name in ("S001", successor)]
        return [[one.get(name) for name in STATE] for one in both]

    before = await states()
    assert [state[1::2] for state in before] == [["IN_FORCE", AHEAD], ["UPCOMING", AHEAD]]
    await turn_states(workspace.graph, AHEAD - timedelta(1))
    assert await states() == before
    await turn_states(workspace.graph, AHEAD)
    after = await states()
    assert after == [["PUBLISHED", "SUPERSEDED", AHEAD, None], ["PUBLISHED", "IN_FORCE", AHEAD, None]]
    await turn_states(workspace.graph, TODAY)
    assert await states() == after
