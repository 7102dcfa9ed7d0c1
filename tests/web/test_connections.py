"""What a connection may ask of the service, in a process of its own and over bare sockets: heads, bodies, crowds, and senders that go away."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pytest

from tests.cli.processes import Service, run, serving
from tests.waiting import PATIENT, wait_for
from tests.web.test_metrics import samples_of, value

LIMITS = """receive_timeout = 1.0
max_head = 4000
max_headers = 20
max_url = 1000
max_connections = 8
max_body = 30000
"""
FOLLOW = "GET /graphql?query=subscription%7Bchanged%7Bsequence%7D%7D HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
ALIVE = "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
DROP_BY_DROP = 40
"""Drops of a body or head: more than the service waits for."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    folder = tmp_path_factory.mktemp("connections")
    config = folder / "limits.toml"
    config.write_text(LIMITS, encoding="utf-8")
    with serving(folder / "data", "--no-seed", "--debug", "--config", str(config)) as running:
        yield running


@pytest.fixture(scope="module")
def token(service: Service) -> str:
    asked = ("token", "issue", "--name", "sender", "--role", "administrator", "--data-dir", str(service.data_dir))
    return run(*asked, cwd=service.data_dir.parent).stdout.strip()


@dataclass(frozen=True)
class Answer:
    """What came until the connection was closed."""

    head: str
    body: str

    @property
    def status(self) -> int:
        return int(self.head.split()[1])

    @property
    def message(self) -> str:
        (error,) = json.loads(self.body)["errors"]
        return str(error["message"])


@contextmanager
def connected(service: Service) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", service.port), timeout=PATIENT) as opened:
        yield opened


def until_closed(opened: socket.socket) -> bytes:
    """What comes until the other side ends the connection, in whatever way."""
    found = b""
    while True:
        try:
            piece = opened.recv(65536)
        except ConnectionResetError:
            return found
        if not piece:
            return found
        found += piece


def answer_in(received: bytes) -> Answer:
    head, _, body = received.decode().partition("\r\n\r\n")
    return Answer(head, body)


def sent(service: Service, data: bytes | str) -> Answer:
    with connected(service) as opened:
        opened.sendall(data.encode() if isinstance(data, str) else data)
        return answer_in(until_closed(opened))


def dropped(service: Service, begin: str, drop: bytes = b"x") -> Answer:
    """The answer to what is sent drop by drop until the service has had enough of it."""
    with connected(service) as opened:
        opened.sendall(begin.encode())
        opened.settimeout(0.1)
        for _ in range(DROP_BY_DROP):
            try:
                received = opened.recv(65536)
            except TimeoutError:
                opened.sendall(drop)
                continue
            return answer_in(received + until_closed(opened))
    raise AssertionError("the service waited for all of it")


def posting(path: str, length: int, *headers: str) -> str:
    lines = (f"POST {path} HTTP/1.1", "Host: localhost", f"Content-Length: {length}", *headers)
    return "\r\n".join((*lines, "", ""))


def request(path: str, *headers: str) -> str:
    return "\r\n".join((f"GET {path} HTTP/1.1", "Host: localhost", *headers, "", ""))


def test_who_sends_nothing_is_let_go(service: Service) -> None:
    with connected(service) as opened:
        assert until_closed(opened) == b""


@pytest.mark.parametrize("begin", ["GET / HTTP/1.1\r\nHost: local", "GET /", "\r\n\r\n", "POST /"])
def test_a_head_that_comes_drop_by_drop_is_given_up(service: Service, begin: str) -> None:
    drop = b"\r\n" if begin.isspace() else b"x"
    answer = dropped(service, begin, drop)
    assert answer.status == 408
    assert "STDGRAPH_RECEIVE_TIMEOUT" in answer.message
    assert "connection: close" in answer.head


def test_a_second_head_on_a_connection_has_no_more_time(service: Service) -> None:
    with connected(service) as opened:
        opened.sendall(ALIVE.encode())
        assert b"200 OK" in opened.recv(65536)
        opened.sendall(b"GET /healthz HTTP/1.1\r\n")
        assert answer_in(until_closed(opened)).status == 408


@pytest.mark.parametrize("path", ["/graphql", "/import?dataset=x", "/login"])
@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_comes_drop_by_drop_is_given_up(service: Service, token: str, path: str, chunked: bool) -> None:
    kind = "application/x-www-form-urlencoded" if path == "/login" else "application/json"
    headers = [f"Content-Type: {kind}", "Sec-Fetch-Site: same-origin"]
    headers += [] if path == "/login" else [f"Authorization: Bearer {token}"]
    begin = posting(path, 1000, *headers)
    if chunked:
        begin = begin.replace("Content-Length: 1000", "Transfer-Encoding: chunked")
    answer = dropped(service, begin, b"1\r\nx\r\n" if chunked else b"x")
    assert answer.status == 408
    assert "came too slowly" in answer.message
    assert "connection: close" in answer.head.lower()


def test_a_body_in_pieces_is_answered(service: Service) -> None:
    body = json.dumps({"query": "{ __typename }", "extensions": {"filler": "x" * 20_000}}).encode()
    begin = posting("/graphql", len(body), "Content-Type: application/json", "Connection: close")
    with connected(service) as opened:
        opened.sendall(begin.encode())
        for start in range(0, len(body), 5000):
            opened.sendall(body[start : start + 5000])
        assert json.loads(answer_in(until_closed(opened)).body) == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    ("head", "status", "setting"),
    [
        (request("/healthz?" + "x" * 990, "Connection: close"), 200, None),
        (request("/healthz?" + "x" * 1000), 414, "STDGRAPH_MAX_URL"),
        ("GET /" + "x" * 1000, 414, "STDGRAPH_MAX_URL"),
        (request("/healthz", "Connection: close", *(f"X-{n}: x" for n in range(18))), 200, None),
        (request("/healthz", *(f"X-{n}: x" for n in range(20))), 431, "STDGRAPH_MAX_HEADERS"),
        ("GET / HTTP/1.1\r\n" + "X: x\r\n" * 22, 431, "STDGRAPH_MAX_HEADERS"),
        (request("/healthz", "Connection: close", "X: " + "x" * 3900), 200, None),
        (request("/healthz", "X: " + "x" * 4000), 431, "STDGRAPH_MAX_HEAD"),
        ("GET / HTTP/1.1\r\nX: " + "x" * 5000, 431, "STDGRAPH_MAX_HEAD"),
        ("GET / HTTP/1.1\r\n" + "x" * 5000, 431, "STDGRAPH_MAX_HEAD"),
        ("\x00\x01\x02\r\n\r\n", 400, None),
        ("GET / HTTP/9.9\r\n\r\n", 400, None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_heads_have_limits(service: Service, head: str, status: int, setting: str | None) -> None:
    answer = sent(service, head)
    assert answer.status == status
    if status != 200:
        assert (setting or "Invalid HTTP") in answer.message
        assert "x-request-id: " in answer.head


def test_what_was_refused_is_counted_and_told(service: Service) -> None:
    def refused() -> float:
        return value(samples_of(service.client.get("/metrics").text), "stdgraph_refused_heads_total", status="414")

    before = refused()
    assert sent(service, request("/" + "x" * 1000)).status == 414
    assert refused() == before + 1
    assert "stdgraph.access: refused with 414 what 127.0.0.1 sent: the address is longer" in service.said()


def test_a_handshake_has_the_limits_of_other_heads(service: Service) -> None:
    upgrade = (
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {'A' * 22}==",
    )
    answer = sent(service, request("/graphql?" + "x" * 1000, *upgrade))
    assert (answer.status, "STDGRAPH_MAX_URL" in answer.message) == (414, True)


def test_a_socket_that_never_begins_is_closed(service: Service) -> None:
    upgrade = (
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {'A' * 22}==",
    )
    with connected(service) as opened:
        opened.sendall(request("/graphql", *upgrade, "Sec-WebSocket-Protocol: graphql-transport-ws").encode())
        received = b""
        while b"Connection initialisation timeout" not in received:
            piece = opened.recv(65536)
            assert piece, received
            received += piece
    assert received.startswith(b"HTTP/1.1 101")


def test_idle_connections_make_room(service: Service) -> None:
    with ExitStack() as stack:
        first = stack.enter_context(connected(service))
        for _ in range(20):
            stack.enter_context(connected(service))
            assert sent(service, request("/healthz", "Connection: close")).status == 200
        assert until_closed(first) == b""


def follow(stack: ExitStack, service: Service) -> socket.socket:
    """A connection on which an answer does not end."""
    opened = stack.enter_context(connected(service))
    opened.sendall(FOLLOW.encode())
    assert b"200 OK" in opened.recv(100)
    return opened


def test_where_all_are_busy_others_come_again_and_probes_are_answered(service: Service) -> None:
    with ExitStack() as stack:
        for _ in range(8):
            follow(stack, service)
        answer = sent(service, request("/"))
        assert answer.status == 503
        assert "STDGRAPH_MAX_CONNECTIONS" in answer.message
        assert "retry-after: 5" in answer.head
        for path in ("/healthz", "/readyz", "/metrics"):
            assert sent(service, request(path, "Connection: close")).status == 200
    wait_for(
        lambda: True if sent(service, request("/", "Connection: close")).status == 200 else None,
        lambda: "the connections stay",
    )


def test_who_goes_away_in_the_midst_of_a_body_leaves_no_trace(service: Service, token: str) -> None:
    known = (f"Authorization: Bearer {token}", "Sec-Fetch-Site: same-origin")
    kinds: tuple[tuple[str, str], ...] = (
        ("/import?dataset=x", "application/octet-stream"),
        ("/import/upload", "multipart/form-data; boundary=b"),
        ("/login", "application/x-www-form-urlencoded"),
        ("/graphql", "application/json"),
    )
    for path, kind in kinds:
        headers = known if path.startswith("/import") else known[1:]
        for begin in (
            posting(path, 1000, *headers, f"Content-Type: {kind}"),
            posting(path, 0, *headers, f"Content-Type: {kind}").replace(
                "Content-Length: 0", "Transfer-Encoding: chunked"
            ),
        ):
            with connected(service) as opened:
                opened.sendall(begin.encode() + b"5\r\n--b\r\n\r\n")

    def told(text: str) -> Callable[[], bool | None]:
        return lambda: True if service.said().count(text) >= 2 else None

    for path in ("/login", "/graphql"):
        wait_for(told(f"POST {path}: its sender went away"), service.said)
    for wrong in ("Traceback", "Exception", "Error"):
        assert wrong not in service.said()
