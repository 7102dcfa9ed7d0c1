"""What a browser keeps for the service and can neither read nor alter: texts sealed with a key of the service."""

from __future__ import annotations

import os
import secrets
import tempfile
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from stdgraph.errors import Unavailable
from stdgraph.settings import SHORTEST_KEY, Settings

KEY_FILE = "session.key"
"""The file in the data directory that holds the key where the settings name none."""


class Broken(Exception):
    """A sealed text that is none of this key, or too old."""


class Seal:
    """Seals texts for one purpose: what is sealed for another does not open."""

    def __init__(self, secret: str, purpose: str) -> None:
        derived = HKDF(SHA256(), length=32, salt=None, info=f"stdgraph {purpose}".encode()).derive(secret.encode())
        self._fernet = Fernet(urlsafe_b64encode(derived))

    def seal(self, content: bytes, now: datetime) -> str:
        """The content as a text that is safe in a cookie, with the instant at which it was sealed."""
        return self._fernet.encrypt_at_time(content, int(now.timestamp())).decode("ascii")

    def open(self, text: str, longest: timedelta, now: datetime) -> bytes:
        """The content. Raises Broken where the text is forged, altered, or was sealed longer ago."""
        try:
            return self._fernet.decrypt_at_time(text, int(longest.total_seconds()), int(now.timestamp()))
        except (InvalidToken, ValueError):
            raise Broken from None


def seal_for(settings: Settings, purpose: str) -> Seal:
    """The seal of a service for a purpose. Raises Unavailable where its key can be neither read nor made."""
    stated = settings.session_key
    return _seal(stated.get_secret_value() if stated else _key_in(settings.data_dir), purpose)


_seal = lru_cache(maxsize=16)(Seal)


@lru_cache(maxsize=16)
def _key_in(data_dir: Path) -> str:
    """The key in the data directory, made at random where there is none: of processes that start at once one makes it."""
    path = data_dir / KEY_FILE
    try:
        if not path.exists():
            data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            _make(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise Unavailable(f"no session can be kept: {path}: {reason} (see STDGRAPH_SESSION_KEY)") from None
    if len(key) < SHORTEST_KEY:
        raise Unavailable(f"no session can be kept: {path} holds no key: remove it, and another one is made")
    return key


def _make(path: Path) -> None:
    """Put a new key into its place whole, unless another process has; only its owner can read it."""
    descriptor, part = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{secrets.token_urlsafe(48)}\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(part)
        except FileExistsError:
            return
    finally:
        Path(part).unlink()
