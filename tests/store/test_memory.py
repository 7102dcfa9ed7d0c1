"""The memory of a process: one limit for all that is kept, and in which order it is let go."""

from __future__ import annotations

import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.store.memory import OVERHEAD, SHARE, SHORTLY, Memory
from stdgraph.store.rewriting import rewritten

LIMIT = 8 * OVERHEAD


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    Clock.now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: Clock.now)


class Clock:
    now = 100.0


def kept(memory: Memory, keys: str) -> str:
    return "".join(key for key in keys if memory.get("k", key) is not None)


def test_a_value_is_found_by_its_kind_and_key() -> None:
    memory = Memory(LIMIT)
    memory.keep("a", 1, "one", 10)
    memory.keep("b", 1, "another", 20)
    assert (memory.get("a", 1), memory.get("b", 1), memory.get("a", 2)) == ("one", "another", None)
    assert memory.used == 30 + 2 * OVERHEAD
    memory.keep("a", 1, "later", 0)
    memory.drop("b", 1)
    memory.drop("b", 1)
    assert (memory.get("a", 1), memory.get("b", 1), memory.used) == ("later", None, OVERHEAD)


def test_what_was_used_longest_ago_goes_first() -> None:
    memory = Memory(3 * OVERHEAD)
    for key in "abc":
        memory.keep("k", key, key, 0)
    assert memory.get("k", "a")
    memory.keep("k", "d", "d", 0)
    assert kept(memory, "abcd") == "acd"
    memory.keep("k", "e", "twice as large", OVERHEAD)
    assert kept(memory, "acde") == "de"


def test_what_is_larger_than_the_limit_is_not_kept_and_pushes_nothing_out() -> None:
    memory = Memory(3 * OVERHEAD)
    memory.keep("k", "a", "a", 0)
    memory.keep("k", "b", "b", 0)
    memory.keep("k", "b", "too large", 2 * OVERHEAD + 1)
    assert kept(memory, "ab") == "a", "nor is what it was to replace"
    nothing = Memory(0)
    nothing.keep("k", "a", "a", 0)
    assert (nothing.get("k", "a"), nothing.used) == (None, 0)


def test_what_has_had_its_time_is_gone() -> None:
    memory = Memory(LIMIT)
    memory.keep("k", "a", "a", 0, seconds=5)
    memory.keep("k", "b", "b", 0)
    memory.keep("k", "c", "c", 0, seconds=0)
    Clock.now += 4.9
    assert kept(memory, "abc") == "ab"
    memory.keep("k", "b", "for a while now", 0, seconds=10)
    Clock.now += 0.1
    assert kept(memory, "abc") == "b"
    memory.keep("k", "b", "for good again", 0)
    Clock.now += 20
    assert kept(memory, "abc") == "b"


def test_what_is_over_gives_its_room_to_others() -> None:
    memory = Memory(2 * OVERHEAD)
    memory.keep("k", "a", "a", 0)
    memory.keep("k", "b", "b", 0, seconds=SHORTLY)
    Clock.now += SHORTLY
    memory.keep("k", "c", "c", 0)
    assert kept(memory, "abc") == "ac"


def test_what_is_kept_longer_pushes_out_what_is_kept_shortly() -> None:
    memory = Memory(3 * OVERHEAD)
    memory.keep("k", "a", "a", 0)
    memory.keep("k", "b", "b", 0, seconds=SHORTLY)
    memory.keep("k", "c", "until the day ends", 0, seconds=SHORTLY + 1)
    assert memory.get("k", "b")
    memory.keep("k", "d", "d", 0)
    assert kept(memory, "abcd") == "acd"


def test_what_is_kept_shortly_takes_a_share_of_a_full_memory() -> None:
    memory = Memory(2 * SHARE * OVERHEAD)
    for key in range(2 * SHARE):
        memory.keep("today", key, key, 0)
    for key in range(10):
        memory.keep("past", key, key, 0, seconds=SHORTLY)
    assert [memory.usage[kind].entries for kind in ("today", "past")] == [2 * SHARE - 2, 2]
    assert [memory.get("past", key) for key in (7, 8, 9)] == [None, 8, 9]
    memory.keep("past", "larger than the share", 1, 2 * OVERHEAD, seconds=SHORTLY)
    assert [memory.usage[kind].entries for kind in ("today", "past")] == [2 * SHARE - 2, 2]
    memory.clear("today")
    memory.keep("past", "larger than the share", 1, 2 * OVERHEAD, seconds=SHORTLY)
    assert memory.get("past", "larger than the share") == 1, "where there is room it may take it"


def test_use_is_counted_by_kind() -> None:
    memory = Memory(LIMIT)
    memory.keep("a", 1, "one", 10)
    memory.keep("b", 1, "one", 10)
    for kind, key in (("a", 1), ("a", 1), ("a", 2), ("b", 2)):
        memory.get(kind, key)
    assert [(one.hits, one.misses) for one in memory.usage.values()] == [(2, 1), (0, 1)]
    memory.clear("a")
    assert [(one.entries, one.bytes) for one in memory.usage.values()] == [(0, 0), (1, 10 + OVERHEAD)]
    memory.clear()
    assert memory.used == 0


class Model:
    """What a memory holds, told without its shortcuts: entries in the order of their last use."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, int, float | None]] = []

    def get(self, key: str) -> bool:
        self._expire()
        for entry in self.entries:
            if entry[0] == key:
                self.entries.remove(entry)
                self.entries.append(entry)
                return True
        return False

    def keep(self, key: str, size: int, seconds: float | None) -> None:
        self.entries = [entry for entry in self.entries if entry[0] != key]
        self._expire()
        short, longer = self._parts()
        if size > LIMIT or (seconds and size > max(LIMIT // SHARE, LIMIT - total(longer))):
            return
        while total(self.entries) + size > LIMIT:
            short, longer = self._parts()
            may_take = seconds and total(short) + size <= LIMIT // SHARE
            self.entries.remove((longer if may_take and longer else short or longer)[0])
        self.entries.append((key, size, seconds and Clock.now + seconds))

    def _parts(self) -> tuple[list[tuple[str, int, float | None]], list[tuple[str, int, float | None]]]:
        return [one for one in self.entries if one[2] is not None], [one for one in self.entries if one[2] is None]

    def _expire(self) -> None:
        self.entries = [entry for entry in self.entries if entry[2] is None or entry[2] > Clock.now]


def total(entries: list[tuple[str, int, float | None]]) -> int:
    return sum(size for _, size, _ in entries)


keys = st.sampled_from("abcdefghij")
steps = st.lists(
    st.one_of(
        st.tuples(st.just("get"), keys),
        st.tuples(st.just("keep"), keys, st.integers(0, LIMIT), st.sampled_from([None, None, 1.0, 30.0, SHORTLY])),
        st.tuples(st.just("keep"), keys, st.integers(0, OVERHEAD), st.sampled_from([None, 1.0, 30.0, SHORTLY])),
        st.tuples(st.just("drop"), keys),
        st.tuples(st.just("wait"), st.floats(0.1, 40)),
    ),
    max_size=60,
)


@given(steps)
def test_a_memory_keeps_its_limit_and_the_order_of_use(drawn: list[tuple[object, ...]]) -> None:
    memory, model = Memory(LIMIT), Model()
    for step in drawn:
        match step:
            case "get", str(key):
                assert (memory.get("k", key) is not None) == model.get(key)
            case "keep", str(key), int(size), seconds:
                assert seconds is None or isinstance(seconds, float)
                memory.keep("k", key, key, size, seconds=seconds)
                model.keep(key, size + OVERHEAD, seconds)
            case "drop", str(key):
                memory.drop("k", key)
                model.entries = [entry for entry in model.entries if entry[0] != key]
            case "wait", float(seconds):
                Clock.now += seconds
        assert memory.used <= memory.limit
    memory.get("k", "expires what is over")
    assert (
        memory.used
        == memory.usage["k"].bytes
        == total([one for one in model.entries if one[2] is None or one[2] > Clock.now])
    )
    assert kept(memory, "abcdefghij") == "".join(key for key in "abcdefghij" if model.get(key))
    memory.clear()
    assert (memory.used, memory.usage["k"].entries) == (0, 0)


def test_what_was_replaced_is_not_held_until_its_time_is_over() -> None:
    memory = Memory(LIMIT)
    for turn in range(2_000):
        memory.keep("k", turn % 3, turn, 0, seconds=86_400)
    assert len(memory._ends) < 50


def test_what_a_statement_becomes_is_remembered_with_its_bytes() -> None:
    memory, done = Memory(100_000), []

    def shout(text: str) -> str:
        done.append(text)
        return text.upper()

    assert [rewritten("MATCH (n)", shout, memory) for _ in range(2)] == ["MATCH (N)"] * 2
    assert done == ["MATCH (n)"]
    assert memory.used == OVERHEAD + sys.getsizeof("MATCH (n)") + sys.getsizeof("MATCH (N)")
