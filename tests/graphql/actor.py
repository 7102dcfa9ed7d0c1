"""Changing things over GraphQL as somebody: an outcome is data, never an error."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import strawberry
from strawberry.types import ExecutionResult

from stdgraph.domain.identity import Identity, Role
from stdgraph.graphql.context import Context
from stdgraph.graphql.planning import PlanCache
from stdgraph.settings import Settings
from stdgraph.store.session import Graph, Transaction
from tests.graphql.client import key_of

ADMINISTRATOR = Identity("管理员", Role.ADMINISTRATOR)
SECRETARIAT = Identity("SAC/TC90 秘书处", Role.SECRETARIAT, frozenset({"SAC/TC90"}))

DONE = """
  __typename
  ... on StandardAdvanced {
    standard { id number planNumber status revision stage { code } standing }
    change { sequence kind at actor note requestId before after }
  }
"""
FAILED = """
  ... on RevisionConflict { message(language: EN) current { revision status stage { code } } }
  ... on TransitionRefused { message(language: EN) from { code } allowed { code } missing }
  ... on InvalidInput { message(language: EN) problems { path message(language: EN) } }
  ... on NotFound { message(language: EN) }
  ... on NotPermitted { message(language: EN) required }
"""
OUTCOME = DONE + FAILED
EXTENSION = DONE.replace("StandardAdvanced", "ProjectExtended") + FAILED
"""The outcomes of ``extendProject``, which are a union of their own."""


@dataclass(frozen=True)
class Actor:
    """Somebody who sends documents."""

    graph: Graph
    settings: Settings
    schema: strawberry.Schema
    who: Identity = ADMINISTRATOR

    def being(self, who: Identity) -> Actor:
        return replace(self, who=who)

    async def sent(self, document: str, **variables: Any) -> tuple[dict[str, Any] | None, list[dict[str, Any]]]:
        """Data and errors of a document."""
        result = await self._result(document, variables)
        return result.data, [dict(error.formatted) for error in result.errors or ()]

    async def extensions(self, document: str, **variables: Any) -> dict[str, Any]:
        """The extensions of the answer to a document."""
        return dict((await self._result(document, variables)).extensions or {})

    async def _result(self, document: str, variables: dict[str, Any]) -> ExecutionResult:
        context = Context(self.graph, self.settings, PlanCache(), who=self.who)
        return await self.schema.execute(document, variables, context_value=context)

    async def data(self, document: str, **variables: Any) -> dict[str, Any]:
        data, errors = await self.sent(document, **variables)
        assert errors == [], errors
        assert data is not None
        return data

    async def change(self, mutation: str, **given: Any) -> dict[str, Any]:
        """The outcome of a mutation of one standard."""
        name = f"{mutation[0].upper()}{mutation[1:]}Input!"
        told = EXTENSION if mutation == "extendProject" else OUTCOME
        document = f"mutation ($input: {name}) {{ {mutation}(input: $input) {{ {told} }} }}"
        outcome: dict[str, Any] = (await self.data(document, input=given))[mutation]
        return outcome

    async def done(self, mutation: str, **given: Any) -> dict[str, Any]:
        """The outcome of a mutation that is carried out."""
        outcome = await self.change(mutation, **given)
        assert outcome["__typename"] in ("StandardAdvanced", "ProjectExtended"), outcome
        return outcome

    async def register(self, **given: Any) -> str:
        """A new item of SAC/TC90's; its global id's key."""
        item = {"title": "一项", "committees": ["SAC/TC90"], "effectiveOn": "2020-01-01", **given}
        return key_of((await self.done("registerStandard", **item))["standard"]["id"])

    async def state(self) -> tuple[int, ...]:
        """The catalogue's revision and sequence, and how many events, requests and standards there are."""

        async def work(tx: Transaction) -> tuple[int, ...]:
            (row,) = await tx.rows("MATCH (c:Catalogue) RETURN c.revision AS revision, c.sequence AS sequence")
            counts = await tx.rows(
                "MATCH (n) WHERE n:Event OR n:Request OR n:Standard OR n:Claim OR n:Source "
                "UNWIND labels(n) AS label RETURN label, count(*) AS n ORDER BY label"
            )
            return (row["revision"], row["sequence"], *(one["n"] for one in counts))

        return await self.graph.read(work)
