"""Committees and their desks."""

from __future__ import annotations

import strawberry

from stdgraph.domain.vocabulary import Confidence, Language
from stdgraph.graphql.scalars import Day
from stdgraph.graphql.types.desks import Due, Workload, load_due, load_workloads
from stdgraph.graphql.types.fields import RETIRED, is_row_of, linked, linked_one, loaded, plain, titled
from stdgraph.graphql.types.gaps import GapConnection, load_gaps
from stdgraph.graphql.types.history import PublicationRate, StageDuration, load_durations, load_publication_rates
from stdgraph.graphql.types.inputs import In
from stdgraph.graphql.types.progress import Progress, load_progress
from stdgraph.graphql.types.provenance import Claim, Source
from stdgraph.graphql.types.relay import LazyCommittee, Node, node_id
from stdgraph.graphql.types.transfers import CommitteeTransfers, load_transfers


@strawberry.type(description="A technical committee, association or ministry that answers for standards.")
class Committee(Node):
    """One committee."""

    is_type_of = staticmethod(is_row_of("Committee"))
    id: strawberry.ID = node_id("Committee")
    code: str = plain("Its code, such as SAC/TC90.")
    revision: int = plain("Grows by one with every change that a command makes of it; 0 before the first.")
    retired_on: Day | None = plain(RETIRED)
    level: str | None = plain("NATIONAL, PROVINCIAL, INTERNATIONAL, GROUP or MINISTRY.")
    secretariat: str | None = plain("Who keeps its secretariat.")
    members: int | None = plain("How many members it has.")
    confidence: Confidence | None = plain("How sure its facts are.")
    note: str | None = plain("A remark of the compiler.")
    parent: LazyCommittee | None = linked_one("The committee it is part of.")
    subcommittees: list[LazyCommittee] = linked("Its subcommittees.")
    sources: list[Source] = linked("Where it comes from.")
    claims: list[Claim] = linked("What sources say of its fields where they were compared.")
    progress: Progress | None = loaded(
        load_progress,
        "How far the listed standards are that it or a subcommittee owns, on a day (today if none is given).",
    )
    durations: list[StageDuration] | None = loaded(
        load_durations, "How long its standards stay in each stage, up to a day (today if none is given)."
    )
    publication_rate: PublicationRate | None = loaded(
        load_publication_rates, "How many of its standards are published a year, up to a day (today if none is given)."
    )
    workload: list[Workload] | None = loaded(
        load_workloads, "Its open items by stage, those of subcommittees included."
    )
    due: list[Due] | None = loaded(
        load_due, "Its open items that are past due or fall due within an interval, the most urgent first."
    )
    transfers: CommitteeTransfers = loaded(
        load_transfers, "Transfers of standards to and from it, or a subcommittee of it, that are pending."
    )
    gaps: GapConnection | None = loaded(load_gaps, "Gaps whose standards it or a subcommittee owns, worst first.")

    @strawberry.field(description="Its name.")
    def title(self, language: In = Language.ZH) -> str | None:
        """The name in a language, or in the other."""
        return titled(self, language)
