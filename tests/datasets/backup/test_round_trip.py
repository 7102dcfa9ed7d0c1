"""A catalogue that is carried from engine to engine stays what it was: every node, every relationship, every answer."""

from __future__ import annotations

import json
import stat
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from stdgraph.auth.tokens import identify
from stdgraph.commands.versions import FactChange, change_facts
from stdgraph.datasets.backup.backup import catalogue_digest
from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import bundled_seed, read_seed
from stdgraph.domain.identity import Role
from stdgraph.graphql import build_schema
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from tests.contract.operations import SENT, VARIABLES, document
from tests.datasets.backup.copies import back_up, copy_into, names, write_others
from tests.engines import Engines, Graphs, wipe
from tests.gap_records.tracker import Tracker
from tests.graphql.client import asker
from tests.tokens import issue
from tests.waiting import instant_between

KNOWN = "query ($number: String!, $at: DateTime!) { standard(number: $number) { title known(at: $at) { number publishedOn status } } }"
RECORDS = "{ gapRecords(first: 20) { edges { node { gapId status history { sequence kind at recordedAt actor } } } } }"
TARGETS = """
{ system(code: "PV2024") { before: targets(asOf: "2026-02-28") { id required } after: targets(asOf: "2026-03-01") { id required } } }
"""
NUMBER = "GB/T 24067-2024"


async def test_a_catalogue_goes_to_the_other_engine_and_back(engines: Engines, graphs: Graphs, tmp_path: Path) -> None:
    embedded, neo4j = engines.settings("embedded"), engines.settings("neo4j")
    first, second = await graphs.on(embedded), await graphs.on(neo4j)
    await wipe(first)
    await load_seed(first, read_seed(bundled_seed()))
    token = await issue(first, "秘书处", Role.SECRETARIAT, ["SAC/TC90"])
    at = (await instant_between()).isoformat()
    asked = await change(Tracker(first, embedded, build_schema(embedded)))
    higher = FactChange("PV2024-T1", {"required": 500}, date(2026, 3, 1))
    await first.write(lambda tx: change_facts(tx, "Target", [higher]))
    await write_others(first)
    answers = await answered(first, embedded, at)

    there, made = await back_up(first, tmp_path, "there")
    await copy_into(second, there)
    back, made_there = await back_up(second, tmp_path, "back")
    assert made_there.files == made.files
    assert await answered(second, neo4j, at) == answers
    await copy_into(first, back)

    assert (await catalogue_digest(first)).digest == made.digest == made_there.digest
    assert len({made.instance, made_there.instance, (await catalogue_digest(first)).instance}) == 3
    assert await answered(first, embedded, at) == answers
    who = await identify(first, token, datetime.now(UTC))
    assert (who.name, who.role, who.committees) == ("秘书处", Role.SECRETARIAT, frozenset({"SAC/TC90"}))
    again = await Tracker(first, embedded, build_schema(embedded)).change("advanceStandard", **asked)
    assert again["change"]["requestId"] == asked["requestId"], "what was carried out before is not carried out again"
    assert (await catalogue_digest(first)).sequence == made.sequence


async def change(tracker: Tracker) -> dict[str, Any]:
    """Make some history: a request, which is returned, a correction, a gap that is tracked."""
    standard = await tracker.register(title="新的一项")
    request = {"standard": standard, "to": "10", "effectiveOn": "2020-02-01", "requestId": "once"}
    await tracker.done("advanceStandard", **request)
    await tracker.done(
        "correctStandard",
        standard=NUMBER,
        field="titleEn",
        value="Another title",
        reason="a slip",
        source="https://example.org/",
    )
    (gap,) = (await tracker.data("{ gaps(first: 1) { edges { node { id } } } }"))["gaps"]["edges"]
    await tracker.tracked(gap["node"]["id"], status="MOVING", owner="SAC/TC90", note="我们来做")
    await tracker.settled()
    return request


async def answered(graph: Graph, settings: Settings, at: str) -> str:
    """What the consumers' operations answer, and some more, as one text."""
    ask = asker(graph, settings, build_schema(settings))
    graph.memory.clear()
    sent = [
        *((document(name), variables) for name, variables in SENT),
        *((document("13-changes").partition("subscription")[0], variables) for variables in VARIABLES["13-changes"]),
        (KNOWN, {"number": NUMBER, "at": at}),
        (RECORDS, {}),
        (TARGETS, {}),
    ]
    return json.dumps([await ask(text, **variables) for text, variables in sent], ensure_ascii=False)


async def test_a_backup_is_a_file_of_the_owner_with_a_line_for_every_node_and_relationship(
    graph: Graph, tmp_path: Path
) -> None:
    await write_others(graph)
    path, made = await back_up(graph, tmp_path, "one")

    async def count(tx: Transaction) -> dict[str, int]:
        nodes = await tx.row("MATCH (n) RETURN count(n) AS count")
        links = await tx.row("MATCH ()-[r]->() RETURN count(r) AS count")
        return {"nodes/": nodes["count"] if nodes else 0, "relationships/": links["count"] if links else 0}

    assert {folder: made.rows(folder) for folder in ("nodes/", "relationships/")} == await graph.read(count)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(tmp_path) == ["one.zip"], "nothing is left beside it"
    with zipfile.ZipFile(path) as archive:
        assert archive.read("relationships/STATES.jsonl").count(b"\n") == 3
        assert json.loads(archive.read("manifest.json"))["digest"] == made.digest
