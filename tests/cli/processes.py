"""stdgraph as people run it: in processes of its own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

STDGRAPH = (sys.executable, "-m", "stdgraph")
START_LIMIT = 60.0
STOP_LIMIT = 10.0


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without settings of its own, and with these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("STDGRAPH_")}
    return {**kept, "PYTHONWARNINGS": "default", **variables}


def run(*arguments: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command run to its end, with its output."""
    return subprocess.run(
        [*STDGRAPH, *arguments],
        cwd=cwd,
        env=environment(**variables),
        capture_output=True,
        encoding="utf-8",
        timeout=START_LIMIT,
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
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=START_LIMIT)

    def said(self) -> str:
        """What it printed so far."""
        return self.output.read_text(encoding="utf-8")

    def wait_for(self, status: int, path: str = "/readyz") -> httpx.Response:
        """The first response with a status; fails with what the service said when there is none."""
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                response = self.client.get(path)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            if response.status_code == status:
                return response
            time.sleep(0.05)
        raise AssertionError(f"no {status} from {path}; the service said: {self.said()}")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """Stop it; its exit code and the seconds it took."""
        begun = time.monotonic()
        self.process.send_signal(number)
        code = self.process.wait(STOP_LIMIT)
        return code, time.monotonic() - begun


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
