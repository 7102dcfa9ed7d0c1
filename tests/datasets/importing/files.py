"""Small files of registers, as untidy as real ones."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from stdgraph.datasets.importing.findings import FindingLog
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.datasets.importing.spool import StatementSpool
from stdgraph.datasets.rows import SourceRow


def deliverable(key: int, reference: str, **further: Any) -> dict[str, Any]:
    return {
        "id": key,
        "deliverableType": "IS",
        "reference": reference,
        "title": {"en": f"Title of {reference}"},
        "publicationDate": "2020-05",
        "icsCode": ["27.160"],
        "ownerCommittee": "ISO/TC 180",
        "currentStage": 6060,
        "replaces": None,
        **further,
    }


def write_lines(path: Path, records: list[Any], *, packed: bool = False) -> Path:
    text = "".join((one if isinstance(one, str) else json.dumps(one, ensure_ascii=False)) + "\n" for one in records)
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    return path


COMMITTEES = [
    {
        "id": 1,
        "reference": "ISO/TC 180",
        "title": {"en": "Solar energy"},
        "secretariat": {"acronym": "SA"},
        "pMembers": [1, 2],
    },
    {
        "id": 2,
        "reference": "ISO/TC 180/SC 4",
        "title": {"en": "Systems"},
        "parentId": 1,
        "secretariat": None,
        "pMembers": [],
    },
    {"id": 3, "title": {"en": "nameless"}, "secretariat": None, "parentId": None},
]
ICS = """<?xml version="1.0" encoding="UTF-8"?>
<fields>
  <field><identifier>27</identifier><title xml:lang="en">Energy</title><title xml:lang="fr">Énergie</title>
    <group><identifier>27.160</identifier><title xml:lang="en">Solar energy engineering</title></group>
    <group><identifier>27 x</identifier><title xml:lang="en">wrong</title></group>
  </field>
  <field><identifier>99.10</identifier><title xml:lang="en">Without a parent</title></field>
</fields>
"""


def record(number: str, **further: Any) -> dict[str, Any]:
    return {
        "docid": [{"id": f"urn:{number}", "type": "URN"}, {"id": number, "type": "IEC", "primary": True}],
        "title": [{"content": f"Title of {number}", "language": ["en"], "type": "main"}],
        "docstatus": {"stage": {"value": "PUBLISHED"}},
        "date": [{"type": "published", "value": f"{number[-4:]}-08-17"}],
        "ext": {"editorialgroup": [{"name": "TC 82"}], "ics": [{"code": "27.160"}]},
        **further,
    }


def as_yaml(value: Any) -> bytes:
    return yaml.safe_dump(json.loads(json.dumps(value)), allow_unicode=True).encode()  # no anchors


def tar_of(path: Path, members: Mapping[str, bytes], mode: str = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


def zip_of(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@contextmanager
def reading() -> Iterator[ImportRows]:
    """Rows of an import of which nothing was read yet."""
    rows = ImportRows(StatementSpool(), FindingLog(), SourceRow(id="register", title="Register"))
    try:
        yield rows
    finally:
        rows.spool.close()
        rows.log.close()


def links(rows: ImportRows, kind: str) -> set[tuple[str, str]]:
    """The relationships of a type, by what the dataset calls their ends."""
    return {(one.local, link.name) for one in rows.spool for link in one.links if link.type == kind}


def reasons(rows: ImportRows) -> list[str]:
    return [one.reason for one in rows.log]
