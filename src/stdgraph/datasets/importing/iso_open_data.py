"""ISO Open Data as ISO publishes it (ODC-By 1.0): deliverables, technical committees, and the International Classification for Standards."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import orjson

from stdgraph.datasets.importing.committees import CommitteeNames
from stdgraph.datasets.importing.iso_replacements import IsoReplacements, local_id, record_id
from stdgraph.datasets.importing.register_files import lines_of
from stdgraph.datasets.importing.rows import ImportRows, number_fields
from stdgraph.datasets.places import Place
from stdgraph.datasets.statements import StatedLink

_STAGE = re.compile(r"\d{3,4}")
_ISSUED, _ABANDONED = "60", "98"

Record = Mapping[str, object]


def read_records(path: Path, rows: ImportRows) -> Iterator[tuple[Place, Record]]:
    """The records of a file of JSON lines; a line that is none is rejected."""
    for number, line in lines_of(path):
        place = Place(path.name, number)
        if line is not None and not line.strip():
            continue
        rows.count()
        try:
            record = orjson.loads(line) if line is not None else None
        except orjson.JSONDecodeError as error:
            rows.reject(place, f"invalid JSON: {error} (expected one JSON object a line)")
            continue
        if isinstance(record, dict):
            yield place, record
        else:
            said = "line too long" if line is None else "no JSON object"
            rows.reject(place, f"{said} (expected one JSON object a line)")


def read_deliverables(path: Path, rows: ImportRows, system: str | None, subsystems: frozenset[str]) -> None:
    """Read ``iso_deliverables_metadata.jsonl``. ``system``: documents are listed in its subsystems that bear their ICS codes."""
    committees = CommitteeNames(rows)
    with closing(IsoReplacements(rows)) as replacements:
        for place, record in read_records(path, rows):
            key = record_id(record.get("id"))
            data = _deliverable(record)
            if key is None or data is None:
                rows.reject(place, "no id or no reference (expected both)", column="id", value=record.get("id"))
                continue
            codes = _ics(record.get("icsCode"), rows, place)
            owner = committees.code(record.get("ownerCommittee"))
            further: dict[str, object] = {"id": local_id(key), "ics": codes, "committees": (owner,) if owner else ()}
            row = rows.standard(place, {**data, **further, "owner_basis": "stated" if owner else None})
            if row is None:
                replacements.reject(key)
                continue
            replacements.keep(place, key, row, record, _listings(codes, system, subsystems))
            if owner:
                committees.mention(owner)
        replacements.finish()
    committees.state()


def _deliverable(record: Record) -> dict[str, object] | None:
    """The fields of a row; None where it has no reference."""
    reference = _text(record.get("reference"))
    if reference is None:
        return None
    stage = _stage(record.get("currentStage"))
    title = record.get("title")
    titles = title if isinstance(title, dict) else {"en": title}
    issued = stage is None or (stage >= _ISSUED and not stage.endswith(_ABANDONED))
    return {
        **number_fields(reference),
        "title_en": _text(titles.get("en")) or _text(titles.get("fr")) or reference,
        "level": "international",
        "stage": stage or str(record.get("currentStage")),
        "published_on": _text(record.get("publicationDate")) if issued else None,
    }


def _stage(code: object) -> str | None:
    """``6060`` as ``60.60``, ``0`` as ``00.00``; None for what is no stage code."""
    text = str(code)
    if isinstance(code, bool) or not (_STAGE.fullmatch(text) or text == "0"):
        return None
    text = text.zfill(4)
    return f"{text[:2]}.{text[2:]}"


def _text(value: object) -> str | None:
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _ics(value: object, rows: ImportRows, place: Place) -> tuple[str, ...]:
    codes = [code for code in value if isinstance(code, str) and code.strip()] if isinstance(value, list) else []
    distinct = tuple(dict.fromkeys(code.strip() for code in codes))
    if len(distinct) < len(codes):
        rows.leave_out(place, "icsCode", "|".join(codes), "duplicate ICS code (expected each once)")
    return distinct


def _listings(codes: tuple[str, ...], system: str | None, subsystems: frozenset[str]) -> tuple[StatedLink, ...]:
    """Where a document stands in a system whose subsystems are the fields of the ICS."""
    found = (code for code in codes if code in subsystems)
    return tuple(StatedLink("LISTED_IN", "Subsystem", f"{system}/{code}", {"membership": "STATED"}) for code in found)
