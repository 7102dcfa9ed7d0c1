"""The engine's process: ``python -m stdgraph.store.embedded.child DATA_DIR HEAP TIMEOUT_MS [PORT]``.

The only module that imports the engine. It starts ArcadeDB with its Bolt listener on loopback, publishes that in
``engine.json``, and waits for the lock that its users share: once it gets that lock no user is left, and it stops.
Its output goes to ``engine.log``.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import socket
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import NoReturn, Protocol

from stdgraph.store.embedded.files import DataDir, Running, open_lock, try_lock

BINDINGS = ("arcadedb_embedded", "arcadedb_jvm", "arcadedb")
"""The package's name, and its announced successors."""

DATABASE = "graph"
REASON = "stdgraph: "
"""Prefix of the log line that says why the engine could not start."""

NO_BUDGET = 0
"""No budget of memory that queries share: what a subquery reserves of it to group rows is given back only when the collector comes by
(26.10.2), and until then an idle engine refuses whatever groups."""

STOP_LIMIT = 5.0
"""Seconds that an orderly stop may take; the log of the database makes an abrupt one safe."""


class EngineServer(Protocol):
    """The engine's server, as its package provides it."""

    def start(self) -> None:
        """Listen."""
        ...

    def create_database(self, name: str) -> object:
        """Create the database, or open it where it exists."""
        ...

    def stop(self) -> None:
        """Stop in an orderly way."""
        ...


def main(arguments: list[str]) -> NoReturn:
    """Run the engine until its last user leaves."""
    directory = DataDir(Path(arguments[0]))
    try:
        os.chdir(directory.path)
        os.umask(0o077)
        lock = _engine_lock(directory)
        server = _start(directory, arguments[1], int(arguments[2]), _port(arguments[3:]))
    except Exception as error:  # whatever it is goes to the log as the reason
        print("\n" + REASON + _reason(error, directory), flush=True)  # the engine's last line may have no end
        os._exit(1)  # the engine's threads would keep the process
    users = open_lock(directory.users)
    fcntl.flock(users, fcntl.LOCK_EX)
    directory.state.unlink(missing_ok=True)
    threading.Timer(STOP_LIMIT, os._exit, [0]).start()
    server.stop()
    os.close(lock)
    os._exit(0)  # the JVM would wait for connected clients


def _engine_lock(directory: DataDir) -> int:
    """The lock that says this directory has an engine; others look at it for moments only."""
    descriptor = open_lock(directory.engine)
    for _ in range(100):
        if try_lock(descriptor):
            return descriptor
        time.sleep(0.02)
    raise RuntimeError(f"another engine runs on {directory.path}")


def _start(directory: DataDir, heap: str, timeout: int, port: int) -> EngineServer:
    bindings = _bindings()
    server: EngineServer = bindings.ArcadeDBServer(
        root_path=str(directory.path),
        root_password=directory.password(),
        config={
            "mode": "production",
            "host": "127.0.0.1",
            "http_port": str(_free_port(0)),
            "server_plugins": "Bolt:com.arcadedb.bolt.BoltProtocolPlugin",
            "bolt_port": port,
            "bolt_defaultDatabase": DATABASE,
            "txWalFlush": 1,
        },
        jvm_kwargs={
            "heap_size": heap,
            "jvm_args": [
                f"-Darcadedb.command.timeout={timeout}",
                f"-Darcadedb.queryMaxHeapRAM={NO_BUDGET}",
                "-XX:+UseSerialGC",
            ],
        },
    )
    server.start()
    server.create_database(DATABASE)  # opens it where it exists
    now = datetime.now(UTC).isoformat(timespec="seconds")
    directory.announce(Running(os.getpid(), port, now, f"ArcadeDB {bindings.__version__}"))
    return server


def _bindings() -> ModuleType:
    for name in BINDINGS:
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError as error:
            if error.name != name:
                raise
    raise RuntimeError(f"the engine's package is not installed: expected {BINDINGS[0]}")


def _port(preferred: list[str]) -> int:
    """The preferred port where it is free, so that drivers find the engine where it was; else any."""
    try:
        return _free_port(int(preferred[0])) if preferred else _free_port(0)
    except OSError:
        return _free_port(0)


def _free_port(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", port))
        return int(probe.getsockname()[1])


def _reason(error: Exception, directory: DataDir) -> str:
    text = str(error)
    if "LockException" in text or "locked by another process" in text:
        return f"its database under {directory.path} is in use by another program"
    return text.strip().partition("\n")[0] or type(error).__name__


if __name__ == "__main__":
    main(sys.argv[1:])
