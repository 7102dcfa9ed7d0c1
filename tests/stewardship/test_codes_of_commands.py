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
from tests.graphql.actor import ADMINISTRATOR
from tests.graphql.conftest import schema, seeded
from tests.stewardship.examples import EXAMPLES, STEWARD, Example
from tests.stewardship.test_every_command import Steward, kept, prepared, steward

__all__ = ["kept", "schema", "seeded", "steward"]

COMMAND_OF = {camel_case(name): command for name, command in COMMANDS.items()}
OF_SYSTEMS = [name for name, example in EXAMPLES.items() if "system" in example.input]
RETIRED = {
    "Subsystem": ("retireSubsystem", {"system": "PV2024", "code": "GA"}, "GA"),
    "ProductCategory": ("retireProductCategory", {"code": "CEMENT"}, "CEMENT"),
    "Committee": ("succeedCommittee", {"code": "SAC/TC105", "successor": "SAC/TC20"}, "SAC/TC105"),
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


@pytest.mark.parametrize(("name", "path", "label"), NAMED)
async def test_a_code_of_nothing_is_told_whatever_else_is_wrong(
    steward: Steward, name: str, path: str, label: str
) -> None:
    example = EXAMPLES[name]
    await prepared(steward, example)
    before = await steward.actor.state()
    for given in (put(example, path, "NOBODY"), {**put(example, path, "NOBODY"), **example.wrong, path: "NOBODY"}):
        given = {
            key: [value] if isinstance(example.input.get(key), list) and not isinstance(value, list) else value
            for key, value in given.items()
        }
        data, errors = await steward.actor.sent(steward.document(name), input=given)
        codes = {error["extensions"]["code"] for error in errors}
        assert codes <= {"BAD_USER_INPUT"}, errors
        if not codes:
            assert data is not None
            assert data[name]["__typename"] in ("InvalidInput", "NotFound"), data
    assert await steward.actor.state() == before


@pytest.mark.parametrize(("name", "path", "label"), [one for one in NAMED if one[2] in RETIRED])
async def test_what_has_left_the_plan_is_refused_or_expected(
    steward: Steward, name: str, path: str, label: str
) -> None:
    example = EXAMPLES[name]
    await prepared(steward, example)
    retire, given, code = RETIRED[label]
    assert (await steward.send((retire, given)))["applied"]
    for codes in ((code,), (code, *[code] * 3)):
        fields = [path, *(other for other, its in naming_fields(name) if its == label)][: len(codes)]
        asked = dict(example.input)
        for field in fields:
            asked = {**asked, field: put(example, field, code)[field]}
        _, errors = await steward.actor.sent(steward.document(name), input=asked)
        assert {error["extensions"]["code"] for error in errors} <= {"BAD_USER_INPUT"}, errors


@pytest.mark.parametrize("name", OF_SYSTEMS)
async def test_a_system_is_found_by_its_former_code(steward: Steward, name: str) -> None:
    example = EXAMPLES[name]
    await prepared(steward, example)
    (renamed,) = (
        await steward.send(("changeSystem", {"system": "PV2024", "newCode": "PVX", "effectiveOn": "2026-01-01"}))
    )["outcomes"]
    assert renamed["outcome"]["__typename"] == "SystemChanged"
    steward_of = Identity("某人", Role.STEWARD, frozenset(), frozenset({"PVX"}))
    told = await steward.being(steward_of if example.who == STEWARD else ADMINISTRATOR).single(name, example.input)
    assert told["__typename"].endswith(("Changed", "Advanced")), told


@pytest.mark.parametrize("name", [name for name in OF_SYSTEMS if EXAMPLES[name].input.get("subsystem") == "CA"])
async def test_both_a_system_and_its_subsystem_are(steward: Steward, name: str) -> None:
    example = EXAMPLES[name]
    await prepared(steward, example)
    for rename in (
        ("changeSubsystem", {"system": "PV2024", "code": "CA", "newCode": "CX"}),
        ("changeSystem", {"system": "PV2024", "newCode": "PVX"}),
    ):
        assert (await steward.send(rename))["applied"]
    told = await steward.single(name, example.input)
    assert told["__typename"].endswith(("Changed", "Advanced")), told
