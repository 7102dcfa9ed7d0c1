"""A standard is offered to another committee, which accepts or declines it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.audit import Check, audit
from stdgraph.commands.command_handler import AnyCommand
from stdgraph.commands.outcomes import Changed, Denied, Invalid
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.secretariat.accept_transfer import AcceptTransfer
from stdgraph.commands.secretariat.decline_transfer import DeclineTransfer
from stdgraph.commands.secretariat.merge_items import MergeItems
from stdgraph.commands.secretariat.transfer_standard import TransferStandard
from stdgraph.commands.secretariat.withdraw_transfer import WithdrawTransfer
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.scope import ScopeFilter
from stdgraph.errors import UnknownCode
from stdgraph.progress.tally import compute_progress
from stdgraph.store.session import Transaction
from tests.commands.test_item_splits import drafted
from tests.commands.test_revoke_relations import everything
from tests.commands.workspace import TODAY, TOMORROW, Workspace
from tests.datasets.small_seed import write_small

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
NEW = "SAC/TC2"
FURTHER = [NEW, "SAC/TC3"]
OLD_SIDE = Identity("一委秘书处", Role.SECRETARIAT, frozenset({"SAC/TC1"}))
SUB_SIDE = Identity("二分委秘书处", Role.SECRETARIAT, frozenset({"SAC/TC1/SC2"}))
NEW_SIDE = Identity("新委秘书处", Role.SECRETARIAT, frozenset({NEW}))
STEWARD = Identity("体系管理者", Role.STEWARD, frozenset(), frozenset({"X2024"}))


@pytest.fixture
async def desk(workspace: Workspace) -> Any:
    """A workspace with two further committees."""
    create = (
        "UNWIND $codes AS code MERGE (c:Committee {code: code}) SET c.id = code, c.titleZh = '新委', c.retiredOn = null"
    )
    await workspace.graph.write(lambda tx: tx.run(create, codes=FURTHER))
    yield workspace
    delete = "UNWIND $codes AS code MATCH (c:Committee {code: code}) DETACH DELETE c"
    await workspace.graph.write(lambda tx: tx.run(delete, codes=FURTHER))


def offer(standard: str = "S001", **given: Any) -> TransferStandard:
    return TransferStandard(standard=standard, to_committee=NEW, **given)


async def owners(workspace: Workspace, standard: str = "S001") -> dict[str, Any]:
    """Who answers for a standard, and who did."""
    rows = await workspace.rows(
        "MATCH (:Standard {id: $id})-[r:OWNED_BY|WAS_OWNED_BY]->(c) WHERE r.retracted IS NULL "
        "RETURN c.code AS code, toString(r.from) AS since, toString(r.until) AS until",
        id=standard,
    )
    return {row["code"]: (row["since"], row["until"]) for row in rows}


async def listed(workspace: Workspace, committee: str, on: date) -> int:
    async def work(tx: Transaction) -> int:
        return int((await compute_progress(tx, [ScopeFilter(committee=committee)], on))[0]["listed"])

    return await workspace.graph.read(work)


async def test_it_changes_hands_once_it_is_accepted(desk: Workspace) -> None:
    before = [await listed(desk, code, day) for code in ("SAC/TC1", NEW) for day in (MAY, JUNE)]
    await desk.done(offer(effective_on=APRIL, note="职责调整"), who=OLD_SIDE)
    assert await owners(desk) == {"SAC/TC1": (None, None), "SAC/TC1/SC2": (None, None)}, "pending"
    done = await desk.done(AcceptTransfer(standard="S001", effective_on=JUNE), who=NEW_SIDE)
    assert done.at == JUNE
    assert await owners(desk) == {
        "SAC/TC1": (None, str(JUNE)),
        "SAC/TC1/SC2": (None, str(JUNE)),
        NEW: (str(JUNE), None),
    }
    assert await desk.related("S001", "OWNED_BY") == {NEW: {"role": "OWNER", "basis": "STATED"}}
    assert await desk.related("S001", "OFFERED_TO") == {}
    after = [await listed(desk, code, day) for code in ("SAC/TC1", NEW) for day in (MAY, JUNE)]
    assert after == [before[0], before[1] - 1, before[2], before[3] + 1]
    offered, accepted = (await desk.events("S001"))[-2:]
    assert (offered["kind"], offered["day"], offered["note"]) == ("TRANSFER_OFFERED", APRIL, "职责调整")
    assert (offered["before"], offered["after"]) == (None, {"offeredTo": NEW, "offeredBy": "SAC/TC1"})
    assert (accepted["kind"], accepted["day"], accepted["leftCommittee"]) == ("TRANSFERRED", JUNE, "SAC/TC1")
    assert (accepted["before"], accepted["after"]) == (
        {"offeredTo": NEW, "offeredBy": "SAC/TC1", "committees": ["SAC/TC1", "SAC/TC1/SC2"]},
        {"committees": [NEW]},
    )
    assert await desk.graph.read(audit) == []
    assert isinstance(await desk.outcome(offer(), who=OLD_SIDE), Denied), "it is no longer theirs"


async def test_a_dataset_does_not_bring_it_back(desk: Workspace, tmp_path: Path) -> None:
    await desk.done(offer())
    await desk.done(AcceptTransfer(standard="S001"))
    await load_seed(desk.graph, read_seed(write_small(tmp_path / "small")))
    assert list(await desk.related("S001", "OWNED_BY")) == [NEW]


async def test_a_subcommittee_gives_up_its_own_part(desk: Workspace) -> None:
    await desk.done(offer(from_committee="SAC/TC1/SC2"), who=SUB_SIDE)
    await desk.done(AcceptTransfer(standard="S001"))
    assert await owners(desk) == {"SAC/TC1": (None, None), "SAC/TC1/SC2": (None, str(TODAY)), NEW: (str(TODAY), None)}


async def test_a_committee_that_did_the_work_comes_to_answer_for_it(desk: Workspace) -> None:
    await desk.done(Relate("S003", Relation.OWNED_BY, NEW, {"role": "PERFORMING"}, effective_on=APRIL))
    await desk.done(TransferStandard(standard="S003", to_committee=NEW, from_committee="SAC/TC1"))
    await desk.done(AcceptTransfer(standard="S003"))
    assert await desk.related("S003", "OWNED_BY") == {NEW: {"role": "OWNER", "basis": "STATED"}}


@pytest.mark.parametrize(
    ("end", "kind", "who"),
    [
        (DeclineTransfer(standard="S001", note="不属本委"), "TRANSFER_DECLINED", NEW_SIDE),
        (WithdrawTransfer(standard="S001", note="误提"), "TRANSFER_WITHDRAWN", OLD_SIDE),
    ],
)
async def test_it_comes_to_nothing(desk: Workspace, end: AnyCommand, kind: str, who: Identity) -> None:
    before = await owners(desk)
    await desk.done(offer())
    await desk.done(end, who=who)
    assert await owners(desk) == before
    event = (await desk.events("S001"))[-1]
    assert (event["kind"], event["day"], event["before"]) == (kind, TODAY, {"offeredTo": NEW, "offeredBy": "SAC/TC1"})
    assert await desk.problems(AcceptTransfer(standard="S001")) == {
        "standard": "no transfer of the standard is pending"
    }
    await desk.done(offer())


async def test_what_is_pending_already_changes_nothing(desk: Workspace) -> None:
    await desk.done(offer())
    assert (await desk.done(offer())).place == -1
    other = TransferStandard(standard="S001", to_committee=NEW, from_committee="SAC/TC1/SC2")
    assert await desk.problems(other) == {"standard": "the standard is offered to 'SAC/TC2': withdraw that first"}


@pytest.mark.parametrize(
    ("wish", "path", "said"),
    [
        (
            TransferStandard(standard="S003", to_committee="SAC/TC1"),
            "toCommittee",
            "'SAC/TC1' answers for the standard",
        ),
        (
            TransferStandard(standard="S004", to_committee="SAC/TC1"),
            "standard",
            "no committee answers for the standard",
        ),
        (
            TransferStandard(standard="S003", to_committee="SAC/TC1/SC2", from_committee="SAC/TC1/SC2"),
            "fromCommittee",
            "'SAC/TC1/SC2' does not answer for the standard: expected SAC/TC1",
        ),
        (offer(effective_on=TOMORROW), "effectiveOn", "effectiveOn 2026-09-02 is after today"),
    ],
)
async def test_what_is_wrong_is_said(desk: Workspace, wish: AnyCommand, path: str, said: str) -> None:
    problems = await desk.problems(wish)
    assert problems[path].startswith(said)


async def test_which_of_several_gives_it_up_must_be_said(desk: Workspace) -> None:
    await desk.done(Relate("S003", Relation.OWNED_BY, NEW, {}))
    wish = TransferStandard(standard="S003", to_committee="SAC/TC1/SC2")
    assert await desk.problems(wish) == {
        "fromCommittee": "several committees answer for the standard, say which gives it up: SAC/TC1, SAC/TC2"
    }
    with pytest.raises(UnknownCode, match="toCommittee: the catalogue has no committee SAC/TC9"):
        await desk.wish(TransferStandard(standard="S003", to_committee="SAC/TC9"))


async def test_a_day_that_cannot_be(desk: Workspace) -> None:
    await desk.done(Relate("S003", Relation.OWNED_BY, "SAC/TC1", {"role": "OWNER"}, effective_on=MAY))
    await desk.done(offer("S003", effective_on=APRIL))
    for on, said in (
        (date(2026, 3, 1), "effectiveOn 2026-03-01 precedes the offer of 2026-04-01"),
        (TOMORROW, "effectiveOn 2026-09-02 is after today"),
        (MAY, "'SAC/TC1' answers for the standard only since 2026-05-01"),
    ):
        problems = await desk.problems(AcceptTransfer(standard="S003", effective_on=on))
        assert problems["effectiveOn"].startswith(said)


RIGHTS = [
    (offer(), {OLD_SIDE}, "SECRETARIAT for SAC/TC1; or ADMINISTRATOR"),
    (AcceptTransfer(standard="S001"), {NEW_SIDE}, "SECRETARIAT for SAC/TC2; or ADMINISTRATOR"),
    (DeclineTransfer(standard="S001"), {NEW_SIDE}, "SECRETARIAT for SAC/TC2; or ADMINISTRATOR"),
    (WithdrawTransfer(standard="S001"), {OLD_SIDE}, "SECRETARIAT for SAC/TC1; or ADMINISTRATOR"),
]


@pytest.mark.parametrize(("wish", "may", "required"), RIGHTS, ids=lambda one: type(one).__name__)
async def test_whose_it_is(desk: Workspace, wish: AnyCommand, may: set[Identity], required: str) -> None:
    if not isinstance(wish, TransferStandard):
        await desk.done(offer())
    for who in (OLD_SIDE, SUB_SIDE, NEW_SIDE, STEWARD):
        (outcome,) = (await desk.wish(wish, who=who, dry_run=True)).outcomes
        assert isinstance(outcome, Denied) is (who not in may), who
        assert getattr(outcome, "required", required) == required
    sequence = await desk.sequence(wish)
    for who in (OLD_SIDE, SUB_SIDE, NEW_SIDE, STEWARD):
        (outcome,) = (await desk.wish(Revoke("S001", sequence, "x"), who=who, dry_run=True)).outcomes
        assert isinstance(outcome, Denied) is (who not in may), who
        assert getattr(outcome, "required", required) == required


async def test_who_has_a_standard_no_more_gives_it_to_nobody(desk: Workspace) -> None:
    other = Identity("三委秘书处", Role.SECRETARIAT, frozenset({"SAC/TC3"}))
    await desk.done(offer("S003", effective_on=APRIL))
    assert await desk.graph.read(audit) == []
    for committee, away in (("SAC/TC1", True), ("SAC/TC3", False)):
        await desk.done(Relate("S003", Relation.OWNED_BY, committee, {}, away=away, effective_on=MAY))
    before = await owners(desk, "S003")
    void = "'SAC/TC1' does not answer for the standard any more, its offer is void"
    problems = await desk.problems(AcceptTransfer(standard="S003"))
    assert list(problems) == ["standard"]
    assert problems["standard"].startswith(void)
    assert await owners(desk, "S003") == before
    found = {one.check: one.named for one in await desk.graph.read(audit)}
    assert found == {Check.VOID_OFFERS: ("S003",)}
    withdraw = WithdrawTransfer(standard="S003")
    for who in (OLD_SIDE, NEW_SIDE, STEWARD):
        (denied,) = (await desk.wish(withdraw, who=who, dry_run=True)).outcomes
        assert isinstance(denied, Denied)
        assert denied.required == "SECRETARIAT for SAC/TC3; or ADMINISTRATOR"
    (declined,) = (await desk.wish(DeclineTransfer(standard="S003"), who=NEW_SIDE, dry_run=True)).outcomes
    assert isinstance(declined, Changed)
    await desk.done(withdraw, who=other)
    sequence = (await desk.events("S003"))[-1]["sequence"]
    assert await desk.related("S003", "OFFERED_TO") == {}
    assert await desk.graph.read(audit) == []
    for who in (OLD_SIDE, other):
        (outcome,) = (await desk.wish(Revoke("S003", sequence, "x"), who=who, dry_run=True)).outcomes
        assert isinstance(outcome, Denied) is (who is OLD_SIDE)
    await desk.done(TransferStandard(standard="S003", to_committee=NEW), who=other)


async def test_what_has_no_owner_is_withdrawn_by_who_offered_it(desk: Workspace) -> None:
    gone = Relate("S003", Relation.OWNED_BY, "SAC/TC1", {}, away=True)
    bulk = await desk.wish(offer("S003"), gone, AcceptTransfer(standard="S003"))
    assert not bulk.applied, "in one request too"
    for step in (offer("S003"), gone):
        await desk.done(step)
    await desk.done(WithdrawTransfer(standard="S003"), who=OLD_SIDE)


async def test_who_has_left_the_plan_accepts_nothing(desk: Workspace) -> None:
    await desk.done(offer("S003"))
    leave = "MATCH (c:Committee {code: $code}) SET c.retiredOn = date($on)"
    await desk.graph.write(lambda tx: tx.run(leave, code=NEW, on=str(JUNE)))
    problems = await desk.problems(AcceptTransfer(standard="S003"))
    assert problems["standard"].startswith("'SAC/TC2' is off the plan since 2026-06-01")
    assert {one.check for one in await desk.graph.read(audit)} == {Check.VOID_OFFERS}
    await desk.done(DeclineTransfer(standard="S003"))


@pytest.mark.parametrize("command", [AcceptTransfer, DeclineTransfer, WithdrawTransfer])
async def test_any_secretariat_is_told_that_nothing_is_pending(desk: Workspace, command: Any) -> None:
    for who in (NEW_SIDE, OLD_SIDE):
        (outcome,) = (await desk.wish(command(standard="S001"), who=who)).outcomes
        assert isinstance(outcome, Invalid)
        assert [one.message.en for one in outcome.problems] == ["no transfer of the standard is pending"]
    for who in (STEWARD, Identity("读者", Role.READER), Identity("无委员会", Role.SECRETARIAT)):
        (outcome,) = (await desk.wish(command(standard="S001"), who=who)).outcomes
        assert isinstance(outcome, Denied)
    await desk.done(offer())
    other = Identity("三委秘书处", Role.SECRETARIAT, frozenset({"SAC/TC3"}))
    (outcome,) = (await desk.wish(command(standard="S001"), who=other)).outcomes
    assert isinstance(outcome, Denied), "what is pending is for those whom it concerns"


@pytest.mark.parametrize("kept_is_offered", [True, False])
async def test_of_items_that_are_merged_one_transfer_is_pending(desk: Workspace, kept_is_offered: bool) -> None:
    kept, lost = [await drafted(desk, number) for number in ("20261010-T-339", "20261011-T-339")]
    if kept_is_offered:
        await desk.done(offer(kept))
    await desk.done(TransferStandard(standard=lost, to_committee="SAC/TC3"))
    await desk.done(MergeItems(standard=kept, items=(lost,)))
    assert list(await desk.related(kept, "OFFERED_TO")) == [NEW if kept_is_offered else "SAC/TC3"]
    assert list(await desk.related(kept, "OFFERED_BY")) == ["SAC/TC1"]


async def test_each_step_is_taken_back(desk: Workspace) -> None:
    steps: list[AnyCommand] = [
        offer(effective_on=APRIL),
        DeclineTransfer(standard="S001"),
        offer(effective_on=APRIL),
        WithdrawTransfer(standard="S001"),
        offer(effective_on=MAY),
        AcceptTransfer(standard="S001", effective_on=JUNE),
    ]
    states, sequences = [await everything(desk)], []
    for step in steps:
        sequences.append(await desk.sequence(step))
        states.append(await everything(desk))
    assert await desk.problems(Revoke("S001", sequences[4], "x")) == {
        "sequence": f"event {sequences[5]} builds on event {sequences[4]}: revoke that first"
    }
    for place in reversed(range(len(steps))):
        await desk.done(Revoke("S001", sequences[place], "x"))
        assert await everything(desk) == states[place]


async def test_both_steps_in_one_request(desk: Workspace) -> None:
    bulk = await desk.wish(offer(), AcceptTransfer(standard="S001"))
    assert bulk.applied, bulk.outcomes
    assert list(await desk.related("S001", "OWNED_BY")) == [NEW]
