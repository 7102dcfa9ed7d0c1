"""A real Neo4j community server for development and tests, without a container engine.

Maven fetches the server's jars, once a version (``lib-<version>/`` beside this file); a Java of this machine runs them
on a free loopback port with a random password, which the ``neo4j`` driver sets. Else standard library only.

    python tools/neo4j/server.py [--version V] [--port P] [--home DIR]
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import functools
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
VERSION = "5.26.30"
START_SECONDS = 120
STOP_SECONDS = 30
HEAP = ("-Xms1g", "-Xmx1g", "-Xmn600m", "-XX:+UseParallelGC")
"""Planning makes much garbage at once: beside the usual collector it takes a quarter less time."""
OPENED = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")

# The server runs while its standard input is open: the pipe closes when this process stops, however it stops.
SUPERVISOR = """
exec 3<&0
"$@" </dev/null 3<&- & jvm=$!
{ cat <&3 >/dev/null; kill $jvm 2>/dev/null; } &
exec 3<&-
wait $jvm
"""


class ServerError(Exception):
    """The server cannot be fetched or started; the message is one line that says what is missing."""


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: where it listens and how to log in."""

    uri: str
    user: str
    password: str = field(repr=False)
    version: str


def minimum_java(version: str) -> int:
    """The oldest Java that a version of the server runs on: 17 for 5.x, 21 for the calendar versions."""
    return 21 if _is_calendar(version) else 17


def find_java(minimum: int) -> Path | None:
    """The ``java`` of the oldest release that suffices (a server knows the Javas of its day), or None."""
    found = ((_java_release(program), program) for program in _javas())
    return min((pair for pair in found if pair[0] >= minimum), default=(0, None))[1]


def can_serve(version: str = VERSION) -> str | None:
    """None when this machine can run that version, else the reason why it cannot."""
    if not re.fullmatch(r"\d+(\.\d+)+", version):
        return f"a version of Neo4j looks like {VERSION}, not {version!r}"
    needed = minimum_java(version)
    if find_java(needed) is None:
        return (
            f"Neo4j {version} needs Java {needed} or newer, and none was found in JAVA_HOME, PATH, /usr/lib/jvm or /opt"
        )
    if not _lib(version).is_dir() and shutil.which("mvn") is None:
        return f"Neo4j {version} is fetched with Maven, and there is no mvn on the PATH"
    return None


def fetch(version: str = VERSION) -> Path:
    """The folder of the server's jars, fetched if absent. Raises ServerError without Java, Maven or such a version."""
    reason = can_serve(version)
    if reason is not None:
        raise ServerError(reason)
    lib = _lib(version)
    with _one_at_a_time():
        if not lib.is_dir():
            _fetch(version, lib)
    return lib


@contextlib.contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Let one process fetch while the others wait: Maven's local repository takes one writer."""
    with (Path(tempfile.gettempdir()) / f"stdgraph-neo4j-{os.getuid()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetch(version: str, lib: Path) -> None:
    with tempfile.TemporaryDirectory(prefix=f"{lib.name}.", dir=HERE) as folder:
        part = Path(folder) / "lib"
        command = [
            "mvn",
            "-q",
            "-B",
            "-Dstyle.color=never",
            "-f",
            str(HERE / "pom.xml"),
            "dependency:copy-dependencies",
        ]
        done = subprocess.run(
            [*command, f"-Dneo4j.version={version}", f"-DoutputDirectory={part}"],
            env={**os.environ, "JAVA_HOME": str(_java(version).parents[1])},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            problem = re.search(r"\[.*ERROR.*\] (\S.*)", done.stdout + done.stderr)
            raise ServerError(
                f"Maven could not fetch Neo4j {version}: {problem[1] if problem else 'it gave no reason'}"
            )
        part.rename(lib)


@contextlib.contextmanager
def serve(version: str = VERSION, home: Path | None = None, port: int = 0) -> Iterator[Server]:
    """Run a server until the block ends; without a home it starts empty and leaves nothing. Raises ServerError."""
    lib = fetch(version)
    with contextlib.ExitStack() as stack:
        folder = home or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stdgraph-neo4j-")))
        port = port or _free_port()
        process = stack.enter_context(_running(version, lib, folder.absolute(), port))
        _wait_until_started(process, folder, version)
        uri = f"bolt://127.0.0.1:{port}"
        yield Server(uri, "neo4j", _password(uri, folder), version)


@contextlib.contextmanager
def _running(version: str, lib: Path, home: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server's process, stopped at the end of the block."""
    (home / "conf").mkdir(parents=True, exist_ok=True)
    (home / "logs").mkdir(exist_ok=True)
    (home / "conf" / "neo4j.conf").write_text(_configuration(port), encoding="utf-8")
    _log(home).unlink(missing_ok=True)
    entry = "Neo4jCommunity" if _is_calendar(version) else "CommunityEntryPoint"
    java = [str(_java(version)), *HEAP, "-cp", f"{lib}/*"]
    java += [f"--add-opens={package}=ALL-UNNAMED" for package in OPENED]
    java += [f"org.neo4j.server.{entry}", f"--home-dir={home}", f"--config-dir={home}/conf"]
    with (home / "logs" / "console.log").open("wb") as console:
        process = subprocess.Popen(
            ["/bin/sh", "-c", SUPERVISOR, "neo4j", *java],
            stdin=subprocess.PIPE,
            stdout=console,
            stderr=console,
            start_new_session=True,  # a Ctrl-C in the terminal is for this program, which stops the server in order
        )
    try:
        yield process
    finally:
        assert process.stdin is not None  # noqa: S101  asked for above
        process.stdin.close()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _configuration(port: int) -> str:
    return "\n".join(
        (
            "server.default_listen_address=127.0.0.1",
            "server.bolt.enabled=true",
            f"server.bolt.listen_address=127.0.0.1:{port}",
            f"server.bolt.advertised_address=127.0.0.1:{port}",
            "server.http.enabled=false",
            "server.https.enabled=false",
            "server.memory.pagecache.size=128m",
            "dbms.usage_report.enabled=false",
            # plans of long statements take seconds: catalogues of tests change at every test, and plans stay right
            "dbms.cypher.min_replan_interval=1h",
            "internal.dbms.bolt.netty_server_shutdown_quiet_period=0",  # else stopping takes ten seconds
            "",
        )
    )


def _wait_until_started(process: subprocess.Popen[bytes], home: Path, version: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        text = _log(home).read_text(encoding="utf-8") if _log(home).is_file() else ""
        if "Started." in text:
            return
        if process.poll() is not None:
            console = (home / "logs" / "console.log").read_text(encoding="utf-8", errors="replace")
            lines = [line for line in (text or console).splitlines() if "ERROR" in line or "Exception" in line]
            raise ServerError(f"Neo4j {version} did not start: {lines[0] if lines else f'see {_log(home)}'}")
        time.sleep(0.1)
    raise ServerError(f"Neo4j {version} did not start within {START_SECONDS} s: see {_log(home)}")


def _password(uri: str, home: Path) -> str:
    """The password of that home; on its first start a random one takes the place of the server's default."""
    try:
        import neo4j
    except ImportError:
        raise ServerError("setting the password needs the neo4j driver: run this with .venv/bin/python") from None
    kept = home / "password"
    if not kept.is_file():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(24), encoding="ascii")
    password = kept.read_text(encoding="ascii").strip()
    driver, own, default = neo4j.GraphDatabase.driver, ("neo4j", password), ("neo4j", "neo4j")
    change = "ALTER CURRENT USER SET PASSWORD FROM 'neo4j' TO $new"
    with driver(uri, auth=default) as at_first, driver(uri, auth=own) as later:
        with contextlib.suppress(neo4j.exceptions.AuthError):  # changed at an earlier start
            at_first.execute_query(change, new=password, database_="system")
        try:
            later.verify_connectivity()
        except neo4j.exceptions.AuthError:
            raise ServerError(
                f"{kept} does not hold the password of that Neo4j: remove the folder to start anew"
            ) from None
    return password


def _javas() -> list[Path]:
    """Every ``java`` of the machine, each once."""
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    homes += [*Path("/usr/lib/jvm").glob("*"), *Path("/opt").glob("*")]
    homes += Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home")
    on_path = shutil.which("java")
    programs = [home / "bin" / "java" for home in homes] + ([Path(on_path)] if on_path else [])
    return list(dict.fromkeys(program.resolve() for program in programs if program.is_file()))


def _java(version: str) -> Path:
    java = find_java(minimum_java(version))
    if java is None:
        raise ServerError(can_serve(version))
    return java


def _free_port() -> int:
    with socket.socket() as probe:  # the server itself takes port 0 for its default port
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_calendar(version: str) -> bool:
    return int(version.partition(".")[0]) >= 2025  # 5.26 was followed by 2025.01


@functools.cache
def _java_release(program: Path) -> int:
    """The feature release of a ``java``, 0 when it does not run."""
    try:
        asked = subprocess.run([program, "-version"], capture_output=True, text=True, check=False, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return 0
    stated = re.search(r'version "(?:1\.)?(\d+)', asked.stderr)
    return int(stated[1]) if stated else 0


def _lib(version: str) -> Path:
    return HERE / f"lib-{version}"


def _log(home: Path) -> Path:
    return home / "logs" / "neo4j.log"


def main() -> int:
    """Run a server in the foreground until Ctrl-C or SIGTERM; 1 when it cannot start."""
    parser = argparse.ArgumentParser(description="Fetch (once) and run a Neo4j community server on loopback.")
    parser.add_argument("--version", default=VERSION, help=f"server version (default {VERSION})")
    parser.add_argument("--port", type=int, default=0, help="Bolt port (default: a free one)")
    parser.add_argument("--home", type=Path, help="folder that keeps data and password (default: a temporary one)")
    parser.add_argument("--check", action="store_true", help="only say whether it can run here")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stops in order, as Ctrl-C does
    try:
        if options.check:
            return _check(options.version)
        _serve_until_stopped(options.version, options.home, options.port)
    except KeyboardInterrupt:
        print("stopped")
    except ServerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _check(version: str) -> int:
    reason = can_serve(version)
    print(f"engine: {f'not Neo4j: {reason}' if reason else f'Neo4j {version}'}")
    return 1 if reason else 0


def _serve_until_stopped(version: str, home: Path | None, port: int) -> None:
    print(f"Neo4j {version}: starting", flush=True)
    with serve(version, home, port) as server:
        print(_screen(server, home), flush=True)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # so that pause returns when the server ends
        signal.pause()
        raise ServerError(f"Neo4j {version} ended by itself")


def _screen(server: Server, home: Path | None) -> str:
    return "\n".join(
        (
            f"Neo4j {server.version} is ready",
            f"  address   {server.uri}",
            f"  user      {server.user}",
            f"  password  {server.password}",
            f"  data      {home or 'temporary, gone when it stops'}",
            "  stop      Ctrl-C",
        )
    )


if __name__ == "__main__":
    sys.exit(main())
