"""stdgraph as people run it: in processes of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.waiting import PATIENT, wait_for

STDGRAPH = (sys.executable, "-m", "stdgraph")


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without settings of its own, and with these; the command line speaks English."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STDGRAPH_")}
    return {**kept, "PYTHONWARNINGS": "default", "STDGRAPH_LANGUAGE": "en", **variables}


def run(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command run to its end, with its output."""
    return subprocess.run(
        [*STDGRAPH, *arguments],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENT,
        check=False,
    )


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Service:
    """A running ``stdgraph serve``."""

    process: subprocess.Popen[str]
    port: int
    data_dir: Path
    output: Path
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENT)

    def said(self) -> str:
        """What it printed so far."""
        return self.output.read_text(encoding="utf-8")

    def wait_for(self, status: int, path: str = "/readyz") -> httpx.Response:
        """The first response with a status; fails with what the service said when there is none."""

        def never() -> str:
            return f"no {status} from {path}; the service said: {self.said()}"

        def response() -> httpx.Response | None:
            assert self.process.poll() is None, never()
            try:
                found = self.client.get(path)
            except httpx.TransportError:
                return None
            return found if found.status_code == status else None

        return wait_for(response, never)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it; its exit code."""
        self.process.send_signal(number)
        return self.process.wait(PATIENT)


@contextmanager
def serving(data_dir: Path, *arguments: str) -> Iterator[Service]:
    """A service on a data directory and a port of its own, ready when this begins and stopped when it ends."""
    port = free_port()
    output = data_dir.with_name(f"{data_dir.name}-{port}.out")
    with output.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*STDGRAPH, "serve", "--port", str(port), "--data-dir", str(data_dir), *arguments],
            cwd=data_dir.parent,
            env=environment(),
            stdout=out,
            stderr=subprocess.STDOUT,
            text=True,
        )
    service = Service(process, port, data_dir, output)
    try:
        service.wait_for(200)
        yield service
    finally:
        service.client.close()
        if process.poll() is None:
            service.stop()
