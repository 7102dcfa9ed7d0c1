"""The bundled seed, and somebody who tracks its gaps."""

from __future__ import annotations

import pytest
import strawberry

from stdgraph.graph.door import Graph
from stdgraph.settings import Settings
from tests.api.conftest import ask, schema, seeded
from tests.tracking.desk import Tracker

__all__ = ["ask", "schema", "seeded"]


@pytest.fixture(scope="module")
def tracker(seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Tracker:
    """An administrator who tracks gaps of the seeded catalogue."""
    return Tracker(seeded, engine_settings, schema)
