"""Texts that people enter and that others read in tables, on terminals and in letters."""

from __future__ import annotations

import re

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def is_one_line(text: str) -> bool:
    """Whether a text holds neither line breaks nor other control characters, such as those that steer a terminal."""
    return _CONTROL.search(text) is None
