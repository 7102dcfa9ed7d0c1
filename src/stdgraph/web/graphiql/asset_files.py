"""The files that the page at /graphql is made of: our own, and those of GraphiQL, which the installation fetches.

GraphiQL's are named in ``lock.json`` with their hashes. A checkout, or an installation that could not reach npm's registry,
may lack them; the page then says so, and GraphQL works all the same.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PACKAGE = "stdgraph.web.graphiql"
FOLDER = "files"
"""Where GraphiQL's files are, beside this module."""


@cache
def integrities() -> Mapping[str, str]:
    """The names of GraphiQL's files, in the order in which a page loads them, with the hash of each as a page states it."""
    lock = json.loads((files(PACKAGE) / "lock.json").read_text(encoding="utf-8"))
    return {file["name"]: file["integrity"] for pinned in lock for file in pinned["files"].values()}


def installed() -> bool:
    """Whether GraphiQL's files are there, each as it was reviewed."""
    folder = files(PACKAGE) / FOLDER
    return all(
        (folder / name).is_file() and _is(hashed, (folder / name).read_bytes())
        for name, hashed in integrities().items()
    )


def assets() -> ASGIApp:
    """Serves the files that the page names. A browser asks each time whether a file has changed: it may be that of another version."""
    served: list[str | tuple[str, str]] = [(PACKAGE, "static")]
    if installed():
        served.append((PACKAGE, FOLDER))
    return _Revalidated(GZipMiddleware(StaticFiles(packages=served), minimum_size=1024))


class _Revalidated:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-cache"
                headers["X-Content-Type-Options"] = "nosniff"
            await send(message)

        await self._app(scope, receive, marked)


def _is(integrity: str, content: bytes) -> bool:
    algorithm, _, digest = integrity.partition("-")
    return base64.b64encode(hashlib.new(algorithm, content).digest()).decode("ascii") == digest
