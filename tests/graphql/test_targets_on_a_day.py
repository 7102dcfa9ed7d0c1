"""Targets that are changed: wherever a day is named they say what was aimed at on it, and their id finds them again as they were."""

from __future__ import annotations

from datetime import date

from stdgraph.commands.versions import FactChange, change_facts
from stdgraph.store.session import Graph
from tests.graphql.client import Ask

FIELDS = "id statement operator required by levels counts baseline state"
TARGETS = f'query($on: Date) {{ system(code: "PV2024") {{ targets(asOf: $on) {{ {FIELDS} }} }} }}'
NODES = f"query($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on Target {{ {FIELDS} }} }} }}"
COMPARED = f"""
query($from: Date!, $to: Date!) {{
  comparison(scope: {{system: "PV2024"}}, from: $from, to: $to) {{ targets {{ target {{ {FIELDS} }} before {{ state }} after {{ state }} }} }}
}}
"""
DAY, BEFORE, AFTER = date(2026, 3, 1), "2026-02-28", "2026-03-01"
NEW = {"statement": "到2028年新制定国家标准80项以上", "required": 80, "by": date(2028, 12, 31), "levels": ["NATIONAL"]}


async def test_a_target_says_what_was_aimed_at_on_the_day(seeded: Graph, ask: Ask) -> None:
    (was, *others) = (await ask(TARGETS, on=BEFORE))["system"]["targets"]
    (today, *_) = (await ask(TARGETS))["system"]["targets"]
    assert was["required"] != NEW["required"]
    await seeded.write(lambda tx: change_facts(tx, "Target", [FactChange("PV2024-T1", NEW, DAY)]))
    assert (await ask(TARGETS, on=BEFORE))["system"]["targets"] == [was, *others]
    now = (await ask(TARGETS, on=AFTER))["system"]["targets"][0]
    assert {name: now[name] for name in NEW} == {**NEW, "by": "2028-12-31"}
    assert now["operator"] == was["operator"]
    (found,) = (await ask(TARGETS))["system"]["targets"][:1]
    assert {**found, "state": None} == {**now, "id": today["id"], "state": None}
    ids = [one["id"] for one in (was, now, found)]
    assert (await ask(NODES, ids=ids))["nodes"] == [was, now, found]


async def test_two_days_are_compared_by_what_was_aimed_at_on_each(seeded: Graph, ask: Ask) -> None:
    """It goes on from the test before."""
    (was, *_) = (await ask(TARGETS, on=BEFORE))["system"]["targets"]
    (now, *_) = (await ask(TARGETS, on=AFTER))["system"]["targets"]
    for last, expected in ((BEFORE, was), (AFTER, now)):
        answer = await ask(COMPARED, **{"from": "2026-02-01", "to": last})
        compared = answer["comparison"]["targets"][0]
        assert {**compared["target"], "id": expected["id"]} == expected
        assert compared["after"] == {"state": expected["state"]}
