"""A small catalogue, its gap report and its desk as files, and somebody who fills them in."""

from __future__ import annotations

from pathlib import Path

import pytest_asyncio

from stdgraph.domain.vocabulary import Language
from stdgraph.exports.source import ExportSource
from stdgraph.settings import Settings
from tests.commands.conftest import small, workspace
from tests.commands.workspace import Workspace
from tests.datasets.filled.desk_clerk import Clerk

__all__ = ["small", "workspace"]


@pytest_asyncio.fixture(loop_scope="session")
async def clerk(workspace: Workspace, engine_settings: Settings, tmp_path: Path) -> Clerk:
    """Takes files out of the catalogue, in which no decision is recorded yet, and brings them back."""
    graph = workspace.graph
    await graph.write(lambda tx: tx.run("MATCH (g:GapRecord) DETACH DELETE g"))
    return Clerk(graph, ExportSource(graph, engine_settings), tmp_path, Language.ZH)
