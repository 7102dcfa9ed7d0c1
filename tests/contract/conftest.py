"""The consumers ask the seeded catalogue, as the tests of the API do."""

from __future__ import annotations

from tests.graphql.conftest import ask, schema, seeded

__all__ = ["ask", "schema", "seeded"]
