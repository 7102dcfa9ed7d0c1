"""No test depends on the clock: none sleeps for a fixed while, measures how long something took, or reads the calendar."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parents[1]
WAITING = TESTS / "waiting.py"
CLOCKS = {"monotonic", "perf_counter", "process_time", "today"}


def called(node: ast.AST) -> str:
    """The last part of the name that a call calls."""
    return node.func.attr if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else ""


def sleeps(node: ast.AST, *, in_loop: bool = False) -> Iterator[int]:
    """The lines of sleeps of a fixed length outside a loop that looks for a condition."""
    if called(node) == "sleep" and not in_loop:
        assert isinstance(node, ast.Call)
        if isinstance(node.args[0], ast.Constant) and node.args[0].value:
            yield node.lineno
    for child in ast.iter_child_nodes(node):
        yield from sleeps(child, in_loop=in_loop or isinstance(node, ast.While))


def trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(TESTS.rglob("*.py")):
        if path != WAITING:
            yield path.relative_to(TESTS).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_nothing_sleeps_and_hopes() -> None:
    assert [(name, line) for name, tree in trees() for line in sleeps(tree)] == []


def test_nothing_reads_a_clock_that_measures_or_the_calendar() -> None:
    found = [
        (name, node.lineno)
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) in CLOCKS and "calendar" not in ast.unparse(node.func)
    ]
    assert found == []


def test_a_sleep_outside_a_loop_would_be_found() -> None:
    assert list(sleeps(ast.parse("async def f():\n  await asyncio.sleep(0.5)\n  while True:\n    time.sleep(1)"))) == [
        2
    ]
