"""Texts: which ones people may enter, and opaque ones that clients hold and send back."""

from __future__ import annotations

import base64
import binascii
import re

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def is_one_line(text: str) -> bool:
    """Whether a text holds neither line breaks nor other control characters, such as those that steer a terminal."""
    return _CONTROL.search(text) is None


def to_opaque(content: bytes) -> str:
    """Bytes as unpadded base64url (RFC 4648, section 5): the form of every cursor, global id and bookmark."""
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def from_opaque(text: str) -> bytes:
    """The bytes in an opaque text. Raises ValueError when it is not base64url."""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error as error:
        raise ValueError("not base64url") from error
