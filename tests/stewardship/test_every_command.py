"""Every command that describes itself, by its example: request id, guard, dry run, bulk, event, feed, undo, days, and who may."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from unittest.mock import ANY

import pytest
import strawberry

from stdgraph.commands.audit import audit
from stdgraph.commands.replay import differences
from stdgraph.datasets.ownership import owner_differences
from stdgraph.domain.identity import ANONYMOUS, Identity, Role
from stdgraph.domain.text import camel_case
from stdgraph.graphql.command_fields import COMMANDS
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, count_statements
from tests.graphql.actor import Actor
from tests.graphql.conftest import schema, seeded
from tests.stewardship.answers import answers
from tests.stewardship.examples import (
    ADMINISTRATOR,
    ANYBODY,
    EXAMPLES,
    OWNER,
    RECEIVER,
    SECRETARIAT,
    STEWARD,
    Example,
)
from tests.stewardship.whole_graph import Kept, is_as_kept, keep, restore

__all__ = ["schema", "seeded"]

OUTCOME = """
  __typename
  ... on InvalidInput { message(language: EN) problems { path message(language: ZH) } }
  ... on NotFound { message(language: EN) }
  ... on NotPermitted { message(language: EN) required }
  ... on RevisionConflict { message(language: EN) currentRevision }
"""
CHANGE = "change { sequence kind at actor note requestId before after concerns { label key } }"
REFUSALS = ("InvalidInput", "NotFound", "NotPermitted", "RevisionConflict", "TransitionRefused")


@dataclass(frozen=True)
class Steward:
    """Somebody who sends commands one by one or together."""

    actor: Actor
    kept: Kept
    changed_types: tuple[str, ...]

    def being(self, who: Identity) -> Steward:
        return Steward(self.actor.being(who), self.kept, self.changed_types)

    async def send(
        self, *commands: tuple[str, Mapping[str, Any]], dry_run: bool = False, request_id: str | None = None
    ) -> Any:
        """What ``applyChanges`` answers."""
        changed = " ".join(f"... on {name} {{ {CHANGE} }}" for name in self.changed_types)
        told = f"applied requestId outcomes {{ index outcome {{ {OUTCOME} {changed} }} }}"
        document = (
            "mutation ($items: [ChangeInput!]!, $dryRun: Boolean!, $requestId: String) "
            f"{{ applyChanges(items: $items, dryRun: $dryRun, requestId: $requestId) {{ {told} }} }}"
        )
        items = [{name: given} for name, given in commands]
        return (await self.actor.data(document, items=items, dryRun=dry_run, requestId=request_id))["applyChanges"]

    async def single(self, name: str, given: Mapping[str, Any], *, dry_run: bool = False) -> Any:
        """What the command's own mutation answers."""
        return (await self.actor.data(self.document(name), input=given, dryRun=dry_run))[name]

    def document(self, name: str) -> str:
        """The command's own mutation."""
        kind = f"{name[0].upper()}{name[1:]}Input"
        changed = " ".join(f"... on {one} {{ {CHANGE} }}" for one in self._own_types(name))
        return (
            f"mutation ($input: {kind}!, $dryRun: Boolean! = false) "
            f"{{ {name}(input: $input, dryRun: $dryRun) {{ {OUTCOME} {changed} }} }}"
        )

    def _own_types(self, name: str) -> tuple[str, ...]:
        label = next(command for module, command in COMMANDS.items() if camel_case(module) == name).changes
        return self.changed_types if label is None else (_TYPES[label],)


_TYPES = {
    "Subsystem": "SubsystemChanged",
    "StandardsSystem": "SystemChanged",
    "Demand": "DemandChanged",
    "Target": "TargetChanged",
    "ProductCategory": "ProductCategoryChanged",
    "Committee": "CommitteeChanged",
    "Source": "SourceChanged",
    "Claim": "ClaimChanged",
    "Standard": "StandardAdvanced",
}


WHOLE = {
    "Subsystem": "subsystem { code title note parent { code } children { code } system { code revision } progress { listed items } retiredOn }",
    "StandardsSystem": "system { code title declared revision subsystems { code children { code } } progress { listed } targets { statement } }",
    "Demand": "demand { priority on until subsystem { code } productCategory { code } state }",
    "Target": "target { statement required by achieved state }",
    "ProductCategory": "productCategory { code title parents { code } revision retiredOn }",
    "Committee": "committee { code title parent { code } revision retiredOn }",
    "Source": "source { title url note revision }",
    "Claim": "claim { field value chosen about { label key } revision }",
    "Standard": "standard { title number planNumber status revision committees { code } listedIn { subsystem { code } itemNumber } }",
}
"""Fields of a thing, those that are counted for it too."""


@pytest.fixture
async def steward(kept: Kept, seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> Any:
    yield Steward(Actor(seeded, engine_settings, schema), kept, tuple(_TYPES.values()))
    if not await is_as_kept(seeded, kept):
        await restore(seeded, kept)


@pytest.fixture(scope="module")
async def kept(seeded: Graph) -> Kept:
    return await keep(seeded)


DAYS = ("2026-02-28", "2026-03-01", "2026-11-23")


@pytest.fixture(scope="module")
async def as_it_was(kept: Kept, seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> dict[str, Any]:
    """What is answered on these days before anything is changed."""
    return {day: await answers(Actor(seeded, engine_settings, schema), day) for day in _days_on(seeded)}


def days_of(graph: Graph, example: Example) -> tuple[str, ...]:
    """The days that an example is asked about: all where it counts from a day on, else the first and the last.

    Neo4j is asked about the last alone: other days are other parameters of the same statements.
    """
    days = _days_on(graph)
    return days if example.on is not None else tuple(dict.fromkeys((days[0], days[-1])))


def _days_on(graph: Graph) -> tuple[str, ...]:
    return DAYS[-1:] if graph.engine.name == "neo4j" else DAYS


async def prepared(steward: Steward, example: Example) -> None:
    """Carry out what must be so before."""
    if example.before:
        told = await steward.send(*example.before)
        assert told["applied"], told


def test_every_command_has_an_example() -> None:
    assert set(EXAMPLES) | {"revokeChange"} == {camel_case(name) for name in COMMANDS}


NAMES = sorted(EXAMPLES)


@pytest.mark.parametrize("name", NAMES)
async def test_it_is_carried_out_once_under_a_request_id_and_tells_the_feed(steward: Steward, name: str) -> None:
    example = EXAMPLES[name]
    await prepared(steward, example)
    start = (await steward.actor.state())[1]
    given = {**example.input, "requestId": f"a request of {name}", "note": "第3次会议"}
    first = await steward.single(name, given)
    assert first["__typename"] not in REFUSALS, first
    change = first["change"]
    assert change["sequence"] == start + 1
    assert (change["actor"], change["requestId"], change["note"]) == ("管理员", f"a request of {name}", "第3次会议")
    assert change["concerns"]["label"] == example.changes
    assert change["before"] or change["after"]
    before = await steward.actor.state()
    assert await steward.single(name, given) == first, "sent twice it changes things once"
    assert await steward.actor.state() == before
    other = await steward.single(name, {**given, "note": "另一请求"})
    assert other["problems"][0]["path"] == "requestId", other
    page = await steward.actor.data(
        f'{{ changes(after: "{start}", first: 1) {{ edges {{ node {{ sequence kind before after }} }} }} }}'
    )
    (edge,) = page["changes"]["edges"]
    assert edge["node"] == {key: change[key] for key in ("sequence", "kind", "before", "after")}


@pytest.mark.some_on_server(one_in=4)
@pytest.mark.parametrize("name", NAMES)
async def test_what_is_not_kept_answers_the_same_and_writes_nothing(steward: Steward, name: str) -> None:
    """In a dry run, and beside another command that is refused."""
    example = EXAMPLES[name]
    await prepared(steward, example)
    before = await keep(steward.actor.graph)
    label = next(command for module, command in COMMANDS.items() if camel_case(module) == name).changes
    shown = f"__typename ... on {_TYPES[label or '']} {{ {WHOLE[label or '']} change {{ kind }} }}"
    kind = f"{name[0].upper()}{name[1:]}Input"
    document = (
        f"mutation ($input: {kind}!, $dryRun: Boolean!) {{ {name}(input: $input, dryRun: $dryRun) {{ {shown} }} }}"
    )
    several = (
        "mutation ($items: [ChangeInput!]!, $dryRun: Boolean!) "
        f"{{ applyChanges(items: $items, dryRun: $dryRun) {{ applied outcomes {{ outcome {{ {shown} }} }} }} }}"
    )
    dry = (await steward.actor.data(document, input=example.input, dryRun=True))[name]
    items = [{name: example.input}, {name: {**example.input, **example.wrong}}]
    refused = (await steward.actor.data(several, items=items, dryRun=False))["applyChanges"]
    assert refused["applied"] is False
    assert refused["outcomes"][0]["outcome"] == dry
    assert refused["outcomes"][1]["outcome"] == {"__typename": "InvalidInput"}
    assert await keep(steward.actor.graph) == before
    assert dry["change"] is None
    assert (await steward.actor.data(document, input=example.input, dryRun=False))[name] == {
        **dry,
        "change": {"kind": ANY},
    }


@pytest.mark.some_on_server(one_in=8)
@pytest.mark.parametrize("name", NAMES)
async def test_a_wrong_field_or_revision_is_told_and_changes_nothing(steward: Steward, name: str) -> None:
    example = EXAMPLES[name]
    await prepared(steward, example)
    before = await keep(steward.actor.graph)
    wrong = await steward.single(name, {**example.input, **example.wrong})
    assert wrong["__typename"] == "InvalidInput", wrong
    assert example.path in {problem["path"] for problem in wrong["problems"]}
    late = await steward.single(name, {**example.input, "expectedRevision": 999})
    assert late["__typename"] == "RevisionConflict", late
    both = await steward.send((name, example.input), (name, {**example.input, **example.wrong}))
    assert both["applied"] is False
    assert both["outcomes"][1]["outcome"]["__typename"] == "InvalidInput", both
    assert await keep(steward.actor.graph) == before, "all or none"


@pytest.mark.parametrize("name", [name for name in NAMES if EXAMPLES[name].taken_back_by is not None])
async def test_it_is_taken_back(steward: Steward, name: str, as_it_was: dict[str, Any]) -> None:
    example = EXAMPLES[name]
    await prepared(steward, example)
    days = days_of(steward.actor.graph, example)
    before = {day: await answers(steward.actor, day) for day in days} if example.before else as_it_was
    told = await steward.send((name, example.input))
    assert told["applied"], told
    for day in days if example.on else ():
        is_before = day < (example.on or "")
        assert (await answers(steward.actor, day) == before[day]) is is_before, f"{day}: what was so before is so still"
    assert await disorder(steward.actor.graph) == []
    sequence = told["outcomes"][0]["outcome"]["change"]["sequence"]
    undone = await steward.send(("revokeChange", {"sequence": sequence, "reason": "误操作"}))
    assert undone["applied"], undone
    for day in days:
        assert await answers(steward.actor, day) == before[day], day
    assert await disorder(steward.actor.graph) == []
    again = await steward.single("revokeChange", {"sequence": sequence, "reason": "误操作"})
    assert again["__typename"] == "InvalidInput", again


async def disorder(graph: Graph) -> list[str]:
    """What ``stdgraph doctor`` finds: among other things what the next load of a dataset would undo."""
    found = await graph.read(audit)
    return [str(one) for one in (*found, *await graph.read(differences), *await owner_differences(graph))]


def of(role: Role, committee: str | None = None, system: str | None = None) -> Identity:
    committees = frozenset([committee] if committee else [])
    return Identity("某人", role, committees, frozenset([system] if system else []))


EVERYBODY = {
    "administrator": of(Role.ADMINISTRATOR),
    "steward of the system": of(Role.STEWARD, system="PV2024"),
    "secretariat of the committee": of(Role.SECRETARIAT, "SAC/TC90"),
    "steward elsewhere, secretariat of the committee": of(Role.STEWARD, "SAC/TC90", "NP2024"),
    "steward of another system": of(Role.STEWARD, system="NP2024"),
    "secretariat of another committee": of(Role.SECRETARIAT, "SAC/TC207"),
    "secretariat of none": of(Role.SECRETARIAT),
    "reader of the committee and the system": of(Role.READER, "SAC/TC90", "PV2024"),
    "reader": of(Role.READER),
}
MAY = {
    ADMINISTRATOR: {"administrator"},
    STEWARD: {"administrator", "steward of the system"},
    SECRETARIAT: {
        "administrator",
        "steward of the system",
        "secretariat of the committee",
        "steward elsewhere, secretariat of the committee",
    },
    OWNER: {"administrator", "secretariat of the committee", "steward elsewhere, secretariat of the committee"},
    RECEIVER: {"administrator", "secretariat of another committee"},
    ANYBODY: {who for who in EVERYBODY if not who.startswith("reader")},
}


@pytest.mark.some_on_server(one_in=8)
@pytest.mark.parametrize("name", NAMES)
async def test_without_a_token_nothing_is_read(steward: Steward, name: str) -> None:
    nobody = steward.being(ANONYMOUS)
    with count_statements() as counter:
        data, errors = await nobody.actor.sent(nobody.document(name), input=EXAMPLES[name].input)
    assert data is None
    assert [error["extensions"]["code"] for error in errors] == ["UNAUTHENTICATED"]
    assert counter.texts == []


@pytest.mark.some_on_server(one_in=8)
@pytest.mark.parametrize("name", NAMES)
async def test_who_may_do_it_and_who_may_take_it_back(steward: Steward, name: str) -> None:
    example = EXAMPLES[name]
    await prepared(steward, example)
    before = await steward.actor.state()
    for who, identity in EVERYBODY.items():
        told = await steward.being(identity).single(name, {**example.input, "expectedRevision": 999})
        expected = "RevisionConflict" if who in MAY[example.who] else "NotPermitted"
        assert told["__typename"] == expected, (who, told)
        if expected == "NotPermitted":
            assert "ADMINISTRATOR" in told["required"]
            assert ("STEWARD for PV2024" in told["required"]) is (example.who in (STEWARD, SECRETARIAT)), json.dumps(
                told
            )
    assert await steward.actor.state() == before
    (outcome,) = (await steward.send((name, example.input)))["outcomes"]
    sequence = outcome["outcome"]["change"]["sequence"]
    may = MAY[example.taken_back_by or example.who]
    for who, identity in EVERYBODY.items() if example.taken_back_by is not None else ():
        given = {"sequence": sequence, "reason": "误操作", "expectedRevision": 999}
        told = await steward.being(identity).single("revokeChange", given)
        expected = "RevisionConflict" if who in may else "NotPermitted"
        assert told["__typename"] == expected, (who, told)
