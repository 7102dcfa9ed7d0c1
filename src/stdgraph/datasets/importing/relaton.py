"""Bibliographic records of Relaton, as its data repositories hold them: a YAML file, a folder of them, or an archive.

What a record says by the model of Relaton (relaton-models): document identifiers, titles, dates, status, technical committee, ICS and
relations. Of abstracts, links and contributors nothing is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

from stdgraph.datasets.importing.committees import CommitteeNames
from stdgraph.datasets.importing.limits import MEMBER
from stdgraph.datasets.importing.members import Member
from stdgraph.datasets.importing.plain_yaml import InvalidYaml, load_documents
from stdgraph.datasets.importing.register_files import is_archive, members_of
from stdgraph.datasets.importing.relaton_relations import RelatonRelations
from stdgraph.datasets.importing.relaton_status import relaton_stage
from stdgraph.datasets.importing.rows import ImportRows, number_fields
from stdgraph.datasets.places import Place
from stdgraph.datasets.rows import StandardRow
from stdgraph.domain.numbers import read_number

SUFFIXES = (".yaml", ".yml")
UNREAD = ("abstract", "link", "copyright", "place", "series", "classification", "keyword", "note")
"""Keys of a record of which nothing is kept."""
DATE_FIELDS = {
    "published": "published_on",
    "issued": "published_on",
    "implemented": "in_force_on",
    "activated": "in_force_on",
    "obsoleted": "withdrawn_on",
}
"""The dates of a record that the catalogue has, by type."""

Record = Mapping[str, object]


def records(path: Path, rows: ImportRows) -> Iterator[tuple[Place, Record]]:
    """The records of a file, a folder or an archive; what is none is rejected."""
    whole = path.is_dir() or is_archive(path)
    for member in members_of(path, SUFFIXES) if whole else [_single(path)]:
        if member.content is None:
            rows.count()
            rows.reject(Place(member.name), f"file of more than {MEMBER >> 20} MiB (expected one record a file)")
            continue
        try:
            for number, record in enumerate(_items(member.content), start=1):
                rows.count()
                place = Place(member.name, number if number > 1 else None)
                if isinstance(record, Mapping) and "docid" in record:
                    yield place, record
                else:
                    rows.reject(place, "no record of Relaton (expected a mapping with docid)")
        except InvalidYaml as error:
            rows.count()
            rows.reject(Place(member.name), str(error))


def _single(path: Path) -> Member:
    return Member(path.name, None if path.stat().st_size > 16 * MEMBER else path.read_bytes())


def _items(content: bytes) -> Iterator[object]:
    """The records of a file: each of its documents or, of a collection, each of its items."""
    for document in load_documents(content, UNREAD):
        items = document.get("items") if isinstance(document, dict) and "docid" not in document else None
        if isinstance(items, list):
            yield from items
        elif isinstance(document, list):
            yield from document
        elif document is not None:
            yield document


def read_relaton(path: Path, rows: ImportRows) -> None:
    """State every record: its number, titles, stage, dates, committee, ICS, and what it replaces, adopts, amends and cites."""
    committees = CommitteeNames(rows)
    with closing(RelatonRelations(rows)) as relations:
        for place, record in records(path, rows):
            row = _standard(place, record, rows, committees)
            if row is not None:
                relations.add(place, row, record.get("relation"))
                for code in row.committees:
                    committees.mention(code)
        relations.keep()
    committees.state()


def _standard(place: Place, record: Record, rows: ImportRows, committees: CommitteeNames) -> StandardRow | None:
    printed = _number(record.get("docid"))
    if printed is None:
        rows.reject(place, "no document identifier (expected docid with an id)", column="docid")
        return None
    dates = _dates(record.get("date"))
    stage, word = relaton_stage(record.get("docstatus"), dates)
    if stage is None:
        rows.reject(
            place, "unknown status (expected a stage such as 60.60, or PUBLISHED)", column="docstatus", value=word
        )
        return None
    body = printed.split(" ", 1)[0].split("/", 1)[0]
    ext = record.get("ext")
    ext = ext if isinstance(ext, Mapping) else {}
    owners = [committees.code(name, body) for name in _committee_names(ext, record)]
    titles = _titles(record.get("title"))
    fields: dict[str, object] = {
        **number_fields(printed),
        **titles,
        **_fitting(dates, stage),
        "id": _local(printed),
        "stage": stage,
        "committees": tuple(dict.fromkeys(code for code in owners if code)),
        "ics": _ics(ext.get("ics")),
    }
    if fields["committees"]:
        fields["owner_basis"] = "stated"
    return rows.standard(place, fields)


def _local(printed: str) -> str:
    """The id of a document in its dataset: its number without blanks."""
    return "".join("_" if sign in " |;," else sign for sign in read_number(printed).key)


def _number(docid: object) -> str | None:
    """The number among the identifiers of a document: the primary one, else the first that is none of an address space."""
    found = [one for one in docid if isinstance(one, Mapping)] if isinstance(docid, list) else []
    found += [docid] if isinstance(docid, Mapping) else []
    numbers = [one for one in found if str(one.get("type", "")).upper() not in ("URN", "DOI", "ISBN", "ISSN", "URI")]
    numbers.sort(key=lambda one: str(one.get("primary", "")).lower() != "true")
    texts = (" ".join(str(one["id"]).split()) for one in numbers if one.get("id"))
    return next(texts, None)


def _titles(title: object) -> dict[str, str]:
    """The main titles in Chinese and English; without a main one its parts are joined. What bears no language counts as English."""
    parts: dict[str, dict[str, str]] = {}
    for one in title if isinstance(title, list) else [title]:
        content, kind, language = one, "main", "en"
        if isinstance(one, Mapping):
            content, kind = one.get("content"), str(one.get("type") or "main").removeprefix("title-")
            named = one.get("language")
            language = str((named[0] if isinstance(named, list) and named else named) or "en")
            kind = "whole" if one.get("type") in ("main", None) else kind
        if isinstance(content, str) and content.strip():
            parts.setdefault(language[:2].lower(), {}).setdefault(kind, " ".join(content.split()))
    found: dict[str, str] = {}
    for language, field in (("zh", "title_zh"), ("en", "title_en")):
        have = parts.get(language, {})
        joined = " - ".join(have[kind] for kind in ("intro", "main", "part") if kind in have)
        text = have.get("whole") or joined
        if text:
            found[field] = text
    if not found and parts:
        other = next(iter(parts.values()))
        found["title_en"] = other.get("whole") or " - ".join(other.values())
    return found


def _dates(dates: object) -> dict[str, str]:
    """The dates that the catalogue has, by field: a day, a month or a year."""
    found: dict[str, str] = {}
    for one in dates if isinstance(dates, list) else []:
        if isinstance(one, Mapping) and (field := DATE_FIELDS.get(str(one.get("type")))):
            value = one.get("value") or one.get("on") or one.get("at")
            if value:
                found.setdefault(field, str(value))
    return found


def _fitting(dates: Mapping[str, str], stage: str) -> dict[str, str]:
    """The dates that a document of a stage can have: a draft is not published, one in force not withdrawn."""
    if stage < "60" or stage.endswith("98"):
        return {}
    return {name: day for name, day in dates.items() if name != "withdrawn_on" or stage.startswith("95")}


def _committee_names(ext: Record, record: Record) -> Iterator[str]:
    """The technical committee, wherever the versions of the model have it."""
    group = ext.get("editorialgroup") or record.get("editorialgroup")
    groups = group if isinstance(group, list) else [group]
    for one in groups:
        if not isinstance(one, Mapping):
            continue
        named = one.get("technical_committee") or one.get("technical-committee") or one
        for committee in named if isinstance(named, list) else [named]:
            name = committee.get("name") if isinstance(committee, Mapping) else committee
            if isinstance(name, str) and name.strip():
                yield name


def _ics(ics: object) -> tuple[str, ...]:
    codes = [one.get("code") if isinstance(one, Mapping) else one for one in ics] if isinstance(ics, list) else []
    return tuple(dict.fromkeys(str(code).strip() for code in codes if code))
