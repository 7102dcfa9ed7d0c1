"""What people change on the command line: with a token or as the operator, rehearsed, asked about, refused, and taken back."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal

from stdgraph.cli import changing, main
from stdgraph.cli.undo import names_change
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.identity import Role
from stdgraph.errors import BadInput
from stdgraph.store.session import Graph
from tests.datasets.small_seed import write_small
from tests.engines import embedded_settings
from tests.tokens import issue

PLAN = "20260001-T-339"


class Told:
    """What a command said, and how it ended."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err

    @property
    def answer(self) -> Any:
        """The JSON that it wrote."""
        return json.loads(self.out)


Do = Callable[..., Told]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The small seed in an engine that runs for the whole module, so that commands attach to it."""
    folder = tmp_path_factory.mktemp("changes")
    settings = embedded_settings(folder / "data")

    async def begin() -> Graph:
        graph = await Graph.open(settings)
        await load_seed(graph, read_seed(write_small(folder / "seed")))
        return graph

    with start_blocking_portal() as portal:
        graph = portal.call(begin)
        try:
            yield settings.data_dir
        finally:
            portal.call(graph.close)


@pytest.fixture
def do(data_dir: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Do:
    """Runs a command as the user ``operator``, who is at no terminal."""
    monkeypatch.setenv("LOGNAME", "operator")
    monkeypatch.delenv("STDGRAPH_TOKEN", raising=False)

    def run(*arguments: str) -> Told:
        code = main([*arguments, "--data-dir", str(data_dir)])
        told = capsys.readouterr()
        return Told(code, told.out, told.err)

    return run


@pytest.fixture(scope="module")
def tokens(data_dir: Path) -> dict[str, str]:
    """Tokens of the committee that answers for S003, and of another one."""

    async def made() -> dict[str, str]:
        async with await Graph.open(embedded_settings(data_dir)) as graph:
            ours = await issue(graph, "ours", Role.SECRETARIAT, committees=["SAC/TC1"])
            theirs = await issue(graph, "theirs", Role.SECRETARIAT, committees=["SAC/TC1/SC2"])
        return {"ours": ours, "theirs": theirs}

    return asyncio.run(made())


def _answering(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """Somebody sits at a terminal, and types this when asked."""
    for module in ("advance", "publish", "undo"):
        monkeypatch.setattr(sys.modules[f"stdgraph.cli.{module}"], "at_terminal", lambda: True)
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))


def _revision(do: Do) -> int:
    return int(do("standard", PLAN, "--format", "json").answer["standard"]["revision"])


def test_a_standard_is_rehearsed_advanced_and_taken_back(do: Do) -> None:
    before = _revision(do)
    rehearsed = do("advance", PLAN, "--to", "30", "--on", "2026-03-01", "--dry-run")
    assert rehearsed.out.splitlines() == [
        f"{PLAN} Three",
        "  stage: 20.00 Preparatory: registered → 30.00 Committee: registered",
        f"  revision: {before} → {before + 1}",
        "dry run, nothing written",
    ]
    assert _revision(do) == before
    done = do("advance", PLAN, "--to", "30", "--on", "2026-03-01", "--note", "a meeting", "--format", "json").answer
    sequence, standard = str(done["outcome"]["change"]["sequence"]), done["outcome"]["standard"]
    assert (done["dryRun"], standard["stage"]["code"], standard["revision"]) == (False, "30.00", before + 1)
    (event,) = [
        one
        for one in do("standard", PLAN, "--format", "json").answer["standard"]["history"]
        if str(one["sequence"]) == sequence
    ]
    assert (event["actor"], event["at"], event["note"]) == ("operator", "2026-03-01", "a meeting")

    assert do("undo", sequence, "--change").err == "stdgraph: taking a change back requires --reason\n"
    rehearsed = do("undo", sequence, "--change", "--reason", "a slip", "--dry-run")
    described = f"taking back change {sequence}: advanced by operator on 2026-03-01, {PLAN} Three"
    assert rehearsed.out.splitlines()[0] == described
    assert rehearsed.out.endswith("can be taken back\ndry run, nothing written\n")
    undone = do("undo", sequence, "--change", "--reason", "a slip")
    assert (undone.code, undone.out.splitlines()[-1]) == (0, f"change {sequence} is taken back")
    assert do("standard", PLAN, "--format", "json").answer["standard"]["stage"]["code"] == "20.00"
    assert do("undo", sequence, "--change", "--reason", "again").code == 2


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            ("--to", "10"),
            [
                "10.00 (Proposal: registered) does not follow 20.00 (Preparatory: registered)",
                "stages that may follow: 20.20 ",
            ],
        ),
        (("--to", "60.60"), ["60.60 (Published) does not follow", "also required: --number, --published-on"]),
        (("--to", "30", "--expected-revision", "99"), ["expected revision 99, found "]),
        (("--to", "30", "--on", "2999-01-01"), ["effectiveOn 2999-01-01 is after today"]),
        (("--to", "77"), ["Invalid value for --to: invalid stage '77': expected XX or XX.YY"]),
        (("--to", "30", "--on", "2026-02-30"), ["Invalid value for --on: invalid date '2026-02-30'"]),
        (("--to", "60.60", "--published-on", "2026-13"), ["Invalid value for --published-on: invalid date '2026-13'"]),
        (("--to", "30", "--token", ""), ["the token is empty"]),
        (("--to", "30", "--token", "sg_wrong"), ["malformed access token"]),
    ],
)
def test_what_is_refused_says_why_and_changes_nothing(do: Do, arguments: tuple[str, ...], lines: list[str]) -> None:
    before = _revision(do)
    told = do("advance", PLAN, *arguments)
    assert (told.code, told.out) == (2, "")
    shown = told.err.removeprefix("stdgraph: ").splitlines()
    assert all(line.startswith(expected) for line, expected in zip(shown, lines, strict=True))
    assert _revision(do) == before


def test_a_refusal_is_an_outcome_for_programs(do: Do) -> None:
    told = do("advance", PLAN, "--to", "10", "--format", "json")
    assert told.code == 2
    assert told.answer["outcome"]["__typename"] == "TransitionRefused"
    assert do("advance", "20260002-T-339", "--to", "30").err == (
        f"stdgraph: the catalogue has no standard 20260002-T-339; nearest: {PLAN}\n"
    )


def test_a_token_says_who_acts(do: Do, tokens: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    told = do("advance", PLAN, "--to", "30", "--token", tokens["theirs"])
    assert told.code == 2
    assert told.err.startswith("stdgraph: 'theirs' (SECRETARIAT SAC/TC1/SC2) may not advance the standard")
    monkeypatch.setenv("STDGRAPH_TOKEN", tokens["ours"])
    done = do("advance", PLAN, "--to", "20.20", "--format", "json").answer["outcome"]["change"]
    assert done["actor"] == "ours"
    assert do("undo", "abcdef").err == "stdgraph: ours may not take a load back: requires an administrator\n"
    assert do("undo", str(done["sequence"]), "--change", "--reason", "so").code == 0


def test_a_person_is_asked_about_what_ends_a_project(do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _revision(do)
    _answering(monkeypatch, "no\n")
    told = do("advance", PLAN, "--to", "20.98")
    assert (told.code, told.out) == (1, "")
    assert "status: drafting → abandoned" in told.err
    assert told.err.endswith("Do it? [y/N] not done, nothing was changed\n")
    _answering(monkeypatch, "")
    assert do("advance", PLAN, "--to", "20.98").code == 1, "the end of the input is no yes"
    assert _revision(do) == before
    _answering(monkeypatch, "y\n")
    done = do("advance", PLAN, "--to", "20.98", "--format", "json").answer
    sequence = str(done["outcome"]["change"]["sequence"])
    _answering(monkeypatch, "是\n")
    undone = do("undo", sequence, "--change", "--reason", "it goes on")
    assert (undone.code, undone.out.splitlines()[-1]) == (0, f"change {sequence} is taken back")
    _answering(monkeypatch, "")
    told = do("advance", PLAN, "--to", "20.20", "--format", "json")
    assert told.code == 0, "what goes on is not asked about"
    assert (
        do("undo", str(told.answer["outcome"]["change"]["sequence"]), "--change", "--reason", "so", "--yes").code == 0
    )


def test_a_standard_is_published_under_its_number(do: Do) -> None:
    sequences = []
    for stage in ("30", "40", "50"):
        done = do("advance", PLAN, "--to", stage, "--on", "2026-04-01", "--format", "json").answer
        sequences.append(done["outcome"]["change"]["sequence"])
    given = ("publish", PLAN, "--number", "GB/T 12-2026", "--published-on", "2026-05-04", "--in-force-on", "2026-11")
    assert (
        "  status: drafting → published, in force" in do(*given, "--dry-run").out
        or "published" in do(*given, "--dry-run").out
    )
    told = do(*given)
    assert told.code == 0
    assert "  published: – → 2026-05-04" in told.out
    assert "  in force: – → 2026-11" in told.out
    found = do("standard", "GB/T12—2026", "--format", "json").answer["standard"]
    assert (found["stage"]["code"], found["planNumber"]) == ("60.60", PLAN)
    for sequence in [found["history"][-1]["sequence"], *reversed(sequences)]:
        assert do("undo", str(sequence), "--change", "--reason", "so").code == 0
    assert do("publish", PLAN, "--number", "X", "--published-on", "2026").err.startswith(
        "stdgraph: invalid standard number 'X'"
    )


def test_a_gap_is_tracked_and_its_record_shown(do: Do) -> None:
    gap = "UNSTARTED:S004"
    assert do("track", gap).err.startswith("stdgraph: give at least one decision")
    assert do("track", "UNSTARTED:S005", "--note", "x").err.rstrip().endswith(f"; nearest: {gap}")
    rehearsed = do("track", gap, "--status", "moving", "--dry-run")
    assert (rehearsed.code, "dry run" in rehearsed.out) == (0, True)
    assert do("gap", gap, "--format", "json").answer["record"] is None
    told = do(
        *("track", gap, "--status", "moving", "--priority", "HIGH", "--owner", "SAC/TC1"),
        *("--recommendation", "begin", "--no-research", "--note", "a meeting"),
    )
    assert told.code == 0
    record = do("gap", gap, "--format", "json").answer["record"]
    assert (record["status"], record["priority"], record["needsResearch"]) == ("MOVING", "HIGH", False)
    assert (record["owner"]["code"], record["history"][-1]["note"]) == ("SAC/TC1", "a meeting")
    assert "moving forward" in do("gap", gap).out
    assert do("track", gap, "--recommendation", "").code == 0
    assert do("gap", gap, "--format", "json").answer["record"]["recommendation"] is None
    told = do("track", gap, "--owner", "SAC/TC2")
    assert told.err.startswith("stdgraph: the catalogue has no committee SAC/TC2; nearest: SAC/TC1")
    assert do("track", gap, "--note", "x", "--expected-revision", "0").err.startswith("stdgraph: expected revision 0")
    done = do("advance", "S004", "--to", "00.98", "--format", "json").answer
    assert done["settled"]["closed"] == [gap]
    gone = do("gap", gap)
    assert gone.out.splitlines()[0] == f"gap {gap} is gone, this is its record"
    assert do("undo", str(done["outcome"]["change"]["sequence"]), "--change", "--reason", "so").code == 0


@pytest.mark.parametrize(
    ("what", "loads", "is_change"),
    [
        ("12", ["abcdef012345"], True),
        ("12", [], True),
        ("99", [], True),
        ("ab", ["abcdef012345"], False),
        ("123456789012", ["123456789012"], False),
        ("123456", ["123456789012"], False),
        ("١٢", [], False),
        ("", [], False),
    ],
)
def test_digits_name_a_change_and_an_id_names_a_load(what: str, loads: list[str], is_change: bool) -> None:
    assert names_change(what, loads, last=40) is is_change


@pytest.mark.parametrize("what", ["1", "12", "99", "12345"])
def test_a_few_digits_are_no_load(what: str) -> None:
    with pytest.raises(BadInput, match="both a change and the beginning of load"):
        names_change(what, ["1234567890ab", "99abcdef0123"], last=40)


def test_a_change_that_there_is_not(do: Do) -> None:
    assert do("undo", "0", "--change", "--reason", "x").err.startswith(
        "stdgraph: there is no change 0: the last one is "
    )
    assert do("undo", "99999999", "--reason", "x").err.startswith("stdgraph: there is no change 99999999: ")


def test_nobody_at_a_terminal_is_asked_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert not changing.at_terminal()
