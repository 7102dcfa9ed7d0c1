"""Encodings and conditional requests, as the headers of clients ask for them: what public clients send, and properties of any header."""

from __future__ import annotations

import gzip
import json
from random import Random

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.graphql.asked import canonical
from stdgraph.graphql.conditional import is_match, tagged
from stdgraph.graphql.encoding import COMPRESSED_FROM, LARGE, Coding, EncodedBody, chosen_coding, codings_accepted

BR, GZIP, IDENTITY = Coding.BROTLI, Coding.GZIP, Coding.IDENTITY
LONG = COMPRESSED_FROM * 2

SENT = [
    (None, IDENTITY),
    ("", IDENTITY),
    ("gzip, deflate, br, zstd", BR),
    ("gzip, deflate", GZIP),
    ("x-gzip", GZIP),
    ("GZIP", GZIP),
    ("br;q=0.5, gzip", GZIP),
    ("br;q=0.5, gzip;q=0.5", BR),
    ("gzip;q=0", IDENTITY),
    ("identity, gzip;q=0.5", IDENTITY),
    ("identity;q=0.1, gzip;q=0.5", GZIP),
    ("*", BR),
    ("*;q=0.1, gzip", GZIP),
    ("br;q=0, *", GZIP),
    ("deflate", IDENTITY),
    ("identity;q=0, gzip", GZIP),
    ("gzip;q=high", IDENTITY),
    ("gzip ; q = 1.000 , br;q=0.999", GZIP),
    ("*;q=0", IDENTITY),
    ("identity;q=0", IDENTITY),
]


@pytest.mark.parametrize(("header", "coding"), SENT, ids=str)
def test_the_coding_that_a_client_wants_most(header: str | None, coding: Coding) -> None:
    assert chosen_coding(header, LONG) is coding


def test_what_is_small_is_sent_as_it_is_where_that_is_accepted() -> None:
    assert chosen_coding("gzip, br", COMPRESSED_FROM - 1) is IDENTITY
    assert chosen_coding("gzip, br", COMPRESSED_FROM) is BR
    assert chosen_coding("identity;q=0, gzip", 1) is GZIP


WEIGHTS = st.integers(0, 1000).map(lambda weight: f"{weight / 1000:.3f}")
MEMBERS = st.dictionaries(st.sampled_from(["br", "gzip", "identity", "*", "deflate", "zstd"]), WEIGHTS, max_size=6)


@given(MEMBERS)
def test_no_coding_is_chosen_that_is_refused_and_none_that_weighs_less(stated: dict[str, str]) -> None:
    header = ", ".join(f"{name};q={weight}" for name, weight in stated.items())
    accepted = codings_accepted(header)

    def weight(coding: Coding) -> float | None:
        found = stated.get(coding.value, stated.get("*"))
        return None if found is None else float(found)

    refused = {one for one in Coding if weight(one) == 0} | {one for one in (BR, GZIP) if weight(one) is None}
    if set(Coding) - refused:
        assert set(accepted) == set(Coding) - refused
        stated_weights = [weight(one) or 0 for one in accepted if weight(one) is not None]
        assert stated_weights == sorted(stated_weights, reverse=True)
    else:
        assert accepted == (IDENTITY,), "a client that accepts nothing gets the body as it is"


@given(st.text(max_size=60))
def test_any_text_is_an_accept_encoding(header: str) -> None:
    assert codings_accepted(header)


@given(st.binary(max_size=3 * LARGE))
async def test_a_body_is_the_same_in_every_encoding(content: bytes) -> None:
    body = EncodedBody(content)
    assert gzip.decompress(await body.coded(GZIP)) == content
    assert brotli.decompress(await body.coded(BR)) == content
    assert await body.coded(IDENTITY) == content
    assert await body.coded(GZIP) is await body.coded(GZIP), "it is compressed once"
    assert body.size == len(content) + len(await body.coded(GZIP)) + len(await body.coded(BR))
    assert EncodedBody(content).tag == body.tag


TAGS = st.text("abc0123-", min_size=1, max_size=6)


@given(st.lists(st.tuples(TAGS, st.booleans()), max_size=4), TAGS)
def test_a_tag_is_found_in_a_list_weak_or_strong(listed: list[tuple[str, bool]], tag: str) -> None:
    header = ", ".join(f'W/"{one}"' if weak else f'"{one}"' for one, weak in listed)
    assert is_match(header, tag) == (tag in [one for one, _ in listed])


@pytest.mark.parametrize(("header", "known"), [("*", True), (" * ", True), (None, False), ("x", False), ('"y"', False)])
def test_a_star_stands_for_every_tag(header: str | None, known: bool) -> None:
    assert is_match(header, "x") is known


def test_each_encoding_has_a_tag_of_its_own() -> None:
    names = {coding: tagged(b"body", coding, "t", None).headers["etag"] for coding in Coding}
    assert len(set(names.values())) == len(Coding)
    for coding, name in names.items():
        assert tagged(b"body", coding, "t", name)[:2] == (304, b"")
        other = next(one for one in Coding if one is not coding)
        assert tagged(b"body", other, "t", name)[:2] == (200, b"body")


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=3), below, max_size=3),
    max_leaves=8,
)
VARIABLES = st.dictionaries(st.text(max_size=4), VALUES, min_size=1, max_size=4)


def shuffled(value: object, chance: Random) -> object:
    """The same value with the members of its objects in another order."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    return [shuffled(one, chance) for one in value] if isinstance(value, list) else value


@given(VARIABLES, st.randoms(use_true_random=False))
def test_the_order_of_members_means_nothing(variables: dict[str, object], chance: Random) -> None:
    other = shuffled(variables, chance)
    assert isinstance(other, dict)
    assert canonical(other) == canonical(variables)


@given(VARIABLES, VARIABLES)
def test_other_variables_have_another_key(one: dict[str, object], other: dict[str, object]) -> None:
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert (canonical(one) == canonical(other)) == same
