"""ISO's technical committees, as ISO Open Data publishes them (``iso_technical_committees.jsonl``)."""

from __future__ import annotations

from pathlib import Path

from stdgraph.datasets.importing.committees import committee_code, parent_of
from stdgraph.datasets.importing.findings import RowProblems
from stdgraph.datasets.importing.iso_open_data import Record, read_records
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import CommitteeRow
from stdgraph.datasets.seed_statements import committee_statement
from stdgraph.datasets.validation import validate
from stdgraph.domain.vocabulary import CommitteeLevel, Confidence


def read_committees(path: Path, rows: ImportRows) -> None:
    """State each committee with its title, its parent, its secretariat and how many participate."""
    records = list(read_records(path, rows))  # ISO has some hundreds
    by_id = {record.get("id"): str(record.get("reference")) for _, record in records}
    for place, record in records:
        row = _committee(place, record, by_id, rows)
        if row is not None:
            rows.state_once(committee_statement(row), place)
            rows.accepted += 1


def _committee(place: Place, record: Record, by_id: dict[object, str], rows: ImportRows) -> CommitteeRow | None:
    code = committee_code(str(record.get("reference") or ""))
    if code is None:
        rows.reject(place, "no reference (expected one such as ISO/TC 207)", column="reference")
        return None
    above = by_id.get(record.get("parentId"))
    parent = (committee_code(above) if above else None) or parent_of(code)
    members = record.get("pMembers")
    secretariat = record.get("secretariat")
    data = {
        "code": code,
        "title_en": _english(record.get("title")),
        "parent": parent if parent != code else None,
        "level": CommitteeLevel.INTERNATIONAL,
        "secretariat": secretariat.get("acronym") if isinstance(secretariat, dict) else None,
        "members": len(members) if isinstance(members, list) else None,
        "source": rows.refs,
        "confidence": Confidence.VERIFIED,
    }
    problems = RowProblems()
    row = validate(place, CommitteeRow, {name: value for name, value in data.items() if value is not None}, problems)
    for column, message in problems.found[:1]:
        rows.reject(place, message, column=column, value=data.get(column or ""))
    return row


def _english(title: object) -> str | None:
    text = title.get("en") if isinstance(title, dict) else title
    return " ".join(text.split()) or None if isinstance(text, str) else None
