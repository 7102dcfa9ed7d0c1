"""Addresses of pages: read strictly, and written so that reading them again gives the same."""

from __future__ import annotations

import re
from datetime import date
from urllib.parse import parse_qsl, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from stdgraph.domain.vocabulary import Language
from stdgraph.errors import BadInput
from stdgraph.web.pages.address import Address, dated_links, link
from stdgraph.web.pages.reader import language_of

PART = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="/"), min_size=1, max_size=12).filter(
    lambda part: part not in {".", ".."}
)


def request(path: str = "/", query: str = "", **headers: str) -> Request:
    named = [(name.replace("_", "-").encode(), value.encode("latin-1", "replace")) for name, value in headers.items()]
    return Request(
        {
            "type": "http",
            "method": "GET",
            "path": path,
            "query_string": query.encode(),
            "headers": named,
            "path_params": {},
        }
    )


@given(
    st.lists(PART, min_size=1, max_size=3), st.dictionaries(st.sampled_from(["q", "kind", "asOf"]), PART, max_size=3)
)
def test_a_link_is_read_back_as_it_was_meant(parts: list[str], parameters: dict[str, str]) -> None:
    split = urlsplit(link(*parts, **parameters))
    assert split.scheme == split.netloc == split.fragment == ""
    assert [unquote(part) for part in split.path.split("/")[1:]] == parts
    assert dict(parse_qsl(split.query)) == parameters


@given(
    st.dictionaries(st.sampled_from(["q", "kind", "by"]), PART.map(str.strip).filter(bool), max_size=3),
    PART.map(str.strip).filter(bool),
)
def test_an_address_with_other_parameters_keeps_the_rest(kept: dict[str, str], q: str) -> None:
    before = Address(request("/gaps", urlsplit(link("gaps", **kept)).query))
    after = dict(parse_qsl(urlsplit(before.but(q=q)).query))
    assert after == {**kept, "q": q}
    assert "q" not in dict(parse_qsl(urlsplit(before.but(q=None)).query))


@pytest.mark.parametrize("text", ["0001-01-01", "9999-12-31", "2024-13-01", "24-01-01", "yesterday", "2200-01-01"])
def test_a_day_that_there_is_no_page_for_is_told(text: str) -> None:
    with pytest.raises(BadInput, match="asOf"):
        _ = Address(request("/", f"asOf={text}")).on


def test_links_of_a_page_stay_on_its_day() -> None:
    dated = dated_links(Address(request("/", "asOf=2024-12-31")))
    assert dated("systems", "PV2024") == "/systems/PV2024?asOf=2024-12-31"
    assert dated("systems", "PV2024", asOf=date(2020, 1, 1)) == "/systems/PV2024?asOf=2020-01-01"
    assert dated("gaps", "OVERDUE:S018@2024-12-31") == "/gaps/OVERDUE:S018@2024-12-31"
    assert dated("login") == "/login"
    assert dated_links(Address(request()))("systems", "PV2024") == "/systems/PV2024"


@pytest.mark.parametrize(
    ("query", "accepted", "cookie", "language"),
    [
        ("", "", "", Language.ZH),
        ("", "en-GB,zh;q=0.5", "", Language.EN),
        ("", "zh-CN,zh;q=0.9,en;q=0.8", "", Language.ZH),
        ("", "fr, en;q=0.3, zh;q=0.2", "", Language.EN),
        ("", "de, fr", "", Language.ZH),
        ("", "en;q=0, zh;q=0", "", Language.ZH),
        ("", "en", "stdgraph_language=ZH", Language.ZH),
        ("language=en", "zh", "stdgraph_language=ZH", Language.EN),
        ("language=fr", "en", "", Language.EN),
        ("", "en;q=high", "", Language.ZH),
    ],
)
def test_the_language_is_the_one_that_was_asked_for_last(
    query: str, accepted: str, cookie: str, language: Language
) -> None:
    assert language_of(request("/", query, accept_language=accepted, cookie=cookie)) is language


@given(st.text(max_size=60))
def test_no_header_breaks_the_choice_of_a_language(accepted: str) -> None:
    header = re.sub(r"[\x00-\x1f\x7f]", "", accepted)
    assert language_of(request("/", "", accept_language=header)) in Language
