"""Variables of the environment that do nothing, because no setting is called so: a slip is told, it stops nothing."""

from __future__ import annotations

from stdgraph.cli import texts
from stdgraph.settings import unknown_variables


def unknown_variables_told() -> list[str]:
    """A sentence for each unknown ``STDGRAPH_…`` variable, with the nearest known one."""
    found = []
    for name, near in unknown_variables():
        told = texts.UNKNOWN_VARIABLE(name=name)
        found.append(texts.NEAREST(told=told, codes=", ".join(near)) if near else told)
    return found
