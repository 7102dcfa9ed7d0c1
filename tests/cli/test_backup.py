"""``stdgraph backup`` and ``stdgraph restore``: beside a running service, and what they refuse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stdgraph.cli import backup as command
from stdgraph.datasets.backup.archive import Archive
from stdgraph.datasets.backup.folder import BackupFolder
from stdgraph.datasets.backup.manifest import Manifest
from stdgraph.datasets.backup.verify import BackupDifference, Verification
from tests.cli.processes import Service, run
from tests.datasets.backup.made import made
from tests.datasets.backup.test_schedule import NOON


def test_a_backup_is_made_beside_a_service_and_does_not_go_into_a_full_catalogue(
    service: Service, tmp_path: Path
) -> None:
    data = str(service.data_dir)
    done = run("--data-dir", data, "backup", "b.zip", "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    with Archive.open(tmp_path / "b.zip") as archive:
        archive.check()
        assert told["digest"] == archive.manifest.digest
    assert told["made"]
    assert told["nodes"] > 500
    refused = run("--data-dir", data, "restore", "b.zip", cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.startswith("stdgraph: the catalogue is not empty, it holds ")
    chinese = run("--data-dir", data, "restore", "b.zip", cwd=tmp_path, STDGRAPH_LANGUAGE="zh")
    assert chinese.stderr == "stdgraph: 目录不为空：只能恢复到空目录\n"


def test_a_damaged_file_is_refused_before_anything_is_started(tmp_path: Path) -> None:
    file = made(tmp_path / "b.zip")
    file.write_bytes(file.read_bytes()[:-30])
    refused = run("backup", "--verify", "b.zip", cwd=tmp_path, STDGRAPH_DATA_DIR=str(tmp_path / "data"))
    assert (refused.returncode, refused.stderr) == (
        2,
        "stdgraph: backup b.zip: the file is truncated or damaged\n",
    )
    assert not (tmp_path / "data").exists()


def test_a_difference_is_shown_part_by_part(tmp_path: Path) -> None:
    with Archive.open(made(tmp_path / "b.zip")) as archive:
        manifest: Manifest = archive.manifest
    tried = Verification(manifest, "another", (BackupDifference("nodes/Source.jsonl", 2, 1),))
    assert not tried.good
    assert command.lines(Path("b.zip"), manifest, tried) == [
        "b.zip: backed up, 4 nodes, 1 relationships, catalogue revision 1",
        "b.zip: what was restored differs from the backup",
        "nodes/Source.jsonl: 2 rows in the backup, 1 restored",
    ]
    told = command.as_json(Path("b.zip"), None, tried)
    assert (told["made"], told["verified"]) == (False, False)
    assert told["differences"] == [{"path": "nodes/Source.jsonl", "expected": 2, "found": 1}]


@pytest.mark.parametrize("failed", [False, True])
def test_doctor_tells_of_scheduled_backups(service: Service, tmp_path: Path, failed: bool) -> None:
    folder = BackupFolder(tmp_path)
    folder.made(made(folder.file_for(NOON)), 7)
    if failed:
        folder.failed(NOON, "disk full")
    done = run(
        *("--data-dir", str(service.data_dir), "doctor", "--format", "json"),
        cwd=tmp_path,
        STDGRAPH_BACKUP_DIR=str(tmp_path),
    )
    assert done.returncode == int(failed), done.stderr
    report = json.loads(done.stdout)
    assert report["backups"] == {"backup folder": str(tmp_path), "last backup": "2026-11-26T12:00:00+00:00"}
    assert report["problems"] == (["no backup could be made at 2026-11-26T12:00:00+00:00: disk full"] if failed else [])
