"""A steward's desk: commands sent one by one or together, with what they change of the thing that they are about."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import strawberry

from stdgraph.domain.text import camel_case
from stdgraph.graphql.command_fields import COMMANDS
from stdgraph.settings import Settings
from stdgraph.store.session import Graph
from tests.graphql.actor import ADMINISTRATOR, Actor
from tests.stewardship.whole_graph import Kept, keep, restore

TYPES = {
    "Subsystem": ("SubsystemChanged", "subsystem"),
    "StandardsSystem": ("SystemChanged", "system"),
    "Demand": ("DemandChanged", "demand"),
    "Target": ("TargetChanged", "target"),
}
REFUSED = """
  __typename
  ... on InvalidInput { problems { path message(language: EN) zh: message(language: ZH) } }
  ... on NotFound { message(language: EN) }
  ... on NotPermitted { message(language: EN) required }
  ... on RevisionConflict { message(language: EN) currentRevision }
"""
CHANGE = "change { sequence kind at note before after concerns { label key } }"


@dataclass(frozen=True)
class Desk:
    """What one works at."""

    actor: Actor

    async def send(self, name: str, given: Mapping[str, Any], fields: str = "__typename") -> dict[str, Any]:
        """The outcome of a command, with these fields of what it changed."""
        label = next(command.changes for module, command in COMMANDS.items() if camel_case(module) == name)
        kinds = TYPES.values() if label is None else [TYPES[label]]
        shown = fields if label is not None else "__typename"
        changed = " ".join(f"... on {kind} {{ {field} {{ {shown} }} {CHANGE} }}" for kind, field in kinds)
        document = f"mutation ($input: {name[0].upper()}{name[1:]}Input!) {{ {name}(input: $input) {{ {REFUSED} {changed} }} }}"
        outcome: dict[str, Any] = (await self.actor.data(document, input=given))[name]
        return outcome

    async def done(self, name: str, given: Mapping[str, Any], fields: str = "__typename") -> dict[str, Any]:
        """The outcome of a command that is carried out."""
        told = await self.send(name, given, fields)
        assert told["__typename"] in {kind for kind, _ in TYPES.values()}, told
        return told

    async def refused(self, name: str, given: Mapping[str, Any]) -> dict[str, str]:
        """The problems of a command that is refused, by path; nothing was changed."""
        before = await self.actor.state()
        told = await self.send(name, given)
        assert told["__typename"] == "InvalidInput", told
        assert await self.actor.state() == before
        assert all(one["zh"] and one["zh"] != one["message"] for one in told["problems"]), told
        return {one["path"]: one["message"] for one in told["problems"]}

    async def together(self, *commands: tuple[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The outcomes of commands that are applied together."""
        changed = " ".join(f"... on {kind} {{ {CHANGE} }}" for kind, _ in TYPES.values())
        document = (
            "mutation ($items: [ChangeInput!]!) { applyChanges(items: $items) "
            f"{{ applied outcomes {{ outcome {{ {REFUSED} {changed} }} }} }} }}"
        )
        told = (await self.actor.data(document, items=[{name: given} for name, given in commands]))["applyChanges"]
        assert told["applied"], told
        return [one["outcome"] for one in told["outcomes"]]

    async def take_back(self, outcome: Mapping[str, Any]) -> dict[str, Any]:
        """Take back what a command did."""
        return await self.done("revokeChange", {"sequence": outcome["change"]["sequence"], "reason": "误操作"})

    async def ask(self, document: str, **variables: Any) -> Any:
        """The answer of the only root field of a document."""
        (answer,) = (await self.actor.data(document, **variables)).values()
        return answer


@pytest.fixture(scope="module")
async def kept(seeded: Graph) -> Kept:
    """The seeded graph as it is before the tests of a module."""
    return await keep(seeded)


@pytest.fixture
async def desk(kept: Kept, seeded: Graph, engine_settings: Settings, schema: strawberry.Schema) -> AsyncIterator[Desk]:
    """A desk of an administrator's; everything is put back after the test."""
    yield Desk(Actor(seeded, engine_settings, schema, ADMINISTRATOR))
    await restore(seeded, kept)
