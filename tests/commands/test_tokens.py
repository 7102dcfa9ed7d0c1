"""Tokens are issued and revoked like everything else is changed: once, all or none, with an event, and without a trace of the secret."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from stdgraph.auth.token_cache import token_cache
from stdgraph.auth.tokens import identify
from stdgraph.commands.audit import audit
from stdgraph.commands.command_handler import apply_commands
from stdgraph.commands.events import record
from stdgraph.commands.issue_token import IssueToken
from stdgraph.commands.outcomes import Changed, Denied, Unknown
from stdgraph.commands.rename import rename
from stdgraph.commands.revoke_token import RevokeToken
from stdgraph.commands.token_unit import facts_told
from stdgraph.datasets.backup.archive import Archive
from stdgraph.datasets.backup.backup import backup
from stdgraph.domain import calendar, zone
from stdgraph.domain.identity import ANONYMOUS, Identity, Role
from stdgraph.errors import Unauthenticated, UnknownCode
from stdgraph.store.session import Graph, Transaction
from tests.commands.workspace import ADMINISTRATOR, TODAY, Workspace, changed

NOW = datetime(2026, 9, 1, 8, 30, 0, 123456, tzinfo=UTC)
DAY = timedelta(days=1)
HELD = Identity("一位管理员", Role.ADMINISTRATOR, token_id="a")


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendar, "now", lambda: NOW)


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def nothing_remembered(graph: Graph) -> AsyncIterator[None]:
    token_cache(graph).clear()
    yield
    await token_cache(graph).drain()


def reader(name: str = "某人", **given: Any) -> IssueToken:
    return IssueToken(name, Role.READER, **given)


async def issued(workspace: Workspace, command: IssueToken) -> datetime | None:
    """When a token that is issued expires."""
    return facts_told((await workspace.done(command)).state).expires_at


async def test_a_token_is_issued_with_its_event(workspace: Workspace) -> None:
    command = IssueToken(
        " 一委秘书处 ", Role.STEWARD, ("SAC/TC1/SC2", "SAC/TC1"), ("X2024",), note="换发", request_id="r1"
    )
    outcome = await workspace.done(command)
    who = await identify(workspace.graph, command.secret, NOW)
    assert who == Identity(
        "一委秘书处", Role.STEWARD, frozenset({"SAC/TC1", "SAC/TC1/SC2"}), frozenset({"X2024"}), command.token_id
    )
    (row,) = await workspace.rows(
        "MATCH (e:Event {sequence: $sequence})-[:CONCERNS]->(t:AccessToken) RETURN e{.*} AS e, t.id AS token",
        sequence=outcome.sequence,
    )
    event = row["e"]
    assert (row["token"], event["kind"], event["actor"]) == (command.token_id, "TOKEN_ISSUED", ADMINISTRATOR.name)
    assert (event["note"], event["requestId"], event["effectiveOn"].to_native()) == ("换发", "r1", TODAY)
    assert event.get("before") is None
    assert json.loads(event["after"]) == {
        "name": "一委秘书处",
        "role": "STEWARD",
        "committees": ["SAC/TC1", "SAC/TC1/SC2"],
        "systems": ["X2024"],
        "expiresAt": "2026-11-30T08:30:00.123+00:00",
    }


async def test_the_hash_is_in_one_place_and_the_secret_nowhere(
    workspace: Workspace, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", logger="stdgraph")
    command = reader(request_id="r1")
    outcome = await workspace.done(command)
    await workspace.done(RevokeToken(command.token_id, request_id="r2"))
    await backup(workspace.graph, tmp_path / "b.zip")
    digest = hashlib.sha256(command.secret.encode()).hexdigest()
    with Archive.open(tmp_path / "b.zip") as archive:
        holding = {
            file.path: text.count(digest.encode())
            for file in archive.manifest.files
            if digest.encode() in (text := b"".join(archive.lines(file)))
        }
        everything = b"".join(line for file in archive.manifest.files for line in archive.lines(file))
    assert holding == {"nodes/AccessToken.jsonl": 1}
    for part in (command.secret.removeprefix("sg_"), command.secret[3:20]):
        assert part.encode() not in everything
        assert part not in caplog.text + repr(command) + repr(outcome)
    assert digest not in caplog.text + repr(command) + repr(outcome)


@pytest.mark.parametrize(
    ("given", "expires"),
    [
        ({}, NOW + 90 * DAY),
        ({"valid_for": timedelta(hours=12)}, NOW + timedelta(hours=12)),
        ({"valid_for": 3653 * DAY}, NOW + 3653 * DAY),
        ({"never_expires": True}, None),
    ],
)
async def test_how_long_it_is_valid(workspace: Workspace, given: dict[str, Any], expires: datetime | None) -> None:
    kept = expires and expires.replace(microsecond=123000)
    command = reader(**given)
    assert await issued(workspace, command) == kept
    if kept is None:
        assert (await identify(workspace.graph, command.secret, NOW + 9999 * DAY)).name == "某人"
        return
    assert (await identify(workspace.graph, command.secret, kept - timedelta.resolution)).expires_at == kept
    with pytest.raises(Unauthenticated, match="has expired"):
        await identify(workspace.graph, command.secret, kept)


@pytest.mark.parametrize(
    ("name", "last", "ends"),
    [
        ("Asia/Shanghai", TODAY, "2026-09-02T00:00+08:00"),
        ("Asia/Shanghai", date(2036, 9, 1), "2036-09-02T00:00+08:00"),
        ("Europe/Berlin", date(2026, 10, 25), "2026-10-26T00:00+01:00"),  # a day of 25 hours
        ("America/New_York", date(2026, 11, 1), "2026-11-02T00:00-05:00"),
    ],
)
async def test_a_last_day_is_one_of_the_catalogue_s_zone(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, name: str, last: date, ends: str
) -> None:
    monkeypatch.setattr(zone, "name", lambda: name)
    expires = await issued(workspace, reader(expires_on=last))
    assert expires == datetime.fromisoformat(ends)
    assert (expires - timedelta.resolution).astimezone(ZoneInfo(name)).date() == last


@pytest.mark.parametrize(
    ("command", "problems"),
    [
        (reader(" "), {"name": "invalid token name: expected 1 to 100 printable characters"}),
        (reader("x" * 101), {"name": "invalid token name: expected 1 to 100 printable characters"}),
        (reader("a\nb"), {"name": "invalid token name: expected 1 to 100 printable characters"}),
        (reader(note="长" * 10_001), {"note": "note of 10001 characters: expected at most 10000"}),
        (IssueToken("x", Role.SECRETARIAT), {"committees": "role SECRETARIAT requires a committee"}),
        (IssueToken("x", Role.STEWARD), {"systems": "role STEWARD requires a standards system"}),
        (
            IssueToken("x", Role.SECRETARIAT, ("SAC/TC1",), ("X2024",)),
            {"systems": "role SECRETARIAT takes no standards system: expected STEWARD"},
        ),
        (
            IssueToken("x", Role.ADMINISTRATOR, ("SAC/TC1",), ("X2024",)),
            {
                "committees": "role ADMINISTRATOR takes no committee: expected SECRETARIAT or STEWARD",
                "systems": "role ADMINISTRATOR takes no standards system: expected STEWARD",
            },
        ),
        (reader(valid_for=timedelta()), {"validFor": "validFor must be positive"}),
        (reader(valid_for=-DAY), {"validFor": "validFor must be positive"}),
        (reader(valid_for=3654 * DAY), {"validFor": "a token may be valid for at most 3653 days"}),
        (reader(valid_for=timedelta.max), {"validFor": "a token may be valid for at most 3653 days"}),
        (reader(expires_on=date.max), {"expiresOn": "a token may be valid for at most 3653 days"}),
        (reader(valid_for=DAY, expires_on=TODAY), {"expiresOn": "validFor and expiresOn: give one of them"}),
        (
            reader(expires_on=TODAY, never_expires=True),
            {"neverExpires": "expiresOn and neverExpires: give one of them"},
        ),
    ],
)
async def test_what_cannot_be_issued_is_told_and_nothing_is_written(
    workspace: Workspace, command: IssueToken, problems: dict[str, str]
) -> None:
    assert await workspace.problems(command) == problems


async def test_a_day_that_is_over_is_none_to_end_on(workspace: Workspace) -> None:
    told = await workspace.problems(reader(expires_on=TODAY - DAY))
    assert told["expiresOn"].startswith("expiresOn 2026-08-31 is before today (2026-09-01")


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (
            IssueToken("x", Role.SECRETARIAT, ("SAC/TC1", "SAC/TC2")),
            "committees: the catalogue has no committee SAC/TC2; nearest: SAC/TC1",
        ),
        (
            IssueToken("x", Role.STEWARD, systems=("X2025",)),
            "systems: the catalogue has no standards system X2025; nearest: X2024",
        ),
    ],
)
async def test_a_code_that_names_nothing_is_an_error_with_the_nearest(
    workspace: Workspace, command: IssueToken, message: str
) -> None:
    before = await workspace.everything()
    with pytest.raises(UnknownCode) as told:
        await workspace.wish(command)
    assert str(told.value).startswith(message)
    assert await workspace.everything() == before


async def test_a_code_from_before_a_renaming_is_that_of_today(graph: Graph, workspace: Workspace) -> None:
    async def renamed(tx: Transaction, old: str, new: str) -> None:
        renaming = await rename(tx, "Committee", old, new)
        await record(tx, [renaming.event], actor="x", label="Committee")

    await graph.write(lambda tx: renamed(tx, "SAC/TC1/SC2", "SAC/TC1/SC9"))
    outcome = await workspace.done(IssueToken("x", Role.SECRETARIAT, ("SAC/TC1/SC2",)))
    assert facts_told(outcome.state).committees == ("SAC/TC1/SC9",)
    await graph.write(lambda tx: renamed(tx, "SAC/TC1/SC9", "SAC/TC1/SC2"))


async def test_a_name_is_one_valid_token_s(workspace: Workspace) -> None:
    await workspace.done(reader("Kim", valid_for=DAY))
    taken = {"name": "a live token named 'Kim' exists: revoke it first, or choose another name"}
    assert await workspace.problems(reader(" Kim ")) == taken
    bulk = await workspace.wish(reader("Lee"), reader("Lee"))
    assert [isinstance(one, Changed) for one in bulk.outcomes] == [True, False], "within a transaction, too"
    await workspace.done(RevokeToken("Kim"))
    await workspace.done(reader("Kim", valid_for=DAY))


async def test_a_name_is_free_once_its_token_has_expired(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    first = reader("Kim", valid_for=DAY)
    await workspace.done(first)
    monkeypatch.setattr(calendar, "now", lambda: NOW + DAY)
    second = reader("Kim")
    await workspace.done(second)
    outcome = await workspace.done(RevokeToken("Kim"))
    assert outcome.key == second.token_id, "the valid one"


async def test_of_many_who_issue_one_name_at_once_one_succeeds(workspace: Workspace) -> None:
    bulks = await asyncio.gather(*(workspace.wish(reader("Jo")) for _ in range(8)))
    assert sum(bulk.applied for bulk in bulks) == 1
    assert len(await workspace.rows("MATCH (t:AccessToken) RETURN t.id AS id")) == 1


async def test_sent_again_it_issues_nothing_and_holds_another_secret_that_is_nobody_s(workspace: Workspace) -> None:
    command = reader(request_id="r1", valid_for=DAY)
    first = await workspace.done(command)
    before = await workspace.everything()
    again = replace(command, token_id="another", secret="sg_" + "A" * 43)
    assert await workspace.done(again) == first
    assert first.key == command.token_id
    assert await workspace.everything() == before
    assert await workspace.problems(reader("Another", request_id="r1")) == {
        "requestId": "requestId was already used for another request"
    }
    with pytest.raises(Unauthenticated):
        await identify(workspace.graph, again.secret, NOW)


async def test_carried_out_twice_because_an_answer_was_lost_it_is_one_token_with_one_event(
    workspace: Workspace,
) -> None:
    command = reader()
    first = await workspace.done(command)
    before = await workspace.everything()
    second = await workspace.done(command)
    assert (second.key, second.state, second.sequence) == (first.key, first.state, None)
    assert await workspace.everything() == before


async def test_a_dry_run_answers_the_same_and_keeps_nothing(workspace: Workspace) -> None:
    before = await workspace.everything()
    command = reader()
    bulk = await workspace.wish(command, dry_run=True)
    (outcome,) = changed(bulk.outcomes)
    assert not bulk.applied
    assert await workspace.everything() == before
    with pytest.raises(Unauthenticated):
        await identify(workspace.graph, command.secret, NOW)
    assert (await workspace.done(command)).state == outcome.state


async def test_a_token_is_revoked_for_good_with_its_event(workspace: Workspace) -> None:
    command = reader()
    await workspace.done(command)
    assert (await identify(workspace.graph, command.secret, NOW)).name == "某人"
    outcome = await workspace.done(RevokeToken(" 某人 ", note="离职", request_id="r2"))
    with pytest.raises(Unauthenticated, match="is revoked"):
        await identify(workspace.graph, command.secret, NOW)
    (row,) = await workspace.rows("MATCH (e:Event {sequence: $at}) RETURN e{.*} AS e", at=outcome.sequence)
    assert (row["e"]["kind"], row["e"]["note"], row["e"]["requestId"]) == ("TOKEN_REVOKED", "离职", "r2")
    assert json.loads(row["e"]["before"]) == {"revokedAt": None}
    assert json.loads(row["e"]["after"]) == {"revokedAt": "2026-09-01T08:30:00.123+00:00"}
    assert await workspace.done(RevokeToken(" 某人 ", note="离职", request_id="r2")) == outcome
    revoked = "the token '某人' was revoked at 2026-09-01T08:30:00Z"
    assert await workspace.problems(RevokeToken(command.token_id)) == {"token": revoked}
    assert await workspace.problems(RevokeToken("某人")) == {"token": revoked}


async def test_a_dry_run_of_a_revocation_leaves_the_token_valid(workspace: Workspace) -> None:
    command = reader()
    await workspace.done(command)
    (outcome,) = changed((await workspace.wish(RevokeToken("某人"), dry_run=True)).outcomes)
    assert facts_told(outcome.state).revoked_at is not None
    assert (await identify(workspace.graph, command.secret, NOW)).name == "某人"


async def test_an_id_goes_before_a_name(workspace: Workspace) -> None:
    first = reader("Kim")
    await workspace.done(first)
    await workspace.done(reader(first.token_id))
    assert (await workspace.done(RevokeToken(first.token_id))).key == first.token_id


async def test_the_last_valid_token_of_an_administrator_stays(workspace: Workspace) -> None:
    await workspace.done(IssueToken("brief", Role.ADMINISTRATOR, valid_for=timedelta(milliseconds=1)))
    await workspace.done(IssueToken("steward", Role.STEWARD, systems=("X2024",)))
    for name in ("first", "second"):
        await workspace.done(IssueToken(name, Role.ADMINISTRATOR))
    await workspace.done(RevokeToken("second"), who=HELD)
    with pytest.MonkeyPatch.context() as later:
        later.setattr(calendar, "now", lambda: NOW + DAY)  # and so the brief one counts no more
        told = await workspace.problems(RevokeToken("first"))
        assert told["token"].startswith("'first' is the last valid token of an administrator")
        await workspace.done(RevokeToken("brief"))
        await workspace.done(RevokeToken("steward"))
        await workspace.done(RevokeToken("first", keep_administrator=False))


async def test_several_are_replaced_in_one_transaction_all_or_none(workspace: Workspace) -> None:
    old = IssueToken("old", Role.ADMINISTRATOR)
    await workspace.done(old)
    refused = await workspace.wish(RevokeToken("old"), IssueToken("new", Role.ADMINISTRATOR))
    assert not refused.applied, "in this order nobody would be left for a moment"
    new = IssueToken("new", Role.ADMINISTRATOR)
    done = await workspace.wish(new, RevokeToken("old"), request_id="exchange")
    assert done.applied
    assert [one.key for one in changed(done.outcomes)] == [new.token_id, old.token_id]
    assert (await identify(workspace.graph, new.secret, NOW)).name == "new"
    with pytest.raises(Unauthenticated):
        await identify(workspace.graph, old.secret, NOW)


@pytest.mark.parametrize("who", [ANONYMOUS, Identity("某人", Role.STEWARD, systems=frozenset({"X2024"}))])
async def test_whoever_may_not_is_not_told_which_tokens_there_are(workspace: Workspace, who: Identity) -> None:
    await workspace.done(reader("Kim"))
    before = await workspace.everything()
    told = [await workspace.outcome(RevokeToken(name), who) for name in ("Kim", "nobody")]
    told.append(await workspace.outcome(reader("Kim"), who))
    assert all(isinstance(one, Denied) and one.required == "ADMINISTRATOR" for one in told)
    assert told[0] == told[1]
    assert await workspace.everything() == before


async def test_a_token_that_there_is_not(workspace: Workspace) -> None:
    outcome = await workspace.outcome(RevokeToken("nobody"))
    assert isinstance(outcome, Unknown)
    assert (outcome.message.zh, outcome.message.en) == ("没有访问令牌“nobody”", "no such access token: 'nobody'")


async def test_events_of_tokens_leave_the_catalogue_sound(graph: Graph, workspace: Workspace) -> None:
    before = await graph.read(audit)
    await workspace.done(reader())
    await workspace.done(RevokeToken("某人"))
    assert await graph.read(audit) == before


async def test_a_process_forgets_a_token_even_where_the_answer_to_its_revocation_is_lost(
    graph: Graph, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = reader()
    await workspace.done(command)
    await identify(graph, command.secret, NOW)
    write = graph.write

    async def lost(work: Any, **given: Any) -> Any:
        await write(work, **given)
        raise ConnectionError

    monkeypatch.setattr(graph, "write", lost)
    with pytest.raises(ConnectionError):
        await apply_commands(graph, ADMINISTRATOR, [RevokeToken("某人")], today=TODAY)
    monkeypatch.undo()
    with pytest.raises(Unauthenticated, match="is revoked"):
        await identify(graph, command.secret, NOW)
