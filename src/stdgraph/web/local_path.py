"""Where to go after signing in: a path of this service, and never another place."""

from __future__ import annotations

import re

LONGEST = 2000
"""Characters of a path that is gone back to."""

_LOCAL = re.compile(r"/(?!/)[^\\\s]*")
"""One slash, then no backslash, which browsers take for a slash, and no blank: of some they make nothing, and read what is left."""


def local_path(text: object) -> str:
    """The text where it is a path of this service, the overview otherwise; signing in leads to no sign-in again."""
    if not isinstance(text, str) or len(text) > LONGEST or not text.isprintable() or not _LOCAL.fullmatch(text):
        return "/"
    return "/" if re.match(r"/log(in|out)\b", text) else text
