"""A Neo4j that refuses, is not there, is something else, or goes away."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from stdgraph.errors import StdgraphError, TimedOut, Unavailable
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from tests.store.processes import line_to
from tests.waiting import PATIENT

pytestmark = pytest.mark.parametrize("engine_settings", ["neo4j"], indirect=True, scope="session")


@pytest.fixture
def server(engine_settings: Settings) -> Settings:
    return engine_settings


async def refused(settings: Settings, **changes: Any) -> str:
    """The one line with which opening fails."""
    changed = Settings.model_validate(settings.model_dump() | changes)
    async with asyncio.timeout(PATIENT):
        with pytest.raises(StdgraphError) as caught:
            await Graph.open(changed)
    assert type(caught.value) is Unavailable
    assert "\n" not in str(caught.value)
    return str(caught.value)


async def one(transaction: Transaction) -> dict[str, Any] | None:
    return await transaction.row("RETURN 1 AS one")


async def test_wrong_password(server: Settings) -> None:
    assert await refused(server, graph_password="not it") == (
        f"the Neo4j server at {server.graph_uri} refused user {server.graph_user}: "
        "check STDGRAPH_GRAPH_USER and STDGRAPH_GRAPH_PASSWORD"
    )


async def test_no_password(server: Settings) -> None:
    assert "refused user" in await refused(server, graph_password=None)


async def test_unknown_database(server: Settings) -> None:
    said = await refused(server, graph_database="nowhere")
    assert said.endswith("has no database 'nowhere': check STDGRAPH_GRAPH_DATABASE")


async def test_nothing_listens(server: Settings) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        uri = f"bolt://127.0.0.1:{bound.getsockname()[1]}"
        assert (await refused(server, graph_uri=uri)).startswith(f"the Neo4j server at {uri} does not answer")


@pytest.mark.parametrize("scheme", ["bolt", "neo4j"])
async def test_unknown_host(server: Settings, scheme: str) -> None:
    assert "does not answer" in await refused(server, graph_uri=f"{scheme}://nowhere.invalid:7687")


@pytest.mark.parametrize("reply", [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", None])
async def test_something_else_listens(server: Settings, reply: bytes | None) -> None:
    done = asyncio.Event()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(4)
        if reply is None:
            await done.wait()  # takes the connection and never says a word
        else:
            writer.write(reply)
        writer.close()

    listener = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with listener:
        port = listener.sockets[0].getsockname()[1]
        said = await refused(server, graph_uri=f"bolt://127.0.0.1:{port}")
        done.set()
    assert f"127.0.0.1:{port}" in said


async def test_encryption_that_the_server_does_not_speak(server: Settings) -> None:
    assert server.graph_uri is not None
    assert "does not answer" in await refused(server, graph_uri=server.graph_uri.replace("://", "+ssc://"))


async def test_a_server_that_goes_away_and_comes_back(server: Settings) -> None:
    assert server.graph_uri is not None
    async with line_to(server.graph_uri) as line:
        settings = server.model_copy(update={"graph_uri": f"bolt://127.0.0.1:{line.port}"})
        async with await Graph.open(settings) as graph:
            await line.cut()
            for ask in (graph.read, graph.write):
                async with asyncio.timeout(PATIENT):
                    with pytest.raises(Unavailable, match="does not answer"):
                        await ask(one)
            with pytest.raises(Unavailable):
                await graph.check()
            await line.mend()
            assert await graph.read(one) == {"one": 1}
            await graph.check()


@pytest.mark.parametrize("access", ["read", "write"])
async def test_a_server_that_falls_silent_between_two_questions(server: Settings, access: str) -> None:
    """What is sent next, on a connection that is open, is a statement that reads, or the begin of a transaction that writes."""
    assert server.graph_uri is not None
    async with line_to(server.graph_uri) as line:
        settings = server.model_copy(update={"graph_uri": f"bolt://127.0.0.1:{line.port}", "query_timeout": 0.5})
        async with await Graph.open(settings) as graph:
            ask = graph.read if access == "read" else graph.write
            assert await ask(one) == {"one": 1}
            line.freeze()
            async with asyncio.timeout(PATIENT):
                with pytest.raises((Unavailable, TimedOut), match=r"does not answer within|neither answered"):
                    await ask(one)
            await line.mend()
            assert await ask(one) == {"one": 1}


async def test_a_server_that_falls_silent(server: Settings) -> None:
    assert server.graph_uri is not None
    async with line_to(server.graph_uri) as line:
        settings = server.model_copy(update={"graph_uri": f"bolt://127.0.0.1:{line.port}", "query_timeout": 0.5})
        async with await Graph.open(settings) as graph:
            line.freeze()
            async with asyncio.timeout(PATIENT):
                with pytest.raises(Unavailable, match="within 3 s"):
                    await graph.check()
                with pytest.raises((TimedOut, Unavailable)):
                    await graph.read(one)
            await line.mend()
            assert await graph.read(one) == {"one": 1}
