"""What values take in memory, with everything that they lead to."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from types import CodeType, FunctionType, ModuleType


def deep_size(*values: object, without: Iterable[object] = ()) -> int:
    """The bytes of values and of all they lead to, each thing counted once; not of what ``without`` leads to, nor of what the code holds."""
    shared = {id(one) for one in _reached(without, set())}
    return sum(sys.getsizeof(one) for one in _reached(values, shared))


def _reached(values: Iterable[object], seen: set[int]) -> Iterator[object]:
    waiting = list(values)
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type | ModuleType | CodeType | Enum | None):
            continue
        seen.add(id(one))
        if isinstance(one, FunctionType):
            if one.__closure__ is None:
                continue  # it is of a module
            waiting += (one.__closure__, one.__defaults__)
        else:
            waiting += gc.get_referents(one)
        yield one


def is_honest(told: int, taken: int) -> bool:
    """Whether what is told is within a factor of two of what is taken."""
    return taken / 2 <= told <= taken * 2
