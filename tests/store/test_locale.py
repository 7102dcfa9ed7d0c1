"""The engine runs in UTF-8 whatever the locale of the process that starts it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.store.processes import ROOT
from tests.store.speaker import TITLE

LOCALE = ("LC_ALL", "LC_CTYPE", "LANG", "PYTHONUTF8", "PYTHONIOENCODING")


@pytest.mark.parametrize("locale", [{"LC_ALL": "C"}, {"LANG": "POSIX"}, {}], ids=["C", "POSIX", "unset"])
def test_chinese_survives_in_a_folder_of_a_chinese_name(tmp_path: Path, locale: dict[str, str]) -> None:
    folder = tmp_path / "数据文件夹"
    plain = {name: value for name, value in os.environ.items() if name not in LOCALE}
    done = subprocess.run(
        [sys.executable, "-m", "tests.store.speaker", folder],
        cwd=ROOT,
        env={**plain, **locale},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["title"] == TITLE
    assert (folder / "databases").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["数据文件夹"]


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_the_command_line_speaks_chinese_in_the_c_locale(locale: str) -> None:
    plain = {name: value for name, value in os.environ.items() if name not in (*LOCALE, "STDGRAPH_LANGUAGE")}
    done = subprocess.run(
        [sys.executable, "-m", "stdgraph", "--help"],
        cwd=ROOT,
        env={**plain, "LC_ALL": locale},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert "用法" in done.stdout.decode("utf-8")
