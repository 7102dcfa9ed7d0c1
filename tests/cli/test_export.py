"""``stdgraph export``: the file that HTTP gives, there whole or not at all."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from stdgraph.cli import main
from stdgraph.exports import registry
from tests.cli.processes import Service


@pytest.fixture
def say(service: Service, capfdbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Runs a command beside the service: its exit code, what it printed, and what it complained of."""

    def run(*arguments: str) -> tuple[int, bytes, str]:
        code = main(["export", *arguments, "--data-dir", str(service.data_dir)])
        told = capfdbinary.readouterr()
        return code, told.out, told.err.decode()

    return run


@pytest.mark.parametrize(
    ("what", "name", "options", "address"),
    [
        ("standards", "out.csv", ("--system", "PV2024", "--language", "zh"), "standards.csv?system=PV2024"),
        ("gaps", "out.JSONL", ("--subsystem", "ICN2024/BA", "--language", "zh"), "gaps.jsonl?subsystem=ICN2024/BA"),
        ("coverage", "out.csv", ("--product-category", "STEEL"), "coverage.csv?productCategory=STEEL&language=EN"),
        ("committees/SAC/TC90", "out.ics", ("--language", "en"), "committees/SAC/TC90.ics?language=EN"),
        ("progress", "out.xlsx", ("--committee", "SAC/TC90"), "progress.xlsx?committee=SAC/TC90&language=EN"),
    ],
)  # fmt: skip
def test_the_file_is_what_http_gives(
    say: Any, service: Service, tmp_path: Path, what: str, name: str, options: tuple[str, ...], address: str
) -> None:
    file, day = tmp_path / name, "2026-01-31"  # the service's today is another one than that of tests
    assert say(what, str(file), *options, "--as-of", day) == (0, b"", "")
    assert file.read_bytes() == service.client.get(f"/export/{address}&asOf={day}").content
    assert list(tmp_path.iterdir()) == [file]


def test_stdout_takes_the_format_from_an_option(say: Any) -> None:
    code, out, err = say("committees", "-", "--format", "jsonl")
    assert (code, err) == (0, "")
    assert "SAC/TC90" in {json.loads(line)["code"] for line in out.splitlines()}
    code, out, _ = say("standards", "-", "--format", "csv", "--where", '{"number":{"eq":"GB/T 24067-2024"}}')
    assert len(list(csv.reader(io.StringIO(out.decode("utf-8-sig"), newline="")))) >= 2
    code, out, err = say("standards", "-")
    assert (code, out) == (2, b"")
    assert "stdout requires --format" in err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("standards", "OUT/x.doc"), "standards is not exported as 'doc': available are standards.csv"),
        (("nothing", "OUT/x.csv"), "there is no export 'nothing': available are standards.csv"),
        (("gaps", "OUT/x.csv", "--system", "PV2042"), "the catalogue has no standards system PV2042; nearest: PV2024"),
        (("gaps", "OUT/x.csv", "--where", "{}"), "unknown parameter 'where': gaps takes system"),
        (("gaps", "OUT/no/such/x.csv"), "cannot write "),
    ],
)  # fmt: skip
def test_what_is_wrong_leaves_no_file(say: Any, tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    code, out, err = say(*(one.replace("OUT", str(tmp_path)) for one in arguments))
    assert (code, out) == (2, b"")
    assert told in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_leaves_the_file_that_was_there(
    say: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    file = tmp_path / "out.csv"
    file.write_text("as before")

    async def broken(*_: object) -> AsyncIterator[bytes]:
        yield b"half"
        raise error

    monkeypatch.setattr(registry, "open_export", broken)
    code, _, _ = say("standards", str(file))
    assert code == (130 if error is KeyboardInterrupt else 1)
    assert file.read_text() == "as before"
    assert list(tmp_path.iterdir()) == [file]
