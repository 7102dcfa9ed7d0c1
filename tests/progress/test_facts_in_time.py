"""Facts through time, as they are answered: what was aimed at, declared and demanded on a day, and what was known of it at an instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from stdgraph.commands.versions import FactChange, change_facts
from stdgraph.domain import calendar
from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import HistoryPlan, Interval, Language, Severity
from stdgraph.gaps.detection import find_gaps
from stdgraph.gaps.gap import DetectedGap
from stdgraph.gaps.kinds import kinds
from stdgraph.gaps.messages import load_gap_facts
from stdgraph.progress.comparison import compare_targets
from stdgraph.progress.history import compute_history
from stdgraph.progress.tally import compute_progress
from stdgraph.progress.targets import load_target_facts, measure_targets
from stdgraph.store.session import Transaction
from tests.commands.workspace import TODAY, YESTERDAY, Workspace

WHOLE = ScopeFilter(system="X2024")
DAY = date(2026, 6, 1)
BEFORE = DAY - timedelta(days=1)


@pytest.fixture(scope="module", autouse=True)
def clock() -> Iterator[list[datetime]]:
    """The instant at which what is written is recorded: each time a later one, all of them after the seed was loaded."""
    now = [datetime.now(UTC) + timedelta(days=1)]

    def tick() -> datetime:
        now[0] += timedelta(seconds=1)
        return now[0]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calendar, "now", tick)
        yield now


async def changed(workspace: Workspace, label: str, key: str, on: date | None, **values: object) -> str:
    """Change facts; the instant at which that was recorded."""
    return await _written(workspace, label, FactChange(key, values, on))


async def taken_back(workspace: Workspace, label: str, key: str, at: str, **former: object) -> str:
    """Take back the change of an instant."""
    return await _written(workspace, label, FactChange(key, former, undoes=at))


async def _written(workspace: Workspace, label: str, change: FactChange) -> str:
    async def work(tx: Transaction) -> str:
        await change_facts(tx, label, [change])
        return tx.now()

    return await workspace.graph.write(work)


async def gap(workspace: Workspace, kind: str, on: date) -> tuple[DetectedGap, str] | None:
    """The first gap of a kind on a day, and its message."""

    async def work(tx: Transaction) -> tuple[DetectedGap, str] | None:
        ((found, *_),) = [[*(await find_gaps(tx, [WHOLE], [kind], on))[0], None]]
        if found is None:
            return None
        (facts,) = await load_gap_facts(tx, [found], on)
        return found, kinds()[kind].message(facts, Language.EN)

    return await workspace.graph.read(work)


async def test_a_target_is_as_it_was_on_each_day(workspace: Workspace) -> None:
    was = {
        "statement": "到2026年新制定2项以上",
        "required": 2,
        "by": date(2026, 12, 31),
        "levels": ["NATIONAL", "INDUSTRY"],
    }
    now = {"statement": "到2027年新制定5项以上", "required": 5, "by": date(2027, 12, 31), "levels": None}
    at = await changed(workspace, "Target", "X2024-T1", DAY, **now)

    async def told(tx: Transaction, on: date) -> dict[str, object]:
        (one,) = await measure_targets(tx, on, systems=["X2024"])
        facts = (await load_target_facts(tx, [("X2024-T1", on)]))["X2024-T1", on]
        assert facts == one.target.facts
        assert (one.target.required, one.target.by) == (facts["required"], facts["by"])
        assert one.target.levels == tuple(sorted(facts["levels"] or ()))
        return {name: facts[name] for name in was}

    assert await workspace.graph.read(lambda tx: told(tx, BEFORE)) == was
    for on in (DAY, TODAY):
        assert await workspace.graph.read(lambda tx, on=on: told(tx, on)) == now  # type: ignore[misc]
    (compared,) = await workspace.graph.read(lambda tx: compare_targets(tx, "X2024", BEFORE, TODAY))
    assert compared["target"].extra["required"] == now["required"]
    await taken_back(workspace, "Target", "X2024-T1", at, **was)
    for on in (BEFORE, TODAY):
        assert await workspace.graph.read(lambda tx, on=on: told(tx, on)) == was  # type: ignore[misc]


async def test_a_shortfall_is_that_of_the_target_of_the_day(workspace: Workspace) -> None:
    counted = {"counts": "PUBLISHED", "baseline": date(2024, 1, 1), "by": date(2026, 7, 1)}
    nothing = {"counts": None, "baseline": None, "by": date(2026, 12, 31)}
    first = await changed(workspace, "Target", "X2024-T1", None, **counted)
    new = {"statement": "新目标", "required": 9, "by": date(2026, 8, 1)}
    second = await changed(workspace, "Target", "X2024-T1", DAY, **new)
    found, message = await gap(workspace, "TARGET_SHORTFALL", BEFORE) or pytest.fail("no gap")
    assert (found.facts["required"], found.facts["by"]) == (2, "2026-07-01")
    assert "到2026年新制定2项以上" in message
    found, message = await gap(workspace, "TARGET_SHORTFALL", TODAY) or pytest.fail("no gap")
    assert (found.facts["required"], found.facts["by"], found.since) == (9, "2026-08-01", date(2026, 8, 1))
    assert "新目标" in message
    was = {"statement": "到2026年新制定2项以上", "required": 2, "by": date(2026, 7, 1)}
    await taken_back(workspace, "Target", "X2024-T1", second, **was)
    await taken_back(workspace, "Target", "X2024-T1", first, **nothing)
    assert await gap(workspace, "TARGET_SHORTFALL", TODAY) is None


async def test_a_need_is_as_urgent_as_it_was_on_the_day(workspace: Workspace) -> None:
    async def severities(on: date) -> dict[str, Severity]:
        (found,) = await workspace.graph.read(lambda tx: find_gaps(tx, [WHOLE], ["UNMET_DEMAND", "GROUP_ONLY"], on))
        return {one.id: one.severity for one in found}

    cathode = "UNMET_DEMAND:X2024/B:CATHODE"
    assert (await severities(TODAY))[cathode] is Severity.MEDIUM
    first = await changed(workspace, "Demand", "D002", DAY, priority="HIGH")
    assert (await severities(BEFORE))[cathode] is Severity.MEDIUM
    assert (await severities(TODAY))[cathode] is Severity.HIGH
    second = await changed(workspace, "Demand", "D002", None, priority="LOW")
    assert [(await severities(on))[cathode] for on in (BEFORE, TODAY)] == [Severity.MEDIUM, Severity.LOW]
    await taken_back(workspace, "Demand", "D002", second, priority="HIGH")
    assert [(await severities(on))[cathode] for on in (BEFORE, TODAY)] == [Severity.MEDIUM, Severity.HIGH]
    await taken_back(workspace, "Demand", "D002", first, priority=None)
    assert [(await severities(on))[cathode] for on in (BEFORE, TODAY)] == [Severity.MEDIUM] * 2


async def test_what_a_system_declares_is_that_of_the_day_and_as_it_was_known(
    workspace: Workspace, clock: list[datetime]
) -> None:
    """Every history that was answered is answered the same for that instant, whatever is changed, corrected and taken back later."""
    kept: list[tuple[datetime, list[list[Answer]]]] = []

    async def keep() -> None:
        kept.append((clock[0] + timedelta(minutes=30), [await history(workspace, plan) for plan in HistoryPlan]))
        clock[0] += timedelta(hours=1)

    await keep()
    changes: tuple[dict[str, object], ...] = (
        {"declared": 40},
        {"declared": 30, "issuedOn": date(2026, 2, 1)},
        {"issuedOn": date(2026, 7, 10), "announcedOn": date(2026, 7, 1)},
    )
    made = [await changed(workspace, "StandardsSystem", "X2024", DAY, **changes[0])]
    await keep()
    for one in changes[1:]:
        made.append(await changed(workspace, "StandardsSystem", "X2024", None, **one))
        await keep()
    before: tuple[dict[str, object], ...] = (
        {"declared": 9},
        {"declared": 40, "issuedOn": date(2024, 8, 24)},
        {"issuedOn": date(2026, 2, 1), "announcedOn": None},
    )
    for was, at in reversed(list(zip(before, made, strict=True))):
        await taken_back(workspace, "StandardsSystem", "X2024", at, **was)
        await keep()
    for instant, then in kept:
        assert [await history(workspace, plan, instant) for plan in HistoryPlan] == then, instant
    assert kept[0][1] == kept[-1][1]
    assert len({str(then) for _, then in kept}) == len(changes) + 1


async def history(workspace: Workspace, plan: HistoryPlan, at: datetime | None = None) -> list[Answer]:
    """The history of the system; without an instant each point ``ON_DAY`` is the progress of its day."""
    names = ("on", "listed", "items", "completion")

    async def work(tx: Transaction) -> list[Answer]:
        points = await compute_history(tx, WHOLE, date(2026, 1, 1), YESTERDAY, Interval.MONTH, at, plan)
        found = [{name: point[name] for name in names} for point in points]
        if at is None and plan is HistoryPlan.ON_DAY:
            for point in found:
                (told,) = await compute_progress(tx, [WHOLE], point["on"])
                assert point == {**{name: told[name] for name in names[1:]}, "on": point["on"]}
        return found

    return await workspace.graph.read(work)


async def test_items_are_missing_by_what_was_declared_on_the_day(workspace: Workspace) -> None:
    assert (await gap(workspace, "UNITEMISED", TODAY) or pytest.fail("no gap"))[0].facts["declared"] == 9
    at = await changed(workspace, "StandardsSystem", "X2024", DAY, declared=1)
    assert await gap(workspace, "UNITEMISED", TODAY) is None
    assert (await gap(workspace, "UNITEMISED", BEFORE) or pytest.fail("no gap"))[0].facts["declared"] == 9
    await taken_back(workspace, "StandardsSystem", "X2024", at, declared=9)
    assert (await gap(workspace, "UNITEMISED", TODAY) or pytest.fail("no gap"))[0].facts["declared"] == 9
