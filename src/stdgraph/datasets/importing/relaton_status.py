"""The status of a record of Relaton as a stage: numeric (``60`` and ``60``), or a word of IEC or of Chinese registers."""

from __future__ import annotations

from collections.abc import Mapping

from stdgraph.domain.stages import SUBSTAGES, parse_stage

WORDS = {
    "PUBLISHED": "60.60",
    "PPUB": "60.60",
    "ACTIVATED": "60.60",
    "ACTIVE": "60.60",
    "CONFIRMED": "90.93",
    "STABLE": "60.60",
    "REVISED": "95.99",
    "REPLACED": "95.99",
    "WITHDRAWN": "95.99",
    "OBSOLETED": "95.99",
    "OBSOLETE": "95.99",
    "SUPERSEDED": "95.99",
    "DELETED": "95.99",
    "WPUB": "95.99",
    "DELPUB": "95.99",
    "DRAFT": "20.00",
    "PNW": "10.20",
    "AFC": "10.99",
    "ACD": "20.00",
    "CD": "30.20",
    "CCDV": "40.20",
    "CDV": "40.20",
    "CDIS": "50.20",
    "FDIS": "50.20",
    "APUB": "60.00",
    "即将实施": "60.60",
    "现行": "60.60",
    "废止": "95.99",
    "被代替": "95.99",
}
"""IEC's stages by its table of aliases, the words of its register, and those of relaton-gb."""


def relaton_stage(status: object, dates: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The stage of a record, and the status as it is written. Without a status, a document with a date of publication is published.

    The stage is None where nothing says it.
    """
    if not isinstance(status, Mapping):
        return ("95.99" if "withdrawn_on" in dates else "60.60" if "published_on" in dates else None), None
    stage, substage = _value(status.get("stage")), _value(status.get("substage"))
    word = " ".join(part for part in (stage, substage) if part) or None
    if stage is None:
        return relaton_stage(None, dates)[0], None
    if stage.upper() in WORDS:
        return WORDS[stage.upper()], word
    numeric = f"{stage}.{substage}" if substage in SUBSTAGES and "." not in stage else stage
    try:
        return parse_stage(numeric.zfill(2)), word
    except ValueError:
        return None, word


def _value(part: object) -> str | None:
    text = part.get("value") if isinstance(part, Mapping) else part
    return str(text).strip() or None if text is not None else None
