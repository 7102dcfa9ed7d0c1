"""Series and amendments, as numbers tell them: which edition of what a document is, and which document it amends.

A series is a number without its year: GB/T 24067-2018 and GB/T 24067-2024 are editions of GB/T 24067 (GB/T 1.1: a dated reference names
one edition, an undated one the edition in force). So are ITU-R BT.709-5 and BT.709-6, CETS V01 and V02, and the drafts ISO/CD 14067.1 and
14067.2, which bodies count. What amends a document (修改单, Amd, Cor, Add) has the number of that document before
its own; what is joined to it (``+AMD1:2013 CSV``) is the document in a consolidated form.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple, TypeGuard

from stdgraph.domain.numbers import Number, Supplement, Unparsed, read_number

AMENDING = ("XG", "AMD", "COR", "ADD")
"""Kinds of supplements that change the text of the document before them; others (Suppl, Ext, Frag, Ish) stand beside it."""
WITHOUT_SERIES = ("PLAN", "OTHER")
"""Families of numbers of which none has editions."""
SERIAL_BY_CLASS = "CARBON_MARKET"
"""The family whose numbers name a class and a serial number in it (CETS-AG-03.01): none is a part of another document."""
UNDATED_ORDER = "9999"
"""Sorts what has no year behind every edition that has one."""


class SeriesFacts(NamedTuple):
    """What a number says of the series of its document; nothing for a text that no grammar reads."""

    key: str | None = None
    """The comparison form of the number without its year."""
    order: str | None = None
    """Year and month of the number as text that sorts editions, oldest first."""
    amends: str | None = None
    """The comparison form of the number of the document that it amends; None for what amends nothing."""
    part_of: str | None = None
    """The comparison form of the number, without its year, of the document of which it is a part; None for what is no part."""


def series_facts(text: str) -> SeriesFacts:
    """What a number, in any printed form, says of the series."""
    number = read_number(text)
    return _facts(number) if _names_document(number) else SeriesFacts()


def undated_keys(text: str) -> tuple[str, ...]:
    """The series that a text names without saying which edition: of its numbers those that bear no year, each once."""
    number = read_number(text)
    if not _names_document(number):
        return ()
    several = (number, *number.aliases)
    return tuple(dict.fromkeys(one.key for one in several if _facts(one).key == one.key))


def _names_document(number: Number | Unparsed) -> TypeGuard[Number]:
    """A plan number names a project, its year is no edition; of what no grammar knows nobody can say which part is a year."""
    return isinstance(number, Number) and number.family.value not in WITHOUT_SERIES


def _facts(number: Number) -> SeriesFacts:
    last = number.supplements[-1] if number.supplements else None
    if last is not None and not last.joined:
        undated = replace(number, supplements=(*number.supplements[:-1], replace(last, year=None)))
        base = replace(number, supplements=number.supplements[:-1]).key if _amends(last) else None
        return SeriesFacts(undated.key, _order(last.year, None), base)
    undated = replace(number, year=None, month=None, version=None, iteration=None, supplements=())
    divided = number.parts and number.family.value != SERIAL_BY_CLASS
    part_of = replace(undated, parts=()).key if divided else None
    return SeriesFacts(undated.key, _order(number.year, number.month), None, part_of)


def _amends(supplement: Supplement) -> bool:
    return supplement.kind.upper() in AMENDING


def _order(year: int | None, month: int | None) -> str:
    return UNDATED_ORDER if year is None else f"{year:04}-{month or 0:02}"
