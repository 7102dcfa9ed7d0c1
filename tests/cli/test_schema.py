"""``stdgraph schema``: print, write, compare."""

from __future__ import annotations

from pathlib import Path

import pytest

from stdgraph.cli import main


def test_what_is_written_compares_equal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "schema.graphql"
    assert main(["schema", "--output", str(file)]) == 0
    assert main(["schema", "--check", str(file)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["schema"]) == 0
    assert capsys.readouterr().out == file.read_text(encoding="utf-8")


def test_a_difference_is_shown_and_exit_code_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "schema.graphql"
    main(["schema", "--output", str(file)])
    file.write_text(file.read_text(encoding="utf-8") + "scalar Forgotten\n", encoding="utf-8")
    assert main(["schema", "--check", str(file)]) == 1
    assert "-scalar Forgotten\n" in capsys.readouterr().out
