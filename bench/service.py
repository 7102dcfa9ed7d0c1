"""The service as a process of its own: started, timed to its first answer, and stopped."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.client import answers
from bench.launch import memory_file
from bench.operations import Operation

FIRST = Operation("first answer", "{ systems { code title } }", {})
LIMIT = 120.0
"""Seconds in which the first answer must come."""


@dataclass(frozen=True, slots=True)
class Service:
    """A service that has answered once."""

    port: int
    pid: int
    seconds: float
    """From the launch of the command to the first answer."""
    parts: Mapping[str, float]
    """Seconds of the parts that were noted, and ``before``, up to the first of them."""
    processor: float | None
    """Processor seconds that the service's own process had used by then; None where the system does not tell."""
    log: Path
    memory: Path
    """What the service remembers, by kind as entries and bytes, in JSON; written once a second."""


@asynccontextmanager
async def service(
    environment: Mapping[str, str], *, fresh: bool, python: tuple[str, ...] = ()
) -> AsyncIterator[Service]:
    """Run ``stdgraph serve`` until the block ends; ``python`` are options of the interpreter.

    Raises RuntimeError with its last words where it gives no answer.
    """
    with tempfile.TemporaryDirectory(prefix="stdgraph-bench-") as folder:
        marks, log, port = Path(folder, "marks"), Path(folder, "log"), free_port()
        command = [sys.executable, *python, "-m", "bench.launch", str(marks), "fresh" if fresh else "kept"]
        launched = time.monotonic()
        process = _launched([*command, "serve", "--port", str(port)], environment, log)
        try:
            await _first_answer(process, port, log)
            seconds = time.monotonic() - launched
            yield Service(
                port,
                process.pid,
                seconds,
                _parts(marks, launched),
                processor_seconds(process.pid),
                log,
                memory_file(marks),
            )
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _launched(command: list[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(command, env={**os.environ, **environment}, stdout=output, stderr=output)


async def _first_answer(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + LIMIT
    if not await answers(
        port, lambda client: client.ask(FIRST), lambda: time.monotonic() < until and process.poll() is None
    ):
        raise RuntimeError(f"the service gave no answer: {_last_words(log)}")


def _last_words(log: Path) -> str:
    return log.read_text(errors="replace")[-500:].strip()


def _parts(marks: Path, launched: float) -> dict[str, float]:
    noted = [json.loads(line) for line in marks.read_text(encoding="utf-8").splitlines()]
    return {"before": min(begun for _, begun, _ in noted) - launched} | {
        label: ended - begun for label, begun, ended in noted
    }


def processor_seconds(pid: int) -> float | None:
    """Processor time that a process has used, in user and system mode."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(") ")[2].split()
    except OSError:
        return None
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
