"""Relaton as its repositories hold it: files, folders and archives, and what is taken of a record."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stdgraph.datasets.importing import limits, register_files, tar_file
from stdgraph.datasets.importing.plain_yaml import InvalidYaml, load_documents
from stdgraph.datasets.importing.relaton import read_relaton
from stdgraph.datasets.importing.relaton_status import relaton_stage
from stdgraph.datasets.importing.rows import ImportRows
from stdgraph.errors import BadInput
from tests.datasets.importing.files import as_yaml, links, reading, reasons, record, tar_of, zip_of

A, B = "IEC 61730-1:2016", "IEC 61730-1:2023"


def standards(rows: ImportRows) -> dict[str, Any]:
    return {str(one.properties["number"]): one for one in rows.spool if one.label == "Standard"}


def test_a_record_becomes_a_standard(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(as_yaml({**record(A), "abstract": [{"content": "left unread"}], "link": ["x"]}))
    with reading() as rows:
        read_relaton(path, rows)
        (standard,) = standards(rows).values()
        assert standard.properties["titleEn"] == f"Title of {A}"
        assert (standard.properties["stage"], str(standard.properties["publishedOn"])) == ("60.60", "2016-08-17")
        assert standard.properties["ics"] == ["27.160"]
        assert links(rows, "OWNED_BY") == {(standard.local, "IEC/TC82")}


@pytest.mark.parametrize("form", ["folder", "tar", "tar.gz", "zip", "documents", "list", "collection"])
def test_records_come_in_any_packing(tmp_path: Path, form: str) -> None:
    members = {"data/a.yaml": as_yaml(record(A)), "data/b.yml": as_yaml(record(B)), "../x/readme.md": b"# no record"}
    path = tmp_path / "register"
    match form:
        case "folder":
            for name, content in members.items():
                file = path / name.removeprefix("../x/")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)
        case "tar":
            tar_of(path, members, "w")
        case "tar.gz":
            tar_of(path, members)
        case "zip":
            zip_of(path, members)
        case "documents":
            path.write_bytes(b"---\n" + as_yaml(record(A)) + b"---\n" + as_yaml(record(B)))
        case "list":
            path.write_bytes(as_yaml([record(A), record(B)]))
        case _:
            path.write_bytes(as_yaml({"title": "all", "items": [record(A), record(B)]}))
    with reading() as rows:
        read_relaton(path, rows)
        assert standards(rows).keys() == {A, B}, reasons(rows)
        assert not reasons(rows)


def test_what_is_no_record_stops_no_other(tmp_path: Path) -> None:
    bomb = "a: &a [x,x]\nb: &b [*a,*a]\ndocid: [*b]\n"
    members = {
        "a.yaml": as_yaml(record(A)),
        "bomb.yaml": bomb.encode(),
        "broken.yaml": b"docid: [\n",
        "latin.yaml": "docid: é".encode("latin-1"),
        "other.yaml": as_yaml({"name": "x"}),
        "nameless.yaml": as_yaml({"docid": [{"id": "urn:x", "type": "URN"}]}),
        "stage.yaml": as_yaml(record("IEC 1:2000", docstatus={"stage": "EXOTIC"})),
        "twice.yaml": as_yaml(record(A)),
        "date.yaml": as_yaml(record("IEC 2:2000", date=[{"type": "published", "value": "1980-01-01"}])),
    }
    with reading() as rows:
        read_relaton(tar_of(tmp_path / "r.tar.gz", members), rows)
        assert standards(rows).keys() == {A, "IEC 2:2000"}
        told = {one.file: one.reason for one in rows.log}
        assert told["bomb.yaml"] == "line 2: alias *a (expected none)"
        assert told["broken.yaml"].startswith("line ")
        assert "invalid YAML" in told["latin.yaml"]
        assert told["other.yaml"] == "no record of Relaton (expected a mapping with docid)"
        assert told["nameless.yaml"].startswith("no document identifier")
        assert told["stage.yaml"].startswith("unknown status")
        assert told["twice.yaml"].startswith(f"duplicate number {A!r}, first in a.yaml, of the same title")
        assert told["date.yaml"].startswith("1980-01-01 contradicts number")
        assert [one.properties["value"] for one in rows.spool if one.label == "Claim"] == ["1980-01-01"]


def test_relations_lead_to_records_of_the_import(tmp_path: Path) -> None:
    def to(number: str) -> dict[str, Any]:
        return {"docid": [{"id": number}]}

    new = record(
        B,
        relation=[
            {"type": "obsoletes", "bibitem": to(A)},
            {"type": "obsoletes", "bibitem": to(B)},
            {"type": "adoptedFrom", "bibitem": to("IEC 9:2000")},
            {"type": "normativelyCites", "bibitem": {"formattedref": {"content": A}}},
            {"type": "hasDraft", "bibitem": to(A)},
            "x",
        ],
    )
    old = record(A, relation=[{"type": "obsoletedBy", "bibitem": to(B)}], docstatus={"stage": "60", "substage": "60"})
    with reading() as rows:
        read_relaton(tar_of(tmp_path / "r.tar", {"a.yaml": as_yaml(old), "b.yaml": as_yaml(new)}, "w"), rows)
        known = {number: one.local for number, one in standards(rows).items()}
        assert links(rows, "REPLACES") == {(known[B], known[A])}
        assert links(rows, "REFERENCES") == {(known[B], known[A])}
        assert any("replaces itself" in reason for reason in reasons(rows))
        assert any("no record of the import has this number" in reason for reason in reasons(rows))
        assert rows.notes == ["relation hasDraft: 1 not kept (the catalogue has none of that kind)"]


def test_a_relation_counts_whichever_record_states_it(tmp_path: Path) -> None:
    def to(number: str, kind: str) -> dict[str, Any]:
        return {"type": kind, "bibitem": {"docid": [{"id": number}]}}

    old = record(A, relation=[to(B, "obsoletedBy"), to(B, "isCitedIn"), to(B, "adoptedAs")])
    new = record(B)
    third = record(
        "IEC 3:2010",
        relation=[
            *(to("IEC 3:2010", kind) for kind in ("cites", "identical", "obsoletes", "isCitedIn", "adoptedAs")),
            to(A, "normativelyCites"),
            to(A, "cites"),
            to(B, "obsoletedBy"),
            {"type": "cites", "bibitem": {}},
        ],
    )
    for order in ((old, new, third), (third, new, old)):
        with reading() as rows:
            read_relaton(tar_of(tmp_path / "r.tar", {f"{n}.yaml": as_yaml(one) for n, one in enumerate(order)}), rows)
            known = {number: one.local for number, one in standards(rows).items()}
            a, b, c = (known[number] for number in (A, B, "IEC 3:2010"))
            assert links(rows, "REPLACES") == {(b, a), (b, c)}
            assert links(rows, "REFERENCES") == {(b, a), (c, a)}
            assert links(rows, "ADOPTS") == {(b, a)}
            (cited,) = (link for link in standards(rows)["IEC 3:2010"].links if link.type == "REFERENCES")
            assert cited.properties == {"normative": True}
            assert {(one.file, one.value) for one in rows.log} == {
                (f"{order.index(third)}.yaml", c),
                (f"{order.index(third)}.yaml", "cites"),
            }
            assert Counter(reason.split(" (")[0] for reason in reasons(rows)) == {
                "it cites itself": 2,
                "it adopts itself": 2,
                "it replaces itself": 1,
                "no relation to a document": 1,
            }


@pytest.mark.parametrize(
    ("status", "dates", "stage"),
    [
        ({"stage": {"value": "60"}, "substage": {"value": "60"}}, {}, "60.60"),
        ({"stage": "REVISED"}, {}, "95.99"),
        ({"stage": "即将实施"}, {}, "60.60"),
        ({"stage": "40"}, {}, "40.00"),
        (None, {"published_on": "2000"}, "60.60"),
        (None, {"withdrawn_on": "2000"}, "95.99"),
        (None, {}, None),
        ({"stage": None}, {}, None),
        ({"stage": "??"}, {}, None),
    ],
)
def test_a_status_is_a_stage(status: Any, dates: dict[str, str], stage: str | None) -> None:
    assert relaton_stage(status, dates)[0] == stage


def test_titles_in_parts_are_joined(tmp_path: Path) -> None:
    parts = [
        {"content": "光伏组件", "language": ["zh"], "type": "title-intro"},
        {"content": "安全", "language": ["zh"], "type": "title-main"},
        {"content": "Only French", "language": ["fr"], "type": "main"},
    ]
    path = tmp_path / "a.yaml"
    path.write_bytes(as_yaml([record(A, title=parts), record(B, title=parts[2:]), record("IEC 3:2000", title="Plain")]))
    with reading() as rows:
        read_relaton(path, rows)
        found = standards(rows)
        assert not reasons(rows)
        assert found[A].properties["titleZh"] == "光伏组件 - 安全"
        assert found[B].properties["titleEn"] == "Only French"
        assert found["IEC 3:2000"].properties["titleEn"] == "Plain"


def test_archives_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    big = {"a.yaml": b"docid: x\n" + b" " * 300_000}
    monkeypatch.setattr(limits, "RATIO_FROM", 1000)
    with reading() as rows, pytest.raises(BadInput, match="expands to more than 400 times its size"):
        read_relaton(zip_of(tmp_path / "bomb.zip", big), rows)
    with reading() as rows, pytest.raises(BadInput, match="expands to more than 400 times its size"):
        read_relaton(tar_of(tmp_path / "bomb.tgz", big), rows)
    monkeypatch.setattr(limits, "EXPANDED", 100_000)
    monkeypatch.setattr(limits, "RATIO_FROM", 1 << 40)
    with reading() as rows, pytest.raises(BadInput, match="expands to more than"):
        read_relaton(zip_of(tmp_path / "large.zip", big), rows)


def test_a_member_that_is_too_large_is_one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (register_files, tar_file):
        monkeypatch.setattr(module, "MEMBER", 2000)
    members = {"a.yaml": as_yaml(record(A)), "b.yaml": as_yaml(record(B, note="x" * 4000))}
    for path in (tar_of(tmp_path / "r.tar", members, "w"), zip_of(tmp_path / "r.zip", members)):
        with reading() as rows:
            read_relaton(path, rows)
            assert standards(rows).keys() == {A}
            assert reasons(rows)[0].startswith("file of more than ")


def test_damaged_and_encrypted_archives_are_refused(tmp_path: Path) -> None:
    whole = zip_of(tmp_path / "r.zip", {"a.yaml": as_yaml(record(A)) * 50})
    secret = tmp_path / "secret.zip"
    content = bytearray(whole.read_bytes())
    with zipfile.ZipFile(whole) as archive:
        offset = archive.infolist()[0].header_offset
    content[offset + 6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    secret.write_bytes(content)
    with reading() as rows, pytest.raises(BadInput, match="encrypted"):
        read_relaton(secret, rows)
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(tar_of(tmp_path / "w.tar.gz", {"a.yaml": bytes(range(256)) * 400}).read_bytes()[:-300])
    with reading() as rows, pytest.raises(BadInput, match="damaged or was cut off"):
        read_relaton(cut, rows)


def test_yaml_is_plain_and_shallow() -> None:
    assert list(load_documents(b"a: ~\nb: '~'\nc: [1, {d: x}]\n")) == [{"a": None, "b": "~", "c": ["1", {"d": "x"}]}]
    assert list(load_documents(b"a: [1, [2]]\nb: x\n", unread=("a",))) == [{"b": "x"}]
    with pytest.raises(InvalidYaml, match="more than 50 levels"):
        list(load_documents(b"[" * 60 + b"]" * 60))
    with pytest.raises(InvalidYaml, match="a key that is no text"):
        list(load_documents(b"? [a]\n: b\n"))
