"""Decisions run through the handler of all commands: several at once, all or none, each guarded, with gapless sequences."""

from __future__ import annotations

import pytest

from stdgraph.commands.command_handler import BulkResult, apply_commands
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Invalid, Unknown
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.vocabulary import GapStatus, Priority
from stdgraph.errors import UnknownCode
from stdgraph.gap_records.track_gap import Track
from stdgraph.store.session import count_statements
from tests.calendar_day import TODAY
from tests.commands.languages import check_languages
from tests.gap_records.tracker import Tracker

ADMINISTRATOR = Identity("管理员", Role.ADMINISTRATOR)
FIRST, SECOND = "UNITEMISED:NP2024", "UNSTARTED:S094"


async def apply(
    tracker: Tracker,
    *commands: Track,
    who: Identity = ADMINISTRATOR,
    dry_run: bool = False,
    request_id: str | None = None,
) -> BulkResult:
    bulk = await apply_commands(tracker.graph, who, commands, today=TODAY, dry_run=dry_run, request_id=request_id)
    for outcome in bulk.outcomes:
        check_languages(outcome)
    return bulk


async def test_one_that_is_refused_holds_up_all(tracker: Tracker) -> None:
    before = await tracker.counters()
    bulk = await apply(
        tracker,
        Track(FIRST),
        Track(SECOND, expected_revision=3),
        Track("UNSTARTED:nothing"),
        Track(SECOND, request_id="x" * 201),
    )
    assert not bulk.applied
    assert [type(one) for one in bulk.outcomes] == [Changed, Conflict, Unknown, Invalid]
    assert await tracker.counters() == before


async def test_an_owner_that_there_is_not_holds_up_all(tracker: Tracker) -> None:
    before = await tracker.counters()
    with pytest.raises(UnknownCode, match="owner: the catalogue has no committee SAC/TC0"):
        await apply(tracker, Track(FIRST), Track(SECOND, owner="SAC/TC0"))
    assert await tracker.counters() == before


async def test_a_dry_run_keeps_nothing(tracker: Tracker) -> None:
    before = await tracker.counters()
    commands = (Track(FIRST, GapStatus.MOVING), Track(SECOND, owner="SAC/TC90"))
    dry = await apply(tracker, *commands, dry_run=True)
    assert (dry.applied, [type(one) for one in dry.outcomes]) == (False, [Changed, Changed])
    assert await tracker.counters() == before


async def test_several_are_recorded_in_one_change_and_each_sees_those_before_it(tracker: Tracker) -> None:
    before = await tracker.counters()
    commands = (
        Track(FIRST, GapStatus.MOVING, expected_revision=0),
        Track(SECOND, owner="SAC/TC90"),
        Track(FIRST, priority=Priority.HIGH, expected_revision=1),
        Track(FIRST, GapStatus.MOVING),
    )
    bulk = await apply(tracker, *commands, request_id="many")
    assert bulk.applied
    sequences = [one.sequence for one in bulk.outcomes if isinstance(one, Changed)]
    assert sequences == [before["sequence"] + 1, before["sequence"] + 2, before["sequence"] + 3, None]
    after = await tracker.counters()
    assert (after["revision"], after["sequence"]) == (before["revision"] + 1, before["sequence"] + 3)
    assert await apply(tracker, *commands, request_id="many") == bulk
    assert await tracker.counters() == after
    first, second = await tracker.record(FIRST), await tracker.record(SECOND)
    assert first is not None
    assert second is not None
    assert (first["status"], first["priority"], first["revision"]) == ("MOVING", "HIGH", 2)
    assert [one["before"] for one in first["history"]] == [None, {"priority": None}]
    assert [one["requestId"] for one in first["history"]] == ["many", "many"]
    assert (second["status"], second["owner"]) == ("OPEN", {"code": "SAC/TC90"})


async def test_the_committee_that_a_decision_names_may_not_for_that_reason_decide(tracker: Tracker) -> None:
    secretariat = Identity("九十委", Role.SECRETARIAT, frozenset({"SAC/TC90"}))
    (outcome,) = (await apply(tracker, Track(FIRST, owner="SAC/TC90"), who=secretariat)).outcomes
    assert isinstance(outcome, Denied)
    assert (await apply(tracker, Track(SECOND, GapStatus.MOVING), who=secretariat)).applied, "it owns this one"


async def test_a_decision_takes_few_statements(tracker: Tracker) -> None:
    await apply(tracker, Track(FIRST), Track(SECOND))
    with count_statements() as counter:
        await apply(tracker, Track(FIRST, GapStatus.STALLED, request_id="counted"))
    assert len(counter.texts) == 10, counter.texts
    with count_statements() as several:
        await apply(
            tracker, Track(FIRST, GapStatus.OPEN, request_id="c1"), Track(SECOND, GapStatus.OPEN, request_id="c2")
        )
    assert len(several.texts) == 10, several.texts
    with count_statements() as again:
        await apply(tracker, Track(FIRST, GapStatus.STALLED, request_id="counted"))
    assert len(again.texts) == 2
