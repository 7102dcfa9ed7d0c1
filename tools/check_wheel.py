"""Checks that a wheel needs nothing else: installed into a fresh environment, in an empty folder, it serves the seeded catalogue.

python tools/check_wheel.py dist/stdgraph-0.1.0-py3-none-any.whl
"""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

CONTRACT = Path(__file__).resolve().parents[1] / "tests" / "contract"
START_SECONDS = 120
STOP_SECONDS = 30


class CheckError(Exception):
    """The wheel does not do what it should; the message says what."""


def check(wheel: Path) -> None:
    """Install, serve, ask, stop. Raises CheckError."""
    with tempfile.TemporaryDirectory(prefix="stdgraph-wheel-") as folder:
        home = Path(folder)
        program = _install(wheel.resolve(), home)
        empty = home / "empty"
        empty.mkdir()
        _check_schema(program, empty, home)
        _check_service(program, empty, home)


def _install(wheel: Path, home: Path) -> Path:
    """The ``stdgraph`` of a fresh environment that holds the wheel and what it needs."""
    _run([sys.executable, "-m", "venv", str(home / "venv")], home, home)
    program = home / "venv" / "bin" / "stdgraph"
    pip = [str(program.with_name("python")), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _run([*pip, str(wheel)], home, home)
    print(f"installed {wheel.name} into a fresh environment")
    return program


def _check_schema(program: Path, empty: Path, home: Path) -> None:
    if "type Query" not in _run([str(program), "schema"], empty, home):
        raise CheckError("stdgraph schema printed no schema")
    print("it prints the schema")


def _check_service(program: Path, empty: Path, home: Path) -> None:
    port = _free_port()
    command = [str(program), "serve", "--port", str(port), "--data-dir", str(home / "data")]
    with (home / "serve.log").open("w+", encoding="utf-8") as log:
        begun = time.monotonic()
        service = subprocess.Popen(command, cwd=empty, env=_environment(home), stdout=log, stderr=log)
        try:
            _wait_until_ready(service, port)
            print(f"it serves after {time.monotonic() - begun:.1f} s, the seed loaded")
            _check_answer(port)
            _check_page(port)
        except CheckError as failure:
            log.seek(0)
            raise CheckError(f"{failure}; it said:\n{log.read()}") from None
        finally:
            service.terminate()
            code = service.wait(STOP_SECONDS)
    if code != 0:
        raise CheckError(f"it stopped with exit code {code}")
    left = [path.name for path in empty.iterdir()]
    if left:
        raise CheckError(f"it left {', '.join(left)} in the folder where it was started")
    print("it stops in order and leaves nothing where it was started")


def _wait_until_ready(service: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if service.poll() is not None:
            raise CheckError(f"it ended with exit code {service.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise CheckError(f"it was not ready within {START_SECONDS} s")


def _check_answer(port: int) -> None:
    """Operation 01 of the contract, over HTTP, as a consumer sends it."""
    operation = next(CONTRACT.rglob("01-system-progress.graphql"))
    query = {"query": operation.read_text(encoding="utf-8"), "variables": {"code": "PV2024"}}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/graphql",
        data=json.dumps(query).encode(),
        headers={"Content-Type": "application/json", "Accept": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:
        answer = json.load(response)
    listed = ((answer.get("data") or {}).get("system") or {}).get("progress", {}).get("listed")
    if "errors" in answer or not listed:
        raise CheckError(f"operation 01 answered {json.dumps(answer, ensure_ascii=False)[:400]}")
    print(f"it answers operation 01: {listed} standards listed in PV2024")


def _check_page(port: int) -> None:
    """The page for a browser with GraphiQL, and every file that it names."""
    root = f"http://127.0.0.1:{port}"
    request = urllib.request.Request(f"{root}/graphql", headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=30) as response:
        named = re.findall(r'(?:src|href)="(graphiql/[^"]+)"', response.read().decode())
    if "graphiql/graphiql.min.js" not in named:
        raise CheckError(
            "it came without GraphiQL, which the build could not fetch: python tools/graphiql_files.py says why"
        )
    for name in named:
        with urllib.request.urlopen(f"{root}/{name}", timeout=30) as response:
            response.read()
    print(f"a browser gets GraphiQL: {len(named)} files")
    request = urllib.request.Request(f"{root}/systems/PV2024", headers={"Accept": "text/html"})
    with urllib.request.urlopen(request, timeout=60) as response:
        files = re.findall(r'(?:src|href)="(/static/[^"]+)"', response.read().decode())
    for name in files:
        with urllib.request.urlopen(f"{root}{name}", timeout=30) as response:
            response.read()
    if not files:
        raise CheckError("the pages for people name no style sheet")
    print(f"and the pages for people: {len(files)} files")


def _run(command: list[str], folder: Path, home: Path) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        env=_environment(home),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CheckError(
            f"{' '.join(command[:4])} ... ended with {done.returncode}: {(done.stderr or done.stdout).strip()}"
        )
    return done.stdout


def _environment(home: Path) -> dict[str, str]:
    """This environment without anything that leads back to the checkout or to someone's settings."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("STDGRAPH_", "PYTHON", "VIRTUAL_ENV"))
    }
    return {**kept, "HOME": str(home), "XDG_DATA_HOME": str(home / "share")}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> int:
    """0 when the wheel needs nothing else, 1 and the reason when it does not."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        print("usage: python tools/check_wheel.py WHEEL", file=sys.stderr)
        return 2
    try:
        check(Path(sys.argv[1]))
    except CheckError as failure:
        print(f"error: {failure}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
