"""What values take in memory, everything that they lead to included."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from enum import Enum
from types import FunctionType, ModuleType


def deep_size(value: object, without: Iterable[object] = ()) -> int:
    """The bytes of a value and of everything it leads to, each counted once; not of ``without``, nor of classes, functions and enums."""
    seen = {id(one) for one in without}
    waiting, found = [value], 0
    while waiting:
        one = waiting.pop()
        if id(one) in seen or isinstance(one, type | FunctionType | ModuleType | Enum):
            continue
        seen.add(id(one))
        found += sys.getsizeof(one)
        waiting += _parts(one)
    return found


def _parts(one: object) -> Iterator[object]:
    if isinstance(one, dict):
        yield from one
        yield from one.values()
    elif isinstance(one, list | tuple | set | frozenset):
        yield from one
    if hasattr(one, "__dict__"):
        yield vars(one)
    for kind in type(one).__mro__:
        names = kind.__dict__.get("__slots__", ())
        for name in [names] if isinstance(names, str) else names:
            if hasattr(one, name):
                yield getattr(one, name)
