"""An OIDC issuer for tests: keys, tokens, and a place where its keys are published."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

ISSUER, AUDIENCE = "https://id.example.org/realms/standards", "stdgraph"


@dataclass(frozen=True)
class Signer:
    """A private key with its id."""

    kid: str | None
    algorithm: str
    private: Any

    def jwk(self, **others: object) -> dict[str, Any]:
        """The public half, as it is published."""
        kinds: dict[str, Any] = {
            "RS256": RSAAlgorithm,
            "PS256": RSAAlgorithm,
            "ES256": ECAlgorithm,
            "EdDSA": OKPAlgorithm,
        }
        told = json.loads(kinds[self.algorithm].to_jwk(self.private.public_key()))
        told.pop("key_ops", None)
        named = {"kid": self.kid} if self.kid else {}
        return {**told, **named, "use": "sig", **others}

    def token(self, headers: dict[str, Any] | None = None, /, **changed: object) -> str:
        """A token; claims that are None are left out."""
        kid = {"kid": self.kid} if self.kid else {}
        return jwt.encode(claims(**changed), self.private, self.algorithm, {**kid, **(headers or {})})


def claims(**changed: object) -> dict[str, Any]:
    """The claims of a token that is good, but for these."""
    now = int(time.time())
    good = {"iss": ISSUER, "aud": AUDIENCE, "sub": "alice", "iat": now, "exp": now + 300}
    return {name: value for name, value in {**good, **changed}.items() if value is not None}


def rsa_signer(kid: str | None = "rsa", algorithm: str = "RS256", bits: int = 2048) -> Signer:
    return Signer(kid, algorithm, rsa.generate_private_key(65537, bits))


def ec_signer(kid: str | None = "ec") -> Signer:
    return Signer(kid, "ES256", ec.generate_private_key(ec.SECP256R1()))


def ed_signer(kid: str | None = "ed") -> Signer:
    return Signer(kid, "EdDSA", ed25519.Ed25519PrivateKey.generate())


def jwks(*keys: Signer | dict[str, Any]) -> str:
    """What an issuer with these keys publishes."""
    return json.dumps({"keys": [key.jwk() if isinstance(key, Signer) else key for key in keys]})


def replace(path: Path, text: str) -> None:
    """Put a file in another's place, as careful programs do."""
    beside = path.with_suffix(".new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


@dataclass
class Published:
    """What is published over HTTP, and how often it was asked for."""

    document: str
    status: int = 200
    location: str | None = None
    asked: int = 0
    address: str = field(default="", init=False)


@contextmanager
def publishing(document: str) -> Iterator[Published]:
    """A server on loopback that publishes a document, which may be changed meanwhile."""
    published = Published(document)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            published.asked += 1
            self.send_response(published.status)
            if published.location:
                self.send_header("Location", published.location)
            body = published.document.encode()
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    published.address = f"http://127.0.0.1:{server.server_port}/jwks"
    try:
        yield published
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
