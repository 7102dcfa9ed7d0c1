"""Impact and what-if on the seed, with what they must say written out."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
import strawberry

from stdgraph.domain.scope import ScopeFilter
from stdgraph.gaps.detection import find_gaps
from stdgraph.progress.tally import compute_progress
from stdgraph.settings import Settings
from stdgraph.store import versioned_cache
from stdgraph.store.session import Graph, Transaction, count_statements
from stdgraph.store.status_cypher import (
    drafting_entry,
    entry,
    may_have_moved,
    moved_later,
    publication,
    review_due,
    status,
)
from tests.graphql.actor import Actor
from tests.graphql.client import Ask

ON = "2026-07-01"
IMPACT = """
query($number: String!, $on: Date!, $first: Int!) { standard(number: $number) { impact(asOf: $on, first: $first) {
  dependentCategories transitiveDependents
  dependentsTotal dependents { standard { number } depth relations path { standard { number } relations } }
  losingTotal losing { code } affectedTotal affected { category { code } depth path { code } }
} } }
"""
WHAT_IF = """
query($withdraw: [String!]!, $scope: Scope, $on: Date, $first: Int) {
  whatIf(withdraw: $withdraw, scope: $scope, asOf: $on, first: $first) {
    asOf
    supposed { asked counts message en: message(language: EN) standard { number status } }
    opened { totalCount countByKind { kind count } gaps { id key evidence { fact } } }
    closed { totalCount countByKind { kind count } gaps { id key } }
    before { published inForce withdrawn } after { published inForce withdrawn }
  }
}
"""


async def impact(ask: Ask, number: str, first: int = 20, on: str = ON) -> dict[str, Any]:
    found: dict[str, Any] = (await ask(IMPACT, number=number, on=on, first=first))["standard"]["impact"]
    return found


async def what_if(ask: Ask, *withdraw: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = (await ask(WHAT_IF, **{"withdraw": list(withdraw), "on": ON, "first": 20, **more}))[
        "whatIf"
    ]
    return found


async def test_the_only_accounting_standard_for_steel(ask: Ask) -> None:
    found = await impact(ask, "GB/T 32151.5-2015")
    # it applies to STEEL, of which the others are kinds; a third kind, STEEL_BF_BOF, has a group standard of its own: T/CISA 469-2024
    # supports of PV systems and new energy vehicles are made of steel
    assert [one["code"] for one in found["losing"]] == ["FERROALLOY", "STEEL", "STEEL_EAF"]
    assert [(one["category"]["code"], one["depth"]) for one in found["affected"]] == [
        ("NEV", 1),
        ("PV_SUPPORT", 1),
        ("PV_SYSTEM", 2),
    ]
    assert found["affected"][-1]["path"] == [{"code": "STEEL"}, {"code": "PV_SUPPORT"}, {"code": "PV_SYSTEM"}]
    assert (found["losingTotal"], found["affectedTotal"], found["dependentsTotal"]) == (3, 3, 0)


async def test_the_document_that_a_standard_adopts(ask: Ask) -> None:
    found = await impact(ask, "ISO 14067:2018")
    (one,) = found["dependents"]
    assert one["standard"] == {"number": "GB/T 24067-2024"}
    assert (one["depth"], one["relations"]) == (1, ["ADOPTS"])
    assert one["path"] == [{"standard": {"number": "GB/T 24067-2024"}, "relations": ["ADOPTS"]}]
    assert found["transitiveDependents"] == found["dependentsTotal"] == 1


async def test_what_is_not_in_force_on_the_day_leaves_nobody_without(ask: Ask) -> None:
    assert (await impact(ask, "GB/T 32151.5-2015", on="2010-01-01"))["losing"] == []


async def test_lists_are_bounded_and_totals_are_not(ask: Ask, seeded: Graph, engine_settings: Settings) -> None:
    found = await impact(ask, "GB/T 32151.5-2015", first=1)
    assert [one["code"] for one in found["losing"]] == ["FERROALLOY"]
    assert len(found["affected"]) == 1
    assert (found["losingTotal"], found["affectedTotal"]) == (3, 3)
    assert (await impact(ask, "GB/T 32151.5-2015", first=0))["affected"] == []


async def test_cycles_of_use_are_walked_once(ask: Ask, seeded: Graph) -> None:
    async def close(tx: Any) -> None:
        for user, used in (("S003", "S004"), ("S004", "S005"), ("S005", "S003"), ("S006", "S005")):
            await tx.run(
                "MATCH (a:Standard {id: $a}) MATCH (b:Standard {id: $b}) CREATE (a)-[:REFERENCES]->(b)", a=user, b=used
            )

    async def open_again(tx: Any) -> None:
        await tx.run("MATCH (:Standard)-[r:REFERENCES]->(:Standard) WHERE true DELETE r")

    await seeded.write(close)
    try:
        found = await impact(ask, "S003")
        assert found["transitiveDependents"] == 3
        depths = [one["depth"] for one in found["dependents"]]
        assert depths == sorted(depths)
        assert len({str(one["standard"]) for one in found["dependents"]}) == len(depths) == found["dependentsTotal"]
    finally:
        await seeded.write(open_again)


async def test_without_the_group_standard_a_demand_is_unmet(ask: Ask, seeded: Graph) -> None:
    found = await what_if(ask, "T/CPCIF 0467—2025", scope={"system": "ICN2024"})
    (opened,), (closed,) = found["opened"]["gaps"], found["closed"]["gaps"]
    assert opened["key"] == "UNMET_DEMAND:ICN2024/BAB:METHANOL"
    assert closed["key"] == "GROUP_ONLY:ICN2024/BAB:METHANOL"
    assert [one["id"] for one in (opened, closed)] == [f"{one['key']}@{ON}" for one in (opened, closed)]
    assert opened["evidence"][0]["fact"] == "demand"
    assert found["opened"]["countByKind"] == [{"kind": "UNMET_DEMAND", "count": 1}]
    change = {name: found["after"][name] - found["before"][name] for name in found["before"]}
    assert change == {"published": -1, "inForce": -1, "withdrawn": 1}
    still = await ask(
        '{ standard(number: "T/CPCIF 0467-2025") { status } gaps(scope: {system: "ICN2024"}) { totalCount } }'
    )
    assert still["standard"] == {"status": "PUBLISHED"}, "nothing was written"


async def test_an_overdue_review_is_no_gap_any_more(ask: Ask) -> None:
    found = await what_if(ask, "GB/T 9535-1998", "GB/T 32151.5-2015", first=1)
    assert (found["closed"]["totalCount"], len(found["closed"]["gaps"])) == (3, 1)
    # GB/T 9535-1998 adopts IEC 1215:1993, which was withdrawn
    assert found["closed"]["countByKind"] == [
        {"kind": "OUTDATED_ADOPTION", "count": 1},
        {"kind": "REVIEW_OVERDUE", "count": 2},
    ]
    assert found["opened"]["totalCount"] == 0


async def test_what_cannot_be_withdrawn_is_said_and_changes_nothing(ask: Ask) -> None:
    names = ["GB/T 99999-1999", "20256274-Z-339", "GB/T 9535-1998"]
    found = await what_if(ask, *names, on="1980-01-01")
    assert [(one["asked"], one["counts"]) for one in found["supposed"]] == [(name, False) for name in names]
    assert [one["standard"] is None for one in found["supposed"]] == [True, False, False]
    assert found["supposed"][0]["en"] == "The catalogue does not contain “GB/T 99999-1999”."
    assert found["supposed"][1]["en"] == "“20256274-Z-339” is not published on that day and cannot be withdrawn."
    assert found["supposed"][2]["message"] == "“GB/T 9535-1998”当日尚未发布，无可废止。"
    assert found["before"] == found["after"]
    assert found["opened"]["totalCount"] == found["closed"]["totalCount"] == 0
    gone = await what_if(ask, "GB/T 2297-1989", "GB/T 2297-1989", "HJ 759-2015")
    assert [one["counts"] for one in gone["supposed"][:2]] == [True, True], "named twice it goes once"
    assert gone["after"]["withdrawn"] - gone["before"]["withdrawn"] in (1, 2)
    assert (await what_if(ask, on=None))["supposed"] == []


async def test_no_question_looks_at_a_status_past_the_supposition(seeded: Graph) -> None:
    async def ask_all(tx: Transaction) -> None:
        for scope in (
            ScopeFilter(),
            ScopeFilter(system="ICN2024"),
            ScopeFilter(committee="SAC/TC90"),
            ScopeFilter(product_category="STEEL"),
        ):
            await find_gaps(tx, [scope], None, date(2026, 7, 1))
            await compute_progress(tx, [scope], date(2026, 7, 1))

    seeded.memory.clear()
    with count_statements() as counter:
        await seeded.read(ask_all)
    assert len(counter.texts) > 8
    for text in counter.texts:
        rest = text
        for var in set(re.findall(r"\b(\w+)\.timeline\b", text)):
            rest = rest.replace(status(var), "").replace(entry(var), "")
        rest = rest.replace(review_due("s"), "")  # REVIEW_OVERDUE asks when reviews were held, and for the status
        rest = rest.replace(moved_later("s"), "")  # OVERDUE looks at it before it asks for the status
        rest = rest.replace(drafting_entry("s"), "")  # and when drafting began, of what is drafted still
        for var in set(re.findall(r"\b(\w+)\.timeline\b", rest)):
            rest = rest.replace(may_have_moved(var), "")  # what is gone is not asked: see `supposed`
        rest = rest.replace(
            "s.timeline IS NOT NULL", ""
        )  # NO_MOVEMENT: who has none is not published, and cannot be gone
        rest = rest.replace(
            "s.stageOn <= $on - duration", ""
        )  # which asks for the status before it looks at since when
        rest = rest.replace(publication("s"), "")  # what was published counts for a target, withdrawn or not
        assert not re.search(r"\.(timeline|status|stage|stageOn|standing|stateFrom|stateUntil)\b", rest), rest


async def test_round_trips_do_not_grow_with_what_is_asked_for(
    seeded: Graph, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versioned_cache, "STABLE_AFTER", 0.0)  # else what is read is read for each field again
    await what_if(ask, "T/CPCIF 0467-2025")
    counts = []
    for names in (["T/CPCIF 0467-2025"], [f"GB/T {n}-2015" for n in range(32150, 32250)] + ["T/CPCIF 0467-2025"]):
        seeded.memory.clear()
        with count_statements() as counter:
            await what_if(ask, *names)
        counts.append(len(counter.texts))
    assert counts == [30, 30]
    with count_statements() as counter:
        await impact(ask, "GB/T 32151.5-2015")
    assert len(counter.texts) == 4


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ("{ whatIf(withdraw: [], first: -1) { asOf } }", "first: expected 0 or more, got -1"),
        ("{ whatIf(withdraw: [], first: 9999) { asOf } }", "first: expected at most 200, got 9999"),
        (
            '{ standard(number: "S003") { impact(first: 9999) { losingTotal } } }',
            "first: expected at most 200, got 9999",
        ),
        (
            f"{{ whatIf(withdraw: {['x'] * 201}) {{ asOf }} }}".replace("'", '"'),
            "withdraw: expected at most 200, got 201",
        ),
    ],
)
async def test_what_is_asked_wrongly(
    seeded: Graph, engine_settings: Settings, schema: strawberry.Schema, document: str, message: str
) -> None:
    _, errors = await Actor(seeded, engine_settings, schema).sent(document)
    assert [error["message"] for error in errors] == [message]


async def test_not_recorded_is_not_none(ask: Ask) -> None:
    """The seed records no references: an empty list of them means nothing, and the answers say so."""
    text = """query($on: Date!) {
      standard(number: "GB/T 25074-2017") {
        referencesRecorded references { standard { id } } impact(asOf: $on) { unknown en: unknown(language: EN) }
      }
      whatIf(withdraw: [], scope: {system: "PV2024"}, asOf: $on) { unknown(language: EN) }
      before: whatIf(withdraw: [], scope: {system: "PV2024"}, asOf: "1950-01-01") { unknown }
    }"""
    found = await ask(text, on=ON)
    assert (found["standard"]["referencesRecorded"], found["standard"]["references"]) == (False, [])
    sentence = found["standard"]["impact"]["en"]
    listed, number = map(int, re.findall(r"\d+", sentence))
    assert 0 < number <= listed
    assert sentence.endswith("have no references recorded: more of them may refer to this one.")
    assert re.findall(r"\d+", found["standard"]["impact"]["unknown"]) == [str(listed), str(number)]
    assert found["whatIf"]["unknown"].endswith("more gaps may open.")
    assert found["before"]["unknown"] is None


async def test_a_reference_taken_back_was_recorded(
    seeded: Graph, ask: Ask, engine_settings: Settings, schema: strawberry.Schema
) -> None:
    """Whoever took it back looked into it."""
    text = '{ standard(number: "GB/T 25074-2017") { referencesRecorded } }'
    given = {"standard": "GB/T 25074-2017", "relation": "REFERENCES", "target": "GB/T 24067-2024"}
    actor = Actor(seeded, engine_settings, schema)
    for mutation in ("relateStandard", "unrelateStandard"):
        await actor.done(mutation, **given)
        assert (await ask(text))["standard"]["referencesRecorded"]
