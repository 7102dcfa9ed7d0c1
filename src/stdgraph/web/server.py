"""Running the application with uvicorn: in this process, or in several workers."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from multiprocessing import parent_process
from tempfile import TemporaryDirectory

import uvicorn
from pydantic import SecretStr
from starlette.applications import Starlette
from uvicorn.supervisors import Multiprocess

from stdgraph.settings import SERVE_DEBUG, Settings, load_settings
from stdgraph.web.app import create_app
from stdgraph.web.connection_limits import ConnectionLimits
from stdgraph.web.health import PROBES
from stdgraph.web.metrics import FOLDER
from stdgraph.web.process import configure_logging
from stdgraph.web.protocol import ServiceConfig

FAREWELL = 2
"""Seconds that requests under way are given when the service stops."""


class Server(uvicorn.Server):
    """uvicorn's server, which returns after a signal instead of sending it to the process once more."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on SIGINT and SIGTERM as long as this lasts."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.handle_exit, number, None)
        try:
            yield
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(number)


async def serve_here(app: Starlette, settings: Settings, listener: socket.socket, *, debug: bool) -> None:
    """Serve in this process until SIGINT or SIGTERM."""
    await Server(_config(app, settings, debug=debug)).serve(sockets=[listener])


def serve_with_workers(settings: Settings, listener: socket.socket, *, debug: bool) -> None:
    """Serve with as many workers as the settings say until SIGINT or SIGTERM; each opens the graph for itself."""
    with TemporaryDirectory(prefix="stdgraph-metrics-") as counted:
        os.environ.update(as_environment(settings))
        os.environ[SERVE_DEBUG] = "1" if debug else "0"
        os.environ[FOLDER] = counted
        config = _config("stdgraph.web.server:worker_app", settings, debug=debug, workers=settings.workers)
        Multiprocess(config, sockets=[listener]).run()


def worker_app() -> Starlette:
    """The application of a worker, by the settings that its parent left in the environment."""
    settings = load_settings()
    configure_logging(debug=os.environ.get(SERVE_DEBUG) == "1", as_json=settings.logs_json)
    threading.Thread(target=_follow_parent, daemon=True).start()
    return create_app(settings)


def _follow_parent() -> None:
    """Stop when the parent is gone, however it went: nobody else would stop this worker, and it holds the port."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def as_environment(settings: Settings) -> Mapping[str, str]:
    """Settings as the variables that make another process load the same."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    return {f"STDGRAPH_{name.upper()}": _text(value) for name, value in values.items() if value is not None}


def _text(value: object) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else str(value)


def _config(app: Starlette | str, settings: Settings, *, debug: bool, workers: int = 1) -> uvicorn.Config:
    return ServiceConfig(
        app,
        limits=ConnectionLimits.of(settings, PROBES),
        factory=isinstance(app, str),
        workers=workers,
        lifespan="on",
        log_config=None,
        access_log=debug and not settings.logs_json,
        server_header=False,
        timeout_graceful_shutdown=FAREWELL,
        ws="websockets-sansio",
        ws_max_size=settings.max_body,
    )
