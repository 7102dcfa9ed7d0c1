"""ISO's technical committees, as ISO Open Data publishes them (``iso_technical_committees.jsonl``)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from stdgraph.datasets.importing.committees import CommitteeNames, committee_code, parent_of
from stdgraph.datasets.importing.findings import RowProblems
from stdgraph.datasets.importing.iso_open_data import Record, read_records
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import CommitteeRow
from stdgraph.datasets.seed_statements import committee_statement
from stdgraph.datasets.validation import validate
from stdgraph.domain.vocabulary import CommitteeLevel, Confidence


def read_committees(path: Path, rows: ImportRows) -> None:
    """State each committee with its title, its parent, its secretariat and how many participate. A parent that only a reference names
    (ISO/TC 207 of ISO/TC 207/SC 7) is stated, too."""
    records = list(_of_their_own(read_records(path, rows), rows))  # ISO has some hundreds
    by_id = {key: code for _, record, code in records if (key := _key(record.get("id"))) is not None}
    parents = CommitteeNames(rows)
    for place, record, code in records:
        row = _committee(place, record, code, by_id, rows)
        if row is not None:
            rows.state_once(committee_statement(row), place)
            rows.accepted += 1
            if row.parent is not None:
                parents.mention(row.parent)
    parents.state()


def _of_their_own(records: Iterable[tuple[Place, Record]], rows: ImportRows) -> Iterator[tuple[Place, Record, str]]:
    """The records that name a committee, with its code: each committee once, each id once."""
    first: dict[tuple[str, object], Place] = {}
    for place, record in records:
        code = committee_code(_reference(record))
        if code is None:
            rows.reject(place, "no reference (expected one such as ISO/TC 207)", column="reference")
            continue
        known: dict[str, object] = {"reference": code, "id": _key(record.get("id"))}
        twice = next((name for name, value in known.items() if value is not None and (name, value) in first), None)
        if twice is not None:
            told = f"duplicate {twice}, first in {first[twice, known[twice]]} (expected one row a committee)"
            rows.reject(place, told, column=twice, value=record.get(twice))
            continue
        first |= dict.fromkeys(known.items(), place)
        yield place, record, code


def _committee(
    place: Place, record: Record, code: str, by_id: Mapping[int | str, str], rows: ImportRows
) -> CommitteeRow | None:
    parent = _parent(place, record, code, by_id, rows)
    members = record.get("pMembers")
    secretariat = record.get("secretariat")
    data = {
        "code": code,
        "title_en": _english(record.get("title")),
        "parent": parent,
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


def _parent(place: Place, record: Record, code: str, by_id: Mapping[int | str, str], rows: ImportRows) -> str | None:
    """The committee above: that of ``parentId``, else the one that the reference names."""
    stated = record.get("parentId")
    key = _key(stated)
    above = by_id.get(key) if key is not None else None
    if above is not None and above != code:
        return above
    named = parent_of(code)
    if stated is not None:
        told = "it is its own parent" if above else "no committee that was taken of the file has this id"
        instead = f", so that {named} of the reference is the parent" if named else ""
        rows.leave_out(place, "parentId", stated, f"{told}{instead} (expected the id of another committee)")
    return named


def _key(value: object) -> int | str | None:
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None


def _reference(record: Record) -> str:
    reference = record.get("reference")
    return reference if isinstance(reference, str) else ""


def _english(title: object) -> str | None:
    text = title.get("en") if isinstance(title, dict) else title
    return " ".join(text.split()) or None if isinstance(text, str) else None
