"""Archives of registers: told by their first bytes, read as ``tarfile`` reads them, and never beyond the limits."""

from __future__ import annotations

import io
import tarfile
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stdgraph.datasets.importing.formats import Format, format_of
from stdgraph.datasets.importing.members import Member
from stdgraph.datasets.importing.register_files import members_of
from stdgraph.errors import BadInput
from tests.datasets.importing.files import tar_of, zip_of

KINDS = {"gnu": tarfile.GNU_FORMAT, "pax": tarfile.PAX_FORMAT}
LONG = "d/" * 70 + "x" * 120 + ".yaml"


def archive(path: Path, kind: int, *headers: tuple[bytes, int], members: dict[str, bytes], mode: str = "w") -> Path:
    """An archive with headers of some types and sizes before its members."""
    with tarfile.open(path, mode, format=kind) as made:  # type: ignore[call-overload]
        for type_, size in headers:
            entry = tarfile.TarInfo("h")
            entry.type, entry.size = type_, size
            made.fileobj.write(entry.tobuf(tarfile.USTAR_FORMAT) + b"0" * size + b"\0" * (-size % 512))
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            made.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize("mode", ["w", "w:gz"])
@pytest.mark.parametrize("type_", [tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE], ids=str)
def test_a_header_is_held_to_a_limit_before_it_is_read(tmp_path: Path, type_: bytes, mode: str) -> None:
    bomb = archive(tmp_path / "bomb", tarfile.GNU_FORMAT, (type_, 60 << 20), members={"a.yaml": b"docid: x"}, mode=mode)
    assert format_of(bomb) is Format.RELATON
    tracemalloc.start()
    try:
        with pytest.raises(BadInput, match="packed in an unknown way"):
            list(members_of(bomb, (".yaml",)))
        assert tracemalloc.get_traced_memory()[1] < 4 << 20
    finally:
        tracemalloc.stop()


def test_headers_stand_in_no_other(tmp_path: Path) -> None:
    headers = [(tarfile.GNUTYPE_LONGNAME, 10), (tarfile.XGLTYPE, 10)] * 3000
    path = archive(tmp_path / "t.tar", tarfile.GNU_FORMAT, *headers, members={LONG: b"docid: x"})
    assert list(members_of(path, (".yaml",))) == [Member(LONG, b"docid: x")]


def test_the_first_bytes_say_what_an_archive_is(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "t.bin", {"a.yaml": b"docid: x"}, "w")
    empty_zip = zip_of(tmp_path / "e.zip", {}).read_bytes()
    path.write_bytes(path.read_bytes() + empty_zip)
    assert list(members_of(path, (".yaml",))) == [Member("a.yaml", b"docid: x")]


@pytest.mark.parametrize("cut", [100, 600, 1500])
def test_a_tar_that_was_cut_off_or_changed_is_refused(tmp_path: Path, cut: int) -> None:
    path = tar_of(tmp_path / "t.tar", {"a.yaml": b"x" * 3000, "b.yaml": b"y"}, "w")
    whole = path.read_bytes()
    for content in (whole[:cut], whole[: 512 + 3072] + b"?" + whole[512 + 3073 :]):
        path.write_bytes(content)
        with pytest.raises(BadInput, match="damaged or was cut off"):
            list(members_of(path, (".yaml",)))


def test_a_tar_that_ends_between_two_files_was_cut_off(tmp_path: Path) -> None:
    path = tar_of(tmp_path / "t.tar", {"a.yaml": b"x", "b.yaml": b"y"}, "w")
    path.write_bytes(path.read_bytes()[:1024])
    with pytest.raises(BadInput, match="damaged or was cut off"):
        list(members_of(path, (".yaml",)))


def test_a_size_of_thousands_of_digits_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "t.tar"
    with tarfile.open(path, "w", format=tarfile.PAX_FORMAT) as made:
        entry = tarfile.TarInfo("a.yaml")
        entry.pax_headers = {"size": "9" * 5000}
        made.addfile(entry)
    with pytest.raises(BadInput, match="damaged or was cut off"):
        list(members_of(path, (".yaml",)))


def test_files_with_many_holes_that_nobody_wants_are_passed_over(tmp_path: Path) -> None:
    """As GNU writes them: two further blocks list the holes before the data."""
    path = archive(tmp_path / "t.tar", tarfile.GNU_FORMAT, members={"a.yaml": b"docid: x"})
    entry = tarfile.TarInfo("disk.img")
    entry.type, entry.size = tarfile.GNUTYPE_SPARSE, 512
    header = bytearray(entry.tobuf(tarfile.GNU_FORMAT))
    header[482] = 1
    header[148:156] = b"%06o\0 " % (sum(header) - sum(header[148:156]) + 8 * ord(" "))
    further = [b"1" * 504 + bytes([more]) + b"\0" * 7 for more in (1, 0)]
    path.write_bytes(b"".join([header, *further, b"d" * 512, path.read_bytes()]))
    assert list(members_of(path, (".yaml",))) == [Member("a.yaml", b"docid: x")]


def test_a_file_with_holes_is_refused(tmp_path: Path) -> None:
    for type_, pax in ((tarfile.GNUTYPE_SPARSE, {}), (tarfile.REGTYPE, {"GNU.sparse.major": "1"})):
        path = tmp_path / "t.tar"
        with tarfile.open(path, "w") as made:
            entry = tarfile.TarInfo("a.yaml")
            entry.type, entry.pax_headers = type_, pax
            made.addfile(entry)
        with pytest.raises(BadInput, match="packed in an unknown way"):
            list(members_of(path, (".yaml",)))


names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=200)
members = st.dictionaries(names.map(lambda name: f"r/{name}.yaml"), st.binary(max_size=1200), max_size=4)


@given(st.sampled_from([*KINDS.values()]), members)
def test_what_tarfile_writes_is_read(
    tmp_path_factory: pytest.TempPathFactory, kind: int, drawn: dict[str, bytes]
) -> None:
    path = archive(tmp_path_factory.getbasetemp() / "drawn.tar", kind, members=drawn)
    with tarfile.open(path) as read:
        wanted = [
            Member(one.name, read.extractfile(one).read())  # type: ignore[union-attr]
            for one in read.getmembers()
            if not any(part.startswith((".", "__MACOSX")) for part in one.name.split("/"))
        ]
    assert list(members_of(path, (".yaml",))) == wanted
