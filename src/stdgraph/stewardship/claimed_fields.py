"""The fields of things of which claims can be followed, and how what a source states is kept as their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stdgraph.commands.correctable import CORRECTABLE
from stdgraph.commands.field_values import ADDRESS, DATE, LINE, LINES, TEXT, WHOLE, FieldReader, one_of
from stdgraph.domain.dates import PartialDate, by_the_latest
from stdgraph.domain.vocabulary import CategoryKind, CommitteeLevel, Priority

NOTHING = "(none)"
"""What a claim states where its source says that there is nothing."""

DEADLINES = ("by", "baseline")
"""The dates of which only the last day that they can mean is kept."""

_TITLES = {"titleZh": LINE, "titleEn": LINE, "note": TEXT}
READERS: Mapping[str, Mapping[str, FieldReader]] = {
    "Standard": CORRECTABLE,
    "StandardsSystem": {
        **_TITLES,
        "issuer": LINE,
        "documentNumber": LINE,
        "issuedOn": DATE,
        "announcedOn": DATE,
        "declared": WHOLE,
    },
    "Subsystem": _TITLES,
    "ProductCategory": {
        **_TITLES,
        "kind": one_of(CategoryKind),
        "aliases": LINES,
        "declaredProcesses": WHOLE,
        "declaredMaterials": WHOLE,
    },
    "Committee": {**_TITLES, "level": one_of(CommitteeLevel), "secretariat": LINE, "members": WHOLE},
    "Target": {"statement": TEXT, "measure": TEXT, "required": WHOLE, "by": DATE, "baseline": DATE},
    "Demand": {"priority": one_of(Priority), "on": DATE, "until": DATE, "note": TEXT},
    "Source": {"title": LINE, "url": ADDRESS, "note": TEXT},
}
"""By label and field. What a claim says of any other field is nothing that the catalogue holds."""

ELSEWHERE: Mapping[str, str] = {
    "committee": "relateStandard",
    "replacedBy": "supersedeStandard",
    "withdrawnOn": "withdrawStandard",
    "stage": "advanceStandard",
}
"""Fields of standards that other mutations change."""


def claimed_values(label: str, field: str, text: str) -> dict[str, Any]:
    """The properties of a thing by what a claim states of a field; none where the catalogue holds nothing of it. Raises ValueError for a
    text that is no value of the field."""
    reader = READERS[label].get(field)
    if reader is None:
        return {}
    value = None if text == NOTHING else reader.read(text)
    if reader is not DATE:
        return {field: value}
    assert value is None or isinstance(value, PartialDate)  # noqa: S101  the reader of dates gives nothing else
    if field in DEADLINES:
        return {field: None if value is None else value.latest}
    return by_the_latest(field, value)
