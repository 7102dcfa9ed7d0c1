"""Where signing in leads: to a path of this service, and nowhere else, however a browser reads it."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stdgraph.web.local_path import LONGEST, local_path

BASE = "http://stdgraph.test/login"


def as_browsers_read(text: str) -> str:
    """What a browser makes of a text before it looks for a host in it (WHATWG URL): blanks and line breaks go, backslashes are slashes."""
    trimmed = text.strip("".join(map(chr, range(0x21))))
    return re.sub(r"[\t\r\n]", "", trimmed).replace("\\", "/")


PIECES = ("/", "//", "\\", "\t", "\n", "\r", " ", "evil.test", "@", ":", "http:", "?", "#", ".", "..", "%2f", "。", "a")


@given(st.one_of(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.text(max_size=40).map("/".__add__)))
@example("//evil.test")
@example("/\\evil.test")
@example("/\t/evil.test")
@example("\t//evil.test")
@example("/\n/evil.test")
@example("https:evil.test")
def test_no_path_leads_elsewhere(text: str) -> None:
    path = local_path(text)
    target = urlsplit(urljoin(BASE, as_browsers_read(path)))
    assert (target.scheme, target.netloc) == ("http", "stdgraph.test")
    assert path in (text, "/")
    assert path.isprintable()


@pytest.mark.parametrize(
    "path", ["/", "/gaps", "/standards?q=GB/T%2047001#top", "/systems/PV2024", "/检索?a=1&b=2", "/loginhelp"]
)
def test_a_path_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "text",
    [
        *(None, "", "gaps", "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "http://evil.test"),
        *("javascript:alert(1)", "/a\x00b", "/a\x7fb", "/a\x85b", "/a\u2028b", "/a b", "/\ud800", " /gaps"),
        *("/" + "a" * LONGEST, "/login", "/login?next=/login", "/login/callback?code=x", "/logout"),
    ],
)
def test_anything_else_is_the_overview(text: str | None) -> None:
    assert local_path(text) == "/"
