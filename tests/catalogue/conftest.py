"""The bundled seed asked over GraphQL, and an administrator who changes it."""

from __future__ import annotations

from tests.gap_records.conftest import ask, schema, seeded, tracker

__all__ = ["ask", "schema", "seeded", "tracker"]
