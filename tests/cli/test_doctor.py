"""``stdgraph doctor`` recomputes every standard from its events."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from stdgraph.cli import doctor_texts, main
from stdgraph.cli.doctor import SHOWN
from stdgraph.commands.audit import Check
from stdgraph.store.session import Graph, Transaction
from tests.cli.processes import Service
from tests.engines import embedded_settings


def _spoil(data_dir: Path, change: str) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run(change)

    async def change_it() -> None:
        async with await Graph.open(embedded_settings(data_dir)) as graph:
            await graph.write(work)

    asyncio.run(change_it())


def test_what_is_not_as_the_events_say_is_told_and_the_answer_is_no(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    doctor = ["doctor", "--format", "json", "--data-dir", str(service.data_dir)]
    assert main(doctor) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["catalogue"]["differences"], report["problems"]) == (0, [])

    _spoil(service.data_dir, "MATCH (s:Standard {id: 'S018'}) SET s.status = 'PUBLISHED'")
    try:
        assert main(doctor) == 1
        captured = capsys.readouterr()
        problem = "standard S018: status is PUBLISHED, its events say DRAFTING"
        assert json.loads(captured.out)["problems"] == [problem]
        assert captured.err == f"stdgraph: {problem}\n"
    finally:
        _spoil(service.data_dir, "MATCH (s:Standard {id: 'S018'}) SET s.status = 'DRAFTING'")


def test_of_many_differences_the_first_are_told_and_the_others_counted(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    _spoil(service.data_dir, "MATCH (s:Standard) WHERE s.stage = '60.60' SET s.stage = '60.00'")
    try:
        assert main(["doctor", "--format", "json", "--data-dir", str(service.data_dir)]) == 1
        report = json.loads(capsys.readouterr().out)
        assert len(report["problems"]) == SHOWN + 1
        more = report["catalogue"]["differences"] - SHOWN
        assert report["problems"][-1] == f"{more} more differences between standards and their events"
    finally:
        _spoil(service.data_dir, "MATCH (s:Standard) WHERE s.stage = '60.00' SET s.stage = '60.60'")


@pytest.mark.parametrize(
    ("language", "problem"),
    [
        ("en", "1 event(s) concern nothing: 2. Restore a backup"),
        ("zh", "1 个事件没有对象：2。请从备份恢复"),
    ],
)
def test_what_hangs_in_the_air_is_told_with_what_to_do(
    service: Service, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, problem: str
) -> None:
    monkeypatch.setenv("STDGRAPH_LANGUAGE", language)
    _spoil(service.data_dir, "MATCH (e:Event {sequence: 2})-[r:CONCERNS]->(s) SET e.lost = s.id DELETE r")
    try:
        assert main(["doctor", "--format", "json", "--data-dir", str(service.data_dir)]) == 1
        report = json.loads(capsys.readouterr().out)
        assert problem in report["problems"]
        assert report["catalogue"]["findings"] == 1
    finally:
        mended = (
            "MATCH (e:Event {sequence: 2}) MATCH (s:Standard {id: e.lost}) CREATE (e)-[:CONCERNS]->(s) REMOVE e.lost"
        )
        _spoil(service.data_dir, mended)


def test_every_check_has_its_line_in_both_languages() -> None:
    for check in Check:
        phrase = doctor_texts.messages()[check]
        assert phrase.zh.format(count=1, named="x")
        assert phrase.en.format(count=1, named="x")
