"""Documents as they were parsed and judged, kept in the memory of the process: most clients send the same few texts again and again.

strawberry's own caches count documents, not bytes: some hundred of the largest that are allowed would take hundreds of megabytes.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from graphql import ASTValidationRule, DocumentNode, GraphQLError, GraphQLSchema, parse
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from stdgraph.store.memory import Memory

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


def kept_document(memory: Memory, schema: GraphQLSchema, text: str, **options: Any) -> KeptDocument:
    """The document of a text, parsed unless it is kept. Documents are kept by schema, whose rules are always the same. Raises GraphQLError."""
    kept: KeptDocument | None = memory.get(KIND, (schema, text))
    if kept is None:
        kept = KeptDocument(parse_document(text, **options))
        memory.keep(KIND, (schema, text), kept, kept.size)
    return kept


def judge(
    memory: Memory, schema: GraphQLSchema, text: str, kept: KeptDocument, rules: Sequence[type[ASTValidationRule]]
) -> list[GraphQLError]:
    """What is wrong with a document, found out once."""
    if kept.errors is None:
        kept.errors = list(validate_document(schema, kept.document, tuple(rules)))
        if kept.errors:
            memory.keep(KIND, (schema, text), kept, kept.size)
    return kept.errors


class KeptDocuments(SchemaExtension):
    """Has strawberry take what is kept."""

    _kept: KeptDocument | None = None

    def on_parse(self) -> Iterator[None]:
        """Before strawberry would parse the text; one that is no document is refused anew each time."""
        asked = self.execution_context
        if asked.query:
            memory, schema = asked.context.graph.memory, asked.schema._schema  # noqa: SLF001  strawberry keeps graphql-core's schema there
            self._kept = kept_document(memory, schema, asked.query, **asked.parse_options)
            asked.graphql_document = self._kept.document
        yield

    def on_validate(self) -> Iterator[None]:
        """Before strawberry would judge the document."""
        asked, kept = self.execution_context, self._kept
        if kept is not None:
            memory, schema = asked.context.graph.memory, asked.schema._schema  # noqa: SLF001
            asked.pre_execution_errors = judge(memory, schema, str(asked.query), kept, asked.validation_rules)
        yield
