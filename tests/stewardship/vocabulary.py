"""The small seed with somebody who changes its vocabulary, and what is asked of it on a day."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stdgraph.datasets.loader import load_seed
from stdgraph.datasets.reader import read_seed
from stdgraph.domain.text import camel_case
from stdgraph.graphql.command_fields import COMMANDS
from stdgraph.store.session import Graph
from tests.datasets.small_seed import write_small
from tests.engines import wipe
from tests.graphql.actor import Actor

FAILED = """
  __typename
  ... on InvalidInput { problems { path message(language: EN) } }
  ... on NotFound { message(language: EN) }
  ... on NotPermitted { message(language: EN) required }
  ... on RevisionConflict { message(language: EN) currentRevision }
"""
CHANGE = "change { sequence kind at before after concerns { label key } }"
SHOWN = {
    "ProductCategory": ("ProductCategoryChanged", "productCategory { code title revision retiredOn }"),
    "Committee": ("CommitteeChanged", "committee { code title revision retiredOn parent { code } }"),
    "Source": ("SourceChanged", "source { title url note revision }"),
    "Standard": ("StandardAdvanced", "standard { revision }"),
    "Claim": (
        "ClaimChanged",
        "claim { id field value chosen revision retiredOn about { label key } source { title } }",
    ),
}
LABELS = {camel_case(name): command.changes for name, command in COMMANDS.items()}


async def load_small(graph: Graph, folder: Path, **options: Any) -> None:
    """The small seed, or what tests made of it in the folder, in place of anything else."""
    await wipe(graph)
    graph.memory.clear()
    await load_seed(graph, read_seed(write_small(folder)), **options)


@dataclass(frozen=True)
class Keeper:
    """Somebody who changes the vocabulary."""

    actor: Actor

    async def send(self, name: str, *, dry_run: bool = False, **given: Any) -> Any:
        """What a command's mutation answers."""
        label = LABELS.get(name, "Standard")
        shown = SHOWN.values() if label is None else [SHOWN[label]]
        told = " ".join(f"... on {kind} {{ {thing} {CHANGE} }}" for kind, thing in shown)
        kind = f"{name[0].upper()}{name[1:]}Input!"
        document = (
            f"mutation ($input: {kind}, $dry: Boolean!) {{ {name}(input: $input, dryRun: $dry) {{ {FAILED} {told} }} }}"
        )
        return (await self.actor.data(document, input=given, dry=dry_run))[name]

    async def done(self, name: str, **given: Any) -> Any:
        """The same of a command that is carried out."""
        told = await self.send(name, **given)
        assert told["__typename"].endswith(("Changed", "Advanced")), told
        return told

    async def refused(self, name: str, **given: Any) -> dict[str, str]:
        """The messages of a command that is refused, by the fields that are wrong."""
        before = await self.actor.state()
        told = await self.send(name, **given)
        assert told["__typename"] == "InvalidInput", told
        assert await self.actor.state() == before
        return {one["path"]: one["message"] for one in told["problems"]}

    async def revoke(self, told: Any) -> Any:
        """Take a change back."""
        return await self.done("revokeChange", sequence=told["change"]["sequence"], reason="误操作")

    async def listed(self, on: str, **scope: Any) -> list[str]:
        """The numbers or titles of the standards that a scope lists on a day, in order."""
        document = (
            "query ($scope: Scope, $on: Date) { progress(scope: $scope, asOf: $on) "
            "{ listed standards(of: LISTED, first: 50) { edges { node { number title } } } } }"
        )
        found = (await self.actor.data(document, scope=scope, on=on))["progress"]
        rows = [one["node"]["number"] or one["node"]["title"] for one in found["standards"]["edges"]]
        assert len(rows) == found["listed"]
        return sorted(rows)

    async def known(self, at: str, on: str, **scope: Any) -> int:
        """How many standards a scope listed on a day, as was known at an instant."""
        document = (
            "query ($scope: Scope!, $from: Date!, $to: Date!, $at: DateTime) { progressHistory("
            "scope: $scope, from: $from, to: $to, interval: YEAR, plan: ON_DAY, knownAt: $at) { on listed } }"
        )
        points = (await self.actor.data(document, scope=scope, **{"from": on, "to": on}, at=at))["progressHistory"]
        return int(points[-1]["listed"])
