"""A page in the machine's Chromium, without a window, watched over the DevTools protocol."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from tests.waiting import PATIENT, wait_for

FLAGS = (
    "--headless",
    "--no-sandbox",  # the tests run as root on a CI machine
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # as on a machine without internet
    "--remote-debugging-port=0",
)


class Page:
    """An open page: what it asked for, what it complained of, and what it shows."""

    def __init__(self, connection: ClientConnection) -> None:
        self._connection = connection
        self._last = 0
        self.requests: list[str] = []
        self.complaints: list[str] = []

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """The result of a DevTools method."""
        self._last += 1
        self._connection.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            message: dict[str, Any] = json.loads(self._connection.recv(timeout=PATIENT))
            if message.get("id") == self._last:
                assert "error" not in message, message["error"]
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def value(self, expression: str) -> Any:
        """What a JavaScript expression gives in the page; fails where it throws."""
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait_for(self, expression: str) -> Any:
        """The first value of an expression that is neither null, false nor empty."""
        return wait_for(
            lambda: self.value(expression) or None,
            lambda: f"the page never had {expression}; it complained of {self.complaints}",
        )

    def _note(self, message: dict[str, Any]) -> None:
        event = message.get("params", {})
        match message.get("method"):
            case "Network.requestWillBeSent":
                self.requests.append(event["request"]["url"])
            case "Runtime.exceptionThrown":
                self.complaints.append(event["exceptionDetails"]["text"])
            case "Log.entryAdded" if event["entry"]["level"] == "error":
                self.complaints.append(event["entry"]["text"])


def chromium() -> str:
    """The machine's Chromium; skips the test where there is none, or fails it where a browser is required."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        reason = "no chromium on the PATH"
        if os.environ.get("STDGRAPH_REQUIRE_BROWSER") == "1":
            pytest.fail(f"STDGRAPH_REQUIRE_BROWSER=1: {reason}")
        pytest.skip(reason)
    return found


@contextmanager
def open_page(program: str, url: str, profile: Path) -> Iterator[Page]:
    """A page of a browser of its own, which ends with the block."""
    process = subprocess.Popen(
        [program, *FLAGS, f"--user-data-dir={profile}", "about:blank"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with connect(_address_of_a_page(process, profile), max_size=None) as connection:
            page = Page(connection)
            for domain in ("Page", "Network", "Runtime", "Log"):
                page.call(f"{domain}.enable")
            page.call("Page.navigate", url=url)
            yield page
    finally:
        process.terminate()
        process.wait(PATIENT)


def _address_of_a_page(process: subprocess.Popen[bytes], profile: Path) -> str:
    """The DevTools address of the browser's first page, once there is one."""
    written = profile / "DevToolsActivePort"

    def never() -> str:
        return f"{process.args!r} opened no page"

    def address() -> str | None:
        assert process.poll() is None, never()
        port = written.read_text(encoding="ascii").partition("\n")[0] if written.is_file() else ""
        if not port:
            return None
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=PATIENT) as response:
            pages = [target for target in json.load(response) if target["type"] == "page"]
        return str(pages[0]["webSocketDebuggerUrl"]) if pages else None

    return wait_for(address, never)
