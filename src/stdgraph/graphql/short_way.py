"""The short way of plain queries over HTTP: kept answers are found without looking at the document, others computed beside strawberry's view.

What is not a well-formed query of somebody who may read goes the long way, by which it is refused, or carried out, as the specification
has it. On either way an answer has the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache, partial

import orjson
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import Response
from strawberry.types.graphql import OperationType

from stdgraph.auth.sessions import COOKIE
from stdgraph.domain import calendar
from stdgraph.domain.remembered import remembered
from stdgraph.errors import StdgraphError
from stdgraph.graphql.answer_cache import AnswerCache, ComputedAnswer
from stdgraph.graphql.asked import Asked, asked_by
from stdgraph.graphql.authentication import told_of_token
from stdgraph.graphql.conditional import tagged
from stdgraph.graphql.context import Context
from stdgraph.graphql.encoding import EncodedBody, chosen_coding
from stdgraph.graphql.fast_path import plan_query
from stdgraph.graphql.negotiation import JSON, RESPONSE, Accept
from stdgraph.graphql.observed import code_of, note_facts, note_outcome
from stdgraph.graphql.prepared_queries import PreparedQueries, PreparedQuery
from stdgraph.graphql.schema import Schema
from stdgraph.settings import Settings
from stdgraph.store.memory import Memory

VARY = "Accept, Accept-Encoding, Authorization, Cookie"
"""What answers depend on besides the address: ``me`` on who asks."""
KEY = 200
"""Bytes of the key of an answer, its document and variables apart."""

OpenContext = Callable[[Request, tuple[str, ...]], Context]
"""Makes the context of a request whose reads wait for bookmarks."""


class ShortWay:
    """Answers plain queries of one service."""

    def __init__(
        self,
        schema: Schema,
        settings: Settings,
        memory: Callable[[], Memory],
        answers: AnswerCache,
        open_context: OpenContext,
    ) -> None:
        self._schema = schema
        self._queries = PreparedQueries(schema._schema, settings, memory)  # noqa: SLF001  strawberry keeps graphql-core's schema there
        self._answers = answers
        self._open_context = open_context

    async def respond(self, request: Request) -> Response | None:
        """The response to a plain query; None for everything else. The body is read in any case, and kept by the request."""
        media_type = _preferred(",".join(request.headers.getlist("accept")))
        asked = await asked_by(request) if media_type in (JSON, RESPONSE) else None
        if asked is None:
            return None
        is_kept = self._answers.has(asked.key)
        query = None if is_kept else self._queries.get(asked.document, asked.operation_name)
        if query is None and not is_kept:
            return None
        context = self._open_context(request, asked.after)
        try:
            await context.admit()
        except StdgraphError:
            return None
        compute = partial(self._compute, asked, context)
        if told_of_token(context.who) or not (is_kept or (query is not None and query.is_of_catalogue)):
            found = await compute()
        else:
            size = KEY + sys.getsizeof(asked.document) + len(asked.key[2])
            found = await self._answers.answer(asked.key, size, asked.after, compute)
        if found is None:
            return None
        note_facts(found.facts)
        note_outcome(found.outcome)
        return await self._response(request, asked, found, str(media_type))

    async def _compute(self, asked: Asked, context: Context) -> ComputedAnswer | None:
        query = self._queries.get(asked.document, asked.operation_name)
        if query is None:
            return None
        data, errors = await self._executed(query, asked, context)
        if data is None and not any(error.path for error in errors):
            return None  # it never began
        body: dict[str, object] = {"data": data}
        if errors:
            body["errors"] = [error.formatted for error in errors]
        told = told_of_token(context.who)
        if told:
            body["extensions"] = told
        is_shortly_kept = query.is_of_another_day(asked.variables, calendar.today())
        encoded, is_whole = EncodedBody(orjson.dumps(body)), not errors and not told
        return ComputedAnswer(encoded, is_whole, is_shortly_kept, query.facts, code_of(errors))

    async def _executed(
        self, query: PreparedQuery, asked: Asked, context: Context
    ) -> tuple[object, list[GraphQLError]]:
        """Data and errors as clients may see them, by the plan or, where there is none, by the executor."""
        schema = self._schema._schema  # noqa: SLF001
        planned = plan_query(schema, query.document, query.operation, asked.variables, context.plans)
        if planned is not None:
            result = await planned.answer(context)
            self._schema.show_errors(result)
            return result.data, result.errors or []
        executed = await self._schema.execute(
            asked.document,
            variable_values=dict(asked.variables),
            context_value=context,
            operation_name=asked.operation_name,
            allowed_operation_types={OperationType.QUERY},
        )
        return executed.data, executed.errors or []

    async def _response(self, request: Request, asked: Asked, found: ComputedAnswer, media_type: str) -> Response:
        headers = request.headers
        body = found.body
        coding = chosen_coding(headers.get("accept-encoding"), len(body.body))
        is_private = "authorization" in headers or COOKIE in headers.get("cookie", "")
        tag = body.tag if media_type == JSON else f"{body.tag}-response"
        coded = await self._answers.coded(asked.key, found, coding)
        sent = tagged(coded, coding, tag if found.is_whole else None, headers.get("if-none-match"))
        response = Response(sent.body, status_code=sent.status, headers=sent.headers)
        response.raw_headers += _headers(media_type, is_private=is_private)
        return response


@remembered(256)
def _preferred(accept: str) -> str | None:
    return Accept.parse(accept).preferred()


@lru_cache
def _headers(media_type: str, *, is_private: bool) -> tuple[tuple[bytes, bytes], ...]:
    return (
        (b"content-type", f"{media_type}; charset=utf-8".encode()),
        (b"cache-control", b"private, no-cache" if is_private else b"no-cache"),
        (b"vary", VARY.encode()),
    )
