"""The peer as a process: @neo4j/graphql on Apollo Server over the same Neo4j, installed with npm when it is first measured."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bench.bolt import environment
from stdgraph.store.engine import Endpoint

FOLDER = Path(__file__).resolve().parent / "peer"
LIMIT = 120.0
"""Seconds that it is given to install and to start."""


def absent(engine: str) -> str | None:
    """Why there is no peer on an engine; None where there is one."""
    if engine != "neo4j":
        return "the peer speaks to Neo4j only"
    missing = [name for name in ("node", "npm") if shutil.which(name) is None]
    return f"no {missing[0]} on this machine" if missing else None


@asynccontextmanager
async def peer(endpoint: Endpoint, port: int) -> AsyncIterator[int]:
    """The peer until the block ends; its port. Raises RuntimeError where it cannot be installed or does not start."""
    if not (FOLDER / "node_modules").is_dir():
        npm = await asyncio.create_subprocess_exec(
            *("npm", "install", "--silent", "--no-package-lock", "--no-audit", "--no-fund"), cwd=FOLDER
        )
        if await npm.wait():
            raise RuntimeError(f"npm could not install the peer into {FOLDER}: its error stands above")
    process = await asyncio.create_subprocess_exec(
        *("node", "server.mjs"),
        cwd=FOLDER,
        stdout=asyncio.subprocess.PIPE,
        env={**environment(endpoint), "PORT": str(port), "NODE_ENV": "production"},
    )
    try:
        assert process.stdout is not None
        async with asyncio.timeout(LIMIT):
            if not await process.stdout.readline():
                raise RuntimeError("the peer did not start: its error stands above")
        yield port
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
