"""What commands name: codes that things had before, codes of nothing and of what has left the plan, in every field that takes one."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from stdgraph.commands.described import NAMES
from stdgraph.domain.identity import Identity, Role
from stdgraph.domain.text import camel_case
from stdgraph.graphql.command_fields import COMMANDS
from tests.graphql.conftest import schema, seeded
from tests.stewardship.examples import EXAMPLES, STEWARD, Example
from tests.stewardship.test_every_command import OUTCOME, Steward, kept, steward

__all__ = ["kept", "schema", "seeded", "steward"]

COMMAND_OF = {camel_case(name): command for name, command in COMMANDS.items()}
OF_SYSTEMS = [name for name, example in EXAMPLES.items() if "system" in example.input]
RETIRED = {
    "Subsystem": ("retireSubsystem", {"system": "PV2024", "code": "GA"}, "GA"),
    "ProductCategory": ("retireProductCategory", {"code": "CEMENT"}, "CEMENT"),
    "Committee": ("succeedCommittee", {"code": "SAC/TC203", "successor": "SAC/TC20"}, "SAC/TC203"),
    "Target": ("withdrawTarget", {"system": "PV2024", "target": "PV2024-T2"}, "PV2024-T2"),
}
"""By label what takes a thing off the plan, and its code."""


def naming_fields(name: str) -> Iterator[tuple[str, str]]:
    """The fields of a command that name something, each with the label of that."""
    for field in dataclasses.fields(COMMAND_OF[name]):
        label = field.metadata.get(NAMES)
        if label is not None:
            yield camel_case(field.name), label


def put(example: Example, path: str, code: str) -> Mapping[str, Any]:
    """The input of an example with another code in a field, which may take several."""
    before = example.input.get(path)
    return {**example.input, path: [code] if isinstance(before, list) else code}


NAMED = [(name, path, label) for name in sorted(EXAMPLES) for path, label in naming_fields(name)]
DONE = ("Changed", "Advanced")
SENT = f"""
mutation ($items: [ChangeInput!]!) {{
  applyChanges(items: $items, dryRun: true) {{ outcomes {{ outcome {{ {OUTCOME} }} }} }}
}}
"""


async def attempt(steward: Steward, name: str, given: Mapping[str, Any]) -> str:
    """What comes of a command after those that must be carried out before it: the type of its outcome, or the code of an error. Nothing
    of it is kept."""
    items = [{one: its} for one, its in (*EXAMPLES[name].before, (name, given))]
    data, errors = await steward.actor.sent(SENT, items=items)
    if errors:
        (code,) = {error["extensions"]["code"] for error in errors}
        return str(code)
    assert data is not None
    return str(data["applyChanges"]["outcomes"][-1]["outcome"]["__typename"])


async def test_a_code_of_nothing_is_told_whatever_else_is_wrong(steward: Steward) -> None:
    before = await steward.actor.state()
    for name, path, _ in NAMED:
        example = EXAMPLES[name]
        unknown = put(example, path, "NOBODY")
        for given in (unknown, {**example.input, **example.wrong, path: unknown[path]}):
            told = await attempt(steward, name, given)
            assert told in ("InvalidInput", "NotFound", "BAD_USER_INPUT"), (name, path, told)
    assert await steward.actor.state() == before


@pytest.mark.parametrize("label", RETIRED)
async def test_what_has_left_the_plan_is_refused_or_expected(steward: Steward, label: str) -> None:
    """In one field, and in all that name such a thing."""
    retire, given, code = RETIRED[label]
    assert (await steward.send((retire, given)))["applied"]
    for name in sorted({name for name, _, its in NAMED if its == label}):
        fields = [path for path, its in naming_fields(name) if its == label]
        for several in (*([one] for one in fields), fields):
            asked = {**EXAMPLES[name].input, **{path: put(EXAMPLES[name], path, code)[path] for path in several}}
            told = await attempt(steward, name, asked)
            assert told != "INTERNAL_SERVER_ERROR", (name, several)


async def test_a_system_is_found_by_its_former_code(steward: Steward) -> None:
    renamed = await steward.send(("changeSystem", {"system": "PV2024", "newCode": "PVX"}))
    assert renamed["applied"]
    of_the_system = steward.being(Identity("某人", Role.STEWARD, frozenset(), frozenset({"PVX"})))
    for name in OF_SYSTEMS:
        who = of_the_system if EXAMPLES[name].who == STEWARD else steward
        told = await attempt(who, name, EXAMPLES[name].input)
        assert told.endswith(DONE), (name, told)
    found = await steward.actor.data(
        '{ a: coverage(system: "PV2024") { rows { code } } b: coverage(system: "PVX") { rows { code } } }'
    )
    assert found["a"] == found["b"] is not None


async def test_a_system_and_its_subsystem_are_found_by_former_codes(steward: Steward) -> None:
    for rename in (
        ("changeSubsystem", {"system": "PV2024", "code": "CA", "newCode": "CX"}),
        ("changeSystem", {"system": "PV2024", "newCode": "PVX"}),
    ):
        assert (await steward.send(rename))["applied"]
    for system in ("PV2024", "PVX"):
        for name in [name for name in OF_SYSTEMS if EXAMPLES[name].input.get("subsystem") == "CA"]:
            told = await attempt(steward, name, {**EXAMPLES[name].input, "system": system})
            assert told.endswith(DONE), (name, told)


async def test_a_committee_is_found_by_its_former_code_by_whoever_writes_for_it(steward: Steward) -> None:
    renamed = await steward.send(("changeCommittee", {"code": "SAC/TC90", "newCode": "SAC/TC900"}))
    assert renamed["applied"]
    secretariat = steward.being(Identity("某人", Role.SECRETARIAT, frozenset({"SAC/TC900"})))
    item = {"title": "一项", "planNumber": "20269004-Z-339", "stage": "20", "effectiveOn": "2026-01-01"}
    document = "mutation ($input: RegisterStandardInput!) { registerStandard(input: $input) { __typename } }"
    told = await secretariat.actor.data(document, input={**item, "committees": ["SAC/TC90"]})
    assert told["registerStandard"]["__typename"] == "StandardAdvanced"
