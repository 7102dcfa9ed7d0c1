"""Documents as they were parsed and judged, kept in the memory of the process: most clients send the same few texts again and again.

strawberry's own caches count documents, not bytes: some hundred of the largest that are allowed would take hundreds of megabytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graphql import DocumentNode, GraphQLError, parse
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

KIND = "documents"
TOKEN = 380
"""Bytes that a parsed document takes for each of its tokens."""
ERROR = 1500
"""Bytes of what is wrong with a document, each time."""


@dataclass(slots=True, eq=False)
class KeptDocument:
    """A document, and what is wrong with it, once it was judged."""

    document: DocumentNode
    errors: list[GraphQLError] | None = None

    @property
    def size(self) -> int:
        """Its bytes and those of its text, about."""
        return document_size(self.document) + ERROR * len(self.errors or ())


def parse_document(text: str, **options: Any) -> DocumentNode:
    """A document without the chain of its tokens, which nobody follows once it is parsed. Raises GraphQLError.

    The chain leads to and fro: what was dropped would wait for a search of all that is remembered for circles.
    """
    document = parse(text, **options)
    token = document.loc.start_token if document.loc is not None else None
    while token is not None:
        following = token.next
        token.prev = token.next = None
        token = following
    return document


def document_size(document: DocumentNode) -> int:
    """The bytes of a parsed document and its text, about."""
    text = document.loc.source.body if document.loc is not None else ""
    return TOKEN * (2 + document.token_count) + sys.getsizeof(text)


class KeptDocuments(SchemaExtension):
    """Parses and judges what is not kept. Documents are kept by schema, whose rules are always the same."""

    _kept: KeptDocument | None = None

    def on_parse(self) -> Iterator[None]:
        """Before strawberry would parse the text; one that is no document is refused anew each time."""
        asked = self.execution_context
        if asked.query:
            memory, key = asked.context.graph.memory, (asked.schema, asked.query)
            kept: KeptDocument | None = memory.get(KIND, key)
            if kept is None:
                kept = KeptDocument(parse_document(asked.query, **asked.parse_options))
                memory.keep(KIND, key, kept, kept.size)
            asked.graphql_document, self._kept = kept.document, kept
        yield

    def on_validate(self) -> Iterator[None]:
        """Before strawberry would judge the document."""
        asked, kept = self.execution_context, self._kept
        if kept is not None and kept.errors is None:
            kept.errors = validate_document(asked.schema._schema, kept.document, asked.validation_rules)  # noqa: SLF001  strawberry keeps graphql-core's schema there
            if kept.errors:
                asked.context.graph.memory.keep(KIND, (asked.schema, asked.query), kept, kept.size)
        if kept is not None:
            asked.pre_execution_errors = kept.errors
        yield
