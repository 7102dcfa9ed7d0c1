"""The commands of stewards and administrators: one module each, named after the command, which exports it as ``COMMAND``.

Adding a module here adds a mutation of that name, its input, and a member of ``ChangeInput``; who may do it is a row of the policy.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from stdgraph.commands.described import DescribedCommand, commands_in


@cache
def commands() -> Mapping[str, type[DescribedCommand]]:
    """Every command by the name of its module."""
    return commands_in(__name__, __path__)
