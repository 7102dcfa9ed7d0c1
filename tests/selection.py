"""Which tests are fast: those that need neither an engine nor another process. Found out, not listed.

A test is not fast when it asks for a fixture of an engine, or when its module, or that of one of its fixtures, imports
something that starts processes, directly or through other modules of the tests. ``make test-fast`` runs under a guard
that fails a test which starts one all the same.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Generator, Iterator
from functools import cache
from pathlib import Path

import pytest

ENGINE_FIXTURES = {"engines", "engine_settings"}
STARTS = re.compile(r"\bimport subprocess\b|\bcreate_subprocess_exec\b|\bGraph\.open\(")
"""What the source of a module holds that starts processes; the embedded engine is a process of its own."""

SHARED = {"tests.conftest", "tests.engines"}
"""They start processes for the fixtures of engines alone."""


def is_fast(item: pytest.Item) -> bool:
    """Whether a test needs neither an engine nor another process."""
    assert isinstance(item, pytest.Function)
    if ENGINE_FIXTURES & set(item.fixturenames):
        return False
    definitions = [one for many in item._fixtureinfo.name2fixturedefs.values() for one in many]
    modules = {item.module.__name__, *(one.func.__module__ for one in definitions)}
    return not any(_starts_processes(name) for name in modules if name.startswith("tests."))


def engine_of(item: pytest.Item) -> str | None:
    """The engine that the matrix runs the test on; None for a test outside it."""
    callspec = getattr(item, "callspec", None)
    return callspec.params.get("engine_settings") if callspec else None


def left_out_on_neo4j(items: list[pytest.Item]) -> list[pytest.Item]:
    """Cases of tests marked ``some_on_server`` that Neo4j is spared: of each such test it runs the first in so many."""
    seen: Counter[tuple[str, str]] = Counter()
    found: list[pytest.Item] = []
    for item in items:
        marker = item.get_closest_marker("some_on_server")
        if marker is None or engine_of(item) != "neo4j":
            continue
        assert isinstance(item, pytest.Function)
        test = (item.module.__name__, item.originalname)
        if seen[test] % marker.kwargs["one_in"]:
            found.append(item)
        seen[test] += 1
    return found


class ProcessGuard:
    """A plugin under which a test that starts a process fails."""

    def __init__(self) -> None:
        self._testing = False
        sys.addaudithook(self._forbid)

    def _forbid(self, event: str, _: object) -> None:
        if self._testing and event in ("subprocess.Popen", "os.fork", "os.posix_spawn"):
            raise AssertionError(f"a fast test starts a process ({event})")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self) -> Generator[None, object, object]:
        self._testing = True
        try:
            return (yield)
        finally:
            self._testing = False


def _starts_processes(name: str) -> bool:
    """Whether a module of the tests starts processes, itself or through other modules of the tests."""
    seen = set(SHARED)
    waiting = [name]
    while waiting:
        module = waiting.pop()
        if module in seen:
            continue
        seen.add(module)
        starts, imported = _read(module)
        if starts:
            return True
        waiting += imported
    return False


@cache
def _read(name: str) -> tuple[bool, tuple[str, ...]]:
    """Whether the source of a module starts processes, and which modules of the tests it imports."""
    source = Path(sys.modules[name].__file__ or "").read_text(encoding="utf-8")
    return STARTS.search(source) is not None, tuple(_imported(ast.parse(source)))


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("tests"):
            names = (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
            yield from (name for name in names if name in sys.modules)
