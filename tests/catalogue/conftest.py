"""The catalogue is asked over GraphQL, as the tests of the API ask it."""

from __future__ import annotations

from tests.graphql.conftest import ask, schema, seeded

__all__ = ["ask", "schema", "seeded"]
