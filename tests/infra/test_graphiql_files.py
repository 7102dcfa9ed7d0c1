"""The files of GraphiQL are fetched, checked, and kept out of the repository; where they cannot be had, one line says why."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from stdgraph.web.graphiql.asset_files import FOLDER, PACKAGE
from tests.cli.processes import free_port
from tools import graphiql_files

ROOT = Path(__file__).parents[2]
needs_npm = pytest.mark.skipif(shutil.which("npm") is None, reason="no npm on the PATH")


def test_the_build_packs_what_is_fetched_and_the_service_looks_for_it_there() -> None:
    folder = graphiql_files.FOLDER.relative_to(ROOT)
    assert folder == Path("src", *PACKAGE.split("."), FOLDER)
    targets = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]
    assert targets["wheel"]["artifacts"] == [f"{folder}/*"]
    assert {"hatch_build.py", "tools/graphiql_files.py"} <= set(targets["sdist"]["include"])
    assert f"{folder}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_another_archive_than_the_named_one_is_refused(tmp_path: Path) -> None:
    into = tmp_path / "new"
    into.mkdir()
    for pinned in graphiql_files._lock():
        with pytest.raises(graphiql_files.FetchError, match="its hash differs"):
            graphiql_files._unpack(pinned, b"something else", into)
    assert list(into.iterdir()) == []


def test_without_npm_that_is_what_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(graphiql_files.FetchError, match="no npm on the PATH"):
        graphiql_files.fetch()


@needs_npm
def test_they_are_fetched_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(graphiql_files, "FOLDER", tmp_path / "files")
    assert not graphiql_files.present()
    graphiql_files.fetch()
    assert graphiql_files.present()
    held = sorted(path.name for path in graphiql_files.FOLDER.iterdir())
    assert {"graphiql.min.js", "graphiql.LICENSE.txt", "react.LICENSE.txt"} <= set(held)

    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(graphiql_files.FetchError, match=r"npm pack react@.*: can npm reach its registry\?"):
        graphiql_files.fetch()
    assert sorted(path.name for path in graphiql_files.FOLDER.iterdir()) == held


@needs_npm
def test_a_build_without_a_registry_succeeds(tmp_path: Path) -> None:
    """The wheel lacks the editor then, and has everything else."""
    copy = tmp_path / "copy"
    left_out = shutil.ignore_patterns(".*", "files", "__pycache__", "node_modules", "tests", "docs", "bench", "neo4j")
    shutil.copytree(ROOT, copy, ignore=left_out)
    environment = {**os.environ, "npm_config_registry": f"http://127.0.0.1:{free_port()}/"}
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run(
        [*command, "--wheel-dir", tmp_path / "dist", copy],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    listed = subprocess.run(
        [sys.executable, "-m", "zipfile", "--list", wheel], capture_output=True, text=True, check=True
    ).stdout
    assert "stdgraph/web/graphiql/lock.json" in listed
    assert "stdgraph/web/graphiql/files" not in listed
