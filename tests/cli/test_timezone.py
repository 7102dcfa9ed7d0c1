"""``stdgraph timezone``, and processes whose setting is not the catalogue's zone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stdgraph.cli import main
from stdgraph.domain import zone


@pytest.fixture(autouse=True)
def zone_is_kept() -> Iterator[None]:
    before = zone.name()
    yield
    zone.adopt(before)


def test_the_zone_is_shown_changed_and_held_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def say(*arguments: str) -> tuple[int, str]:
        code = main([*arguments, "--data-dir", str(tmp_path / "data")])
        said = capsys.readouterr()
        return code, said.out + said.err

    monkeypatch.setenv("STDGRAPH_LANGUAGE", "en")
    monkeypatch.setenv("STDGRAPH_TIMEZONE", "Asia/Shanghai")
    code, said = say("token", "issue", "--name", "first", "--role", "reader")
    assert code == 0, said
    monkeypatch.setenv("STDGRAPH_TIMEZONE", "Europe/Berlin")
    code, said = say("settle")
    assert code == 2
    assert said == (
        "stdgraph: the days of the catalogue turn in Asia/Shanghai, and STDGRAPH_TIMEZONE is Europe/Berlin: unset it or set it to "
        "Asia/Shanghai, or change the catalogue with stdgraph timezone Europe/Berlin\n"
    )
    assert "Asia/Shanghai" in say("timezone")[1]
    monkeypatch.setenv("STDGRAPH_LANGUAGE", "zh")
    assert say("settle")[1].startswith(
        "stdgraph: 目录的日期按时区 Asia/Shanghai 计，而 STDGRAPH_TIMEZONE 为 Europe/Berlin："
    )
    assert say("timezone", "Mars/Base") == (2, "stdgraph: 没有时区 'Mars/Base'：应为 IANA 名称，如 Asia/Shanghai\n")
    code, said = say("timezone", "Europe/Berlin")
    assert code == 0
    assert said.startswith("目录的日期按时区 Europe/Berlin 计，今天是 ")
    assert say("settle")[0] == 0
    monkeypatch.setenv("STDGRAPH_TIMEZONE", "Asia/Shanghi")
    code, said = say("settle")
    assert code == 2
    assert "timezone (STDGRAPH_TIMEZONE)" in said
    assert len(said.splitlines()) == 1
