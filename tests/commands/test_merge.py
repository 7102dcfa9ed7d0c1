"""Two standards that turn out to be one: everything goes along, nothing is doubled, and the lost names are found for ever."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from stdgraph.catalogue.lookup import find_standard, find_statuses
from stdgraph.catalogue.reader import Selection
from stdgraph.commands.advance import Advance
from stdgraph.commands.audit import audit
from stdgraph.commands.command_handler import BulkResult, apply_commands
from stdgraph.commands.correct import Correct
from stdgraph.commands.merge import Merge
from stdgraph.commands.outcomes import Changed, Conflict, Denied, Invalid, Outcome, Unknown
from stdgraph.commands.preload import load_standards
from stdgraph.commands.register import Register
from stdgraph.commands.relate import Relate, Relation
from stdgraph.commands.replay import known
from stdgraph.commands.revoke import Revoke
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.vocabulary import Level
from stdgraph.store.session import Transaction
from tests.commands.languages import check_languages
from tests.commands.workspace import ADMINISTRATOR, START, TODAY, Workspace
from tests.examples import MORE, chance


async def merges(
    workspace: Workspace, *wishes: Merge, who: Identity = ADMINISTRATOR, dry_run: bool = False
) -> BulkResult:
    done = await apply_commands(workspace.graph, who, wishes, today=TODAY, dry_run=dry_run)
    for outcome in done.outcomes:
        check_languages(outcome)
    return done


async def merged(workspace: Workspace, lost: str, kept: str, **given: Any) -> Changed:
    (outcome,) = (await merges(workspace, Merge(lost, kept, **given))).outcomes
    assert isinstance(outcome, Changed), outcome
    return outcome


async def refused(workspace: Workspace, lost: str, kept: str, **given: Any) -> Outcome:
    before = await workspace.everything()
    (outcome,) = (await merges(workspace, Merge(lost, kept, **given))).outcomes
    assert not isinstance(outcome, Changed)
    assert await workspace.everything() == before
    return outcome


async def found(workspace: Workspace, *names: str) -> list[str | None]:
    """What each name means: to a reader of one, to a reader of several, and to a command, alike."""

    async def work(tx: Transaction) -> list[str | None]:
        one = [await find_standard(tx, name, Selection(), TODAY) for name in names]
        several = await find_statuses(tx, names, TODAY)
        loaded = await load_standards(tx, names)
        keys = [None if row is None else str(row["id"]) for row in one]
        assert [None if pair is None else pair[0] for pair in several] == keys
        assert [loaded[name].id if name in loaded else None for name in names] == keys
        return keys

    return await workspace.graph.read(work)


async def test_a_planned_item_and_its_document_are_one(workspace: Workspace) -> None:
    item = await workspace.item("10", "20", plan_number="20261234-T-339", level=Level.NATIONAL)
    await workspace.done(Relate(item, Relation.LISTED_IN, "X2024/AA", {"itemNumber": "7", "membership": "STATED"}))
    await workspace.done(Relate(item, Relation.REFERENCES, "S001", {"normative": True}))
    await workspace.done(Relate("S004", Relation.REFERENCES, item, {"normative": False}))
    document = await workspace.published("GB/T 99-2026", on=date(2026, 3, 1))
    await workspace.done(Relate(document, Relation.LISTED_IN, "X2024/AA", {"membership": "INFERRED"}))
    before = await workspace.events(item)
    theirs = await workspace.events(document)

    done = await merged(workspace, item, document, reason="同一项目")
    assert (done.key, done.state["planNumber"], done.state["number"]) == (document, "20261234-T-339", "GB/T 99-2026")
    assert await found(workspace, item, "20261234-T-339", "gbt 99—2026", document) == [document] * 4
    standard = await workspace.standard(document)
    assert (standard["status"], standard["level"], standard["publishedOn"]) == (
        "PUBLISHED",
        "NATIONAL",
        date(2026, 3, 1),
    )
    assert await workspace.related(document, "LISTED_IN") == {"X2024/AA": {"itemNumber": "7", "membership": "INFERRED"}}
    assert await workspace.related(document, "REFERENCES") == {"S001": {"normative": "True"}}
    assert await workspace.related("S004", "REFERENCES") == {document: {"normative": "False"}}
    events = await workspace.events(document)
    assert [event["sequence"] for event in events[:-1]] == sorted(event["sequence"] for event in (*before, *theirs))
    assert {event.get("mergedFrom") for event in events} == {None, item}
    (last,) = [event for event in events if event["kind"] == "MERGED"]
    assert (last["note"], last["before"]["merged"]["id"]) == ("同一项目", item)
    assert last["after"]["planNumber"] == "20261234-T-339"
    assert last["before"]["planNumber"] is None
    assert await workspace.graph.read(audit) == []


async def test_what_was_known_before_stays_known(workspace: Workspace) -> None:
    item = await workspace.item("10", "20")
    document = await workspace.published("GB/T 97-2026")

    async def known_at(at: Any) -> Any:
        return (await workspace.graph.read(lambda tx: known(tx, [document], at, TODAY)))[0]

    instants = [
        row["recordedAt"].to_native()
        for row in await workspace.rows(
            "MATCH (:Standard {id: $id})<-[:CONCERNS]-(e:Event) RETURN e.recordedAt AS recordedAt", id=document
        )
    ]
    before = [await known_at(at) for at in instants]
    await merged(workspace, item, document)
    assert [await known_at(at) for at in instants] == before


async def test_facts_that_differ_become_claims_and_numbers_that_differ_aliases(workspace: Workspace) -> None:
    one = await workspace.published("GB/T 96-2026", on=date(2026, 3, 1))
    other = await workspace.published("GB/T 95-2026", on=date(2026, 3, 2), plan_number="20269999-T-339")
    await workspace.done(Correct(one, "titleEn", "One", "page", "印错"))
    await workspace.done(Correct(other, "titleEn", "Other", "page", "印错"))
    await merged(workspace, other, one)
    standard = await workspace.standard(one)
    assert (standard["number"], standard["planNumber"]) == ("GB/T 96-2026", "20269999-T-339")
    assert await found(workspace, "GB/T 95-2026", other, "20269999-T-339") == [one] * 3
    assert await workspace.claims(one, "titleEn") == {("One", True, "page"), ("Other", False, "page")}
    assert {claim[:2] for claim in await workspace.claims(one, "publishedOn")} == {
        ("2026-03-01", True),
        ("2026-03-02", False),
    }
    assert standard["timeline"][-1] == "2026-03-01 60.60"
    again = await workspace.outcome(Correct("S004", "number", "GB/T 95-2026", "page", "x"))
    assert isinstance(again, Invalid), "the number still names what it was merged into"


async def test_chains_are_followed_whatever_the_order(workspace: Workspace) -> None:
    a, b, c = [await workspace.item("10", plan_number=f"2026888{n}-T-339", level=Level.NATIONAL) for n in range(3)]
    await merged(workspace, a, b)
    await merged(workspace, b, c)
    names = [a, b, c, *(f"2026888{n}-T-339" for n in range(3))]
    assert await found(workspace, *names) == [c] * 6
    d, e, f = [await workspace.item("10") for _ in range(3)]
    together = await merges(workspace, Merge(d, e), Merge(e, f))
    assert together.applied
    assert await found(workspace, d, e, f) == [f] * 3
    assert [event["kind"] for event in await workspace.events(f)].count("MERGED") == 2
    assert await workspace.graph.read(audit) == []


async def test_merging_what_is_one_unknown_or_a_predecessor_is_refused(workspace: Workspace) -> None:
    a, b = await workspace.item("10"), await workspace.item("10")
    assert isinstance(await refused(workspace, "nothing", a), Unknown)
    assert isinstance(await refused(workspace, a, "nothing"), Unknown)
    assert isinstance(await refused(workspace, a, b, expected_revision=99), Conflict)
    await merged(workspace, a, b)
    for lost, kept in ((b, b), (a, b), (b, a)):
        outcome = await refused(workspace, lost, kept)
        assert isinstance(outcome, Invalid)
        assert "one standard already" in outcome.message.en
    for lost, kept in (("S001", "S002"), ("S002", "S001")):
        outcome = await refused(workspace, lost, kept)
        assert isinstance(outcome, Invalid)
        assert "GB/T 10-2020 replaces GB/T 10-2010" in outcome.message.en
    c = await workspace.published("GB/T 94-2026")
    await workspace.done(Relate(c, Relation.REPLACES, "S001", {"extent": "WHOLE"}))
    assert "directly or through others" in str(await refused(workspace, "S002", c))


async def test_different_documents_are_not_one(workspace: Workspace) -> None:
    national = await workspace.published("GB/T 93-2026", on=date(2026, 3, 1))
    groups = await workspace.published("T/CPIA 0093-2026", on=date(2026, 4, 1), level=Level.GROUP)
    outcome = await refused(workspace, groups, national)
    assert isinstance(outcome, Invalid)
    assert "numbers of different families" in outcome.message.en
    same_day = await workspace.published("T/CPIA 0092-2026", on=date(2026, 3, 1), level=Level.GROUP)
    await merged(workspace, same_day, national)


async def test_a_dry_run_answers_the_same_and_changes_nothing(workspace: Workspace) -> None:
    a, b = await workspace.item("10"), await workspace.item("10", "20")
    before = await workspace.everything()
    dry = await merges(workspace, Merge(a, b), dry_run=True)
    assert not dry.applied
    assert await workspace.everything() == before
    wet = await merges(workspace, Merge(a, b))
    assert [replace(one, sequence=None) for one in wet.outcomes if isinstance(one, Changed)] == dry.outcomes


async def test_a_request_sent_twice_merges_once(workspace: Workspace) -> None:
    a, b = await workspace.item("10"), await workspace.item("10", "20")
    first = await merged(workspace, a, b, request_id="m1")
    assert await merged(workspace, a, b, request_id="m1") == first
    assert (await workspace.kinds(b)).count("MERGED") == 1


@pytest.mark.parametrize("role", [Role.READER, Role.SECRETARIAT, Role.STEWARD])
async def test_only_an_administrator_merges(workspace: Workspace, role: Role) -> None:
    who = Identity("某人", role, frozenset({"SAC/TC1"}), frozenset({"X2024"}))
    (outcome,) = (await merges(workspace, Merge("S003", "S001"), who=who)).outcomes
    assert isinstance(outcome, Denied)
    assert outcome.required == "ADMINISTRATOR"


async def test_events_of_the_lost_one_cannot_be_revoked(workspace: Workspace) -> None:
    a, b = await workspace.item("10"), await workspace.item("10", "20")
    (event, *_) = [one for one in await workspace.events(a) if one["kind"] == "ADVANCED"]
    await merged(workspace, a, b)
    assert "merged into" in (await workspace.problems(Revoke(b, event["sequence"], "x")))["sequence"]


async def test_what_datasets_call_a_standard_finds_it(workspace: Workspace) -> None:
    a, b = await workspace.item("10"), await workspace.item("10")
    await change(workspace, [("pv:Standard:L1", "L1", a), ("h2:Standard:L1", "L1", b), ("h2:Standard:L2", "L2", b)])
    try:
        assert await found(workspace, "pv:L1", "h2:L1", "L1", "L2", "pv:L2", "L3") == [a, b, None, b, None, None]
        await merged(workspace, a, b)
        assert await found(workspace, "pv:L1", "h2:L1", "L1") == [b, b, b]
    finally:
        await workspace.graph.write(_forget_statements)


async def change(workspace: Workspace, rows: list[tuple[str, str, str]]) -> None:
    async def work(tx: Transaction) -> None:
        await tx.run(
            "UNWIND $rows AS row MATCH (s:Standard {id: row[2]}) "
            "CREATE (:Statement {id: row[0], local: row[1], label: 'Standard'})-[:STATES]->(s)",
            rows=[list(row) for row in rows],
        )

    await workspace.graph.write(work)


async def _forget_statements(tx: Transaction) -> None:
    await tx.run("MATCH (s:Statement) DETACH DELETE s")


STAGES = ("10", "20", "30", "40", "50")


async def drawn(workspace: Workspace, draw: Random, number: int) -> str:
    """A standard with a random history: moves on days known and not, corrections, revocations, relations."""
    day = date(2020, 1, 1) + timedelta(days=draw.randint(0, 900))
    on = day if draw.random() < 0.8 else None
    level = draw.choice([Level.GROUP, Level.ENTERPRISE, None])
    outcome = await workspace.done(Register(title_zh="一项", level=level, effective_on=on))
    for stage in STAGES[: draw.randint(0, 5)]:
        day += timedelta(days=draw.randint(1, 200))
        await workspace.outcome(
            Advance(outcome.key, stage, effective_on=min(day, TODAY) if draw.random() < 0.8 else None)
        )
    steps = [
        Advance(outcome.key, "60.60", number=f"T/CPIA {number}-2024", published_on=min(day, TODAY)),
        Advance(outcome.key, "90.93", effective_on=TODAY),
        Advance(outcome.key, "95.99", effective_on=TODAY),
        Correct(outcome.key, "titleEn", draw.choice("AB"), "page", "印错"),
        Correct(outcome.key, "publishedOn", str(START), "page", "印错"),
        Relate(outcome.key, Relation.LISTED_IN, draw.choice(["X2024/A", "X2024/AA"]), {"membership": "STATED"}),
        Relate(outcome.key, Relation.REFERENCES, "S001", {"normative": draw.random() < 0.5}),
    ]
    for step in steps:
        if draw.random() < 0.5:
            await workspace.outcome(step)
    if draw.random() < 0.4:
        sequence = draw.choice([event["sequence"] for event in await workspace.events(outcome.key)])
        await workspace.outcome(Revoke(outcome.key, sequence, "误登"))
    return outcome.key


@pytest.mark.drawn
async def test_however_their_histories_went_the_catalogue_is_sound(workspace: Workspace) -> None:
    draw = chance(9)
    for turn in range(8 * MORE):
        a, b, c = [await drawn(workspace, draw, 3 * turn + n + 1) for n in range(3)]
        for lost, kept in ((a, b), (b, c)):
            theirs, ours = await workspace.events(lost), await workspace.events(kept)
            numbers = [one.get("number") for one in (await workspace.standard(lost), await workspace.standard(kept))]
            await merged(workspace, lost, kept)
            await workspace.sound()
            sequences = [one["sequence"] for one in await workspace.events(kept)]
            assert sequences[:-1] == sorted(one["sequence"] for one in (*theirs, *ours))
            assert await found(workspace, lost, *filter(None, numbers)) == [kept] * (1 + sum(map(bool, numbers)))
            await workspace.outcome(Advance(kept, "95.99", effective_on=TODAY))
            await workspace.sound()
        assert await workspace.graph.read(audit) == []
