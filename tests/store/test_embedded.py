"""The embedded engine as processes: shared, crashing, abandoned, in the way of others."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import socket
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from stdgraph.errors import Unavailable
from stdgraph.store.embedded import supervisor
from stdgraph.store.embedded.files import DataDir, is_held
from stdgraph.store.embedded.supervisor import Supervisor
from stdgraph.store.session import Graph, Transaction
from tests.engines import embedded_settings
from tests.store.processes import another_user, kill
from tests.store.user import add_one
from tests.waiting import PATIENT, eventually


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def home(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Graph]:
    """An embedded engine of this module's own, which its tests may kill."""
    async with await Graph.open(embedded_settings(tmp_path_factory.mktemp("engine") / "made" / "here")) as graph:
        yield graph


def directory(graph: Graph) -> DataDir:
    return DataDir(Path(graph.engine.facts()["data directory"]))


async def answers(graph: Graph) -> bool:
    try:
        await graph.check()
    except Unavailable:
        return False
    return True


async def is_silent(graph: Graph) -> bool:
    return not await answers(graph)


async def set_counter(graph: Graph, count: int) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("MERGE (s:Source {id: 'counter'}) SET s.count = $count", count=count)

    await graph.write(work)


async def counter(graph: Graph) -> int:
    async def work(transaction: Transaction) -> int:
        row = await transaction.row("MATCH (s:Source {id: 'counter'}) RETURN s.count AS count")
        return int(row["count"]) if row else -1

    return await graph.read(work)


async def refused(settings_dir: Path, **others: object) -> str:
    with pytest.raises(Unavailable) as caught:
        await Graph.open(embedded_settings(settings_dir, **others))
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def test_files_are_for_their_owner_alone(home: Graph) -> None:
    files = directory(home)
    assert stat.S_IMODE(files.path.stat().st_mode) == 0o700
    assert stat.S_IMODE(files.password_file.stat().st_mode) == 0o600
    readable = [path for path in files.path.rglob("*") if stat.S_IMODE(path.stat().st_mode) & 0o077]
    assert readable == []


async def test_the_password_is_in_its_file_and_nowhere_else(home: Graph) -> None:
    files = directory(home)
    password = files.password().encode()
    assert len(password) >= 32
    process = Path("/proc") / home.engine.facts()["pid"]
    shown = [process / "cmdline", process / "environ", files.log, files.state, *(files.path / "log").iterdir()]
    assert [path for path in shown if password in path.read_bytes()] == []


async def test_the_engine_listens_on_loopback_alone(home: Graph) -> None:
    addresses = listening(Path("/proc") / home.engine.facts()["pid"])
    assert addresses
    assert addresses <= {"0100007F", "0000000000000000FFFF00000100007F"}


def listening(process: Path) -> set[str]:
    """The addresses that a process listens on, as the kernel prints them."""
    links = [str(link.readlink()) for link in (process / "fd").iterdir()]
    inodes = {link[len("socket:[") : -1] for link in links if link.startswith("socket:[")}
    rows = [
        line.split()
        for table in ("tcp", "tcp6")
        for line in (process / "net" / table).read_text(encoding="ascii").splitlines()[1:]
    ]
    return {row[1].partition(":")[0] for row in rows if row[3] == "0A" and row[9] in inodes}


async def test_two_processes_share_one_engine(home: Graph) -> None:
    await set_counter(home, 7)
    async with another_user(directory(home).path, 1) as user:
        assert (await user.says())["pid"] == home.engine.facts()["pid"]
        assert await user.says() == {"done": 1}
        assert await counter(home) == 8
        await user.leave()
    await home.check()


async def test_writers_of_several_processes_take_turns(home: Graph) -> None:
    await set_counter(home, 0)
    path = directory(home).path
    async with another_user(path, 30) as first, another_user(path, 30) as second:
        await asyncio.gather(first.says(), second.says())
        for _ in range(30):
            await home.write(add_one)
        await asyncio.gather(first.says(), second.says())
        assert await counter(home) == 90


async def has_counted(graph: Graph) -> bool:
    return await counter(graph) > 0


async def test_a_killed_writer_frees_its_turn(home: Graph) -> None:
    await set_counter(home, 0)
    async with another_user(directory(home).path, 1_000_000) as user:
        await user.says()
        await eventually(lambda: has_counted(home))
        await user.kill()
    async with asyncio.timeout(PATIENT):
        await home.write(add_one)


async def test_a_crash_of_the_engine_is_told_and_healed(home: Graph) -> None:
    await set_counter(home, 5)
    before = home.engine.facts()
    home.memory.keep("answers", "asked", "before", 1)
    async with another_user(directory(home).path) as user:
        await user.says()
        await user.says()
        kill(before["pid"])
        await eventually(lambda: is_silent(home))
        await eventually(lambda: answers(home))
        after = home.engine.facts()
        assert after["pid"] != before["pid"]
        assert after["address"] == before["address"]
        assert await counter(home) == 5
        assert home.memory.get("answers", "asked") is None, (
            "the files may have been replaced by an older copy meanwhile"
        )
        assert (await user.leave())["pid"] == after["pid"]


async def test_a_crash_whose_port_is_taken_meanwhile_is_healed_at_another(home: Graph) -> None:
    before = home.engine.facts()
    port = int(before["address"].rpartition(":")[2])
    kill(before["pid"])
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        await eventually(lambda: bound(squatter, port))
        squatter.listen()
        await eventually(lambda: answers(home))
        assert home.engine.facts()["address"] != before["address"]
        assert await counter(home) == 5


async def bound(squatter: socket.socket, port: int) -> bool:
    try:
        squatter.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


async def test_an_engine_that_nobody_uses_goes(tmp_path: Path) -> None:
    async with another_user(tmp_path) as user:
        await user.says()
        assert is_held(DataDir(tmp_path).engine)
        await user.kill()
    await eventually(lambda: gone(tmp_path))
    assert not DataDir(tmp_path).state.exists()

    stale = {"pid": os.getpid(), "port": 9, "started_at": "yesterday", "version": "none"}
    DataDir(tmp_path).state.write_text(json.dumps(stale), encoding="utf-8")
    async with await Graph.open(embedded_settings(tmp_path)) as graph:
        assert graph.engine.facts()["pid"] != str(os.getpid())
        DataDir(tmp_path).password_file.unlink()  # a lost password is made anew with the next start
    assert await gone(tmp_path)
    async with await Graph.open(embedded_settings(tmp_path)) as graph:
        await graph.check()


async def gone(path: Path) -> bool:
    return not is_held(DataDir(path).engine)


async def test_all_that_start_at_once_share_one_engine(tmp_path: Path) -> None:
    async with another_user(tmp_path) as first, another_user(tmp_path) as second:
        said = await asyncio.gather(first.says(), second.says())
        assert said[0]["pid"] == said[1]["pid"]
        DataDir(tmp_path).state.write_text("{half", encoding="utf-8")
        await asyncio.gather(first.says(), second.says())


async def test_a_database_that_another_program_uses(tmp_path: Path) -> None:
    async with await Graph.open(embedded_settings(tmp_path)):
        pass
    with (tmp_path / "databases" / "graph" / "database.lck").open("wb") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        said = await refused(tmp_path)
    assert f"database under {tmp_path} is in use by another program" in said
    assert str(tmp_path / "engine.log") in said


async def test_an_engine_of_another_process_that_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As of a container that shares the folder and not the network."""
    monkeypatch.setattr(supervisor, "START_LIMIT", 1.0)
    lock = DataDir(tmp_path).engine
    with lock.open("wb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert await refused(tmp_path) == f"another process holds {lock}, and no engine answered here within 1 s"


async def test_an_engine_whose_port_was_taken_meanwhile_chooses_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spawn = Supervisor._spawn
    failing = 2

    def unlucky(self: Supervisor) -> None:
        nonlocal failing
        if not failing:
            spawn(self)
            return
        failing -= 1
        self._directory.log.write_text("server is down\nstdgraph: Unable to listen to a port\n", encoding="utf-8")
        self._child = os.posix_spawn(sys.executable, [sys.executable, "-c", "raise SystemExit(1)"], os.environ)

    monkeypatch.setattr(Supervisor, "_spawn", unlucky)
    async with await Graph.open(embedded_settings(tmp_path)) as graph:
        await graph.check()
    failing = 3
    assert "did not start: Unable to listen to a port (log:" in await refused(tmp_path)


async def test_an_engine_that_does_not_start(tmp_path: Path) -> None:
    assert await refused(tmp_path, engine_heap="1m") == (
        f"the embedded engine did not start: Too small maximum heap (log: {tmp_path / 'engine.log'})"
    )


async def test_a_data_directory_that_cannot_be(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    said = await refused(tmp_path / "file" / "data")
    assert said.startswith(f"the data directory cannot be used: {tmp_path / 'file' / 'data'}: ")
    assert "STDGRAPH_DATA_DIR" in said
