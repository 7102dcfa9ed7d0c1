"""The bundled seed, and somebody who tracks its gaps."""

from __future__ import annotations

import pytest
import strawberry

from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.gap_records.tracker import Tracker
from tests.graphql.conftest import ask, schema, seeded

__all__ = ["ask", "schema", "seeded"]


@pytest.fixture(scope="module")
def tracker(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Tracker:
    """An administrator who tracks gaps of the seeded catalogue."""
    return Tracker(seeded, engine_settings, schema)
