"""Which of the forms that registers publish a file has: told by what it holds, not by its name."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from itertools import islice
from pathlib import Path

import orjson

from stdgraph.datasets.importing.register_files import GZIP, ZIP, is_archive, lines_of
from stdgraph.errors import BadInput

LOOKED_AT = 20
"""Lines of a file that are looked at."""
_OFFICE = ("[Content_Types].xml", "mimetype")
_ISO = {"deliverableType", "ownerCommittee", "currentStage"}
_ISO_COMMITTEE = {"parentId", "secretariat", "pMembers"}
_RELATON = (b"docid:", b"docnumber:", b"schema-version:", b"title:", b"items:")


class Format(StrEnum):
    """What an import reads."""

    ISO_DELIVERABLES = "ISO_DELIVERABLES"
    ISO_COMMITTEES = "ISO_COMMITTEES"
    ISO_ICS = "ISO_ICS"
    RELATON = "RELATON"
    TABLE = "TABLE"


def format_of(path: Path) -> Format:
    """The format of a file or a folder. What holds no register is taken for a table, whose reader says what is wrong with it.

    Raises BadInput for what is not there, is empty, or holds JSON of no register.
    """
    if path.is_dir():
        return Format.RELATON
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as error:
        raise BadInput(f"{path.name}: {(error.strerror or 'cannot be read').lower()} (expected a file)") from None
    if not head.strip():
        raise BadInput(f"{path.name}: the file is empty (expected a table or a register)")
    if head.startswith(ZIP) and _is_workbook(path):
        return Format.TABLE
    if is_archive(path):
        return Format.RELATON
    if head.startswith(GZIP):
        head = b"".join(line or b"" for _, line in islice(lines_of(path), LOOKED_AT))
    return _of_text(path, head.removeprefix(b"\xef\xbb\xbf").lstrip())


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return any(name in archive.namelist() for name in _OFFICE)
    except zipfile.BadZipFile:  # the reader of tables tells of it
        return True


def _of_text(path: Path, head: bytes) -> Format:
    if head.startswith((b"{", b"[")):
        return _of_json(path)
    if head.startswith(b"<") and b"<fields" in head:
        return Format.ISO_ICS
    lines = head.splitlines()
    if head.startswith(b"---") or any(line.startswith(_RELATON) for line in lines):
        return Format.RELATON
    return Format.RELATON if path.suffix.lower() in (".yaml", ".yml") else Format.TABLE


def _of_json(path: Path) -> Format:
    for _, line in islice(lines_of(path), LOOKED_AT):
        try:
            record = orjson.loads(line or b"")
        except orjson.JSONDecodeError:
            continue
        if isinstance(record, dict) and record.keys() & _ISO:
            return Format.ISO_DELIVERABLES
        if isinstance(record, dict) and record.keys() & _ISO_COMMITTEE:
            return Format.ISO_COMMITTEES
    raise BadInput(f"{path.name}: JSON of no register that is known (expected a file of ISO Open Data, JSON Lines)")
