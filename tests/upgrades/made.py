"""A catalogue as the older code makes and answers it: its seed, a token, changes, a tracked gap."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from stdgraph.store.session import Graph, Transaction
from tests.contract.operations import SENT, document, title
from tests.upgrades.old_code import Code, ask

_DONE = "__typename ... on StandardAdvanced { standard { id revision status } change { sequence } }"
REGISTER = f"mutation ($input: RegisterStandardInput!) {{ registerStandard(input: $input) {{ {_DONE} }} }}"
ADVANCE = f"mutation ($input: AdvanceStandardInput!) {{ advanceStandard(input: $input) {{ {_DONE} }} }}"
REVOKE = f"mutation ($input: RevokeEventInput!) {{ revokeEvent(input: $input) {{ {_DONE} }} }}"
FIND_GAP = "{ gaps(kinds: [UNSTARTED], first: 1) { edges { node { id } } } }"
TRACK = (
    'mutation ($gap: ID!) { trackGap(input: { gapId: $gap, priority: HIGH, note: "本年立项", requestId: "t" }) '
    "{ __typename ... on GapTracked { record { gapId status } } } }"
)
HISTORY = (
    "query ($number: String!) { standard(number: $number) { id revision status number history { sequence kind "
    "at recordedAt actor note } } }"
)
OVER_TIME = (
    'query ($at: DateTime!) { progressHistory(scope: { system: "PV2024" }, from: "2020-01-01", to: "2026-06-30", interval: YEAR, '
    "knownAt: $at) { on listed planned drafting published withdrawn abandoned } }"
)
RECORDS = (
    "{ gapRecords(first: 50) { edges { node { gapId status priority history { sequence kind status actor note } } } } }"
)

NEWER = ("16-standard-dates", "17-progress-items", "18-gaps-placed", "19-comparison", "20-me")
"""Operations that ask for what the older code had not: only today's is asked them."""

DAYS = {"10": "2024-02-01", "20": "2024-03-01"}
"""When the item enters each stage."""


@dataclass(frozen=True)
class Made:
    """What was made, and what was answered of it."""

    token: str
    item: str
    between: str
    """An instant after the first changes and before the last."""
    answers: dict[str, Any]


def make(code: Code, *seed: Path) -> Made:
    """Fill an empty catalogue through the code's command line and its service, and keep its answers.

    ``seed`` is the seed to load, where it is not the code's own.
    """
    code.run("seed", *map(str, seed))
    token = code.run("token", "issue", "--name", "秘书处", "--role", "administrator")
    with code.serving() as service:
        item = _changed(service.client, token)
        between = datetime.now(UTC).isoformat(timespec="milliseconds")
        _advance(service.client, token, item, "20")
        made = Made(token, item, between, {})
        without = () if code.is_todays else NEWER
        made.answers.update(answers(service.client, made, without))
    return made


def _changed(client: httpx.Client, token: str) -> str:
    given = {"title": "旧数据", "level": "GROUP", "requestId": "r1", "effectiveOn": "2024-01-02"}
    registered = ask(client, REGISTER, token, input=given)["registerStandard"]["standard"]
    item: str = registered["id"]
    _advance(client, token, item, "10")
    told = _advance(client, token, item, "20")
    ask(client, REVOKE, token, input={"standard": item, "sequence": told["change"]["sequence"], "reason": "误记"})
    (gap,) = ask(client, FIND_GAP)["gaps"]["edges"]
    tracked = ask(client, TRACK, token, gap=gap["node"]["id"])["trackGap"]
    assert tracked["__typename"] == "GapTracked", tracked
    return item


def _advance(client: httpx.Client, token: str, item: str, to: str) -> Any:
    given = {"standard": item, "to": to, "effectiveOn": DAYS[to]}
    done = ask(client, ADVANCE, token, input=given)["advanceStandard"]
    assert done["__typename"] == "StandardAdvanced", done
    return done


def answers(client: httpx.Client, made: Made, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """What a service answers: the consumers' operations but some, the history, what was known then, and the records of gaps."""
    found = {title(sent): ask(client, document(sent[0]), **sent[1]) for sent in SENT if sent[0] not in without}
    for number in (made.item, "GB/T 24067-2024"):
        found[f"history {number}"] = ask(client, HISTORY, number=number)
    found["known"] = ask(client, OVER_TIME, at=made.between)
    found["records"] = ask(client, RECORDS, made.token)
    return found


async def strip(graph: Graph) -> None:
    """Remove all data and the whole schema."""

    async def rows(text: str) -> list[dict[str, Any]]:
        async def work(transaction: Transaction) -> list[dict[str, Any]]:
            return await transaction.rows(text)

        return await graph.write(work)

    await rows("MATCH (n) DETACH DELETE n")
    for row in await rows("SHOW CONSTRAINTS"):
        await graph.define(f"DROP CONSTRAINT `{row['name']}` IF EXISTS")
    for row in await rows("SHOW INDEXES"):
        if row["labelsOrTypes"]:
            await graph.define(f"DROP INDEX `{row['name']}` IF EXISTS")
