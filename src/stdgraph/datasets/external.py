"""What a seed names and only the catalogue can hold: whether it does, and what is said where it does not."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence

from stdgraph.datasets.places import ExternalReference
from stdgraph.datasets.rows import Seed

Exists = Callable[[str, str], bool] | Mapping[str, Container[str]]
"""Whether the catalogue holds something, by label and name; or the names it holds, by label."""

Nearest = Callable[[str, str], Sequence[str]]
"""The names in the catalogue that are nearest to one it lacks, by label and name."""


def check_external(seed: Seed, exists: Exists, nearest: Nearest | None = None) -> list[str]:
    """One line for each name that neither the seed nor the catalogue knows; none when all are known."""
    return [
        unknown_reference(ref, nearest(ref.label, ref.name) if nearest else ())
        for ref in seed.external
        if not _holds(exists, ref)
    ]


def unknown_reference(ref: ExternalReference, nearest: Sequence[str] = ()) -> str:
    """The line about a name that nothing bears: its first place, what was expected, the nearest names."""
    written = ref.name if ref.written is None else ref.written
    left_out = ref.name.removesuffix(written)
    such_as = " or ".join(repr(name.removeprefix(left_out)) for name in nearest)
    expected = f"{ref.expected}, such as {such_as}" if nearest else ref.expected
    more = ref.mentions - 1
    rows = f"; {more} more {'rows name' if more > 1 else 'row names'} it" if more else ""
    return ref.place.line(ref.column, f"unknown reference {written!r} (expected {expected}){rows}")


def _holds(exists: Exists, ref: ExternalReference) -> bool:
    if callable(exists):
        return exists(ref.label, ref.name)
    return ref.name in exists.get(ref.label, ())
