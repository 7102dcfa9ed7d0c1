"""Backups that a service makes by itself: when one is due, who makes it, what is kept, what is told."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from stdgraph.datasets.backup.archive import Archive
from stdgraph.datasets.backup.folder import BackupFailure, BackupFolder, BackupRecord
from stdgraph.datasets.backup.schedule import BackupSchedule
from stdgraph.errors import BadInput
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from stdgraph.web.app import create_app
from tests.datasets.backup.copies import names
from tests.datasets.backup.made import made
from tests.waiting import eventually

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LIST, LOCK = "stdgraph-backups.json", "backups.lock"


def filled(path: Path, count: int, keep: int = 100) -> BackupFolder:
    """A folder with so many backups, an hour apart."""
    folder = BackupFolder(path)
    for n in range(count):
        folder.made(made(folder.file_for(NOON + n * HOUR)), keep)
    return folder


def zips(path: Path) -> list[str]:
    return [name for name in names(path) if name.endswith(".zip")]


@pytest.mark.parametrize(
    ("since", "due"),
    [(None, True), (DAY, True), (DAY - timedelta(seconds=1), False), (timedelta(), False), (-HOUR, True)],
)
def test_when_one_is_due(since: timedelta | None, due: bool) -> None:
    record = BackupRecord() if since is None else BackupRecord(made=("stdgraph-20261126T120000Z.zip",))
    assert record.is_due(NOON + (since or timedelta()), DAY) is due


def test_the_last_ones_are_kept(tmp_path: Path) -> None:
    folder = filled(tmp_path, 5, keep=3)
    assert zips(tmp_path) == [f"stdgraph-20261126T1{n}0000Z.zip" for n in (4, 5, 6)]
    assert list(folder.record().made) == zips(tmp_path)
    assert folder.record().last == NOON + 4 * HOUR


def test_what_others_put_there_stays(tmp_path: Path) -> None:
    foreign = [made(tmp_path / "stdgraph-20200101T000000Z.zip"), made(tmp_path / "by hand.zip"), tmp_path / "notes.txt"]
    foreign[2].write_text("kept")
    filled(tmp_path, 4, keep=1)
    assert names(tmp_path) == sorted([*(one.name for one in foreign), "stdgraph-20261126T150000Z.zip", LIST])


def test_one_that_cannot_be_opened_does_not_count_as_kept(tmp_path: Path) -> None:
    folder = filled(tmp_path, 1)
    for n in (1, 2):
        file = made(folder.file_for(NOON + n * HOUR))
        file.write_bytes(file.read_bytes()[:100])
        folder.made(file, keep=1)
    assert len(zips(tmp_path)) == 3, "the last good one stays, and people may look at the others"
    folder.made(made(folder.file_for(NOON + 3 * HOUR)), keep=1)
    assert "stdgraph-20261126T120000Z.zip" not in zips(tmp_path)
    (tmp_path / "stdgraph-20261126T150000Z.zip").unlink()
    folder.made(made(folder.file_for(NOON + 4 * HOUR)), keep=1)
    assert "stdgraph-20261126T150000Z.zip" not in folder.record().made


def test_a_folder_is_of_one_process_at_a_time_and_swept_by_it(tmp_path: Path) -> None:
    folder = BackupFolder(tmp_path / "new")
    with folder.taken() as first, folder.taken() as second:
        assert (first, second) == (True, False)
    (tmp_path / "new" / ".stdgraph-20261126T120000Z.zip.123.part").write_bytes(b"half")
    with folder.taken() as again:
        assert again
        assert names(tmp_path / "new") == [LOCK]


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(BadInput, match=f"the backup folder cannot be used: {file}"), BackupFolder(file).taken():
        pass
    (tmp_path / LIST).write_text("{")
    with pytest.raises(BadInput, match="expected the list that stdgraph keeps there"):
        BackupFolder(tmp_path).record()


async def test_of_several_one_makes_each(graph: Graph, tmp_path: Path) -> None:
    schedules = [BackupSchedule(lambda: graph, tmp_path, DAY, 7) for _ in range(3)]

    async def all_at(now: datetime) -> int:
        return sum(await asyncio.gather(*(one.make_if_due(now) for one in schedules)))

    assert [await all_at(NOON + after) for after in (timedelta(), HOUR, DAY, DAY + HOUR)] == [1, 0, 1, 0]
    assert zips(tmp_path) == ["stdgraph-20261126T120000Z.zip", "stdgraph-20261127T120000Z.zip"]
    for name in zips(tmp_path):
        with Archive.open(tmp_path / name) as archive:
            archive.check()


async def test_one_that_fails_is_told_and_tried_again(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "backups"
    folder.write_text("in the way")
    schedule = BackupSchedule(lambda: graph, folder, DAY, 7)
    monkeypatch.setattr("stdgraph.datasets.backup.schedule.RETRY", 0.01)
    with caplog.at_level(logging.WARNING, "stdgraph.backup"):
        schedule.start()

        async def failed() -> bool:
            return bool(caplog.messages)

        await eventually(failed)
        failure = schedule.record().failure
        assert failure is not None
        assert "the backup folder cannot be used" in failure.reason
        folder.unlink()

        async def succeeded() -> bool:
            return (
                schedule.record() == BackupRecord(made=tuple(zips(folder) if folder.is_dir() else ())) != BackupRecord()
            )

        await eventually(succeeded)
        await schedule.stop()
    assert "no backup was made: the backup folder cannot be used" in caplog.messages[0]


async def test_readiness_tells_of_backups_and_does_not_depend_on_them(
    graph: Graph, engine_settings: Settings, tmp_path: Path
) -> None:
    app = create_app(engine_settings.model_copy(update={"backup_dir": tmp_path, "backup_every": "P1D"}))
    app.state.graph = graph
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        assert (await client.get("/readyz")).json()["backup"] == {"last": None, "failure": None}
        folder = filled(tmp_path, 1)
        folder.failed(NOON + DAY, "disk full")
        ready = await client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json()["backup"] == {
        "last": "2026-11-26T12:00:00+00:00",
        "failure": {"at": "2026-11-27T12:00:00Z", "reason": "disk full"},
    }
    assert json.loads((tmp_path / LIST).read_text())["made"] == ["stdgraph-20261126T120000Z.zip"]
    assert folder.record().failure == BackupFailure(at=NOON + DAY, reason="disk full")
