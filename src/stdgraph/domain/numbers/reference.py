"""What a reference or a look-up may say beyond one number: several numbers, or a whole with all its parts."""

from __future__ import annotations

from dataclasses import dataclass

from stdgraph.domain.numbers.grammar import plain
from stdgraph.domain.numbers.number import Number
from stdgraph.domain.numbers.printed import unwrap
from stdgraph.domain.numbers.reading import LONGEST, parse_number
from stdgraph.domain.numbers.several import ALL_PARTS, LIST, RANGE, prints_several

MOST = 200
"""Maximum numbers of a range."""


@dataclass(frozen=True, slots=True)
class Reference:
    """The numbers that a text means, in its order. ``all_parts``: the one number stands for itself and every part of it."""

    numbers: tuple[Number, ...]
    all_parts: bool = False


def names_several(text: str) -> bool:
    """Whether a text, in any printed form, names several numbers or a whole with its parts."""
    return len(text) <= LONGEST * 4 and prints_several(plain(text))


def read_reference(text: str) -> Reference:
    """The numbers that a text means: one, those of a range (``GB 3100~3102``) or list, or a whole with all parts (所有部分).

    Raises ValueError that says what was expected.
    """
    folded = plain(text) if len(text) <= LONGEST * 4 else text
    if len(folded) > LONGEST or not prints_several(folded):
        return Reference((parse_number(text),))
    if found := ALL_PARTS.fullmatch(folded):
        return Reference((parse_number(unwrap(found["whole"])),), all_parts=True)
    if found := RANGE.fullmatch(folded):
        lead, first, last = found["lead"], int(found["first"]), int(found["last"])
        if not lead.endswith(found["again"]) or not first < last < first + MOST:
            raise ValueError(f"{text!r} is no range of numbers: expected one such as GB 3100~3102 or GB/T 1.1~1.3")
        return Reference(tuple(parse_number(f"{lead}{at}{found['year']}") for at in range(first, last + 1)))
    return Reference(tuple(map(parse_number, LIST.split(folded))))
