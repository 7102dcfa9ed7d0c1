"""The bundled seed, asked over GraphQL and exported."""

from __future__ import annotations

from tests.gap_records.conftest import ask, schema, seeded, tracker

__all__ = ["ask", "schema", "seeded", "tracker"]
