"""The kinds of gap: one module each, named after the kind, which defines it in its docstring and exports it as ``KIND``.

Adding a module here adds a kind: it is detected, ranked, put in words, and becomes a value of the ``GapKind`` enum.
"""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stdgraph.gaps.kind import Kind

    class GapKind(StrEnum):
        """The members are the modules of this package."""

else:
    GapKind = StrEnum("GapKind", {m.name.upper(): m.name.upper() for m in pkgutil.iter_modules(__path__)})
    GapKind.__doc__ = "The kinds of gap."


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of gap, by its code."""
    return {code: import_module(f"{__name__}.{code.lower()}").KIND for code in GapKind}


def definition(code: str) -> str:
    """The definition of a kind of gap: the first paragraph of its module's docstring, without the code."""
    text = inspect.getdoc(import_module(f"{__name__}.{code.lower()}")) or ""
    return " ".join(text.partition("\n\n")[0].removeprefix(f"{code}:").split())
