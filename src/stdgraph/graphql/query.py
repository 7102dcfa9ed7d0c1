"""The roots of the graph: what can be asked."""

from __future__ import annotations

import strawberry

from stdgraph.domain.vocabulary import Interval
from stdgraph.graphql.resolvers import Context, ask
from stdgraph.graphql.types.answers import Coverage, Progress
from stdgraph.graphql.types.arguments import (
    After,
    AsOf,
    Before,
    Code,
    Depth,
    Each,
    First,
    FirstOf50,
    From,
    GlobalId,
    GlobalIds,
    Kinds,
    KnownBy,
    Last,
    Listed,
    Number,
    OrderBy,
    OwnerCode,
    Part,
    RecordStatus,
    SystemCode,
    Text,
    To,
    Where,
    WholePart,
    Withdrawn,
)
from stdgraph.graphql.types.categories import ProductCategory
from stdgraph.graphql.types.changes import ChangeConnection
from stdgraph.graphql.types.committees import Committee
from stdgraph.graphql.types.connections import SearchConnection, StandardConnection
from stdgraph.graphql.types.fields import plain
from stdgraph.graphql.types.gaps import GapConnection
from stdgraph.graphql.types.history import HistoryPoint, PublicationRate, StageDuration
from stdgraph.graphql.types.records import GapRecordConnection
from stdgraph.graphql.types.relay import Node
from stdgraph.graphql.types.standard import Standard
from stdgraph.graphql.types.systems import StandardsSystem, Subsystem
from stdgraph.graphql.types.what_if import WhatIf

Info = strawberry.Info[Context, None]


@strawberry.type(description="The catalogue as a whole.")
class Catalogue:
    """What state the catalogue is in."""

    revision: int = plain("Grows by one with every committed change.")
    sequence: int = plain("Sequence of the last event.")
    schema_version: int = plain("Version of the graph's schema.")


@strawberry.type(description="Everything that can be asked. An unknown code, number or id answers null.")
class Query:
    """Root fields; each is one read transaction."""

    @strawberry.field(description="The state of the catalogue; null before anything was loaded.")
    async def catalogue(self, info: Info) -> Catalogue | None:
        """Revision and versions."""
        answer: Catalogue | None = await ask(info)
        return answer

    @strawberry.field(description="A node by its global id.")
    async def node(self, info: Info, id: GlobalId) -> Node | None:
        """Relay's node."""
        answer: Node | None = await ask(info)
        return answer

    @strawberry.field(description="Nodes by their global ids, in that order; null for those unknown.")
    async def nodes(self, info: Info, ids: GlobalIds) -> list[Node | None]:
        """Relay's nodes."""
        answer: list[Node | None] = await ask(info)
        return answer

    @strawberry.field(description="A standards system by code.")
    async def system(self, info: Info, code: Code) -> StandardsSystem | None:
        """One system."""
        answer: StandardsSystem | None = await ask(info)
        return answer

    @strawberry.field(description="Every standards system, by code.")
    async def systems(self, info: Info) -> list[StandardsSystem]:
        """All systems."""
        answer: list[StandardsSystem] = await ask(info)
        return answer

    @strawberry.field(description="A subsystem by the codes of its system and its own.")
    async def subsystem(self, info: Info, system: SystemCode, code: Code) -> Subsystem | None:
        """One subsystem."""
        answer: Subsystem | None = await ask(info)
        return answer

    @strawberry.field(description="A standard by its number or plan number in any printed form, or by its id.")
    async def standard(self, info: Info, number: Number) -> Standard | None:
        """One standard."""
        answer: Standard | None = await ask(info)
        return answer

    @strawberry.field(description="A page of standards under a condition, in an order; without one by number.")
    async def standards(
        self,
        info: Info,
        first: FirstOf50 = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        where: Where = None,
        order_by: OrderBy = None,
        as_of: AsOf = None,
    ) -> StandardConnection:
        """A page."""
        answer: StandardConnection = await ask(info)
        return answer

    @strawberry.field(description="A product category by code.")
    async def product_category(self, info: Info, code: Code) -> ProductCategory | None:
        """One category."""
        answer: ProductCategory | None = await ask(info)
        return answer

    @strawberry.field(description="Every product category, by code.")
    async def product_categories(self, info: Info) -> list[ProductCategory]:
        """All categories."""
        answer: list[ProductCategory] = await ask(info)
        return answer

    @strawberry.field(description="A committee by code.")
    async def committee(self, info: Info, code: Code) -> Committee | None:
        """One committee."""
        answer: Committee | None = await ask(info)
        return answer

    @strawberry.field(description="Every committee, by code.")
    async def committees(self, info: Info) -> list[Committee]:
        """All committees."""
        answer: list[Committee] = await ask(info)
        return answer

    @strawberry.field(description="How far a scope is on a day (today if none is given).")
    async def progress(self, info: Info, scope: Part = None, as_of: AsOf = None) -> Progress:
        """Progress of a scope."""
        answer: Progress = await ask(info)
        return answer

    @strawberry.field(
        description="The burn-up: counts of a scope at the end of each interval, as `progress` tells them of that day, from the "
        "events recorded since, or by an instant."
    )
    async def progress_history(
        self,
        info: Info,
        scope: WholePart,
        from_: From,
        to: To,
        interval: Each = Interval.MONTH,
        known_at: KnownBy = None,
    ) -> list[HistoryPoint]:
        """The history of a scope."""
        answer: list[HistoryPoint] = await ask(info)
        return answer

    @strawberry.field(
        description="How long the standards of a scope stay in each stage, up to a day (today if none is given)."
    )
    async def durations(self, info: Info, scope: Part = None, as_of: AsOf = None) -> list[StageDuration]:
        """Medians by stage."""
        answer: list[StageDuration] = await ask(info)
        return answer

    @strawberry.field(
        description="How many standards of a scope are published a year, up to a day (today if none is given)."
    )
    async def publication_rate(self, info: Info, scope: Part = None, as_of: AsOf = None) -> PublicationRate:
        """Publications by year."""
        answer: PublicationRate = await ask(info)
        return answer

    @strawberry.field(
        description="What is missing, late or broken in a scope on a day (today if none is given), worst first."
    )
    async def gaps(
        self,
        info: Info,
        scope: Part = None,
        kinds: Kinds = None,
        first: First = 20,
        after: After = None,
        as_of: AsOf = None,
    ) -> GapConnection:
        """A page of gaps."""
        answer: GapConnection = await ask(info)
        return answer

    @strawberry.field(description="What committees decided about gaps, found or gone, the most urgent first.")
    async def gap_records(
        self,
        info: Info,
        status: RecordStatus = None,
        owner: OwnerCode = None,
        scope: Part = None,
        first: First = 20,
        after: After = None,
    ) -> GapRecordConnection:
        """A page of records."""
        answer: GapRecordConnection = await ask(info)
        return answer

    @strawberry.field(
        description="The coverage matrix of a system on a day (today if none is given); null for an unknown system."
    )
    async def coverage(self, info: Info, system: SystemCode, depth: Depth = 2, as_of: AsOf = None) -> Coverage | None:
        """The matrix."""
        answer: Coverage | None = await ask(info)
        return answer

    @strawberry.field(
        description="What would become of a scope if standards were withdrawn on a day (today if none is given): gaps that would open "
        "and close, and the progress before and after. Nothing is written."
    )
    async def what_if(
        self, info: Info, withdraw: Withdrawn, scope: Part = None, as_of: AsOf = None, first: Listed = 20
    ) -> WhatIf:
        """A supposition."""
        answer: WhatIf = await ask(info)
        return answer

    @strawberry.field(description="Free text over numbers and titles, Chinese and English, best first.")
    async def search(self, info: Info, text: Text, first: First = 20, after: After = None) -> SearchConnection:
        """A page of hits."""
        answer: SearchConnection = await ask(info)
        return answer

    @strawberry.field(description="What changed since a cursor: come back with the last one and nothing is missed.")
    async def changes(
        self, info: Info, after: After = None, first: First = 100, scope: Part = None
    ) -> ChangeConnection:
        """A page of the feed."""
        answer: ChangeConnection = await ask(info)
        return answer
