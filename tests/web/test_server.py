"""Settings reach the workers, and logs stay readable."""

from __future__ import annotations

import asyncio
import logging
import signal
from pathlib import Path

import pytest
import websockets
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from stdgraph.settings import Settings, load_settings
from stdgraph.web.process import OneLine, listen_on
from stdgraph.web.server import as_environment, serve_here
from tests.waiting import PATIENT


def test_workers_load_the_settings_of_their_parent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = Settings.model_validate(
        {
            "data_dir": tmp_path,
            "port": 8123,
            "graph_uri": "neo4j://graph.test:7687",
            "graph_password": "secret",
            "seed": False,
            "query_timeout": 2.5,
        }
    )
    for name, value in as_environment(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings


def test_an_exception_is_logged_in_one_line() -> None:
    error = LookupError("two\nlines")
    told = (LookupError, error, None)
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "it failed\n", None, told)
    assert OneLine().format(record) == "stdgraph: it failed: LookupError: two lines"


def test_a_stack_trace_in_a_message_is_cut_to_what_it_says() -> None:
    text = "Traceback (most recent call last):\n  File ...\nstdgraph.errors.Unavailable: no engine\n"
    record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, text, None, None)
    assert OneLine().format(record) == "stdgraph: stdgraph.errors.Unavailable: no engine"


async def _echo(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        pass


async def test_a_message_over_websocket_has_the_most_of_a_body(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, max_body=2000)
    app = Starlette(routes=[WebSocketRoute("/", _echo)])
    with listen_on("127.0.0.1", 0) as listener:
        serving = asyncio.create_task(serve_here(app, settings, listener, debug=False))
        async with (
            asyncio.timeout(PATIENT),
            websockets.connect(f"ws://127.0.0.1:{listener.getsockname()[1]}/") as socket,
        ):
            await socket.send("x" * 2000)
            assert len(await socket.recv()) == 2000
            await socket.send("x" * 2001)
            with pytest.raises(websockets.ConnectionClosed) as closed:
                await socket.recv()
        signal.raise_signal(signal.SIGTERM)
        await serving
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009
