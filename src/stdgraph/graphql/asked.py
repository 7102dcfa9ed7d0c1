"""A GraphQL request over HTTP as it is read on the short way: only what is well formed, all else is for strawberry's view to refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.datastructures import QueryParams
from starlette.requests import Request
from strawberry.http.parse_content_type import parse_content_type

from stdgraph.domain.remembered import remembered
from stdgraph.errors import BadInput
from stdgraph.graphql.context import EXTENSION, HEADER, decode
from stdgraph.graphql.negotiation import JSON


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    document: str
    operation_name: str | None
    variables: Mapping[str, Any]
    after: tuple[str, ...]
    """The bookmarks that its reads wait for."""
    key: QuestionKey
    """The same for requests that ask the same."""


QuestionKey = tuple[str, str | None, bytes]
"""A document, the name of the operation, and its variables as ``canonical`` has them."""


def canonical(variables: Mapping[str, Any]) -> bytes:
    """Variables as bytes, alike however the members of objects are ordered. Raises orjson.JSONEncodeError for what is nested too deeply."""
    return orjson.dumps(variables, option=orjson.OPT_SORT_KEYS) if variables else b""


async def asked_by(request: Request) -> Asked | None:
    """What a request asks for; None for one that is not well formed."""
    if request.method == "POST":
        if not _is_json(request.headers.get("content-type", "")):
            return None
        given = _decoded(await request.body())
    elif request.method == "GET":
        given = _in_address(QueryParams(request.scope["query_string"]))
    else:
        return None
    return None if given is None else _asked(given, request.headers.get(HEADER))


@remembered(64)
def _is_json(content_type: str) -> bool:
    return parse_content_type(content_type.lower())[0] == JSON


def _decoded(text: bytes | str) -> dict[str, Any] | None:
    try:
        given = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return given if isinstance(given, dict) else None


def _in_address(params: QueryParams) -> dict[str, Any] | None:
    given: dict[str, Any] = dict(params)
    for name in ("variables", "extensions"):
        if name in given:
            text = given[name]
            if text == "null":
                given[name] = None
            elif (read := _decoded(text)) is not None:
                given[name] = read
            else:
                return None
    return given


def _asked(given: Mapping[str, Any], bookmark: object) -> Asked | None:
    document, name = given.get("query"), given.get("operationName")
    variables, extensions = given.get("variables"), given.get("extensions")
    if not isinstance(document, str) or not document or not (name is None or (isinstance(name, str) and name)):
        return None
    if not isinstance(variables, dict | None) or not isinstance(extensions, dict | None):
        return None
    sent = (extensions or {}).get(EXTENSION)
    try:
        after = decode(bookmark if sent is None else sent)
        key = document, name, canonical(variables or {})
    except (BadInput, orjson.JSONEncodeError):
        return None
    return Asked(document, name, variables or {}, after, key)
