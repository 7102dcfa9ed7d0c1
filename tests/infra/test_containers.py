"""The container files, as far as they can be checked where no container engine runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from stdgraph.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def compose() -> Mapping[str, Any]:
    parsed: Mapping[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return parsed


@pytest.fixture(scope="module")
def dockerfile() -> str:
    return (ROOT / "Dockerfile").read_text(encoding="utf-8")


def _script(compose: Mapping[str, Any]) -> str:
    """What the password service runs, as its shell sees it."""
    (text,) = compose["services"]["password"]["command"]
    return str(text).replace("$$", "$")


def test_every_variable_is_one_that_stdgraph_reads(compose: Mapping[str, Any], dockerfile: str) -> None:
    known = {f"STDGRAPH_{name.upper()}" for name in Settings.model_fields} | {"STDGRAPH_CONFIG"}
    used = set(re.findall(r"STDGRAPH_\w+", f"{compose}{dockerfile}"))
    assert used
    assert used <= known


def test_no_password_stands_in_the_files(compose: Mapping[str, Any], dockerfile: str) -> None:
    for name, service in compose["services"].items():
        for variable, value in service.get("environment", {}).items():
            assert "PASSWORD" not in variable, name
            assert variable != "NEO4J_AUTH", name
            assert "neo4j/" not in str(value), name
    assert "PASSWORD" not in dockerfile.upper()


def test_the_image_runs_the_console_script(dockerfile: str) -> None:
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["scripts"]
    command = re.search(r'^CMD \["(\w+)", "(\w+)"', dockerfile, re.MULTILINE)
    assert command
    assert command[1] in scripts
    shown = subprocess.run(
        [Path(sys.executable).with_name(command[1]), command[2], "--help"], capture_output=True, text=True, check=True
    )
    assert "--host" in shown.stdout


def test_the_image_builds_from_files_that_are_let_through(dockerfile: str) -> None:
    allowed = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {"pyproject.toml", project["project"]["readme"], *wheel["force-include"]}
    needed |= {package.partition("/")[0] for package in wheel["packages"]}
    needed |= {"hatch_build.py", "tools/graphiql_files.py"}
    assert needed <= allowed
    assert "COPY . ." in dockerfile


def test_services_run_without_privileges_and_start_in_order(compose: Mapping[str, Any], dockerfile: str) -> None:
    services = compose["services"]
    assert re.search(r"^USER 10001$", dockerfile, re.MULTILINE)
    assert services["neo4j"]["user"] == "7474:7474"
    for service in services.values():
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    after = services["stdgraph"]["depends_on"]
    assert after["neo4j"]["condition"] == "service_healthy"
    assert {
        service["depends_on"]["password"]["condition"] for name, service in services.items() if name != "password"
    } == {"service_completed_successfully"}


def test_ports_are_bound_to_loopback_and_volumes_are_declared(compose: Mapping[str, Any]) -> None:
    for service in compose["services"].values():
        assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))
        for volume in service.get("volumes", []):
            assert volume.partition(":")[0] in compose["volumes"]


@pytest.mark.skipif(os.geteuid() != 0, reason="the password service runs as root: it gives each file to its reader")
def test_the_password_is_made_once_and_both_services_read_it(
    compose: Mapping[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run() -> tuple[str, str]:
        subprocess.run(["/bin/sh", "-euc", _script(compose)], cwd=tmp_path, check=True)
        return (tmp_path / "neo4j").read_text("ascii"), (tmp_path / "stdgraph.toml").read_text("ascii")

    first = run()
    assert run() == first
    for variable, value in compose["services"]["stdgraph"]["environment"].items():
        monkeypatch.setenv(variable, re.sub(r"\$\{\w+:-(.*)\}", r"\1", value))
    monkeypatch.setenv("STDGRAPH_CONFIG", str(tmp_path / "stdgraph.toml"))
    settings = load_settings()
    assert settings.graph_password is not None
    password = settings.graph_password.get_secret_value()
    assert len(password) == 32
    assert first[0] == f"{settings.graph_user}/{password}"
    assert settings.graph_uri == "bolt://neo4j:7687"
    modes = {path.name: (path.stat().st_uid, oct(path.stat().st_mode & 0o777)) for path in tmp_path.iterdir()}
    assert modes == {"neo4j": (7474, "0o600"), "stdgraph.toml": (10001, "0o600")}


def test_compose_accepts_the_file() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("no docker with the compose plugin on this machine")
    checked = subprocess.run(
        [docker, "compose", "--file", str(ROOT / "docker-compose.yml"), "config", "--quiet"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stderr
