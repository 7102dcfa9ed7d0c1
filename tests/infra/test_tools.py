"""What a newcomer and a new machine meet first: the Makefile, the scripts behind it, and what they say when something is missing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tools.neo4j import server

ROOT = Path(__file__).parents[2]


def test_make_lists_every_target_with_what_it_does() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", text, re.MULTILINE)
    assert phony
    shown = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert re.findall(r"^  make (\S+) +\S", shown, re.MULTILINE) == phony[1].split()


def test_ci_runs_the_test_command_of_the_readme_and_lets_nothing_be_skipped() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(r"^make test\b", readme, re.MULTILINE)
    assert {"make test COVERAGE=1", "make check", "make wheel-check"} <= set(script.splitlines())
    exported = re.search(r"^export (STDGRAPH_\S.*?)(?: #|$)", script, re.MULTILINE)
    assert exported
    assert exported[1].split() == [f"STDGRAPH_REQUIRE_{what}=1" for what in ("NEO4J", "BROWSER", "CLIENTS")]
    subprocess.run(["bash", "-n", ROOT / ".ci" / "run"], check=True)


def test_without_a_python_there_is_one_line_that_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        ["/bin/sh", ROOT / "tools" / "make_venv.sh"],
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "error: stdgraph needs Python 3.11 or newer, and none was found on the PATH\n"
    assert list(tmp_path.iterdir()) == []


def test_neo4j_says_what_it_lacks(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert server.can_serve("latest") == "a version of Neo4j looks like 5.26.30, not 'latest'"
    assert server.find_java(10_000) is None
    monkeypatch.setattr(server, "find_java", lambda minimum: None if minimum > 17 else tmp_path / "java")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert server.can_serve("2026.08.1") == (
        "Neo4j 2026.08.1 needs Java 21 or newer, and none was found in JAVA_HOME, PATH, /usr/lib/jvm or /opt"
    )
    assert server.can_serve("5.0.0") == "Neo4j 5.0.0 is fetched with Maven, and there is no mvn on the PATH"
    with pytest.raises(server.ServerError, match="there is no mvn"):
        server.fetch("5.0.0")
