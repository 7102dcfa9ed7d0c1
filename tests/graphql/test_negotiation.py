"""Which media type answers which ``Accept`` header: what public clients send, and properties of any header."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.graphql.negotiation import EVENT_STREAM, JSON, RESPONSE, Accept

CLIENTS = {
    "urql": (
        "application/graphql-response+json, application/graphql+json, application/json, text/event-stream, multipart/mixed",
        RESPONSE,
        True,
    ),
    "apollo client 4": ("application/graphql-response+json,application/json;q=0.9", RESPONSE, False),
    "apollo client 3": ("application/graphql-response+json,application/json;q=0.9,*/*;q=0.8", RESPONSE, False),
    "apollo client 4, @defer": (
        "multipart/mixed;deferSpec=20220824,application/graphql-response+json,application/json;q=0.9",
        RESPONSE,
        False,
    ),
    "apollo client 4, subscription": (
        "multipart/mixed;boundary=graphql;subscriptionSpec=1.0,application/graphql-response+json,application/json;q=0.9",
        RESPONSE,
        False,
    ),
    "graphql-request": ("application/graphql-response+json, application/json", RESPONSE, False),
    "graphql-sse": ("text/event-stream", EVENT_STREAM, True),
    "EventSource": ("text/event-stream", EVENT_STREAM, True),
    "relay, fetch, curl, gql": ("*/*", JSON, False),
    "none": ("", JSON, False),
    "graphiql": ("application/json, multipart/mixed", JSON, False),
    "axios": ("application/json, text/plain, */*", JSON, False),
    "firefox": ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JSON, False),
    "chrome": (
        "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8,application/signed-exchange;v=b3;q=0.7",
        JSON,
        False,
    ),
}
"""The header, the media type of its single results, and whether its subscriptions are streamed."""

RULES = [
    (f"{RESPONSE}, {JSON};q=0.9", RESPONSE, False),
    (f"{JSON};q=0.5, {RESPONSE};q=0.5", RESPONSE, False),
    (f"{RESPONSE};q=0.5, {JSON}", JSON, False),
    (f"*/*, {JSON};q=0.5", RESPONSE, False),
    ("application/*", JSON, False),
    (f"{JSON};q=0, */*", RESPONSE, False),
    (f"{JSON};q=0, {RESPONSE};q=0, */*", None, False),
    (f"{EVENT_STREAM};q=0, */*", JSON, False),
    (f"{EVENT_STREAM};q=0", None, False),
    (f"{EVENT_STREAM}, {JSON};q=0.001", JSON, True),
    (f"{EVENT_STREAM}, {JSON};q=0", EVENT_STREAM, True),
    ("text/*", EVENT_STREAM, True),
    (f"text/*, {EVENT_STREAM};q=0", None, False),
    ("*/*;q=0", None, False),
    ("text/plain", None, False),
    (f"{RESPONSE}; charset=utf-8", RESPONSE, False),
    (f'{JSON}; charset="UTF-8"', JSON, False),
    (f"{JSON}; charset=utf-16", None, False),
    (f"{JSON}; charset=utf-16, {JSON};q=0.1", JSON, False),
    (f"{JSON};q=0.2;charset=utf-16", JSON, False),
    (f'text/plain;title="a, {RESPONSE}", {JSON}', JSON, False),
    # Malformed members are ignored, and a header that has no other members with them.
    (f"{RESPONSE};q=high, {JSON}", JSON, False),
    (f"{RESPONSE};q=2", JSON, False),
    (f"{RESPONSE};q=-1, {EVENT_STREAM};q=nan", JSON, False),
    ("json", JSON, False),
    ("*/json", JSON, False),
    (", ,", JSON, False),
]


@pytest.mark.parametrize(("header", "single", "streamed"), CLIENTS.values(), ids=CLIENTS)
def test_what_clients_send(header: str, single: str, streamed: bool) -> None:
    accept = Accept.parse(header)
    assert (accept.preferred(), accept.names(EVENT_STREAM)) == (single, streamed)


@pytest.mark.parametrize(("header", "single", "streamed"), RULES, ids=[header for header, _, _ in RULES])
def test_weights_wildcards_and_specificity(header: str, single: str | None, streamed: bool) -> None:
    accept = Accept.parse(header)
    assert (accept.preferred(), accept.names(EVENT_STREAM)) == (single, streamed)


def test_several_header_lines_are_one_list() -> None:
    assert Accept.parse("text/plain", f"{JSON};q=0.1, {RESPONSE}") == Accept.parse(
        f"text/plain, {JSON};q=0.1, {RESPONSE}"
    )


RANGES = st.tuples(
    st.sampled_from([JSON, RESPONSE, EVENT_STREAM, "text/html", "application/*", "text/*", "*/*"]),
    st.sampled_from([0, 0.001, 0.25, 0.5, 0.999, 1]),
)
HEADERS = st.lists(RANGES, min_size=1, max_size=6)


def _header(ranges: list[tuple[str, float]]) -> str:
    return ", ".join(f"{name};q={weight}" for name, weight in ranges)


def _expected(ranges: list[tuple[str, float]], media_type: str) -> float:
    """The weight by the words of the RFC: that of the first of these that is listed."""
    for name in (media_type, f"{media_type.partition('/')[0]}/*", "*/*"):
        weights = [weight for listed, weight in ranges if listed == name]
        if weights:
            return max(weights)
    return 0.0


@given(HEADERS)
def test_the_most_specific_range_gives_the_weight(ranges: list[tuple[str, float]]) -> None:
    accept = Accept.parse(_header(ranges))
    for media_type in (JSON, RESPONSE, EVENT_STREAM, "text/html", "image/png"):
        assert accept.weight(media_type) == _expected(ranges, media_type)


@given(HEADERS)
def test_what_is_preferred_is_acceptable_and_a_stream_only_where_nothing_else_is(
    ranges: list[tuple[str, float]],
) -> None:
    accept = Accept.parse(_header(ranges))
    preferred = accept.preferred()
    weights = {one: _expected(ranges, one) for one in (JSON, RESPONSE)}
    if max(weights.values()) > 0:
        assert preferred in weights
        assert weights[preferred] == max(weights.values())
    elif preferred is not None:
        assert preferred == EVENT_STREAM
        assert _expected(ranges, EVENT_STREAM) > 0


@given(HEADERS, st.randoms(use_true_random=False))
def test_neither_order_nor_case_nor_space_matters(ranges: list[tuple[str, float]], chance: object) -> None:
    shuffled = list(ranges)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    header = _header(ranges)
    for other in (_header(shuffled), header.upper(), header.replace(", ", " ,\t").replace(";", " ; ")):
        for media_type in (JSON, RESPONSE, EVENT_STREAM):
            assert Accept.parse(other).weight(media_type) == Accept.parse(header).weight(media_type)


@given(st.text(max_size=200) | st.text(alphabet='*/;,q=0.15 "\\aj-+', max_size=60))
def test_any_text_is_read(header: str) -> None:
    accept = Accept.parse(header)
    assert accept.ranges
    assert accept.preferred() in {JSON, RESPONSE, EVENT_STREAM, None}
