"""Every Cypher text keeps the rules of the dialect: in the source, and where it is put together, as it is sent."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import stdgraph
from stdgraph.store import migrations
from stdgraph.store.session import Graph, Transaction
from tests.store.shapes import forbidden

SOURCE = Path(stdgraph.__file__).parent
CYPHER = ("MATCH ", "MERGE ", "RETURN ", "UNWIND ", "CREATE ", "COLLECT {")


@pytest.mark.parametrize(
    "text",
    [
        "RETURN {s: b{.code}, n: 1}",
        "RETURN collect({s: b {.code}})",
        "RETURN {a: [b{.code}]}",
        "RETURN a{.x, y: {s: b{.code}}}",
        "MATCH (a {id: 1}) RETURN {n: 1, s: coalesce(b{.code}, c)}",
    ],
)
def test_a_projection_in_a_literal_is_found(text: str) -> None:
    assert forbidden(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "RETURN a{.x, s: COLLECT { MATCH (a)-->(b {id: 1}) RETURN b{.code} ORDER BY b.n }}",
        "MATCH (b) RETURN b{.code, s: [c{.id}]} ORDER BY b.n DESC",
    ],
)
def test_rows_that_are_sorted_by_what_is_left_of_a_node_are_found(text: str) -> None:
    assert "has no name" in str(forbidden(text))


@pytest.mark.parametrize(
    "text",
    [
        "RETURN {s: {code: b.code}, n: 1}",
        "RETURN a{.code, s: b{.code}}",
        "MATCH (b:Standard {id: $id})-[r:PART_OF {n: 1}]->(c) RETURN b{.code, c: c {.code}} AS b",
        "RETURN a{.x, s: COLLECT { MATCH (a)-->(b {id: 1}) RETURN b{.code} AS v ORDER BY b.code }}",
        "RETURN a{.x, s: COLLECT { MATCH (a)-[r]->(b) RETURN b{.code} ORDER BY r.n }}",
        "CALL (a) { MATCH (a)-->(b) RETURN b{.code} AS b } RETURN b",
        "RETURN {text: 'b{.code}', n: 1}",
    ],
)
def test_other_shapes_pass(text: str) -> None:
    assert forbidden(text) is None


def test_the_texts_of_the_source() -> None:
    texts = {text: path for path in SOURCE.rglob("*.py") for text in literals(path)}
    assert len(texts) >= 5
    assert {str(path): why for text, path in texts.items() if (why := forbidden(text))} == {}


def literals(path: Path) -> Iterator[str]:
    """The string literals of a module that hold Cypher, with a name for every value put into them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "value" for part in node.values]
            text = "".join(str(part) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        else:
            continue
        if any(word in text for word in CYPHER):
            yield text


def test_only_the_session_speaks_to_the_driver() -> None:
    """Auto-commit is not atomic on the embedded engine: nobody else gets a session to run it on."""
    calls = {"session", "begin_transaction", "execute_query", "driver"}
    found = {
        (path.relative_to(SOURCE).as_posix(), node.func.attr)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in calls
    }
    inside = {("store/session.py", name) for name in ("session", "driver", "begin_transaction")}
    lock = {("store/neo4j_server.py", name) for name in ("session", "driver", "begin_transaction")}
    attached = {("store/attached.py", name) for name in ("session", "driver")}
    assert found - inside - lock == attached, "what only reads from an engine that runs, in a managed transaction"
    assert lock <= found, "the lock of a migration holds one transaction open"
    assert inside <= found


async def test_statements_are_checked_as_they_are_sent(graph: Graph) -> None:
    async def work(transaction: Transaction) -> None:
        await transaction.run("MATCH (c:Catalogue) RETURN {c: c{.id}, n: 1} AS m")

    with pytest.raises(AssertionError, match="map projection inside a map literal"):
        await graph.read(work)
    assert await migrations.schema_version(graph) == migrations.LATEST
