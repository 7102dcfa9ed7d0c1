"""Committees and their desks."""

from __future__ import annotations

from datetime import timedelta

import strawberry

from stdgraph.domain.vocabulary import Confidence, Language
from stdgraph.graphql.scalars import Span
from stdgraph.graphql.types.answers import Due, Progress, Workload
from stdgraph.graphql.types.arguments import After, AsOf, First, In, Kinds, Within
from stdgraph.graphql.types.fields import is_row_of, linked, linked_one, plain, titled, told
from stdgraph.graphql.types.gaps import GapConnection
from stdgraph.graphql.types.history import PublicationRate, StageDuration
from stdgraph.graphql.types.lazy import LazyCommittee
from stdgraph.graphql.types.provenance import Claim, Source
from stdgraph.graphql.types.relay import Node, node_id


@strawberry.type(description="A technical committee, association or ministry that answers for standards.")
class Committee(Node):
    """One committee."""

    is_type_of = staticmethod(is_row_of("Committee"))
    id: strawberry.ID = node_id("Committee")
    code: str = plain("Its code, such as SAC/TC90.")
    level: str | None = plain("NATIONAL, PROVINCIAL, INTERNATIONAL, GROUP or MINISTRY.")
    secretariat: str | None = plain("Who keeps its secretariat.")
    members: int | None = plain("How many members it has.")
    confidence: Confidence | None = plain("How sure its facts are.")
    note: str | None = plain("A remark of the compiler.")
    parent: LazyCommittee | None = linked_one("The committee it is part of.")
    subcommittees: list[LazyCommittee] = linked("Its subcommittees.")
    sources: list[Source] = linked("Where it comes from.")
    claims: list[Claim] = linked("What sources say of its fields where they were compared.")

    @strawberry.field(description="Its name.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The name in a language, or in the other."""
        return titled(self, language)

    @strawberry.field(
        description="How far the listed standards are that it or a subcommittee owns, on a day (today if none is given)."
    )
    def progress(self, info: strawberry.Info, as_of: AsOf = None) -> Progress:
        """Progress of its standards."""
        answer: Progress = told(self, info)
        return answer

    @strawberry.field(description="How long its standards stay in each stage, up to a day (today if none is given).")
    def durations(self, info: strawberry.Info, as_of: AsOf = None) -> list[StageDuration]:
        """Medians by stage."""
        answer: list[StageDuration] = told(self, info)
        return answer

    @strawberry.field(
        description="How many of its standards are published a year, up to a day (today if none is given)."
    )
    def publication_rate(self, info: strawberry.Info, as_of: AsOf = None) -> PublicationRate:
        """Publications by year."""
        answer: PublicationRate = told(self, info)
        return answer

    @strawberry.field(description="Its open items by stage, those of subcommittees included.")
    def workload(self, info: strawberry.Info) -> list[Workload]:
        """Open items by stage."""
        answer: list[Workload] = told(self, info)
        return answer

    @strawberry.field(
        description="Its open items that are past due or fall due within an interval, the most urgent first."
    )
    def due(self, info: strawberry.Info, within: Within = Span(timedelta(days=90))) -> list[Due]:  # noqa: B008
        """Deadlines."""
        answer: list[Due] = told(self, info)
        return answer

    @strawberry.field(description="Gaps whose standards it or a subcommittee owns, worst first.")
    def gaps(
        self,
        info: strawberry.Info,
        kinds: Kinds = None,
        first: First = 20,
        after: After = None,
        as_of: AsOf = None,
    ) -> GapConnection:
        """A page of gaps."""
        answer: GapConnection = told(self, info)
        return answer
