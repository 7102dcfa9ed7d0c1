"""What is no backup, or not a whole one, is refused in one line that says where, before anything is changed."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from stdgraph.datasets.backup.archive import LONGEST_LINE, LONGEST_MANIFEST, Archive
from stdgraph.datasets.backup.manifest import FORMAT_VERSION
from stdgraph.errors import BadInput, SchemaTooNew
from stdgraph.store.migrations import LATEST
from tests.datasets.backup.made import LINES, made, manifest_changed, rewritten


def refusal(path: Path, kind: type[Exception] = BadInput) -> str:
    """Why a file is refused."""
    with pytest.raises(kind) as told, Archive.open(path) as archive:
        archive.check()
    text = str(told.value)
    assert str(path) in text
    assert "\n" not in text
    return text.partition(f"{path}: ")[2] or text


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return made(tmp_path / "b.zip")


def test_a_whole_one_is_read(backup: Path) -> None:
    with Archive.open(backup) as archive:
        archive.check()
        assert {file.path: list(archive.lines(file)) for file in archive.manifest.files} == LINES


def test_what_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nothing.zip") == f"no such file: {tmp_path / 'nothing.zip'}"


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00" * 1000, b"PK", b"SQLite format 3\x00"])
def test_what_is_something_else(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "b.zip"
    path.write_bytes(content)
    assert refusal(path) == "not a file that stdgraph backup wrote"


def test_an_archive_of_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "b.zip"
    for content in (b"", b"{}", b"[]", b'{"format": "another", "formatVersion": 1}'):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("manifest.json" if content else "readme.txt", content)
        assert refusal(path) == "not a file that stdgraph backup wrote"


def test_every_truncation(backup: Path) -> None:
    whole = backup.read_bytes()
    for length in range(4, len(whole), 7):
        backup.write_bytes(whole[:length])
        assert refusal(backup) == "the file is truncated or damaged"


def test_a_changed_byte_is_found_wherever_it_is(backup: Path) -> None:
    whole = backup.read_bytes()
    with zipfile.ZipFile(backup) as archive:
        end_of_files = archive.start_dir
    for place in range(0, end_of_files, 3):
        backup.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        try:
            with Archive.open(backup) as archive:
                archive.check()
                found = {file.path: list(archive.lines(file)) for file in archive.manifest.files}
        except BadInput as error:
            assert str(error).startswith(f"backup {backup}: ")  # noqa: PT017  a byte that says nothing may change
        else:
            assert found == LINES


def test_a_file_that_was_changed(backup: Path) -> None:
    rewritten(backup, lambda name, data: data.replace(b'"A"', b'"B"'))
    assert refusal(backup) == "nodes/Source.jsonl is damaged: its checksum differs"


def test_a_file_that_was_shortened(backup: Path) -> None:
    rewritten(backup, lambda name, data: data.replace(b'{"id":"b"}\n', b""))
    assert refusal(backup) == "nodes/Source.jsonl has not the size that its manifest states"


def test_a_file_that_is_missing_and_one_too_many(backup: Path) -> None:
    rewritten(backup, lambda name, data: data, **{"nodes/Target.jsonl": b'{"id":"t"}\n'})
    assert refusal(backup) == "nodes/Target.jsonl is not in its manifest"
    rewritten(backup, lambda name, data: None if "Target" in name or "Source" in name else data)
    assert refusal(backup) == "nodes/Source.jsonl is missing"


def test_one_without_a_catalogue(tmp_path: Path) -> None:
    lines = {name: found for name, found in LINES.items() if "Catalogue" not in name}
    assert refusal(made(tmp_path / "c.zip", lines)) == "nodes/Catalogue.jsonl is missing"


def test_a_manifest_that_does_not_fit(backup: Path, tmp_path: Path) -> None:
    assert refusal(made(tmp_path / "c.zip", digest="0" * 64)) == "the digest in its manifest is not that of its files"
    assert refusal(manifest_changed(backup, b'"rows": 2', b'"rows": "many"')).startswith(
        "manifest.json: files.1.rows: "
    )
    with zipfile.ZipFile(backup, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", b" " * (LONGEST_MANIFEST + 1))
    assert refusal(backup) == "manifest.json is larger than 1 MiB"


def test_what_a_newer_stdgraph_wrote(backup: Path, tmp_path: Path) -> None:
    newer = made(tmp_path / "newer.zip", schema_version=LATEST + 1)
    assert refusal(newer, SchemaTooNew).startswith(f"it has schema version {LATEST + 1}, this stdgraph supports up to")
    path = manifest_changed(backup, f'"formatVersion": {FORMAT_VERSION}'.encode(), b'"formatVersion": 99, "new": 1')
    assert refusal(path) == f"it is of format 99, this stdgraph reads up to {FORMAT_VERSION}: install a newer stdgraph"


@pytest.mark.parametrize(
    ("file", "line", "reason"),
    [
        ("nodes/Source.jsonl", b"{\n", "line 1: expected JSON"),
        ("nodes/Source.jsonl", b"[1]\n", "line 1: expected an object, got [1]"),
        ("nodes/Source.jsonl", b'{"title":"A"}\n', "line 1: expected 'id', the key of a Source"),
        ("nodes/Source.jsonl", b'{"id":true}\n', "line 1: expected 'id', the key of a Source"),
        ("nodes/Source.jsonl", b'{"id":"a"}', "line 1: longer than 32 MiB, or cut off"),
        ("nodes/Source.jsonl", b'{"id":"a","x y":1}\n', "line 1: 'x y' is no name of a property"),
        ("nodes/Source.jsonl", b'{"id":"a","x":null}\n', "line 1: property x: None is no value of a property"),
        ("nodes/Source.jsonl", b'{"id":"a","x":{"date":"31.1.2024"}}\n', "line 1: Invalid isoformat string"),
        ("nodes/Source.jsonl", b'{"id":"a","x":{"datetime":"noon"}}\n', "line 1: property x: "),
        (
            "nodes/Source.jsonl",
            b'{"id":"a","x":[1,{"datetime":"2024-01-31T00:00:00Z"}]}\n',
            "line 1: property x: expected instants alone in a list",
        ),
        ("nodes/Source.jsonl", b'{"id":"a"}\n{"id":"a"}\n', "line 2: expected a key after 'a', got 'a'"),
        ("nodes/Source.jsonl", b'{"id":"a"}\n{"id":1}\n', "line 2: "),
        ("nodes/Unknown.jsonl", b'{"id":"a"}\n', "no stdgraph of this version has nodes of this label"),
        ("relationships/ABOUT.jsonl", b'{"from":["Claim","a"]}\n', 'line 1: expected "from", "to" and "properties"'),
        (
            "relationships/ABOUT.jsonl",
            b'{"from":["Claim","a"],"to":["Nobody","b"],"properties":{}}\n',
            "line 1: expected a label and a key, got ['Nobody', 'b']",
        ),
    ],
)
def test_lines_that_are_none_though_their_checksums_are_right(
    tmp_path: Path, file: str, line: bytes, reason: str
) -> None:
    lines = line.splitlines(keepends=True)
    path = made(tmp_path / "b.zip", {**LINES, file: lines})
    assert f"{file}{': ' if reason[0] == 'n' else ', '}{reason}" in refusal(path)


def test_a_file_that_unpacks_without_end_takes_no_memory(tmp_path: Path) -> None:
    path = made(tmp_path / "bomb.zip", {**LINES, "nodes/Source.jsonl": [b"\x00" * (LONGEST_LINE * 4)]})
    assert path.stat().st_size < 1 << 20
    assert refusal(path) == "nodes/Source.jsonl, line 1: longer than 32 MiB, or cut off"


def test_a_folder_and_what_may_not_be_read(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "Is a directory"
