"""A little OIDC issuer on loopback at which people sign in: discovery, authorisation, tokens and keys over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote_plus, urlencode, urlsplit

from stdgraph.auth.oidc_provider import WELL_KNOWN
from stdgraph.settings import Settings
from tests.auth.issuer import AUDIENCE, Signer, ec_signer, jwks

CLIENT, SECRET = "stdgraph-pages", "s3cret: of & the=client"
SIGNER = ec_signer("signing")


@dataclass
class SignInIssuer:
    """What the issuer does next, and what it was asked."""

    address: str
    signer: Signer = SIGNER
    published: dict[str, Any] = field(default_factory=dict)
    """What it publishes of itself otherwise than is right; None for what it leaves out."""
    claims: dict[str, Any] = field(default_factory=dict)
    """Claims of the ID token; those that are None are left out."""
    access_claims: dict[str, Any] | None = None
    """Claims of the access token; None: it is opaque."""
    error: str | None = None
    """The error in place of a code."""
    answer: tuple[int, bytes] | None = None
    """What the token endpoint answers, whatever it is asked."""
    forms: list[dict[str, str]] = field(default_factory=list)
    credentials: list[str | None] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def discovery(self) -> bytes:
        """What it publishes of itself."""
        right = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize?realm=standards",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/jwks",
        }
        return json.dumps({k: v for k, v in {**right, **self.published}.items() if v is not None}).encode()

    def authorise(self, query: str) -> str:
        """Where the browser is sent once somebody has signed in."""
        asked = dict(parse_qsl(query, strict_parsing=True))
        told = {"state": asked["state"], "iss": self.address}
        if self.error is not None:
            told["error"] = self.error
        else:
            told["code"] = secrets.token_urlsafe(8)
            self._codes[told["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(told)}"

    def redeem(self, form: dict[str, str], credentials: str | None) -> tuple[int, bytes]:
        """The tokens for a code, once, for who holds its verifier and the client's secret where there is one."""
        self.forms.append(form)
        self.credentials.append(credentials)
        if self.answer is not None:
            return self.answer
        asked = self._codes.pop(form["code"], None)
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or asked["code_challenge"] != challenge or asked["redirect_uri"] != form["redirect_uri"]:
            return 400, b'{"error": "invalid_grant"}'
        given = {"iss": self.address, "exp": int(time.time()) + 300}
        identity = self.signer.token(**{**given, "aud": CLIENT, "nonce": asked["nonce"], **self.claims})
        access = secrets.token_urlsafe(16)
        if self.access_claims is not None:
            access = self.signer.token(**{**given, "aud": AUDIENCE, **self.access_claims})
        return 200, json.dumps({"token_type": "Bearer", "id_token": identity, "access_token": access}).encode()


def basic(header: str) -> tuple[str, str]:
    """Client and secret in a header of HTTP Basic, as RFC 6749 encodes them."""
    client, _, secret = base64.b64decode(header.removeprefix("Basic ")).decode().partition(":")
    return unquote_plus(client), unquote_plus(secret)


def settings_for(issuer: SignInIssuer, settings: Settings, **others: object) -> Settings:
    """Settings of a service at which people sign in there."""
    named = {
        "oidc_issuer": issuer.address,
        "oidc_audience": AUDIENCE,
        "oidc_jwks": f"{issuer.address}/jwks",
        "oidc_client_id": CLIENT,
    }
    return Settings.model_validate({**settings.model_dump(), **named, **others})


@contextmanager
def signing_in() -> Iterator[SignInIssuer]:
    """The issuer, as long as this lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            place = urlsplit(self.path)
            issuer.asked.append(place.path)
            if place.path == "/authorize":
                self._answer(302, b"", location=issuer.authorise(place.query))
            elif place.path == "/jwks":
                self._answer(200, jwks(issuer.signer).encode())
            else:
                self._answer(*((200, issuer.discovery()) if place.path == WELL_KNOWN else (404, b"")))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()}
            self._answer(*issuer.redeem(form, self.headers["Authorization"]))

        def _answer(self, status: int, body: bytes, location: str | None = None) -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = SignInIssuer(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
