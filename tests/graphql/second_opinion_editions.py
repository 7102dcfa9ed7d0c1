"""Holds what GraphQL answers about two systems against what the oracle says."""

from __future__ import annotations

from typing import Any

from tests.graphql.client import Answer, Ask, key_of
from tests.oracle.day import Day
from tests.oracle.editions import Editions, Place, Shared

PLACE = "standard { id status(on: $on) standing(on: $on) } state status standing listings { subsystem { code system { code } } }"
ROWS = f"(first: 200) {{ totalCount edges {{ node {{ differences before {{ {PLACE} }} after {{ {PLACE} }} }} }} }}"
PARTS = "(first: 200) { totalCount rows { renamed moved before { code } after { code } } }"
DOCUMENT = f"""
query($from: String!, $to: String!, $on: Date!) {{
  editionComparison(from: $from, to: $to, asOf: $on) {{
    from {{ code }} to {{ code }} asOf
    carriedOver{ROWS} new{ROWS} dropped{ROWS} renamed{ROWS}
    subsystemsCarriedOver{PARTS} subsystemsNew{PARTS} subsystemsDropped{PARTS} subsystemsRenamed{PARTS} subsystemsMoved{PARTS}
  }}
}}
"""


async def editions_agree(ask: Ask, day: Day, before: str, after: str) -> None:
    """What of one system is in another."""
    given = {"from": before, "to": after, "on": day.on.isoformat()}
    found = (await ask(DOCUMENT, **given))["editionComparison"]
    assert (found["from"]["code"], found["to"]["code"], found["asOf"]) == (before, after, day.on.isoformat())
    expected = Editions(day.everything, before, after, day.on)
    _items_agree(day, found, expected.items())
    _subsystems_agree(found, expected)


def _items_agree(day: Day, found: Answer, items: list[Shared]) -> None:
    kinds = {
        "carriedOver": [one for one in items if one.before and one.after],
        "new": [one for one in items if one.before is None],
        "dropped": [one for one in items if one.after is None],
    }
    for name, expected in kinds.items():
        nodes = [edge["node"] for edge in found[name]["edges"]]
        assert found[name]["totalCount"] == len(nodes) == len(expected), name
        assert {(_place(day, one["before"]), _place(day, one["after"])) for one in nodes} == {
            (one.before, one.after) for one in expected
        }, name
    moved = {one.before.shown for one in items if one.moved and one.before}
    told = {_key(one["before"]) for one in _nodes(found["carriedOver"]) if "SUBSYSTEM" in one["differences"]}
    assert told == moved
    assert {_key(one["before"]) for one in _nodes(found["renamed"])} >= moved


def _nodes(rows: Answer) -> list[Answer]:
    return [edge["node"] for edge in rows["edges"]]


def _key(place: Answer) -> str:
    return key_of(place["standard"]["id"])


def _place(day: Day, place: Any) -> Place | None:
    if place is None:
        return None
    key = _key(place)
    assert place["standing"] == day.standing[key], key
    assert place["status"] == (day.status[key] or "PLANNED"), key
    subsystems = frozenset(
        f"{one['subsystem']['system']['code']}/{one['subsystem']['code']}" for one in place["listings"]
    )
    return Place(key, place["state"], subsystems)


def _subsystems_agree(found: Answer, expected: Editions) -> None:
    pairs = expected.subsystems()
    both = [(was, now) for was, now in pairs if was and now]
    kinds: dict[str, list[tuple[str | None, str | None]]] = {
        "CarriedOver": [(was.code, now.code) for was, now in both],
        "New": [(None, now.code) for was, now in pairs if was is None and now],
        "Dropped": [(was.code, None) for was, now in pairs if was and now is None],
        "Renamed": [(was.code, now.code) for was, now in both if was.title != now.title],
        "Moved": [(was.code, now.code) for was, now in both if was.parent != now.parent],
    }
    for name, codes in kinds.items():
        rows = found[f"subsystems{name}"]
        assert rows["totalCount"] == len(codes), name
        assert [tuple(one[side] and one[side]["code"] for side in ("before", "after")) for one in rows["rows"]] == codes
