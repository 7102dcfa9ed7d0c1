"""The command line: one command a module, all of them thin. Nothing slow is imported before it is needed."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

GARBAGE = (50_000, 20, 20)
"""How many objects are made before Python looks for circles among them: rows of a load and of answers are many, and form none."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``stdgraph`` with these arguments (default: the process's own); the exit code."""
    from stdgraph.cli.app import app
    from stdgraph.cli.exit import run

    gc.set_threshold(*GARBAGE)
    return run(app, list(sys.argv[1:] if arguments is None else arguments))
