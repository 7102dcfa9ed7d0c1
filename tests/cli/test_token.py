"""``stdgraph token`` beside a running service."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stdgraph.cli import main
from stdgraph.cli.token import duration
from stdgraph.errors import BadInput
from tests.cli.processes import Service, run

Captured = pytest.CaptureFixture[str]


def said(service: Service, capsys: Captured, *arguments: str) -> str:
    """What a command that ends well writes to stdout; it says nothing else."""
    assert main(["token", *arguments, "--data-dir", str(service.data_dir)]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def listed(service: Service, capsys: Captured, name: str) -> dict[str, Any]:
    tokens = json.loads(said(service, capsys, "list", "--format", "json"))["tokens"]
    (found,) = [token for token in tokens if token["name"] == name]
    return dict(found)


def test_issue_writes_the_token_and_nothing_else(service: Service, tmp_path: Path, capsys: Captured) -> None:
    asked = ("--name", "光伏标委会", "--role", "secretariat", "--committee", "SAC/TC90", "--expires", "90d")
    ended = run("token", "issue", *asked, "--data-dir", str(service.data_dir), cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    (token,) = ended.stdout.splitlines()
    assert token.startswith("sg_")
    assert len(token) == 46
    found = listed(service, capsys, "光伏标委会")
    assert (found["role"], found["committees"], found["systems"]) == ("SECRETARIAT", ["SAC/TC90"], [])
    assert (found["state"], found["lastUsedAt"], found["revokedAt"]) == ("LIVE", None, None)
    assert found["issuedAt"] < found["expiresAt"]


def test_a_list_never_shows_token_or_hash(service: Service, capsys: Captured) -> None:
    token = said(service, capsys, "issue", "--name", "Steward", "--role", "STEWARD", "--system", "PV2024").strip()
    for format_ in ("table", "json", "csv"):
        told = said(service, capsys, "list", "--format", format_)
        assert "Steward" in told
        assert token[3:] not in told
        assert hashlib.sha256(token.encode()).hexdigest() not in told


def test_a_list_says_the_same_as_csv(service: Service, capsys: Captured) -> None:
    wide = ("--committee", "SAC/TC90", "--committee", "SAC/TC203", "--system", "PV2024")
    said(service, capsys, "issue", "--name", "Wide", "--role", "steward", *wide)
    text = said(service, capsys, "list", "--format", "csv")
    (row,) = [row for row in csv.DictReader(io.StringIO(text, newline="")) if row["name"] == "Wide"]
    assert row["committees"] == "SAC/TC203|SAC/TC90"
    assert {name: value or None for name, value in row.items() if name not in ("committees", "systems")} == {
        name: value for name, value in listed(service, capsys, "Wide").items() if name not in ("committees", "systems")
    }


def test_a_token_is_revoked_by_name_or_id_and_only_once(service: Service, capsys: Captured) -> None:
    for name in ("By name", "By id"):
        said(service, capsys, "issue", "--name", name, "--role", "reader")
    known_by = {"By name": "By name", "By id": listed(service, capsys, "By id")["id"]}
    for name, key in known_by.items():
        assert said(service, capsys, "revoke", key) == f"revoked {key}\n"
        assert listed(service, capsys, name)["state"] == "REVOKED"
        assert main(["token", "revoke", key, "--data-dir", str(service.data_dir)]) == 2
        assert capsys.readouterr().err == (f"stdgraph: no token {key!r} to revoke: stdgraph token list shows them\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ("--role", "secretariat", "--committee", "SAC/TC0"),
            "the catalogue has no committee SAC/TC0; nearest: SAC/TC20, SAC/TC90, SAC/TC203",
        ),
        (("--role", "steward", "--system", "PV1999"), "the catalogue has no standards system PV1999"),
        (("--role", "secretariat"), "role SECRETARIAT requires --committee"),
        (("--role", "steward", "--committee", "SAC/TC90"), "role STEWARD requires --system"),
        (("--role", "reader", "--system", "PV2024"), "role READER does not take --system"),
        (("--role", "reader", "--committee", "SAC/TC90"), "role READER does not take --committee"),
        (("--role", "reader", "--expires", "0d"), "--expires must be positive"),
        (("--role", "reader", "--expires", "9999w"), "--expires must be at most 3653 days"),
    ],
)
def test_what_cannot_be_issued_is_told(
    service: Service, capsys: Captured, arguments: tuple[str, ...], line: str
) -> None:
    assert main(["token", "issue", "--name", "x", *arguments, "--data-dir", str(service.data_dir)]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err) == ("", f"stdgraph: {line}\n")


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["issue", "--role", "reader"], "--name"),
        (["issue", "--name", "x"], "--role"),
        (["issue", "--name", "x", "--role", "boss"], "--role"),
        (
            ["issue", "--name", "x", "--role", "reader", "--expires", "soon"],
            "invalid --expires 'soon': expected a number and h, d or w",
        ),
        (["revoke"], "NAME|ID"),
        (["lend"], "No such command lend"),
    ],
)
def test_bad_usage_is_one_line_before_anything_is_opened(
    arguments: list[str], expected: str, tmp_path: Path, capsys: Captured
) -> None:
    data_dir = tmp_path / "data"
    assert main(["--data-dir", str(data_dir), "token", *arguments]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert line.startswith("stdgraph: ")
    assert expected in line
    assert not data_dir.exists()


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_data_dir_may_stand_anywhere_on_the_line(service: Service, capsys: Captured, place: int) -> None:
    line = ["token", "list", "--format", "json"]
    line[place:place] = ["--data-dir", str(service.data_dir)]
    assert main(line) == 0
    assert "tokens" in json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("text", "expected"), [("12h", timedelta(hours=12)), ("90d", timedelta(days=90)), (" 8W ", timedelta(weeks=8))]
)
def test_durations(text: str, expected: timedelta) -> None:
    assert duration(text) == expected


@pytest.mark.parametrize("text", ["", "90", "d", "-1d", "1.5d", "1y", "999999d", "1d 2h"])
def test_what_is_no_duration(text: str) -> None:
    with pytest.raises(BadInput, match="such as 90d"):
        duration(text)
