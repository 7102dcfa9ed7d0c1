"""An engine's trouble is told as such: by what both engines really send and log, and by what they send when it happens."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest
from neo4j.exceptions import Neo4jError

from stdgraph.errors import TimedOut, Unavailable
from stdgraph.settings import Settings
from stdgraph.store.driver_errors import translate, translated_driver_errors
from stdgraph.store.embedded.diagnosis import diagnose
from stdgraph.store.embedded.engine import EmbeddedEngine
from stdgraph.store.neo4j_server import Neo4jServer
from stdgraph.store.session import Graph, Transaction
from stdgraph.store.trouble import Trouble

HIDDEN = "The request failed. Check the server log for the details"

FROM_NEO4J = [  # as 5.26 sends them
    (
        "Neo.TransientError.General.MemoryPoolOutOfMemoryError",
        "The allocation of an extra 2.0 MiB would use more",
        "NO_MEMORY",
    ),
    ("Neo.TransientError.General.OutOfMemoryError", "Java heap space", "NO_MEMORY"),
    ("Neo.DatabaseError.Transaction.TransactionCommitFailed", "Could not apply the transaction: T #14 …", "NOT_STORED"),
    (
        "Neo.DatabaseError.Transaction.TransactionStartFailed",
        "The database has encountered a critical error",
        "STOPPED",
    ),
    ("Neo.TransientError.General.DatabaseUnavailable", "The database is not currently available", "OFFLINE"),
    ("Neo.ClientError.General.WriteOnReadOnlyAccessDatabase", "No write operations are allowed", "READ_ONLY"),
    ("Neo.DatabaseError.Statement.ExecutionFailed", "java.io.IOException: No space left on device", "DISK_FULL"),
]
FROM_LOG = [  # as ArcadeDB 26.10 logs them
    (
        (
            "SEVER [PageManagerFlushThread] <ArcadeDB_0> Error on flushing page 'PageId(graph/1/181) v=1' to disk, the page will be "
            "recovered from the WAL on restart\njava.io.IOException: No space left on device\n\tat java.base/sun.nio.ch(Unknown)\n"
        ),
        "DISK_FULL",
    ),
    (
        (
            "WARNI [BoltNetworkExecutor] BOLT query error\ncom.arcadedb.exception.CommandExecutionException: Error executing Cypher "
            "command: UNWIND …\nCaused by: java.lang.OutOfMemoryError: Java heap space\n"
        ),
        "NO_MEMORY",
    ),
    (
        (
            "WARNI [BoltNetworkExecutor] BOLT error processing message\njava.io.IOException: BOLT message too large: exceeds 16777216 "
            "bytes after chunk reassembly\n"
        ),
        "TOO_LARGE",
    ),
]
EMBEDDED_CODES = ("Neo.DatabaseError.General.UnknownError", "Neo.ClientError.Transaction.TransactionNotFound")


AT = "2026-11-26 17:30:54.048"
"""When the records were logged: long ago, unless a test takes a century for a moment."""


@pytest.fixture
def just_now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stdgraph.store.embedded.diagnosis.RECENT", timedelta(days=36_500))


@pytest.fixture
def embedded(tmp_path: Path) -> EmbeddedEngine:
    """An embedded engine that is not started; its folder is there."""
    return EmbeddedEngine(Settings(data_dir=tmp_path))


def _failed(code: str, message: str) -> Neo4jError:
    return Neo4jError._hydrate_neo4j(code=code, message=message)


@pytest.mark.parametrize(("code", "message", "name"), FROM_NEO4J)
def test_what_neo4j_sends(code: str, message: str, name: str, caplog: pytest.LogCaptureFixture) -> None:
    engine = Neo4jServer(Settings(), "bolt://127.0.0.1:1")
    told = translate(_failed(code, message), engine)
    assert isinstance(told, Unavailable)
    assert str(told).startswith(f"{engine.label}: {Trouble[name]}")
    assert message not in str(told)
    assert code in caplog.text, "the cause is in the log"


@pytest.mark.usefixtures("just_now")
@pytest.mark.parametrize("code", EMBEDDED_CODES)
@pytest.mark.parametrize(("record", "name"), FROM_LOG)
def test_what_the_embedded_engine_hides(
    embedded: EmbeddedEngine, tmp_path: Path, code: str, record: str, name: str
) -> None:
    log = tmp_path / "engine.log"
    other = f"{AT} INFO  [Server] java.lang.OutOfMemoryError is not meant\n"
    log.write_text(f"{AT} {record}{other}")
    told = translate(_failed(code, HIDDEN), embedded)
    assert isinstance(told, Unavailable)
    assert str(told).startswith(f"{embedded.label}: {Trouble[name]}")
    assert "server log" not in str(told)
    with pytest.raises(Unavailable), translated_driver_errors(embedded):
        raise TimedOut("no answer")


@pytest.mark.parametrize(("record", "name"), FROM_LOG)
def test_what_was_logged_long_ago_is_no_reason(
    embedded: EmbeddedEngine, tmp_path: Path, record: str, name: str
) -> None:
    (tmp_path / "engine.log").write_text(f"{AT} {record}")
    assert diagnose(tmp_path, tmp_path / "engine.log") is None, name
    assert translate(_failed(EMBEDDED_CODES[0], HIDDEN), embedded) is None
    with pytest.raises(TimedOut), translated_driver_errors(embedded):
        raise TimedOut("no answer")


@pytest.mark.usefixtures("just_now")
def test_a_fault_of_the_statement_is_none_of_the_engine(embedded: EmbeddedEngine, tmp_path: Path) -> None:
    (tmp_path / "engine.log").write_text(f"{AT} {FROM_LOG[0][0]}")
    for code in ("Neo.ClientError.Schema.ConstraintValidationFailed", "Neo.ClientError.Statement.SyntaxError"):
        assert translate(_failed(code, HIDDEN), embedded) is None


async def test_an_engine_without_memory_is_told_and_goes_on(
    engine_settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    if engine_settings.graph_uri is not None:
        pytest.skip("the memory of a Neo4j is its operator's")
    small = engine_settings.model_copy(update={"data_dir": tmp_path / "small", "engine_heap": "96m"})
    caplog.set_level(logging.ERROR)

    async def much(tx: Transaction) -> None:
        await tx.run("UNWIND range(1, 3000) AS i CREATE (:T {v: $t + toString(i)})", t="y" * 100_000)

    async with await Graph.open(small) as graph:
        await graph.check_writing()
        with pytest.raises(Unavailable, match=r"out of memory: .*STDGRAPH_ENGINE_HEAP"):
            await graph.write(much)
        assert "NO_MEMORY" in caplog.text
        rows = await graph.read(lambda tx: tx.rows("MATCH (n:T) RETURN count(n) AS n"))
        assert rows == [{"n": 0}]


async def test_whether_writing_works_is_found_by_writing(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stdgraph.store.session.WRITE_CHECK_INTERVAL", 0.0)

    async def seen(tx: Transaction) -> list[dict[str, object]]:
        return [dict(row) for row in await tx.rows("MATCH (c:Catalogue) RETURN c.turn AS turn, c.revision AS revision")]

    before = await graph.read(seen)
    await graph.check_writing()
    after = await graph.read(seen)
    assert [row["turn"] for row in after] != [row["turn"] for row in before], "it was stored"
    assert [row["revision"] for row in after] == [row["revision"] for row in before]
    with monkeypatch.context() as patch:
        patch.setattr("stdgraph.store.session.TOUCH", "MATCH (c:Catalogue {id: $catalogue}) SET c.turn = 1 / 0")
        with pytest.raises(Unavailable, match="writing does not work"):
            await graph.check_writing()
    await graph.check_writing()
