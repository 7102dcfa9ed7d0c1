"""Two runs of the bench beside each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.compare import NOTHING, compare


def printed(folder: Path, name: str, tables: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(tables), encoding="utf-8")
    return path


def test_what_moved_comes_first_and_noise_is_left_out(tmp_path: Path) -> None:
    old = {
        "Peers (Neo4j 5.26.30, seed)": [{"question": "page", "clients": 1, "p50 ms": 10.0, "req/s": 100.0, "bytes": 5}]
    }
    new = {
        "Peers (Neo4j 5.26.31, seed)": [{"question": "page", "clients": 1, "p50 ms": 2.0, "req/s": 110.0, "bytes": 8}]
    }
    (section,) = compare(printed(tmp_path, "old", old), printed(tmp_path, "new", new))
    assert section.title == "Peers (Neo4j 5.26.31, seed)"
    assert [(row["row"], row["figure"], row["old"], row["new"]) for row in section.rows] == [
        ("page 1", "p50 ms", 10.0, 2.0),
        ("page 1", "bytes", 5, 8),
    ]
    assert section.rows[0]["new / old"] == pytest.approx(0.2)


def test_rows_that_only_one_run_has_are_left_out(tmp_path: Path) -> None:
    old = {
        "Peers": [
            {"question": "page", "clients": 1, "p50 ms": 10.0},
            {"question": "page", "clients": 16, "p50 ms": None},
        ]
    }
    new = {
        "Peers": [
            {"question": "page", "clients": 16, "p50 ms": 20.0},
            {"question": "tree", "clients": 1, "p50 ms": 2.0},
        ]
    }
    (section,) = compare(printed(tmp_path, "old", old), printed(tmp_path, "new", new))
    assert (section.title, section.rows) == ("Peers", [{"row": NOTHING}])


@pytest.mark.parametrize("content", ["no json", "[]", '{"a": 1}', '{"Another": []}'])
def test_a_file_that_is_no_run_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "old").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="expected"):
        compare(tmp_path / "old", printed(tmp_path, "new", {"Peers": []}))
