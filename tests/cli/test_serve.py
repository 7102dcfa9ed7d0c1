"""``stdgraph serve`` in real processes on the embedded engine."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

from stdgraph.web.examples import examples
from stdgraph.web.process import listen_on
from tests.cli.processes import Service, run, serving


def test_an_empty_data_directory_is_seeded_and_the_first_query_answered(service: Service) -> None:
    first = examples()[0]
    answer = service.client.post("/graphql", json={"query": first.query, "variables": json.loads(first.variables)})
    assert answer.status_code == 200
    assert "errors" not in answer.json()
    assert answer.json()["data"]["system"]["progress"]["listed"] > 100
    said = service.said()
    assert "seed loaded: 3 systems" in said
    assert "started at bolt://127.0.0.1:" in said
    assert str(service.data_dir) in said
    assert f"pages http://127.0.0.1:{service.port}/, GraphQL http://127.0.0.1:{service.port}/graphql" in said
    assert "Ctrl-C" in said


def test_a_port_in_use_is_one_line_and_starts_no_engine(service: Service, tmp_path: Path) -> None:
    ended = run("serve", "--port", str(service.port), "--data-dir", str(tmp_path / "unused"), cwd=tmp_path)
    assert ended.returncode == 3
    assert ended.stdout == ""
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"stdgraph: 127.0.0.1:{service.port} is in use by another program: ")
    assert not (tmp_path / "unused").exists()


def test_a_service_stops_at_once_takes_its_engine_with_it_and_keeps_the_data(tmp_path: Path) -> None:
    data_dir = tmp_path / "kept"
    with serving(data_dir, "--no-seed") as first:
        assert "empty" in first.said()
        for format_ in ("table", "csv"):
            shown = run("progress", "--format", format_, "--data-dir", str(data_dir), cwd=tmp_path, COLUMNS="120")
            assert (shown.returncode, shown.stdout) == (1, "")
            assert "is empty" in shown.stderr
        assert run("seed", "--data-dir", str(data_dir), cwd=tmp_path).returncode == 0
        code = first.stop(signal.SIGINT)
    assert code == 0
    assert not (data_dir / "engine.json").exists()
    with serving(data_dir) as second:
        assert "holds 3 systems" in second.said()
        assert "the seed was not loaded" in second.said()
        code = second.stop()
    assert code == 0


def test_readiness_follows_the_engine_through_a_crash(service: Service, tmp_path: Path) -> None:
    with serving(tmp_path / "other", "--no-seed") as other:
        engine = json.loads((other.data_dir / "engine.json").read_text(encoding="utf-8"))["pid"]
        os.kill(engine, signal.SIGKILL)
        away = other.wait_for(503)
        assert away.json()["status"] == "unavailable"
        assert "\n" not in away.text
        assert other.client.get("/healthz").status_code == 200
        assert service.client.get("/readyz").status_code == 200, "two services side by side do not know of each other"
        other.wait_for(200)
        assert "Traceback" not in other.said()


def test_workers_and_services_on_one_data_directory_share_an_engine_that_outlives_who_started_it(
    tmp_path: Path,
) -> None:
    with serving(tmp_path / "shared", "--no-seed", "--workers", "2") as shared:
        assert shared.client.get("/").json()["name"] == "stdgraph"
        with serving(tmp_path / "shared") as beside:
            assert "attached at bolt://127.0.0.1:" in beside.said()
            code = shared.stop()
            assert code == 0
            assert "Traceback" not in shared.said()
            listen_on("127.0.0.1", shared.port).close()  # free again, though the engine that it started lives on
            assert beside.client.get("/readyz").status_code == 200
    assert not (tmp_path / "shared" / "engine.json").exists()
