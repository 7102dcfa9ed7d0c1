"""The code at an older commit, out of the history, and what people do with it: it runs beside today's, on today's dependencies."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from stdgraph.settings import Settings
from tests.cli.processes import Service, environment, free_port
from tests.waiting import PATIENT

COMMIT = "0b03fae3debe53152cb81d4dcfd2bc269d7e2fad"
ROOT = Path(__file__).parents[2]


def check_out(folder: Path) -> Path:
    """The sources at the old commit, in a folder; fails the test where the history lacks it. Its package is in ``src``."""
    if not (ROOT / ".git").exists():
        pytest.skip("no git history here: this is no checkout")
    git = subprocess.run(
        ["git", "archive", "--format=tar", COMMIT, "src", "seed", "schema.graphql"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if git.returncode:
        reason = git.stderr.decode(errors="replace").strip()
        pytest.fail(f"commit {COMMIT[:7]} is not in this clone (fetch the whole history): {reason}")
    with tarfile.open(fileobj=io.BytesIO(git.stdout)) as archive:
        archive.extractall(folder, filter="data")
    # The files of its editor came from a package that is not installed any more: nobody opens the editor here.
    editor = folder / "src" / "graphene_django_graphiql_static"
    (editor / "static" / editor.name).mkdir(parents=True)
    (editor / "__init__.py").touch()
    return folder / "src"


def engine_variables(settings: Settings) -> dict[str, str]:
    """The variables that make any version's process use the engine of the settings."""
    variables = {"STDGRAPH_DATA_DIR": str(settings.data_dir)}
    if settings.graph_uri and settings.graph_password:
        variables["STDGRAPH_GRAPH_URI"] = settings.graph_uri
        variables["STDGRAPH_GRAPH_USER"] = settings.graph_user
        variables["STDGRAPH_GRAPH_PASSWORD"] = settings.graph_password.get_secret_value()
    return variables


@dataclass(frozen=True)
class Code:
    """The code of a version, by the folder of its package, on an engine."""

    source: Path
    settings: Settings

    @property
    def is_todays(self) -> bool:
        """Whether it is the code of this checkout."""
        return self.source == todays_source()

    @property
    def environment(self) -> dict[str, str]:
        """What its processes get. Which branches older code takes is not measured."""
        variables = {**environment(**engine_variables(self.settings)), "PYTHONPATH": str(self.source)}
        if not self.is_todays:
            variables.pop("COVERAGE_PROCESS_CONFIG", None)
        return variables

    def run(self, *arguments: str) -> str:
        """What a command writes; fails where it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "stdgraph", *arguments],
            cwd=self.settings.data_dir.parent,
            env=self.environment,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENT,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def serving(self) -> Iterator[Service]:
        """Its service, ready when this begins and stopped when it ends."""
        port, folder = free_port(), self.settings.data_dir.parent
        output = folder / f"served-{port}.out"
        with output.open("w", encoding="utf-8") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "stdgraph", "serve", "--no-seed", "--port", str(port)],
                cwd=folder,
                env=self.environment,
                stdout=out,
                stderr=subprocess.STDOUT,
                text=True,
            )
        service = Service(process, port, self.settings.data_dir, output)
        try:
            service.wait_for(200)
            yield service
        finally:
            service.client.close()
            if process.poll() is None:
                service.stop()


def ask(client: httpx.Client, document: str, token: str | None = None, **variables: Any) -> Any:
    """The data that a service answers; fails on an error."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = client.post("/graphql", json={"query": document, "variables": variables}, headers=headers)
    body = answer.json()
    assert answer.status_code == 200, body
    assert not body.get("errors"), body["errors"]
    return body["data"]


def todays_source() -> Path:
    """The folder of today's package."""
    return ROOT / "src"
