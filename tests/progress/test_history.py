"""The history of a scope: it equals the progress of every day, and what was known then whatever was recorded later."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from stdgraph.commands.advance import Advance
from stdgraph.commands.correct import Correct
from stdgraph.commands.register import Register
from stdgraph.commands.revoke import Revoke
from stdgraph.commands.standard_unit import StandardCommand
from stdgraph.domain.answers import Answer
from stdgraph.domain.scope import ScopeFilter
from stdgraph.domain.vocabulary import HistoryPlan, Interval
from stdgraph.errors import BadInput, LimitExceeded
from stdgraph.progress.history import compute_history
from stdgraph.progress.tally import compute_progress
from stdgraph.store.session import Transaction, count_statements
from tests.commands.workspace import TODAY, Workspace
from tests.waiting import instant_between

WHOLE = ScopeFilter(system="X2024")
FIRST, LAST = date(2025, 12, 25), TODAY + timedelta(days=40)
SCOPES = (
    WHOLE,
    ScopeFilter(),
    ScopeFilter(subsystem=("X2024", "A")),
    ScopeFilter(committee="SAC/TC1"),
    ScopeFilter(product_category="CATHODE"),
)


async def load(
    workspace: Workspace,
    scope: ScopeFilter = WHOLE,
    interval: Interval = Interval.DAY,
    at: datetime | None = None,
    first: date = FIRST,
    last: date = LAST,
    plan: HistoryPlan = HistoryPlan.CURRENT,
) -> list[Answer]:
    async def work(tx: Transaction) -> list[Answer]:
        return [figures(point) for point in await compute_history(tx, scope, first, last, interval, at, plan)]

    return await workspace.graph.read(work)


def figures(point: Answer) -> Answer:
    """A point without what it was asked for with."""
    return {name: value for name, value in point.items() if name not in ("scope", "knownAt", "planOn")}


async def changes(workspace: Workspace) -> list[StandardCommand]:
    """What a secretariat does in a year: it tells late, corrects, takes back, announces ahead."""
    new = Register(title_zh="一项", listings=(("X2024", "AA", None),), effective_on=date(2026, 2, 1))
    wrong = await workspace.sequence(Advance("S003", "30", effective_on=date(2026, 3, 1)))
    return [
        new,
        Advance(new.standard, "10", effective_on=date(2026, 4, 1)),
        Revoke("S003", wrong, "误报"),
        Advance("S003", "30", effective_on=date(2026, 5, 5)),
        Correct("S001", "inForceOn", "2021-07-01", "page", "误录"),
        Correct("S001", "publishedOn", "2021-01-20", "page", "误录"),
        Advance(new.standard, "10.98", effective_on=date(2026, 8, 1)),
        Advance("S003", "40", effective_on=date(2026, 6, 1)),
        Advance("S003", "50", effective_on=date(2026, 6, 2)),
        Advance("S003", "60.60", number="GB/T 77-2026", published_on=TODAY + timedelta(days=20)),
    ]


async def test_it_is_the_progress_of_every_day(workspace: Workspace) -> None:
    for wish in await changes(workspace):
        await workspace.done(wish)
    points = {scope: await load(workspace, scope, plan=HistoryPlan.ON_DAY) for scope in SCOPES}

    async def work(tx: Transaction) -> None:
        for scope, found in points.items():
            for point in found:
                (told,) = await compute_progress(tx, [scope], point["on"])
                assert point == {**{name: told[name] for name in point if name != "on"}, "on": point["on"]}, scope

    await workspace.graph.read(work)


async def test_what_was_known_then_stays_whatever_is_told_later(workspace: Workspace) -> None:
    """With every change the whole history is kept: asked for by that instant it is the same at the end."""
    kept: list[tuple[datetime, list[Answer]]] = []
    for wish in await changes(workspace):
        kept.append((await instant_between(), await load(workspace, interval=Interval.WEEK)))
        await workspace.done(wish)
    for at, then in kept[1:]:
        assert await load(workspace, interval=Interval.WEEK, at=at) == then


async def test_nothing_was_known_before_anything_was_recorded(workspace: Workspace) -> None:
    for point in await load(workspace, at=datetime(2001, 1, 1, tzinfo=UTC)):
        assert (point["listed"], point["published"]) == (0, 0)


async def test_every_interval_tells_of_the_same_days(workspace: Workspace) -> None:
    by_day = {point["on"]: point for point in await load(workspace)}
    for interval in Interval:
        points = await load(workspace, interval=interval)
        assert points == [by_day[point["on"]] for point in points if point["on"] in by_day]
        assert points[-1]["on"] == LAST


async def test_as_many_statements_however_many_points(workspace: Workspace) -> None:
    for interval in (Interval.DAY, Interval.YEAR):
        with count_statements() as counter:
            await load(workspace, interval=interval)
        assert len(counter.texts) == 4
        with count_statements() as counter:
            await load(workspace, interval=interval, at=datetime.now(UTC))
        assert len(counter.texts) == 5


async def test_an_unknown_scope_has_nothing(workspace: Workspace) -> None:
    (point,) = await load(workspace, ScopeFilter(system="nowhere"), first=LAST)
    assert (point["listed"], point["completion"]) == (0, None)


async def test_days_the_wrong_way_round_and_too_many_points(workspace: Workspace) -> None:
    with pytest.raises(BadInput, match=r"^from: 2026-10-11 comes after to, 2025-12-25$"):
        await load(workspace, first=LAST, last=FIRST)
    with pytest.raises(LimitExceeded, match=r"^interval: from .* are more than 1,000 points"):
        await load(workspace, first=date(2020, 1, 1))
    assert len(await load(workspace, first=LAST - timedelta(days=999))) == 1000
