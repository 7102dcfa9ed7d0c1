"""What a browser does while a test runs, so that nothing goes wrong unseen."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebError, WebSocket

ABORTED = "net::ERR_ABORTED"
"""How a request ends that the page itself takes back."""


@dataclass
class Watch:
    """What a browser context complained of and asked elsewhere for. At the end of a test both are empty."""

    host: str
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Take notes of a context, of all its pages, from now on."""
        context.on("console", self._console)
        context.on("weberror", self._exception)
        context.on("request", lambda request: self._address(request.url))
        context.on("requestfailed", self._failure)
        context.on("page", self._page)

    def forgive(self, text: str) -> None:
        """Strike out the one complaint that a test provokes. Raises AssertionError where there is not exactly one."""
        found = [complaint for complaint in self.complaints if text in complaint]
        assert len(found) == 1, f"not one complaint with {text!r}: {self.complaints}"
        self.complaints.remove(found[0])

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _exception(self, error: WebError) -> None:
        self.complaints.append(str(error.error))

    def _failure(self, request: Request) -> None:
        if request.failure != ABORTED:
            self.complaints.append(f"{request.failure}: {request.method} {request.url}")

    def _page(self, page: Page) -> None:
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        self._address(socket.url)

    def _address(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"blob", "data"} and parts.netloc != self.host:
            self.foreign.append(url)
