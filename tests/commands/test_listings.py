"""The place of a standard in a system: listed, moved, numbered, taken out, and each of these taken back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from stdgraph.commands.command_handler import AnyCommand
from stdgraph.commands.outcomes import Unknown
from stdgraph.commands.rename import rename
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.secretariat.list_standard import ListStandard
from stdgraph.commands.secretariat.move_item import MoveItem
from stdgraph.commands.secretariat.number_item import NumberItem
from stdgraph.commands.secretariat.unlist_standard import UnlistStandard
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import HistoryPlan, Interval
from stdgraph.errors import UnknownCode
from stdgraph.progress.history import compute_history
from stdgraph.progress.tally import compute_progress
from stdgraph.store.session import Transaction
from tests.commands.workspace import TODAY, TOMORROW, YESTERDAY, Workspace
from tests.datasets.small_seed import replace, write_small
from tests.waiting import instant_between

MARCH, JUNE = date(2026, 3, 1), date(2026, 6, 1)
B, AA = ScopeFilter(subsystem=("X2024", "B")), ScopeFilter(subsystem=("X2024", "AA"))
WHOLE = ScopeFilter(system="X2024")


def place(kind: type, standard: str = "S001", subsystem: str = "B", **given: Any) -> Any:
    return kind(standard=standard, system="X2024", subsystem=subsystem, **given)


async def rows(workspace: Workspace, standard: str = "S001") -> list[tuple[Any, ...]]:
    """The listings that are believed: subsystem, number, since when and until when."""
    found = await workspace.rows(
        "MATCH (:Standard {id: $id})-[r:LISTED_IN|WAS_LISTED_IN]->(x) WHERE r.retracted IS NULL "
        "RETURN x.code AS code, r.itemNumber AS number, r.from AS since, r.until AS until, r.membership AS membership",
        id=standard,
    )
    told = [
        (row["code"], row["number"], *(None if day is None else str(day) for day in (row["since"], row["until"])))
        for row in found
    ]
    return sorted(told, key=str)


async def listed(workspace: Workspace, scope: ScopeFilter, on: date) -> int:
    async def work(tx: Transaction) -> int:
        return int((await compute_progress(tx, [scope], on))[0]["listed"])

    return await workspace.graph.read(work)


async def known(workspace: Workspace, at: datetime) -> list[Any]:
    """The figures of every month as they were known at an instant."""

    async def work(tx: Transaction) -> list[Any]:
        span = (date(2026, 1, 1), TODAY + timedelta(days=60))
        return [
            (point["on"], point["listed"], point["items"])
            for scope in (WHOLE, AA, B)
            for plan in HistoryPlan
            for point in await compute_history(tx, scope, *span, Interval.MONTH, at, plan)
        ]

    return await workspace.graph.read(work)


async def test_it_is_listed_from_a_day_on(workspace: Workspace) -> None:
    before = [await listed(workspace, AA, on) for on in (YESTERDAY, TODAY)]
    done = await workspace.done(place(ListStandard, subsystem="AA", item_number=" 12 ", note="第3次会议"))
    assert [await listed(workspace, AA, on) for on in (YESTERDAY, TODAY)] == [before[0], before[1] + 1]
    assert ("AA", "12", str(TODAY), None) in await rows(workspace)
    event = (await workspace.events("S001"))[-1]
    assert (event["kind"], event["day"], event["note"]) == ("RELATED", TODAY, "第3次会议")
    assert event["after"] == {"relation": "LISTED_IN", "target": "X2024/AA", "itemNumber": "12", "membership": "STATED"}
    again = await workspace.done(place(ListStandard, subsystem="AA"))
    assert (done.place, again.place) == (0, -1), "what is so already changes nothing"


async def test_a_former_code_of_the_system_is_read_as_that_of_today(workspace: Workspace) -> None:
    await workspace.graph.write(lambda tx: rename(tx, "StandardsSystem", "X2024", "X2025"))
    await workspace.done(place(ListStandard, subsystem="AA"))
    assert "X2025/AA" in await workspace.related("S001", "LISTED_IN")
    await workspace.graph.write(lambda tx: rename(tx, "StandardsSystem", "X2025", "X2024"))


async def test_it_is_taken_out_from_a_day_on(workspace: Workspace) -> None:
    await workspace.done(place(UnlistStandard, effective_on=JUNE, note="调出"))
    assert await rows(workspace) == [("B", "1", None, str(JUNE))]
    event = (await workspace.events("S001"))[-1]
    assert (event["kind"], event["day"], event["leftSubsystem"]) == ("UNRELATED", JUNE, "X2024/B")


async def test_it_is_moved_by_one_event(workspace: Workspace) -> None:
    before = {scope: [await listed(workspace, scope, on) for on in (MARCH, JUNE)] for scope in (B, AA, WHOLE)}
    done = await workspace.done(place(MoveItem, into="AA", effective_on=JUNE, note="调整"))
    assert await rows(workspace) == [("AA", "1", str(JUNE), None), ("B", "1", None, str(JUNE))]
    after = {scope: [await listed(workspace, scope, on) for on in (MARCH, JUNE)] for scope in (B, AA, WHOLE)}
    assert after == {
        B: [before[B][0], before[B][1] - 1],
        AA: [before[AA][0], before[AA][1] + 1],
        WHOLE: before[WHOLE],
    }
    event = (await workspace.events("S001"))[-1]
    assert (event["kind"], event["day"], event["sequence"], event["leftSubsystem"]) == (
        "RELATED",
        JUNE,
        done.sequence,
        "X2024/B",
    )
    said = {"relation": "LISTED_IN", "itemNumber": "1", "membership": "STATED"}
    assert (event["before"], event["after"]) == ({**said, "target": "X2024/B"}, {**said, "target": "X2024/AA"})


async def test_it_may_get_another_number_where_it_goes(workspace: Workspace) -> None:
    await workspace.done(place(MoveItem, "S003", "AA", into="A", item_number="A-1"))
    assert ("A", "A-1", str(TODAY), None) in await rows(workspace, "S003")
    assert (await workspace.done(place(MoveItem, "S003", "B", into="B"))).place == -1


async def test_its_number_changes_from_a_day_on_or_was_another_one(workspace: Workspace) -> None:
    await workspace.done(place(NumberItem, item_number="7", effective_on=JUNE))
    assert await rows(workspace) == [("B", "1", None, str(JUNE)), ("B", "7", str(JUNE), None)]
    await workspace.done(place(NumberItem, item_number="8"))
    assert await rows(workspace) == [("B", "1", None, str(JUNE)), ("B", "8", str(JUNE), None)]
    assert (await workspace.done(place(NumberItem, item_number=" 8"))).place == -1
    await workspace.done(place(NumberItem))
    assert await rows(workspace) == [("B", "1", None, str(JUNE)), ("B", None, str(JUNE), None)]


@pytest.mark.parametrize(
    ("wish", "path", "said"),
    [
        (place(ListStandard, subsystem="AA", effective_on=TOMORROW), "effectiveOn", "effectiveOn 2026-09-02 is after"),
        (place(ListStandard, item_number="9"), "itemNumber", "the standard is listed in 'B' under item number 1"),
        (place(ListStandard, subsystem="AA", item_number="1\n2"), "itemNumber", "item number must not contain line"),
        (place(ListStandard, subsystem="AA", item_number="1" * 1001), "itemNumber", "item number of 1001 characters"),
        (place(UnlistStandard, effective_on=TOMORROW), "effectiveOn", "effectiveOn 2026-09-02 is after"),
        (place(MoveItem, subsystem="AA", into="B"), "subsystem", "the standard is not listed in 'AA'"),
        (place(MoveItem, "S003", "AA", into="B"), "into", "the standard is listed in 'B' already"),
        (place(MoveItem, into="B", item_number="2"), "into", "the standard stands in 'B': change its number"),
        (place(MoveItem, into="AA", effective_on=TOMORROW), "effectiveOn", "effectiveOn 2026-09-02 is after"),
        (place(NumberItem, subsystem="AA", item_number="2"), "subsystem", "the standard is not listed in 'AA'"),
        (place(NumberItem, item_number="2", effective_on=TOMORROW), "effectiveOn", "effectiveOn 2026-09-02 is after"),
    ],
)
async def test_what_is_wrong_is_said(workspace: Workspace, wish: AnyCommand, path: str, said: str) -> None:
    problems = await workspace.problems(wish)
    assert list(problems) == [path]
    assert problems[path].startswith(said)


async def test_a_listing_changes_only_after_it_began(workspace: Workspace) -> None:
    await workspace.done(place(ListStandard, subsystem="AA", effective_on=JUNE))
    early: dict[str, Any] = {"subsystem": "AA", "effective_on": MARCH}
    for wish in (
        place(UnlistStandard, **early),
        place(MoveItem, into="A", **early),
        place(NumberItem, item_number="2", **early),
    ):
        assert await workspace.problems(wish) == {
            "effectiveOn": "the standard is listed in 'AA' only since 2026-06-01: that cannot be changed before"
        }


async def test_what_is_not_there(workspace: Workspace) -> None:
    outcome = await workspace.outcome(place(UnlistStandard, subsystem="AA"))
    assert isinstance(outcome, Unknown)
    assert outcome.message.en == "no relation LISTED_IN to X2024/AA"
    with pytest.raises(UnknownCode, match="into: the catalogue has no subsystem ZZ"):
        await workspace.wish(place(MoveItem, into="ZZ"))
    with pytest.raises(UnknownCode, match="subsystem: the catalogue has no standards system Y"):
        await workspace.wish(ListStandard(standard="S001", system="Y", subsystem="A"))


UNDONE = [
    place(ListStandard, subsystem="AA", effective_on=MARCH),
    place(UnlistStandard, effective_on=JUNE),
    place(MoveItem, into="AA", effective_on=MARCH),
    place(NumberItem, item_number="9", effective_on=JUNE),
    place(NumberItem, item_number="9"),
]


@pytest.mark.parametrize("wish", UNDONE, ids=lambda one: type(one).__name__)
async def test_each_is_taken_back_with_its_days(workspace: Workspace, wish: AnyCommand) -> None:
    """As it was, for every day; and what was known at any instant stays."""
    was = await rows(workspace)
    instants = [await instant_between()]
    figures = [await known(workspace, instants[0])]
    sequence = await workspace.sequence(wish)
    assert await rows(workspace) != was
    instants.append(await instant_between())
    figures.append(await known(workspace, instants[1]))
    await workspace.done(Revoke("S001", sequence, "误操作"))
    assert await rows(workspace) == was
    assert await known(workspace, await instant_between()) == figures[0]
    assert [await known(workspace, at) for at in instants] == figures
    event = (await workspace.events("S001"))[-1]
    assert (event["kind"], event["revokes"], event["note"]) == ("REVOKED", sequence, "误操作")
    assert await workspace.problems(Revoke("S001", sequence, "x")) == {
        "sequence": f"event {sequence} was already revoked"
    }


async def test_what_is_taken_back_is_the_datasets_again(workspace: Workspace, tmp_path: Path) -> None:
    """A listing that a person took out stays out; once that is taken back, the dataset decides again."""
    folder = write_small(tmp_path / "small")
    sequence = await workspace.sequence(place(UnlistStandard))
    await load_seed(workspace.graph, read_seed(folder))
    assert "X2024/B" not in await workspace.related("S001", "LISTED_IN")
    await workspace.done(Revoke("S001", sequence, "误操作"))
    replace(folder, "X2024/listings.csv", "S001,B,1,stated,\n", "S001,AA,1,stated,\n")
    await load_seed(workspace.graph, read_seed(folder))
    assert list(await workspace.related("S001", "LISTED_IN")) == ["X2024/AA"]


async def test_a_move_stays_whatever_a_dataset_says(workspace: Workspace, tmp_path: Path) -> None:
    folder = write_small(tmp_path / "small")
    await workspace.done(place(MoveItem, into="AA"))
    replace(folder, "X2024/listings.csv", "S001,B,1,stated,\n", "S001,B,2,stated,\n")
    await load_seed(workspace.graph, read_seed(folder))
    assert list(await workspace.related("S001", "LISTED_IN")) == ["X2024/AA"]


async def test_what_was_built_upon_is_taken_back_the_last_first(workspace: Workspace) -> None:
    first = await workspace.sequence(place(MoveItem, into="AA", effective_on=MARCH))
    second = await workspace.sequence(place(NumberItem, subsystem="AA", item_number="9", effective_on=JUNE))
    assert await workspace.problems(Revoke("S001", first, "x")) == {
        "sequence": f"event {second} builds on event {first}: revoke that first"
    }
    await workspace.done(Revoke("S001", second, "x"))
    await workspace.done(Revoke("S001", first, "x"))
    assert await rows(workspace) == [("B", "1", None, None)]


async def test_what_a_dataset_changed_since_is_not_taken_back(workspace: Workspace, tmp_path: Path) -> None:
    sequence = await workspace.sequence(place(ListStandard, subsystem="AA"))
    await workspace.graph.write(
        lambda tx: tx.run(
            "MATCH (:Standard {id: 'S001'})-[r:LISTED_IN]->(:Subsystem {code: 'AA'}) SET r.itemNumber = '5'"
        )
    )
    assert await workspace.problems(Revoke("S001", sequence, "x")) == {
        "sequence": "the relation was changed since: change that instead"
    }


async def test_a_listing_is_taken_back_by_whoever_may_list(workspace: Workspace) -> None:
    sequence = await workspace.sequence(place(ListStandard, subsystem="AA"))
    owner = Identity("秘书处", Role.SECRETARIAT, frozenset({"SAC/TC1"}))
    steward = Identity("某人", Role.STEWARD, frozenset(), frozenset({"X2024"}))
    denied = await workspace.outcome(Revoke("S001", sequence, "x"), who=owner)
    assert getattr(denied, "required", None) == "STEWARD for X2024; or ADMINISTRATOR"
    await workspace.done(Revoke("S001", sequence, "x"), who=steward)
