"""The commands of the page on operations work as they stand there, one after the other."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.cli.processes import run

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def test_the_commands_of_the_page_are_carried_out(tmp_path: Path) -> None:
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines()]
    assert len(commands) == 4
    data = str(tmp_path / "data")
    assert run("seed", cwd=tmp_path, STDGRAPH_DATA_DIR=data).returncode == 0
    for command in commands:
        program, *arguments = shlex.split(command)
        assert program == "stdgraph"
        done = run(*arguments, cwd=tmp_path, STDGRAPH_DATA_DIR=data)
        assert done.returncode == 0, (command, done.stdout, done.stderr)
    assert (tmp_path / "restored").is_dir()
