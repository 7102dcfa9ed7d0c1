"""The kinds of gap: one module each, named as the kind is, which defines it in its docstring and holds it as ``KIND``.

A module that is put here is a kind from then on: found, ranked, told, and a value of the ``GapKind`` enum.
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
        """The members are the modules here."""

else:
    GapKind = StrEnum("GapKind", {m.name.upper(): m.name.upper() for m in pkgutil.iter_modules(__path__)})
    GapKind.__doc__ = "The kinds of gap."


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of gap, by its code."""
    return {code: import_module(f"{__name__}.{code.lower()}").KIND for code in GapKind}


def definition(code: str) -> str:
    """What a kind of gap is: the first paragraph of its module's docstring, without the code."""
    text = inspect.getdoc(import_module(f"{__name__}.{code.lower()}")) or ""
    return " ".join(text.partition("\n\n")[0].removeprefix(f"{code}:").split())
