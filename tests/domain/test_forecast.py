"""Forecasts: simple worlds of which the outcome is known, bounds that always hold, and speed."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.domain.duration_samples import FOLLOWING, DurationSamples, normal, pool
from stdgraph.domain.forecast import FAR, RUNS, Arrivals, Item, Runs, quantile, simulate
from tests.examples import examples

Stays = dict[str, list[tuple[int, str, int]]]
NORMAL = {stage: normal(stage) for stage in FOLLOWING}
SURE: Stays = {"20": [(100, "40", 50)], "40": [(50, "60", 50)]}

items = st.lists(
    st.builds(Item, st.sampled_from(("NATIONAL", "")), st.sampled_from(sorted(FOLLOWING)), st.integers(-1, 3000)),
    max_size=12,
).map(lambda found: sorted(found, key=repr))


def run(given: list[Item], stays: Stays | None = None, arrivals: Arrivals | None = None, seed: int = 1) -> Runs:
    made: dict[str, DurationSamples] = NORMAL | {stage: pool(stage, found) for stage, found in (stays or {}).items()}
    return simulate(given, arrivals or Arrivals(), lambda _, stage: made[stage], Random(seed))  # noqa: S311


def test_items_come_when_they_always_came() -> None:
    """30 days into stage 20 an item has 70 days left there and 50 after it, give or take what runs share."""
    runs = run([Item("NATIONAL", "20", 30, 10)], SURE)
    assert quantile(runs.counts(80), 0.9) == 0
    assert quantile(runs.counts(200), 0.1) == 10
    reached = runs.reached(10)
    assert reached == pytest.approx(120, abs=5)


def test_of_many_items_some_stand_for_all() -> None:
    runs = run([Item("", "20", age, 40) for age in range(100)], {"20": [(100, "98", 30), (100, "60", 30)]})
    assert len(runs.items[0]) < 1500
    assert quantile(runs.counts(FAR), 0.5) == pytest.approx(2000, rel=0.05)


def test_what_is_abandoned_never_comes() -> None:
    runs = run([Item("", "20", 0, 40)], {"20": [(100, "98", 30), (100, "60", 30)]})
    assert quantile(runs.counts(FAR), 0.5) == pytest.approx(20, abs=2)
    assert runs.reached(40) is None


def test_new_items_come_at_their_rate() -> None:
    """12 a year that are published at once: two years bring 24, as a Poisson number spreads."""
    arrivals = Arrivals(12, 0.5, {("NATIONAL", "60"): 1.0})
    counts = run([], arrivals=arrivals).counts(730.5)
    assert quantile(counts, 0.5) == pytest.approx(24, abs=1)
    assert 4 <= quantile(counts, 0.9) - quantile(counts, 0.5) <= 9
    assert run([], arrivals=arrivals).reached(12) == pytest.approx(355, abs=30)


def test_new_items_take_their_time() -> None:
    arrivals = Arrivals(12, 0.5, {("NATIONAL", "20"): 1.0})
    assert quantile(run([], SURE, arrivals).counts(140), 0.5) == 0
    assert quantile(run([], SURE, arrivals).counts(150 + 365.25), 0.5) == pytest.approx(12, abs=2)


@examples(25)
@given(items, st.floats(0, 20), st.integers(0, 9))
def test_counts_grow_and_the_same_seed_tells_the_same(found: list[Item], rate: float, seed: int) -> None:
    arrivals = Arrivals(rate, rate / 3, {("NATIONAL", "20"): 0.5, ("", "60"): 0.5}) if rate else Arrivals()
    runs, again = run(found, SURE, arrivals, seed), run(found, SURE, arrivals, seed)
    last = [0] * RUNS
    for days in (0, 30, 365, 2000, FAR):
        counts = runs.counts(days)
        assert counts == again.counts(days)
        assert all(now >= then - 1 for now, then in zip(counts, last, strict=True))
        last = counts
    reached = runs.reached(1)
    assert reached == again.reached(1)
    assert reached is None or quantile(runs.counts(reached), 0.51) >= 1


class CountingRandom(Random):
    """Counts how often it is drawn from."""

    drawn = 0

    def random(self) -> float:
        self.drawn += 1
        return super().random()


def test_the_work_does_not_grow_beyond_what_a_thousand_open_items_take() -> None:
    def drawn(count: int) -> int:
        found = [Item("NATIONAL", sorted(FOLLOWING)[n % 6], n % 1000) for n in range(count)]
        random = CountingRandom(1)
        simulate(found, Arrivals(), lambda _, stage: NORMAL[stage], random)
        return random.drawn

    assert drawn(1000) <= 3 * RUNS * 1000
    assert drawn(50_000) <= 3 * RUNS * 1500
