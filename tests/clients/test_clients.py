"""Public clients against a real service: each gets data, carries out a mutation and follows the feed until it sees its change."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.processes import Service, run, serving
from tests.contract.operations import document

pytestmark = pytest.mark.clients

FOLDER = Path(__file__).parent
REQUIRED = os.environ.get("STDGRAPH_REQUIRE_CLIENTS") == "1"
LIMIT = 120.0
CHANGES = "query($after: String) { changes(after: $after, first: 200) { pageInfo { hasNextPage endCursor } } }"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service on a catalogue of its own with the bundled seed."""
    with serving(tmp_path_factory.mktemp("clients") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    issued = run(
        *("token", "issue", "--name", "clients", "--role", "administrator"),
        *("--data-dir", str(service.data_dir)),
        cwd=service.data_dir.parent,
    )
    assert issued.returncode == 0, issued.stderr
    return issued.stdout.strip()


@pytest.fixture(scope="module")
def node() -> str:
    """Node with the clients installed as the lockfile has them; without Node or npm the test is skipped, or fails if required."""
    program, npm = shutil.which("node"), shutil.which("npm")
    if program is None or npm is None:
        reason = "no node and npm on the PATH"
        if REQUIRED:
            pytest.fail(f"STDGRAPH_REQUIRE_CLIENTS=1: {reason}")
        pytest.skip(reason)
    lock, installed = FOLDER / "package-lock.json", FOLDER / "node_modules" / ".installed-lock.json"
    if not installed.is_file() or installed.read_bytes() != lock.read_bytes():
        done = subprocess.run(
            [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
            cwd=FOLDER,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        shutil.copy(lock, installed)
    return program


class Clients:
    """Runs a program with a task and checks what it reports."""

    def __init__(self, service: Service, token: str) -> None:
        self._service = service
        self._token = token

    def carry_out(self, *command: str, title: str, **options: object) -> dict[str, Any]:
        """The report of a program that got data, registered a standard and saw it in the feed."""
        task = {
            "url": f"http://127.0.0.1:{self._service.port}/graphql",
            "socket": f"ws://127.0.0.1:{self._service.port}/graphql",
            "token": self._token,
            "title": title,
            "after": self._end_of_feed(),
            "document": document("01-system-progress"),
            "variables": {"code": "PV2024"},
            **options,
        }
        done = subprocess.run(
            command, input=json.dumps(task), capture_output=True, text=True, timeout=LIMIT, check=False, cwd=FOLDER
        )
        assert done.returncode == 0, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        assert report["data"]["system"]["code"] == "PV2024"
        assert report["data"]["system"]["progress"]["listed"] > 0
        registered, change = report["registered"], report["change"]
        assert registered["__typename"] == "StandardAdvanced"
        assert change["kind"] == "REGISTERED"
        assert change["sequence"] == registered["change"]["sequence"]
        assert change["subject"]["id"] == registered["standard"]["id"]
        return report

    def _end_of_feed(self) -> str:
        cursor = None
        while True:
            body = {"query": CHANGES, "variables": {"after": cursor}}
            page = self._service.client.post("/graphql", json=body).json()["data"]["changes"]["pageInfo"]
            cursor = str(page["endCursor"])
            if not page["hasNextPage"]:
                return cursor


@pytest.fixture(scope="module")
def clients(service: Service, token: str) -> Clients:
    return Clients(service, token)


def test_urql_with_its_default_headers(clients: Clients, node: str) -> None:
    report = clients.carry_out(node, "urql.js", title="urql 登记")
    assert len(report["requests"]) == 3
    assert all("text/event-stream" in one["accept"] for one in report["requests"])


@pytest.mark.parametrize("get", [False, True], ids=["POST", "GET"])
def test_apollo_falls_back_from_persisted_queries(clients: Clients, node: str, get: bool) -> None:
    report = clients.carry_out(node, "apollo.js", title=f"Apollo 登记 {get}", get=get)
    assert [one["hasDocument"] for one in report["requests"]] == [False, True, True]
    assert report["requests"][0]["method"] == ("GET" if get else "POST")


def test_graphql_request_with_graphql_sse(clients: Clients, node: str) -> None:
    clients.carry_out(node, "graphql-request.js", title="graphql-request 登记")


def test_gql(clients: Clients) -> None:
    clients.carry_out(sys.executable, "gql_client.py", title="gql 登记")
