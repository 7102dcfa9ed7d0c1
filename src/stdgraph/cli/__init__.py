"""The command line: one command a module, all of them thin. Nothing slow is imported before it is needed."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``stdgraph`` with these arguments (default: the process's own); the exit code."""
    from stdgraph.cli.app import app
    from stdgraph.cli.exit import run

    return run(app, list(sys.argv[1:] if arguments is None else arguments))
